"""Who the prospect is: who may see it, and the record of who saw it."""

from brokerage.accounts.models import Reveal, User
from connectors.queries import Contact
from introductions.lifecycle import Actor
from introductions.models import Introduction
from introductions.queries import actor_of, contact_of, is_refusal_pending


def may_know(introduction: Introduction, side: Actor) -> bool:
    """Whether this side may know who the prospect is, as it stands."""
    if side != Actor.REP:
        return side == Actor.CONNECTOR
    came_to_nothing = introduction.introduced_at is None and (
        introduction.is_over or is_refusal_pending(introduction)
    )
    return introduction.revealed_at is not None and not came_to_nothing


def reveal(introduction: Introduction, *, viewer: User, ground: str) -> Contact | None:
    """Who the prospect is, for a side that may know: the connector always, the rep once it is held.

    Where it ended without being made, or is about to, whoever ends it, the rep may know no more. Leaves a
    row: who saw whom, when, on what ground. None where nobody may know (yet).
    """
    side = actor_of(introduction, viewer)
    if side is None or not may_know(introduction, side):
        return None
    if side == Actor.REP:
        Reveal.objects.create(
            viewer=viewer,
            prospect=introduction.prospect.public_id,
            ground=ground,
            reference=introduction.reference,
        )
    return contact_of(introduction)
