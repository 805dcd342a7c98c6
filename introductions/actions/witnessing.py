"""Mail as witness: who wrote, when, a hash and what it counts as; the text is never kept."""

from collections.abc import Collection

from django.db import transaction

from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from connectors.identity import normalise_email
from introductions.actions.answering import answer_as_prospect, shorten_confirmation
from introductions.actions.meeting import made_by_mail
from introductions.actions.moving import lock, lock_person
from introductions.actions.refusing import never_again
from introductions.lifecycle import CONFIRM_WAIT, Actor, State
from introductions.models import Introduction, ThreadMail
from introductions.queries import INTRODUCES, contact_of, proof_by_mail


@transaction.atomic
def receive_mail(
    introduction: Introduction,
    *,
    sender: str,
    recipients: Collection[str],
    digest: str,
    vouched_by: str,
) -> Actor | None:
    """A mail whose sender is verified came to the introduction's address.

    The connector's, to both others, marks the introduction made, or proves that it was; a reply by
    the prospect is the strongest proof. Returns who wrote; None for strangers, of whom nothing is
    kept. The same mail again (`digest`) changes nothing.
    """
    row = lock(introduction)
    people = _people(row)
    who = next(
        (actor for actor, one in people.items() if one and one == normalise_email(sender)), None
    )
    if who is None or row.revealed_at is None:
        return None
    written_to = {normalise_email(one) for one in recipients}
    to_both = {people[Actor.REP], people[Actor.PROSPECT]} <= written_to
    said = INTRODUCES if who == Actor.CONNECTOR and to_both else ""
    if _keep(row, who, said, digest, vouched_by):
        _prove(made_by_mail(row))
    return who


def receive_answer(introduction: Introduction, *, answer: str, digest: str, vouched_by: str) -> str:
    """The prospect's verified reply to the first mail, which says `answer` ("" if nothing clear).

    Does what their link would do. Outside a transaction: a "never" is recorded first and alone. Returns
    what it counts as: the answer, "unclear", "again" for a mail that came before, or "late" where the link
    could not be used either.
    """
    if answer == "never":
        never_again(introduction)
    with transaction.atomic():
        lock_person(introduction.prospect_id)
        row = lock(introduction)
        if not _keep(row, Actor.PROSPECT, answer or UNCLEAR, digest, vouched_by):
            return "again"
        if not answer:
            return UNCLEAR
        try:
            with transaction.atomic():
                if answer != "never":
                    answer_as_prospect(row, answer)
        except Refusal:
            return "late"
    return answer


UNCLEAR = "unclear"


def remind_no_more(introduction: Introduction) -> None:
    """The prospect has answered something: a person reads it, and no second mail is sent."""
    introduction.deadlines.filter(move="remind", whom=Actor.PROSPECT).delete()


def _keep(row: Introduction, who: Actor, said: str, digest: str, vouched_by: str) -> bool:
    """Whether this mail is new."""
    facts = {"sender": who, "said": said, "at": clock.now(), "vouched_by": vouched_by}
    return ThreadMail.objects.get_or_create(introduction=row, digest=digest, defaults=facts)[1]


def _people(row: Introduction) -> dict[Actor, str]:
    return {
        Actor.CONNECTOR: normalise_email(row.connector.email),
        Actor.PROSPECT: normalise_email(contact_of(row).email),
        Actor.REP: normalise_email(row.rep.email),
    }


def _prove(row: Introduction) -> None:
    """A stronger proof while the rep is waited for: the wait is shortened, never made longer."""
    proof = proof_by_mail(row)
    if row.state == State.CONFIRMING and CONFIRM_WAIT[proof] < CONFIRM_WAIT[row.proof]:
        row.proof = proof
        row.save()
        shorten_confirmation(row)
