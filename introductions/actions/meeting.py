"""The introduction is made and confirmed, missed, or called off."""

from django.db import transaction

from brokerage.accounts.models import Reveal, User
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from connectors.queries import Contact
from introductions.actions import clocks
from introductions.actions.moving import make_move
from introductions.actions.removing import refuse_naming
from introductions.lifecycle import CANCEL_WAIT, Actor, State
from introductions.models import Introduction
from introductions.queries import (
    INTRODUCES,
    actor_of,
    contact_of,
    is_refusal_pending,
    proof_by_mail,
)

EVIDENCE_LENGTH = 2000


def introduce(introduction: Introduction, *, user: User, evidence: str = "") -> Introduction:
    """The connector attests that the introduction was made; the rep is asked to confirm."""

    def change(row: Introduction) -> None:
        row.introduced_at, row.proof = clock.now(), proof_by_mail(row)
        row.connector_evidence = _evidence(evidence)

    return make_move(introduction, "introduce", Actor.CONNECTOR, user=user, change=change)


def confirm(introduction: Introduction, *, user: User, evidence: str = "") -> Introduction:
    """The rep confirms: with the connector's word both are there, and the safety hold starts."""

    def change(row: Introduction) -> None:
        row.confirmed_at = clock.now()
        row.rep_evidence = _evidence(evidence)

    return make_move(introduction, "confirm", Actor.REP, user=user, change=change)


def _evidence(text: str) -> str:
    if len(text) > EVIDENCE_LENGTH:
        raise Refusal("Keep it under 2,000 characters.", status=400, field="evidence")
    return text.strip()


def step_back(introduction: Introduction, *, user: User, note: str = "") -> Introduction:
    """The connector cannot make it: full refund; it counts in their record. The rep reads `note`."""

    def change(row: Introduction) -> None:
        refuse_naming(row, note, "note")

    return make_move(
        introduction, "step_back", Actor.CONNECTOR, user=user, note=note[:500], change=change
    )


def offer_cancel(introduction: Introduction, *, user: User) -> Introduction:
    """One side proposes to call it off; the other has 48 hours to answer."""
    side = _side(introduction, user)

    def change(row: Introduction) -> None:
        row.cancel_offered_by = side

    def then(row: Introduction) -> None:
        clocks.set_clock(row, "forget_cancel", clock.now() + CANCEL_WAIT)

    return make_move(introduction, "offer_cancel", side, user=user, change=change, then=then)


def agree_cancel(introduction: Introduction, *, user: User) -> Introduction:
    """The other side agrees: called off, full refund."""
    return make_move(introduction, "agree_cancel", _side(introduction, user), user=user)


@transaction.atomic
def decline_cancel(introduction: Introduction, *, user: User) -> Introduction:
    """The other side wants it to go on; a mail that was kept meanwhile counts now."""
    return made_by_mail(
        make_move(
            introduction,
            "decline_cancel",
            _side(introduction, user),
            user=user,
            change=forget_offer,
            then=lambda row: row.deadlines.filter(move="forget_cancel").delete() and None,
        )
    )


def forget_offer(row: Introduction) -> None:
    """The offer to cancel is off the table."""
    row.cancel_offered_by = ""


def made_by_mail(row: Introduction) -> Introduction:
    """A kept mail of the connector to both others says that it is made.

    While an offer to cancel is open its answer decides first: whoever ends the offer asks again.
    """
    waits = row.state == State.INTRODUCING and not row.cancel_offered_by
    if waits and row.thread_mails.filter(said=INTRODUCES).exists():
        try:
            return introduce(row, user=row.connector)
        except Refusal as refusal:
            if refusal.code != "under_review":
                raise
            row.refresh_from_db()  # the mail is kept, and counts once a moderator has looked
    return row


def _side(introduction: Introduction, user: User) -> Actor:
    side = actor_of(introduction, user)
    if side not in {Actor.REP, Actor.CONNECTOR}:
        raise Refusal("This is not yours to do.", code="not_yours", status=403)
    return side


def reveal(introduction: Introduction, *, viewer: User, ground: str) -> Contact | None:
    """Who the prospect is, for a side that may know: the connector always, the rep once it is held.

    Where it ended without being made, or is about to, whoever ends it, the rep may know no more. Leaves a
    row: who saw whom, when, on what ground. None where nobody may know (yet).
    """
    side = actor_of(introduction, viewer)
    came_to_nothing = introduction.introduced_at is None and (
        introduction.is_over or is_refusal_pending(introduction)
    )
    may_know = side == Actor.CONNECTOR or (
        side == Actor.REP and introduction.revealed_at is not None and not came_to_nothing
    )
    if not may_know:
        return None
    if side == Actor.REP:
        Reveal.objects.create(
            viewer=viewer,
            prospect=introduction.prospect.public_id,
            ground=ground,
            reference=introduction.reference,
        )
    return contact_of(introduction)
