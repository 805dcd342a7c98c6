"""Papers: each booked fact that concerns the payer becomes a receipt or a credit note, each month of a
payee a statement. They follow the ledger, so that their sums are its sums, and are issued by a sweep: a
fact that was missed is met by the next one, and none becomes two papers.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from brokerage.kit.text.hidden_letters import HIDDEN, holds_unseen
from payments.models import BillingDetails, Entry, LedgerAccount, Paper, PaperSeries, Posting

Account = LedgerAccount.Kind
Kind = Paper.Kind
FACTS: dict[str, tuple[Paper.Kind, str]] = {
    "capture": (Kind.RECEIPT, "Payment taken"),
    "refund-ordered": (Kind.CREDIT, "Payment given back"),
    "refund-elsewhere": (Kind.CREDIT, "Payment given back"),
    "dispute-lost": (Kind.CREDIT, "Payment taken back by your bank"),
    "refund-withdrawn": (Kind.RECEIPT, "Credit note withdrawn: the money was not given back"),
    "refund-elsewhere-undone": (
        Kind.RECEIPT,
        "Credit note withdrawn: the money was not given back",
    ),
}
"""Which booked reasons concern the payer, and what they become. The amount is the entry's debits."""
MOVEMENTS = {
    "release-ordered": "Earned",
    "transfer": "Paid out",
    "reversal": "Paid back",
    "release-withdrawn": "Payout called off",
    "debt-netted": "Set off against what you owed",
    "dispute-lost": "Taken back by the rep's bank",
    "refund-elsewhere": "Given back to the rep",
    "release-undone": "Given back to the rep",
    "debt-written-off": "Waived",
}
LETTER = {Kind.RECEIPT: "R", Kind.CREDIT: "C", Kind.STATEMENT: "S"}
MONTHS_LOOKED_BACK = 3


def save_billing(user: User, *, name: str, address: str = "", vat_id: str = "") -> BillingDetails:
    """What stands on the user's papers from now on; those issued stay as they are."""
    if not name.strip():
        raise Refusal("Say whom the papers are for.", status=400, field="name")
    if holds_unseen(name.strip()):
        raise Refusal(HIDDEN, code="hidden_letters", status=400, field="name")
    row, _ = BillingDetails.objects.update_or_create(
        user=user,
        defaults={
            "name": name.strip(),
            "address": address.strip(),
            "vat_id": vat_id.replace(" ", "").upper(),
        },
    )
    return row


def forget_billing(user: User) -> None:
    """An account is closed: nothing more is kept for papers to come. Those issued stay, as the law asks."""
    BillingDetails.objects.filter(user=user).delete()


def issue_due(since: datetime | None = None, limit: int = 200) -> int:
    """Issue the papers of booked facts that have none yet, from `since` (UTC) on; how many."""
    made = 0
    for entry in _without_paper(since)[:limit]:
        made += _issue_for_fact(entry)
    return made


def issue_statements() -> int:
    """Issue the statements of the last months that are over and have none yet; how many."""
    made = 0
    month = month_of(clock.now())
    for _ in range(MONTHS_LOOKED_BACK):
        month = month_of(month - timedelta(days=1))
        for user_id, currency in _payees(month):
            made += _issue_statement(User.objects.get(pk=user_id), currency, month)
    return made


def month_of(moment: datetime) -> datetime:
    """The start (UTC) of the month in which `moment` lies."""
    return moment.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def month_after(month: datetime) -> datetime:
    """The start of the next month."""
    return month_of(month + timedelta(days=32))


def movements(
    user: User, currency: str, start: datetime, end: datetime
) -> Iterator[dict[str, Any]]:
    """What moved between us and a payee from `start` up to `end` (UTC), in the order of the books.

    Minor units: `owed` is how much more we owe them after it, `debt` how much more they owe us, `fee`
    what we kept.
    """
    rows = _of_payee(user, currency).filter(entry__at__gte=start, entry__at__lt=end)
    found: dict[int, dict[str, Any]] = {}
    for one in rows.select_related("entry__payment", "account").order_by("entry_id", "pk"):
        entry = one.entry
        line = found.setdefault(
            entry.pk,
            {
                "at": entry.at.isoformat(),
                "text": MOVEMENTS.get(_word(entry), "Movement"),
                "what": entry.payment.description if entry.payment else "",
                "reference": entry.payment.reference if entry.payment else "",
                "owed": 0,
                "debt": 0,
                "fee": _fee(entry),
            },
        )
        line["owed" if one.account.kind == Account.OWED else "debt"] += (
            -one.amount if one.account.kind == Account.OWED else one.amount
        )
    yield from found.values()


# --- Facts of payers ------------------------------------------------------------------------------


def _without_paper(since: datetime | None) -> QuerySet[Entry]:
    wanted = Q()
    for word in FACTS:
        wanted |= Q(reason__startswith=f"{word}:")
    rows = Entry.objects.filter(wanted, payment__isnull=False)
    if since:
        rows = rows.filter(at__gte=since)
    has_one = Exists(Paper.objects.filter(source=OuterRef("reason")))
    return rows.filter(~has_one).select_related("payment__payer").order_by("pk")


@transaction.atomic
def _issue_for_fact(entry: Entry) -> bool:
    payment = entry.payment
    assert payment is not None
    kind, text = FACTS[_word(entry)]
    total = entry.postings.filter(amount__gt=0).aggregate(sum=Sum("amount"))["sum"]
    vat = _vat_inside(total)
    first = payment.papers.filter(kind=Kind.RECEIPT).order_by("pk").first()
    body = {
        "seller": _seller(),
        "for": _addressee(payment.payer),
        "lines": [{"text": text, "what": payment.description, "amount": total}],
        "net": total - vat,
        "vat": vat,
        "vat_basis_points": settings.VAT_BASIS_POINTS,
        "vat_note": settings.VAT_NOTE,
        "total": total,
        "reference": payment.reference,
        "about": first.number if first else "",
    }
    return _issue(
        kind,
        payment.payer,
        entry.reason,
        at=entry.at,
        currency=payment.currency,
        total=total,
        vat=vat,
        body=body,
        payment=payment,
    )


def _vat_inside(total: int) -> int:
    rate = settings.VAT_BASIS_POINTS
    return total - (total * 10_000 + (10_000 + rate) // 2) // (10_000 + rate)


def _word(entry: Entry) -> str:
    return entry.reason.partition(":")[0]


# --- Months of payees -----------------------------------------------------------------------------


def _of_payee(user: User, currency: str) -> QuerySet[Posting]:
    return Posting.objects.filter(
        account__user=user,
        account__currency=currency,
        account__kind__in=[Account.OWED, Account.RECEIVABLE],
    )


def _payees(month: datetime) -> list[tuple[int, str]]:
    rows = Posting.objects.filter(
        account__kind__in=[Account.OWED, Account.RECEIVABLE],
        entry__at__gte=month,
        entry__at__lt=month_after(month),
    )
    found = rows.values_list("account__user", "account__currency").distinct()
    return [(user, currency) for user, currency in found if user is not None]


@transaction.atomic
def _issue_statement(user: User, currency: str, month: datetime) -> bool:
    source = f"statement:{user.pk}:{currency}:{month:%Y-%m}"
    if Paper.objects.filter(source=source).exists():
        return False
    end = month_after(month)
    before = _of_payee(user, currency).filter(entry__at__lt=month)
    opening = {
        "owed": -(_sum(before.filter(account__kind=Account.OWED))),
        "debt": _sum(before.filter(account__kind=Account.RECEIVABLE)),
    }
    lines = list(movements(user, currency, month, end))
    closing = {name: opening[name] + sum(line[name] for line in lines) for name in opening}
    body = {
        "seller": _seller(),
        "for": _addressee(user),
        "period": f"{month:%Y-%m}",
        "opening": opening,
        "lines": lines,
        "closing": closing,
        "fees": sum(line["fee"] for line in lines),
        "paid": -sum(line["owed"] for line in lines if line["text"] == MOVEMENTS["transfer"]),
    }
    return _issue(
        Kind.STATEMENT,
        user,
        source,
        at=end - timedelta(seconds=1),
        currency=currency,
        total=closing["owed"],
        body=body,
    )


def _fee(entry: Entry) -> int:
    if _word(entry) != "release-ordered":
        return 0
    return -_sum(entry.postings.filter(account__kind=Account.FEES))


def _sum(rows: QuerySet[Posting]) -> int:
    return int(rows.aggregate(sum=Sum("amount"))["sum"] or 0)


# --- All papers -----------------------------------------------------------------------------------


def _issue(kind: Paper.Kind, owner: User, source: str, *, at: datetime, **facts: Any) -> bool:
    """Number it and keep it; False if somebody else did so meanwhile."""
    now = clock.now()
    PaperSeries.objects.get_or_create(kind=kind, year=now.year)
    series = PaperSeries.objects.select_for_update().get(kind=kind, year=now.year)
    if Paper.objects.filter(source=source).exists():
        return False
    series.last += 1
    series.save()
    Paper.objects.create(
        kind=kind,
        number=f"{LETTER[kind]}-{now.year}-{series.last:06d}",
        owner=owner,
        source=source,
        at=at,
        issued_at=now,
        **facts,
    )
    return True


def _seller() -> dict[str, str]:
    return {
        "name": settings.SELLER_NAME,
        "address": settings.POSTAL_ADDRESS,
        "vat_id": settings.SELLER_VAT_ID,
    }


def _addressee(user: User) -> dict[str, str]:
    details = BillingDetails.objects.filter(user=user).first()
    if details:
        return {"name": details.name, "address": details.address, "vat_id": details.vat_id}
    return {"name": user.company or user.name, "address": "", "vat_id": ""}
