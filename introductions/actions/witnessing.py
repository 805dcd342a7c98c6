"""Mail as answer and as witness: a no needs no proof, a yes and a proof do.

Of a mail that counts who, when, a hash and what it counts as are kept, never its text; what a person has
to read goes to the desk (`incoming`).
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from introductions.actions.answering import answer_as_prospect, shorten_confirmation
from introductions.actions.incoming import Email, file_email, refuse_softly
from introductions.actions.meeting import made_by_mail
from introductions.actions.moving import lock, lock_person
from introductions.actions.refusing import never_again
from introductions.lifecycle import CONFIRM_WAIT, Actor, State
from introductions.models import IncomingEmail, Introduction, ThreadMail
from introductions.queries import (
    INTRODUCES,
    NOBODY,
    contact_of,
    has_said_never,
    people_of,
    proof_by_mail,
    unread_emails,
)

CLOCKS_DIFFER = timedelta(seconds=10)
UNCLEAR, READ_BY_US, AGAIN, LATE, SPENT = "unclear", "read by a person", "again", "late", "spent"


@transaction.atomic
def receive_mail(
    introduction: Introduction, email: Email, *, recipients: Collection[str], refuses: bool
) -> Actor | None:
    """A mail came to the introduction's own address.

    The connector's, to both others, marks the introduction made, or proves that it was; a reply by the
    prospect is the strongest proof; only where the sender is verified. One that reads like a refusal
    (`refuses`) proves nothing: unless rep or connector wrote it, a person reads it. Returns who wrote;
    None for strangers. The same mail again changes nothing.
    """
    lock_person(introduction.prospect_id)
    row = lock(introduction)
    people = people_of(row)
    who = next((actor for actor, one in people.items() if one.holds(email.address)), None)
    if row.revealed_at is None:
        return None
    if refuses and who not in {Actor.REP, Actor.CONNECTOR} and not is_spent(row):
        # Both sides know this address and could stop each other's clocks: only proof does.
        proven = who == Actor.PROSPECT and bool(email.vouched_by)
        file_email(row, email, why="refuses", stops=proven)
        return who
    if who is None or not email.vouched_by:
        return None
    to_both = all(people[actor].is_among(recipients) for actor in (Actor.REP, Actor.PROSPECT))
    said = INTRODUCES if who == Actor.CONNECTOR and to_both else ""
    if _keep(row, who, said, email.digest, email.vouched_by):
        _prove(made_by_mail(row))
    return who


def receive_answer(
    introduction: Introduction,
    email: Email,
    *,
    answer: str,
    is_sure: bool,
    written_at: datetime | None = None,
) -> str:
    """A reply to the first mail, which says `answer` ("" if nothing clear).

    A plain no is carried out whoever sent it. A yes needs the person's own verified address; so does a
    refusal for good, which also has to leave no doubt (`is_sure`). Everything else goes to the desk, and
    the clocks stand still. Returns what it counts as: the answer, "read by a person", "again" for a mail
    that came before, "late" where nothing is left to answer, "spent" where nobody can be asked any more.
    Outside a transaction: a "never" is recorded first and alone.
    """
    whose = people_of(introduction)[Actor.PROSPECT]
    proven = bool(email.vouched_by) and whose.holds(email.address)
    if answer == "never" and proven and is_sure and introduction.accepted_at is not None:
        if _is_known(introduction, email.digest):
            return AGAIN
        never_again(introduction)
        with transaction.atomic():
            _keep(introduction, Actor.PROSPECT, answer, email.digest, email.vouched_by)
        return answer
    with transaction.atomic():
        return _receive_answer(introduction, email, answer, proven, is_sure, written_at)


def _receive_answer(
    introduction: Introduction,
    email: Email,
    answer: str,
    proven: bool,
    is_sure: bool,
    written_at: datetime | None,
) -> str:
    lock_person(introduction.prospect_id)
    row = lock(introduction)
    if is_spent(row):
        return SPENT
    if _is_known(row, email.digest):
        return AGAIN
    if answer == "agree":
        return _agree(row, email, proven, written_at)
    if answer:
        return _refuse(row, email, answer, proven and is_sure)
    if proven:
        _keep(row, Actor.PROSPECT, UNCLEAR, email.digest, email.vouched_by)
    file_email(row, email, why="unclear")
    return READ_BY_US


def _agree(row: Introduction, email: Email, proven: bool, written_at: datetime | None) -> str:
    if row.state != State.CONSENT:
        if proven:
            _keep(row, Actor.PROSPECT, "agree", email.digest, email.vouched_by)
        return LATE
    if not proven or _is_overtaken(row, written_at):
        file_email(row, email, why="unclear" if proven else "unverified")
        return READ_BY_US
    _keep(row, Actor.PROSPECT, "agree", email.digest, email.vouched_by)
    return "agree" if _answered(row, "agree") else LATE


def _refuse(row: Introduction, email: Email, answer: str, is_certain: bool) -> str:
    """A no: as far as it goes without doubt at once; what goes further is for a person."""
    if is_certain and row.state == State.CONSENT and _answered(row, answer):
        _keep(row, Actor.PROSPECT, answer, email.digest, email.vouched_by)
        return answer
    done = refuse_softly(row)
    if answer == "not_now" and (done or row.is_over):
        _keep(row, Actor.PROSPECT, answer, email.digest, email.vouched_by or NOBODY)
        return answer if done else LATE
    file_email(row, email, why="final" if answer != "not_now" else "unclear")
    return READ_BY_US


def _answered(row: Introduction, answer: str) -> bool:
    """Do what the person's link would do; False where it could not be used either."""
    try:
        with transaction.atomic():
            answer_as_prospect(row, answer)
    except Refusal:
        return False
    return True


def is_spent(row: Introduction) -> bool:
    """Whether this introduction's addresses lead nowhere: nobody was asked yet, or the person is
    suppressed or erased, and there is nothing left that they could refuse."""
    if row.accepted_at is None:
        return True
    return row.is_over and (has_said_never(row) or not contact_of(row).email)


def _is_overtaken(row: Introduction, written_at: datetime | None) -> bool:
    """Whether an email lies unread that may have been written after this yes."""
    newest = unread_emails(row.prospect_id).order_by("-pk").first()
    return newest is not None and written_at is not None and written_at < newest.at - CLOCKS_DIFFER


def _is_known(row: Introduction, digest: str) -> bool:
    counted = ThreadMail.objects.filter(introduction=row, digest=digest)
    return (
        counted.exists() or IncomingEmail.objects.filter(introduction=row, digest=digest).exists()
    )


def _keep(row: Introduction, who: Actor, said: str, digest: str, vouched_by: str) -> bool:
    """Whether this mail is new."""
    facts = {"sender": who, "said": said, "at": clock.now(), "vouched_by": vouched_by}
    return ThreadMail.objects.get_or_create(introduction=row, digest=digest, defaults=facts)[1]


def _prove(row: Introduction) -> None:
    """A stronger proof while the rep is waited for: the wait is shortened, never made longer."""
    proof = proof_by_mail(row)
    if row.state == State.CONFIRMING and CONFIRM_WAIT[proof] < CONFIRM_WAIT[row.proof]:
        row.proof = proof
        row.save()
        shorten_confirmation(row)
