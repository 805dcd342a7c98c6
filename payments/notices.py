"""Mails about money: rows with the moment when they are due, sent once, found by a sweep.

One file per mail in `templates/emails/payments/`: `{kind}_{payer|payee|desk}.txt` (see
`brokerage.kit.letters`). Nothing in them names a prospect: a payment's description is the blinded
listing's headline.
"""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format

from brokerage.accounts.models import User
from brokerage.cases.models import Case
from brokerage.kit import clock
from brokerage.kit.later import run_later
from brokerage.kit.letters import letter, one_line
from brokerage.kit.money import Money
from brokerage.kit.outbox import Undelivered, deliver
from payments.models import Letter, Payment
from payments.queries import (
    goes_back_at,
    is_unpaid,
    missing_from,
    page_of,
    payout_account_of,
    payout_ready,
)

log = logging.getLogger(__name__)
CLAIM = timedelta(minutes=10)


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


def letters_to_send() -> QuerySet[Letter]:
    """Mails that are due and in nobody's hands."""
    now = clock.now()
    free = Q(claimed_at__isnull=True) | Q(claimed_at__lt=now - CLAIM)
    return Letter.objects.filter(free, told_at__isnull=True, due_at__lte=now).order_by("due_at")


def tell(letter_id: int) -> None:
    """Send one mail, unless somebody else does; a failed sending is tried again by the sweep."""
    if not letters_to_send().filter(pk=letter_id).update(claimed_at=clock.now()):
        return
    row = Letter.objects.select_related("payment__payer", "payment__payee", "user").get(
        pk=letter_id
    )
    why = why_silent(row)
    if not why:
        try:
            deliver(letter(f"payments/{row.kind}_{row.audience}", **_context(row)))
        except Undelivered as error:  # the claim runs out, then the sweep tries again
            log.warning("letter %s not sent: %s", letter_id, error)
            return
    Letter.objects.filter(pk=letter_id).update(told_at=clock.now(), dropped=why)


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


def _waiting(payment: Payment) -> int:
    return max(payment.held_amount, 0) + max(payment.owed_amount, 0)


def _money(payment: Payment, minor: int) -> Money:
    return Money(minor, payment.currency)


def _day(moment: datetime | str | None) -> str:
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment) if moment else None
    return date_format(moment, "j F Y") if moment else ""
