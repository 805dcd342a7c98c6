"""Mails about money: rows with the moment when they are due, sent once, found by a sweep.

One file per mail in `templates/emails/payments/`: `{kind}_{payer|payee|desk}.txt` (see
`brokerage.kit.mail.letters`). Nothing in them names a prospect: a payment's description is the blinded
listing's headline.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format

from brokerage.accounts.models import User
from brokerage.cases.actions import note_facts, open_case, put_off
from brokerage.cases.models import Case
from brokerage.kit import clock
from brokerage.kit.later import run_later
from brokerage.kit.mail.letters import letter, one_line
from brokerage.kit.mail.outbox import GIVE_UP, UNTAKEN, Outbox
from brokerage.kit.money import Money
from payments.models import LedgerAccount, Letter, Payment
from payments.queries import (
    goes_back_at,
    is_unpaid,
    missing_from,
    page_of,
    payout_account_of,
    payout_ready,
)

UNPAID = frozenset({"payout_missing", "unpaid", "payout_failed"})
"""Mails to a payee who cannot be paid."""


def write(
    payment: Payment,
    user: User | None,
    kind: str,
    *,
    about: str = "",
    due_at: datetime | None = None,
    **facts: Any,
) -> Letter:
    """Note that `user` (None: the desk) is to get the mail `kind`, at `due_at` (UTC; now by default).

    Once for each `about`. Inside the transaction of what it tells.
    """
    row, made = Letter.objects.get_or_create(
        payment=payment,
        user=user,
        kind=kind,
        about=about,
        defaults={"due_at": due_at or clock.now(), "facts": facts},
    )
    if made and due_at is None:
        run_later("payments.tasks.send_letter", row.pk)
    return row


def _rows() -> QuerySet[Letter]:
    return Letter.objects.select_related("payment__payer", "payment__payee", "user")


def _compose(row: Letter) -> EmailMessage:
    return letter(f"payments/{row.kind}_{row.audience}", **_context(row))


def why_silent(row: Letter) -> str:
    """Why nobody has to be written to after all; empty if somebody has."""
    payment = row.payment
    if row.kind == "payout_missing":
        if payout_ready(payment.payee):
            return "can be paid"
        if not is_unpaid(payment):
            return "nothing waits"
    if row.kind == "evidence_due":
        waits = Case.objects.filter(kind="chargeback", subject=row.about, closed_at=None)
        return "" if waits.exists() else "answered"
    if row.user is not None and not row.user.is_active:
        return "the account is closed"
    return ""


def _context(row: Letter) -> dict[str, Any]:
    payment, facts = row.payment, row.facts
    missing = missing_from(payout_account_of(payment.payee))
    return {
        "to": row.user.email if row.user else settings.SUPPORT_EMAIL,
        "first_name": one_line(row.user.get_short_name()) if row.user else "",
        "description": one_line(payment.description),
        "page": settings.SITE_URL + page_of(payment),
        "payouts": settings.SITE_URL + reverse("payouts"),
        "desk": f"{settings.SITE_URL}/moderation/",
        "amount": _money(payment, facts.get("amount", _waiting(payment))),
        "lost": _money(payment, facts.get("lost", 0)),
        "until": _day(facts.get("until", "")),
        "back_on": _day(goes_back_at(payment)),
        "missing": missing,
        "outcome": facts.get("outcome", ""),
        "why": facts.get("why", ""),
        "netted_after": settings.DEBT_NOTICE.days,
    }


def _on_drop(row: Letter, why: str) -> None:
    """It did not arrive: whoever works on the debt, or on money that cannot be paid, knows that at once."""
    if row.user is None:
        return
    if row.kind == "debt":
        _open_untold_case(row, row.user, why)
    elif row.kind in UNPAID:
        note_facts("unpaid", row.payment.reference, mail=why)


def _open_untold_case(row: Letter, debtor: User, why: str) -> None:
    """Once for each such email; a case that was closed before is opened again."""
    subject = debt_case(debtor, row.payment.currency)
    if Case.objects.filter(kind="debt", subject=subject, facts__untold=row.pk).exists():
        return
    open_case("debt", subject)
    note_facts("debt", subject, mail=why, untold=row.pk)
    put_off("debt", subject, due_at=clock.now())


def debt_case(user: User, currency: str) -> str:
    """What the case about a person's debts in one currency is about: whatever they earn in it pays them."""
    return f"{user.public_id.hex}:{currency}"


def open_untold_debt_cases() -> int:
    """Debts that an email has tried to tell for too long, whatever holds it up: the desk knows; how many."""
    rows = _rows().filter(kind="debt", told_at__isnull=True, due_at__lte=clock.now() - GIVE_UP)
    owing = LedgerAccount.objects.filter(kind=LedgerAccount.Kind.RECEIVABLE, balance__gt=0)
    late = list(rows.filter(user__in=owing.values("user")).values_list("pk", flat=True))
    for pk in late:  # hardly ever any: the whole row is read only then
        _on_drop(_rows().get(pk=pk), UNTAKEN)
    return len(late)


OUTBOX = Outbox(rows=_rows, compose=_compose, why_silent=why_silent, on_drop=_on_drop)


def _waiting(payment: Payment) -> int:
    return max(payment.held_amount, 0) + max(payment.owed_amount, 0)


def _money(payment: Payment, minor: int) -> Money:
    return Money(minor, payment.currency)


def _day(moment: datetime | str | None) -> str:
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment) if moment else None
    return date_format(moment, "j F Y") if moment else ""
