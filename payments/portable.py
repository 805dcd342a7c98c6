"""What of somebody's payments, payouts, letters, papers and debts stands in their own export."""

from typing import Any

from django.db.models import Q

from brokerage.kit.portable import KEY, OTHERS, PROVIDER, SENDING, STAFF, Part, nobody, out
from payments.models import (
    BillingDetails,
    Checkout,
    ClosedMonth,
    Difference,
    Entry,
    LedgerAccount,
    LedgerCheck,
    Letter,
    Paper,
    PaperSeries,
    Payment,
    PayoutAccount,
    Posting,
    ProviderCall,
    ProviderEvent,
)

INTENT = "what we mean to do with it; the state of the introduction says so"
BOOKS = "our own books; your payments and their sums stand beside"


def _payees(name: str) -> Any:
    """What is between us and the payee alone."""
    return lambda row, person: getattr(row, name) if row.payee_id == person.pk else None


PARTS = (
    Part(
        Payment,
        lambda person: Payment.objects.filter(
            Q(payer=person) | Q(payee=person, introduction__shown_at__isnull=False)
        ).order_by("pk"),
        given=(
            "public_id", "reference", "description", "currency", "price", "fee", "funds", "payee_part",
            "captured", "refunded", "refunds_ordered", "charged_back", "captured_at", "created_at",
            "disputed_at",
        ),
        told={
            name: _payees(name)
            for name in ("release_ordered", "transferred", "reversed", "advanced", "borne", "fee_kept",
                         "netted", "available_on", "sent_elsewhere")
        },
        left_out=out(KEY, "payer payee")
        | out(PROVIDER, "settled_in")
        | out(INTENT, "intent decide_by frozen_at foreign_at")
        | out("a bank's warning that it asked us to keep", "warned_at feared_at warning_cleared_at")
        | out(SENDING, "seen_at followed_at changed_at changes followed"),
    ),
    Part(
        Checkout,
        lambda person: Checkout.objects.filter(payment__payer=person).order_by("pk"),
        given=("payment", "n", "amount", "status", "expires_at", "capture_before", "was_authorised"),
        left_out=out(PROVIDER, "session_id url intent_id charge_id card_digests")
        | out("part of the price", "fee"),
    ),
    Part(
        PayoutAccount,
        lambda person: PayoutAccount.objects.filter(user=person),
        given=(
            "account_id", "country", "currency", "transfers_status", "requirements", "closed_at",
            "seen_at", "created_at",
        ),
        left_out=out(KEY, "user"),
    ),
    Part(
        Letter,
        lambda person: Letter.objects.filter(user=person).order_by("pk"),
        given=("payment", "kind", "facts", "due_at", "told_at"),
        left_out=out(KEY, "user about") | out(SENDING, "claimed_at dropped tries"),
    ),
    Part(
        LedgerAccount,
        lambda person: LedgerAccount.objects.filter(user=person).order_by("pk"),
        given=("kind", "currency", "balance"),
        left_out=out(KEY, "payment user"),
    ),
    Part(
        Posting,
        lambda person: Posting.objects.filter(account__user=person)
        .select_related("entry", "account")
        .order_by("pk"),
        told={
            "entry": lambda row, _: {"reason": row.entry.reason, "at": row.entry.at},
            "account": lambda row, _: f"{row.account.kind} {row.account.currency}",
            "amount": lambda row, _: row.amount,
        },
    ),
    Part(
        BillingDetails,
        lambda person: BillingDetails.objects.filter(user=person),
        given=("name", "address", "vat_id"),
        left_out=out(KEY, "user"),
    ),
    Part(
        Paper,
        lambda person: Paper.objects.filter(owner=person).order_by("pk"),
        given=(
            "public_id", "kind", "number", "payment", "currency", "total", "vat", "at", "issued_at",
            "body",
        ),
        left_out=out(KEY, "owner source"),
    ),
    Part(
        ClosedMonth,
        lambda person: ClosedMonth.objects.filter(closed_by=person),
        given=("month", "closed_at"),
        left_out=out(BOOKS, "totals entries digest") | out(STAFF, "closed_by"),
    ),
    Part(Entry, nobody, left_out=out(BOOKS, "reason payment at")),
    Part(PaperSeries, nobody, left_out=out(BOOKS, "kind year last")),
    Part(LedgerCheck, nobody, left_out=out(BOOKS, "at payments accounts differences")),
    Part(Difference, nobody, left_out=out(BOOKS, "payment kind ours theirs seen_at resolved_at")),
    Part(
        ProviderCall,
        nobody,
        left_out=out(
            PROVIDER,
            "operation payment checkout payout_account n key target parameters status attempts"
            " next_try_at first_sent_at leased_until answer_id error_code error created_at granted_at",
        ),
    ),
    Part(
        ProviderEvent,
        nobody,
        left_out=out(PROVIDER, "event_id type api_version livemode received_at processed_at attempts error")
        | out(OTHERS, "payload"),
    ),
)  # fmt: skip
