"""The mail thread as witness: who wrote, when, and a hash; the text is never kept."""

from collections.abc import Collection

from django.db import transaction

from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from connectors.identity import normalise_email
from connectors.queries import contact_of
from introductions.actions.answering import shorten_confirmation
from introductions.actions.meeting import introduce
from introductions.actions.moving import lock
from introductions.lifecycle import Actor, State
from introductions.models import Introduction, ThreadMail
from introductions.queries import is_known_address


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
    _, new = ThreadMail.objects.get_or_create(
        introduction=row,
        digest=digest,
        defaults={"sender": who, "at": clock.now(), "vouched_by": vouched_by},
    )
    written_to = {normalise_email(one) for one in recipients}
    to_both = {people[Actor.REP], people[Actor.PROSPECT]} <= written_to
    if new and who == Actor.CONNECTOR and to_both:
        _made(row)
    elif new and who == Actor.PROSPECT and is_known_address(row):
        _prove(row, "prospect")
    return who


def _people(row: Introduction) -> dict[Actor, str]:
    return {
        Actor.CONNECTOR: normalise_email(row.connector.email),
        Actor.PROSPECT: normalise_email(contact_of(row.relationship).email),
        Actor.REP: normalise_email(row.rep.email),
    }


def _made(row: Introduction) -> None:
    if row.state == State.INTRODUCING:
        try:
            introduce(row, user=row.connector, proof="mail")
        except Refusal:
            return  # an offer to cancel is open: its answer decides, the mail is kept
    elif row.proof == "word":
        _prove(row, "mail")


def _prove(row: Introduction, proof: str) -> None:
    """A stronger proof while the rep is waited for: the wait is shortened, never made longer."""
    if row.state == State.CONFIRMING and row.proof != "prospect":
        row.proof = proof
        row.save()
        shorten_confirmation(row)
