"""Emails of prospects that no machine understands: while nobody has read them their clocks stand still."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import Q

from brokerage.accounts.models import User
from brokerage.cases.actions import close_case
from brokerage.cases.models import Case
from brokerage.moderation.kinds import Action, Kind, ReasonForm, is_masked
from brokerage.moderation.kinds.dispute import (
    REVEALED_FOR_SECONDS,
    as_it_is,
    headline,
    introduction_of,
    own_cases,
    reveal,
    revealed_to,
    why_not,
)
from connectors.queries import Contact
from introductions.actions import check_seen, never_again, open_moves, take_email_as
from introductions.actions.removing import UNNAMED, cleaner, words_about
from introductions.lifecycle import Actor, State
from introductions.models import IncomingEmail, Introduction
from introductions.queries import contact_of

WHY = {
    "unclear": "Its words are not plainly one of the answers.",
    "unverified": "It agrees, and nobody has verified who sent it.",
    "final": "It refuses for good, and the sender or the words leave a doubt. So far it was taken "
    "as “not now”, where that was possible.",
    "unreadable": "It could not be read by a machine.",
    "refuses": "It was written in the thread of the introduction and reads like a refusal or an objection.",
}
BEFORE_MADE = frozenset({State.CONSENT, State.SECURING, State.INTRODUCING})


class ReadForm(ReasonForm):
    """The reason, and up to which email the moderator has read."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


def panel(case: Case, user: User) -> dict[str, Any]:
    """What they wrote, unnamed until a reason is given to see who it is."""
    row, masked = introduction_of(case), is_masked(user)
    contact = None if masked else revealed_to(case, row, user)
    emails = list(row.incoming_emails.filter(_of(case)))
    unread = [one.pk for one in emails if one.read_at is None]
    return {
        "introduction": row,
        "masked": masked,
        "emails": [] if masked else [_shown(row, one, contact) for one in emails],
        "count": len(emails),
        "last_read": max(unread, default=0),
        "contact": contact,
        "reveal_for": REVEALED_FOR_SECONDS // 60,
        "state": row.get_state_display(),
    }


def _of(case: Case) -> Q:
    """The emails that this case is about: those that ended it, or wait to."""
    if case.closed_at:
        return Q(read_at__range=(case.opened_at, case.closed_at))
    return Q(read_at__isnull=True)


def _shown(row: Introduction, email: IncomingEmail, contact: Contact | None) -> dict[str, Any]:
    address, words = email.address or "", email.words
    clean = (
        as_it_is
        if contact
        else cleaner([*words_about([contact_of(row)]), address], instead=UNNAMED)
    )
    return {
        "at": email.at,
        "why": WHY.get(email.why, ""),
        "sender": email.get_sender_display(),
        "verified": email.vouched_by != "nobody",
        "address": address if contact else "",
        "words": None if words is None else clean(words),
    }


def _takes(reading: str, outcome: str) -> Callable[[Case, User, dict[str, Any]], None]:
    def make(case: Case, user: User, facts: dict[str, Any]) -> None:
        take_email_as(introduction_of(case), staff=user, reading=reading, seen=facts.get("seen"))
        close_case(case, staff=user, outcome=outcome, reason=facts["reason"])

    return make


def _never(case: Case, user: User, facts: dict[str, Any]) -> None:
    row = introduction_of(case)
    check_seen(row, facts.get("seen"))
    never_again(row)


def _not_made(case: Case) -> bool:
    return introduction_of(case).state in BEFORE_MADE


def _not_made_or_over(case: Case) -> bool:
    row = introduction_of(case)
    return row.is_over or row.state in BEFORE_MADE


def _may_object(case: Case) -> bool:
    row = introduction_of(case)
    found = {one.name for one in open_moves(row, Actor.PROSPECT)}
    return row.introduced_at is not None and bool(found & {"object", "object_late", "testify"})


def _action(
    name: str,
    label: str,
    outcome: str,
    text: str,
    done: str,
    is_open: Callable[[Case], bool] | None = None,
    tone: str = "",
) -> Action:
    more: dict[str, Any] = {"open": is_open} if is_open else {}
    if name == "never":
        more["first"] = _never
    return Action(
        name,
        label,
        ReadForm,
        "cases.work_cases",
        _takes(name, outcome),
        tone=tone,
        text=text,
        done=done,
        template="moderation/kinds/_reply_action.html",
        **more,
    )


KIND = Kind(
    name="reply",
    permission="cases.see_desk",
    headline=headline,
    panel=panel,
    actions=(
        _action(
            "not_now",
            "It means: not now",
            "not now",
            "This request ends, and the rep pays nothing. In doubt, take it as this.",
            "Taken as “not now”. The rep pays nothing.",
            _not_made,
            tone="primary",
        ),
        _action(
            "not_seller",
            "It means: not from this person",
            "not this seller",
            "The request ends, and this rep cannot ask them again.",
            "Taken as “not from this person”.",
            _not_made_or_over,
        ),
        _action(
            "never",
            "It means: never contact me again",
            "never",
            "They are removed from every network here for good. All that is not made yet ends with full "
            "refunds. This cannot be taken back.",
            "They are never contacted again.",
            tone="danger",
        ),
        _action(
            "object",
            "It means: this introduction never took place",
            "objection",
            "The payment is frozen, or, after the payout, a moderator looks at it.",
            "Their objection is recorded.",
            _may_object,
        ),
        _action(
            "go_on",
            "It is no refusal: go on",
            "went on",
            "Nothing is refused. The clocks go on with the time they had left.",
            "The clocks go on.",
        ),
        Action(
            "reveal",
            "Show who wrote it",
            ReasonForm,
            "cases.reveal",
            reveal,
            text="You see the prospect and the words as they were written, for an hour. Your reason is kept "
            "in the log of reveals.",
            done="The prospect is shown on this page for an hour.",
        ),
    ),
    explain="A person who was asked answers in words of their own. Until you say how to take them, nobody "
    "reminds them and no deadline runs out.",
    why_not=why_not,
    hidden_from=own_cases,
)
