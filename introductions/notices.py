"""Telling people: which mail, in whose words, to whom. Each notice is sent once.

One file per mail in `templates/emails/`: `{kind}_{audience}.txt`. Its first line is the subject; a
blank line; then paragraphs. A line `[Words](address)` alone in its paragraph is a button. The HTML
part is made from the same paragraphs by `layouts/email.html`.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils.formats import date_format

from brokerage.accounts.models import User
from brokerage.accounts.outgoing import LINKS_LAST, queue_email
from brokerage.cases.actions import open_case
from brokerage.cases.models import Case
from brokerage.kit import clock
from brokerage.kit.encryption import all_hashes
from brokerage.kit.mail.letters import letter, one_line, quoted
from brokerage.kit.mail.outbox import Outbox
from brokerage.kit.money import Money
from brokerage.kit.web.limits import over_limit
from connectors.identity import normalise_email
from connectors.queries import facts_seen
from introductions.lifecycle import MOVES, PATIENCE, Actor
from introductions.models import Introduction, Notice
from introductions.prospect_data import (
    Held,
    address_to_write_to,
    connectors_words,
    held_about,
    held_on,
    own_link,
    shown_of,
)
from introductions.queries import (
    ANSWER,
    WITNESS,
    answer_address,
    asks_to_be_left_alone,
    connector_for_rep,
    contact_of,
    is_unwanted,
    next_deadline,
    open_restore,
    page_of,
    prospect_choices,
    prospect_link,
    unread_emails,
)
from introductions.snapshots.asker import asker_of
from payments.sums import sums_of

HOUR = timedelta(hours=1)
AFTER_RESTORE = "the database was restored since"
UNREAD = "an email of theirs is to be read first"
SENT_AGAIN = "sent again"

#: Links to their own page that somebody who refused for good is sent in a month.
LINKS_AFTER_NEVER, MONTH = 3, 30 * 24 * 3600


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


def _call_desk(notice: Notice, why: str) -> None:
    """A prospect was not reached, or nobody knows whether they were: the desk decides what to do."""
    if notice.audience == Actor.PROSPECT:
        open_case("mail", f"notice:{notice.pk}", due_at=clock.now() + HOUR, why=why)


def why_not_now(notice: Notice) -> str:
    """Why this notice is not sent by itself; empty if it is."""
    why = why_silent(notice)
    if not why and _waits_for_the_desk(notice):
        if notice.kind == "accept":
            _call_desk(notice, UNREAD)
        return UNREAD
    if not why and _was_perhaps_sent_before_a_restore(notice):
        _call_desk(notice, AFTER_RESTORE)
        return AFTER_RESTORE
    return why


def _waits_for_the_desk(notice: Notice) -> bool:
    """Whether this asks somebody whose own email nobody has read yet: it may be a no."""
    asks = notice.audience == Actor.PROSPECT and notice.kind in {"accept", "remind_consent"}
    return asks and unread_emails(notice.event.introduction.prospect_id).exists()


def _was_perhaps_sent_before_a_restore(notice: Notice) -> bool:
    """Whether a restored database may have forgotten that this was sent; a person's word ends it."""
    row = open_restore() if notice.audience == Actor.PROSPECT else None
    if row is None:
        return False
    released = Case.objects.filter(kind="mail", subject=f"notice:{notice.pk}", outcome=SENT_AGAIN)
    if released.exists():
        return False
    introduction = notice.event.introduction
    if row.asked:
        address = normalise_email(contact_of(introduction).email)
        return any(digest in row.asked for _, digest in all_hashes(address))
    return introduction.created_at <= row.dump_taken_at


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
        sides = {Actor.REP: introduction.rep, Actor.CONNECTOR: introduction.connector}
        side = sides.get(Actor(notice.audience))
        return "account closed" if side is not None and side.closed_at else ""
    if asks_to_be_left_alone(introduction):
        return "asked not to be written to"
    if notice.kind in {"accept", "remind_consent"}:
        if introduction.state != "consent":
            return "no longer asked"
        return "not wanted any more" if is_unwanted(introduction) else ""
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
            "held": held_about(introduction),
            "seen": one_line(
                "; ".join(f"{label}: {words}" for label, words in facts_seen(introduction.listing))
            ),
            "said": "\n>\n".join(quoted(words) for words in connectors_words(introduction)),
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
    asker = asker_of(introduction)
    counter, payment = introduction.counter_price, introduction.payment
    return {
        "rep_name": one_line(asker.name),
        "rep_company": one_line(asker.firm),
        "rep_proof": asker.proof,
        "connector_name": (
            one_line(connector_for_rep(introduction) or "the connector")
            if notice.audience == Actor.REP
            else one_line(asker.connector)
        ),
        "headline": one_line(introduction.listing.get("headline", "")),
        "purpose": one_line(introduction.purpose),
        "pitch": quoted(introduction.pitch),
        "price": introduction.price_money,
        "fee": introduction.fee_money,
        "earnings": introduction.true_earnings,
        "counter": Money(counter, introduction.currency) if counter else None,
        "paid": Money(payment.paid_out if payment else 0, introduction.currency),
        "back": sums_of(payment).back if payment and payment.captured else introduction.price_money,
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
    if held is None or (held.suppressed and _has_been_sent_enough(held)):
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
    queue_email(_mail("own_data", context), useful_for=LINKS_LAST)
    return True


def _has_been_sent_enough(held: Held) -> bool:
    """Anybody can ask for somebody's link: whoever wants no email gets few of them."""
    return over_limit(f"own-link-refused:{held.key.pk}", LINKS_AFTER_NEVER, MONTH)


def send_other_link(email: str, link: str) -> None:
    """Mail the link to an address that somebody who refused for good gave as another one of theirs."""
    mail = _mail("other_address", {"audience": "owner", "link": link, "address": email})
    queue_email(mail, useful_for=LINKS_LAST)


def _headers(context: dict[str, Any]) -> dict[str, str]:
    """RFC 8058: one click in the mail program says never."""
    if "choice" not in context:
        return {}
    headers = {
        "List-Unsubscribe": f"<{context['choice']['never']}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return headers | ({"Reply-To": context["reply_to"]} if context["reply_to"] else {})


OUTBOX = Outbox(
    rows=lambda: Notice.objects.select_related(
        "event__introduction__relationship",
        "event__introduction__rep",
        "event__introduction__connector",
        "event__introduction__payment",
    ),
    compose=compose,
    why_silent=why_not_now,
    at_most_once=lambda notice: notice.audience == Actor.PROSPECT,
    on_drop=_call_desk,
)
"""A prospect is written to at most once for each notice: what may have left is not sent again."""
