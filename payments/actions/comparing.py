"""Reconciliation: our books against the provider's objects. It lists what differs and repairs nothing:
repairs go through the same looks and calls as everything else.
"""

from collections import defaultdict
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min, Sum

from brokerage.accounts.audit import record_staff_action
from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from brokerage.kit.money import Money
from payments import ledger, queries
from payments.actions.differing import DAY, Wrong, note_differences, with_open_ones
from payments.actions.observing import Seen, fetch, record
from payments.gateway import auditing, reading
from payments.gateway.auditing import Movement, movements
from payments.gateway.errors import Unreachable
from payments.models import Checkout, Difference, Entry, LedgerAccount, Payment, Posting

LIABILITIES = ["held", "owed", "refunds"]


def compare_payment(payment: Payment) -> list[str]:
    """Look, record, and compare one payment; the kinds of what still differs.

    Differences are rows; one that is gone is marked as resolved.
    """
    seen = fetch(payment)
    wrong: dict[str, tuple[int, int]] = {}
    payment = record(payment.pk, seen)
    theirs = _theirs(seen)
    for kind, amount in theirs.items():
        ours = getattr(payment, kind) - (_outside(payment) if kind == "refunded" else 0)
        if ours != amount:
            wrong[kind] = (ours, amount)
    note_differences(payment, wrong)
    return sorted(wrong)


def _outside(payment: Payment) -> int:
    """What was given back from our own bank account: the provider knows nothing of it."""
    return ledger.balance(LedgerAccount.Kind.OUTSIDE, payment.currency, payment=payment)


def _theirs(seen: Seen) -> dict[str, int]:
    return {
        "captured": sum(one.captured for one in seen.checkouts.values()),
        "refunded": sum(
            refund.amount
            for one in seen.checkouts.values()
            for refund in one.refunds
            if refund.status == "succeeded"
        ),
        "transferred": sum(one.amount for one in seen.transfers),
        "reversed": sum(back.amount for one in seen.transfers for back in one.reversals),
    }


def compare_balances() -> list[str]:
    """Per currency: what is at the provider covers what we owe; the kinds of what does not.

    In all (`balance`): available and pending against everything we hold, owe and refund. And what can be
    used today (`available`): against what is held and refunded of charges whose funds the provider has
    made available, for a charge is pending for days and its money may not be counted on before.
    """
    there = reading.platform_balance()
    rows = LedgerAccount.objects.filter(kind__in=LIABILITIES)
    owed = {
        row["currency"]: -row["sum"] for row in rows.values("currency").annotate(sum=Sum("balance"))
    }
    short = {
        f"balance {code}": (amount, there.get(code, 0))
        for code, amount in owed.items()
        if there.get(code, 0) < amount
    }
    usable = reading.available_balance()
    short |= {
        f"available {code}": (amount, usable.get(code, 0))
        for code, amount in queries.due_to_be_available(clock.now()).items()
        if usable.get(code, 0) < amount
    }
    note_differences(None, short)
    return sorted(short)


def available_balance() -> dict[str, int]:
    """What could be paid out now, in minor units by currency; nothing while the provider is silent."""
    try:
        return reading.available_balance()
    except Unreachable:
        return {}


# How the provider names a movement, and how our entry of it begins.
WORDS = {
    "charge": "charge",
    "payment": "charge",
    "refund": "refund",
    "payment_refund": "refund",
    "refund_failure": "refund-failed",
    "payment_failure_refund": "refund-failed",
    "transfer": "transfer",
    "transfer_refund": "reversal",
    "transfer_cancel": "reversal",
    "transfer_failure": "reversal",
    "adjustment": "dispute",
}
TOP_UPS = frozenset({"topup", "topup_reversal"})  # the float (docs/decisions/0005)
COSTS = frozenset({"stripe_fee", "stripe_fx_fee", "tax_fee"})  # what the provider takes for itself
WINDOW = timedelta(hours=26)  # a night, and some overlap


def compare_movements() -> list[str]:
    """Each movement of the provider's balance since last night against our cash entries.

    What is not in our books to the cent, or is there with another amount, is a difference of its kind
    and currency, with the payment where it is known; so is a transfer that nobody here ordered, and
    whatever is no payment's: a payout, a reserve. The float and the provider's bills are booked when
    seen, for they need nobody's word. Goes back to where a difference of this sort is still open. Says
    what kinds differ.
    """
    found = list(movements(_since()))
    for one in found:
        if one.type in TOP_UPS:
            ledger.own_money_moved(one.id, one.currency, _net(one))
        elif one.type in COSTS:
            ledger.provider_bill(one.id, one.currency, -_net(one))
    for one in found:
        _note_exchange(one)
    reasons = {one.id: [*_reasons(one), f"exchange:{one.id}"] for one in found}
    booked = _booked([reason for both in reasons.values() for reason in both])
    wrong: Wrong = defaultdict(dict)
    for one in found:
        ours = sum(booked.get((reason, one.currency), 0) for reason in reasons[one.id])
        if ours != _net(one):
            _add(wrong, one, ours, _net(one))
    for payment in with_open_ones(DAY) | set(wrong):
        note_differences(payment, wrong.get(payment, {}), family=DAY)
    return sorted(kind for kinds in wrong.values() for kind in kinds)


def is_nobodys(row: Difference) -> bool:
    """Whether it is about movements that belong to no payment, which a person may book as our own."""
    return row.payment_id is None and _type_of(row) not in {"", *WORDS, *WORDS.values()}


def _type_of(row: Difference) -> str:
    """The provider's word for the movements that a difference of a day is about; "" for others."""
    kind = row.kind.removeprefix(DAY)
    return "" if kind == row.kind else kind.rpartition(" ")[0]


@transaction.atomic
def book_as_own(row: Difference, *, staff: User, reason: str) -> None:
    """Movements that are no payment's were of our own money, to or from our own bank account.

    Refused for any other difference. Raises whatever the provider's client raises.
    """
    if not is_nobodys(row):
        raise Refusal("This is not our own money.", code="not_our_own")
    for one in movements(_since()):
        if _kind_of(one) == row.kind:
            ledger.own_money_moved(one.id, one.currency, _net(one))
    record_staff_action(staff, "book as our own money", f"difference:{row.pk}", reason)


def _net(one: Movement) -> int:
    """What it did to our balance."""
    return one.amount - one.fee


def _kind_of(one: Movement) -> str:
    return f"{DAY}{WORDS.get(one.type, one.type)} {one.currency}"


def _since() -> datetime:
    oldest = Difference.objects.filter(resolved_at__isnull=True, kind__startswith=DAY).aggregate(
        first=Min("seen_at")
    )["first"]
    now = clock.now()
    return min(oldest or now, now) - WINDOW


def _reasons(one: Movement) -> list[str]:
    """The reasons of the entries that should have moved our cash account like this."""
    word = WORDS.get(one.type)
    if word is None:
        return [f"own-money:{one.id}", f"provider-bill:{one.id}"]
    if word == "charge":
        checkout = Checkout.objects.filter(charge_id=one.source).select_related("payment").first()
        taken = [f"capture:{checkout.payment.reference}:{checkout.n}"] if checkout else []
        return [*taken, f"provider-fee:{one.id}"]
    if word == "dispute":
        if one.amount > 0:
            return [f"dispute-won:{one.source}", f"provider-fee:{one.id}"]
        taken = [f"dispute:{one.source}", f"provider-fee:{one.source}"] if one.amount else []
        return [*taken, f"provider-fee:{one.id}"]
    return [f"{word}:{one.source}"]


def _booked(reasons: list[str]) -> dict[tuple[str, str], int]:
    """What the entries of these reasons moved on our cash, by reason and currency."""
    legs = Posting.objects.filter(account__kind=LedgerAccount.Kind.CASH, entry__reason__in=reasons)
    rows = legs.values_list("entry__reason", "account__currency", "amount")
    return {(reason, code): amount for reason, code, amount in rows}


def _note_exchange(one: Movement) -> None:
    """A movement in another currency than its payment's: what the provider made of it is booked."""
    payment = _payment_of(one) if one.type in WORDS else None
    if payment is None or payment.settled_in != one.currency:
        return
    ours = [reason for reason in _reasons(one) if not reason.startswith("provider-fee:")]
    for (_, code), amount in _booked(ours).items():
        if code == payment.currency:
            ledger.exchanged(one.id, payment, Money(amount, code), Money(one.amount, one.currency))


def _add(wrong: Wrong, one: Movement, ours: int, theirs: int) -> None:
    kind = _kind_of(one)
    if one.type == "transfer" and not ours:
        kind = f"{DAY}foreign transfer {one.currency}"
    kinds = wrong[_payment_of(one)]
    before = kinds.get(kind, (0, 0))
    kinds[kind] = (before[0] + ours, before[1] + theirs)


def _payment_of(one: Movement) -> Payment | None:
    entry = Entry.objects.filter(reason__in=_reasons(one)).select_related("payment").first()
    if entry:
        return entry.payment
    if one.type == "transfer":
        return Payment.objects.filter(reference=auditing.group_of(one.source) or "-").first()
    checkout = (
        Checkout.objects.filter(charge_id=one.source or "-").select_related("payment").first()
    )
    return checkout.payment if checkout else None
