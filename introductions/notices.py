"""Telling people: which mail, in whose words, to whom. Each notice is sent once.

One file per mail in `templates/emails/`: `{kind}_{audience}.txt`. Its first line is the subject; a
blank line; then paragraphs. A line `[Words](address)` alone in its paragraph is a button. The HTML
part is made from the same paragraphs by `layouts/email.html`.
"""

import logging
from datetime import timedelta
from smtplib import (
    SMTPConnectError,
    SMTPHeloError,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPResponseException,
)
from socket import gaierror
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format

from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.letters import letter, one_line, quoted
from brokerage.kit.money import Money
from connectors.queries import is_suppressed, public_name
from introductions.dossier import (
    address_to_write_to,
    held_of,
    held_on,
    own_link,
    shown_of,
)
from introductions.lifecycle import MOVES, PATIENCE, Actor
from introductions.models import Introduction, Notice
from introductions.queries import (
    ANSWER,
    WITNESS,
    answer_address,
    contact_of,
    next_deadline,
    page_of,
    prospect_choices,
    prospect_link,
)

log = logging.getLogger(__name__)
CLAIM = timedelta(minutes=10)
# The server never had the mail, or said that it does not take it. After anything else it may have left.
NOT_SENT = (
    ConnectionRefusedError,
    gaierror,
    SMTPConnectError,
    SMTPHeloError,
    SMTPNotSupportedError,
    SMTPResponseException,
    SMTPRecipientsRefused,
)


def kinds() -> set[tuple[str, str]]:
    """Every mail there is, as `(kind, audience)`: derived from the process."""
    told = {(move.name, audience.value) for move in MOVES for audience in move.tells}
    reminders = {
        (f"remind_{state}", entry.whom.value)
        for state, entries in PATIENCE.items()
        for entry in entries
        if entry.remind and entry.whom
    }
    return told | reminders


def tell(notice_id: int) -> None:
    """Send one notice, unless somebody else does; a failed sending is tried again by the sweep.

    A prospect is written to at most once: what may have left, for the answer was lost or the worker
    died meanwhile, is not sent to them again.
    """
    now = clock.now()
    free = Q(claimed_at__isnull=True) | Q(claimed_at__lt=now - CLAIM)
    if not Notice.objects.filter(free, pk=notice_id, told_at__isnull=True).update(claimed_at=now):
        return
    notice = Notice.objects.select_related(
        "event__introduction__relationship",
        "event__introduction__rep",
        "event__introduction__connector",
        "event__introduction__payment",
    ).get(pk=notice_id)
    why, mine = why_silent(notice), Notice.objects.filter(pk=notice_id)
    once = notice.audience == Actor.PROSPECT
    if not why:
        mail = compose(notice)
        if once:
            mine.update(told_at=now)
        try:
            mail.send()
        except Exception as error:
            # Mail providers raise many kinds, some with the address in their words: only the kind
            # is logged. The claim runs out, then the sweep tries again.
            log.warning("notice %s not sent: %s", notice_id, type(error).__name__)
            if _refused_for_good(error):
                mine.update(told_at=now, dropped="the mail server refuses this address")
            elif once and not _never_left(error):
                mine.update(dropped="the mail server gave no clear answer")
            else:
                mine.update(told_at=None)
            return
    mine.update(told_at=clock.now(), dropped=why)


def _never_left(error: Exception) -> bool:
    """Whether a failed sending is known to have sent nothing."""
    answer = getattr(error, "status_code", None)  # of a provider's API, as anymail tells it
    return isinstance(error, NOT_SENT) or (isinstance(answer, int) and 400 <= answer < 500)


def _refused_for_good(error: Exception) -> bool:
    """Whether the server knows that nobody has this address (RFC 5321: 5yz, not to be tried again)."""
    if not isinstance(error, SMTPRecipientsRefused):
        return False
    return all(code >= 500 for code, _ in error.recipients.values())


def why_silent(notice: Notice) -> str:
    """Why this person is not written to after all; empty if they are."""
    introduction = notice.event.introduction
    if notice.audience == Actor.CONNECTOR and introduction.shown_at is None:
        return "never heard of it"
    if notice.kind == "decide" and notice.event.facts.get("announced") is False:
        return "a second moderator must agree first"
    if notice.kind == "pay_split" and paid_as_ruled(introduction):
        return "told with the decision"
    if notice.audience != Actor.PROSPECT:
        return ""
    if is_suppressed(introduction.relationship) or contact_of(introduction).is_suppressed:
        return "asked not to be written to"
    if notice.kind in {"accept", "remind_consent"}:
        return "" if introduction.state == "consent" else "no longer asked"
    return "" if introduction.agreed_at else "never agreed"


def paid_as_ruled(introduction: Introduction) -> bool:
    """Whether a division was ruled, and paid within the hour: the mail about the ruling has said so."""
    ruled = introduction.events.filter(move="rule_split").last()
    paid = introduction.events.filter(move="pay_split").last()
    return bool(ruled and paid and paid.at - ruled.at < timedelta(hours=1))


def compose(notice: Notice) -> EmailMultiAlternatives:
    """The mail of one notice, as plain text and HTML."""
    introduction = notice.event.introduction
    context = _context(notice, introduction)
    return _mail(f"{notice.kind}_{notice.audience}", context)


def _mail(name: str, context: dict[str, Any]) -> EmailMultiAlternatives:
    return letter(name, to=context.pop("address"), headers=_headers(context), **context)


def _context(notice: Notice, introduction: Introduction) -> dict[str, Any]:
    context: dict[str, Any] = {
        "introduction": introduction,
        "event": notice.event,
        "listing": introduction.listing,
        "page": page_of(introduction),
        "until": _until(notice, introduction),
        "audience": notice.audience,
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "postal_address": settings.POSTAL_ADDRESS,
        "support_email": settings.SUPPORT_EMAIL,
        "taken": bool(introduction.payment and introduction.payment.captured),
        **_words(notice, introduction),
    }
    if notice.audience == Actor.PROSPECT:
        contact = contact_of(introduction)
        purpose = WITNESS if introduction.introduced_at else ANSWER
        context |= {
            "address": contact.email,
            "first_name": one_line(contact.first_name),
            "shown": shown_of(contact),
            "held": held_of(introduction.relationship),
            "known_since": introduction.relationship.created_at,
            "link": prospect_link(introduction, purpose),
            "choice": prospect_choices(introduction),
            "reply_to": answer_address(introduction) if purpose == ANSWER else "",
            "mine": settings.SITE_URL + reverse("own_data"),
        }
    else:
        person: User = introduction.rep if notice.audience == Actor.REP else introduction.connector
        context |= {"address": person.email, "first_name": one_line(person.get_short_name())}
    return context


def _words(notice: Notice, introduction: Introduction) -> dict[str, Any]:
    """What people typed, made harmless, and the amounts. No template touches a raw name."""
    full = one_line(introduction.connector.name)
    counter, payment = introduction.counter_price, introduction.payment
    return {
        "rep_name": one_line(introduction.rep.name),
        "rep_company": one_line(introduction.rep.company),
        "connector_name": (
            one_line(public_name(introduction.connector)) if notice.audience == Actor.REP else full
        ),
        "headline": one_line(introduction.listing.get("headline", "")),
        "purpose": one_line(introduction.purpose),
        "pitch": quoted(introduction.pitch),
        "price": introduction.price_money,
        "fee": introduction.fee_money,
        "earnings": introduction.earnings,
        "counter": Money(counter, introduction.currency) if counter else None,
        "paid": Money(payment.paid_out if payment else 0, introduction.currency),
        "netted": Money(payment.netted if payment else 0, introduction.currency),
    }


def _until(notice: Notice, introduction: Introduction) -> str:
    """Until when somebody has time, in words; told late, the page knows better than the mail."""
    deadline = next_deadline(introduction)
    if deadline is None or notice.event.target != introduction.state:
        return "the day shown on the page"
    return date_format(deadline.due_at, "j F Y, H:i") + " UTC"


def send_own_link(email: str) -> bool:
    """Mail the link to their own page to the owner of `email`; False if we do not know it."""
    held = held_on(email)
    if held is None:
        return False
    context: dict[str, Any] = {
        "audience": "owner",
        "link": own_link(held),
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "postal_address": settings.POSTAL_ADDRESS,
        "support_email": settings.SUPPORT_EMAIL,
        "address": address_to_write_to(held, email),
    }
    _mail("own_data", context).send()
    return True


def _headers(context: dict[str, Any]) -> dict[str, str]:
    """RFC 8058: one click in the mail program says "nobody, ever"."""
    if "choice" not in context:
        return {}
    headers = {
        "List-Unsubscribe": f"<{context['choice']['never']}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return headers | ({"Reply-To": context["reply_to"]} if context["reply_to"] else {})
