"""Emails that a person has to read: kept, the clocks stopped; read, and the clocks go on.

Whatever reaches a secret address of ours may be a no in words that no machine understands. Until a
moderator has said how it is to be taken nothing runs out toward whoever wrote it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from brokerage.accounts.models import User
from brokerage.cases.actions import open_case
from brokerage.cases.models import Case
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from introductions.actions import clocks
from introductions.actions.answering import answer_as_prospect
from introductions.actions.desk_cases import READ_WITHIN
from introductions.actions.disputing import object_to
from introductions.actions.moving import lock, lock_person
from introductions.lifecycle import ENDS, State
from introductions.models import IncomingEmail, Introduction
from introductions.queries import people_of

READINGS = ("not_now", "not_seller", "never", "object", "go_on")
NOTHING_LEFT = Refusal("There is nothing left that could be refused.", code="moved_on")


@dataclass(frozen=True, slots=True)
class Email:
    """One email as it came in.

    `address`: the sender's, as it says. `vouched_by`: "provider" or "signature" where that is verified,
    else "". `words`: what a person reads. `digest`: the same for the same email.
    """

    digest: str
    address: str = ""
    vouched_by: str = ""
    words: str = ""


def file_email(introduction: Introduction, email: Email, *, why: str, stops: bool = True) -> bool:
    """Keep an email for the desk, once; False if it is there already.

    `why` is a code: unclear, unverified, final, unreadable, refuses. `stops`: clocks toward the person
    stand still until it is read.
    """
    with transaction.atomic():
        lock_person(introduction.prospect_id)
        row = lock(introduction)
        _, made = IncomingEmail.objects.get_or_create(
            introduction=row,
            digest=email.digest,
            defaults={
                "sender": _sender(row, email.address),
                "vouched_by": email.vouched_by or "nobody",
                "why": why,
                "address": email.address[:320],
                "words": email.words,
                "stops_clocks": stops,
                "at": clock.now(),
            },
        )
        if made:
            due = clock.now() + READ_WITHIN
            open_case(Case.Kind.REPLY, row.reference, amount=row.price_money, due_at=due)
            for other in _open_with(row):
                clocks.hold(other)
    return made


@transaction.atomic
def take_email_as(
    introduction: Introduction, *, staff: User, reading: str, seen: int | None = None
) -> None:
    """A moderator has read what came in about this introduction, and says how it is to be taken.

    `reading` is one of READINGS; `object` says that it never took place; `never` is carried out before, by
    `never_again`, which stands alone. `seen` is the id of the newest email they read: Refusal where another
    has come since. The clocks go on with the time they had left.
    """
    if reading not in READINGS:
        raise Refusal("Please choose one of the answers.", code="answer", status=400)
    lock_person(introduction.prospect_id)
    row = lock(introduction)
    check_seen(row, seen)
    unread = IncomingEmail.objects.filter(introduction=row, read_at__isnull=True)
    unread.update(read_at=clock.now(), read_by=staff, taken_as=reading)
    _carry_out(row, reading)
    for other in _open_with(row):
        clocks.resume(other)


def check_seen(introduction: Introduction, seen: int | None) -> None:
    """Refuse where an email has come since the one with the id `seen`; None: whatever there is was read."""
    unread = IncomingEmail.objects.filter(introduction=introduction, read_at__isnull=True)
    if seen is not None and unread.filter(pk__gt=seen).exists():
        raise Refusal("Another email has arrived. Please read it first.", code="moved_on")


def refuse_softly(row: Introduction) -> bool:
    """Carry out a plain no: not now, or, after a yes, the agreement taken back. Whether it could be."""
    answer = {
        State.CONSENT: "not_now",
        State.SECURING: "take_back",
        State.INTRODUCING: "take_back",
    }.get(State(row.state))
    if answer is None:
        return False
    try:
        with transaction.atomic():
            answer_as_prospect(row, answer)
    except Refusal:
        return False
    return True


def forget_incoming_emails() -> int:
    """Forget the words of emails that were read `settings.INCOMING_EMAIL_KEPT` ago; how many."""
    before = clock.now() - settings.INCOMING_EMAIL_KEPT
    rows = IncomingEmail.objects.filter(read_at__lt=before, words__isnull=False)
    return rows.update(words=None, address=None)


def _carry_out(row: Introduction, reading: str) -> None:
    if reading == "object":
        object_to(row, word="no")
    elif reading in {"not_now", "not_seller"}:
        if not refuse_softly(row) and (reading == "not_now" or not row.is_over):
            raise NOTHING_LEFT
        if reading == "not_seller":
            # Whatever state it has reached by now: this rep is not to ask them again.
            Introduction.objects.filter(pk=row.pk).update(refusal=reading)


def _open_with(row: Introduction) -> Iterator[Introduction]:
    """What is open with the same person, one after the other under its lock."""
    rows = Introduction.objects.filter(prospect=row.prospect_id).exclude(state__in=ENDS)
    for other in rows.order_by("pk"):
        yield lock(other)


def _sender(row: Introduction, address: str) -> str:
    actors = (actor for actor, theirs in people_of(row).items() if theirs.holds(address))
    return next((actor.value for actor in actors), IncomingEmail.Sender.OTHER.value)
