"""Guards about what was shown and agreed."""

from introductions.guards.money import authorised
from introductions.guards.registry import guard
from introductions.lifecycle import Actor, State
from introductions.models import Introduction
from introductions.snapshots.entry import changed_facts


@guard
def as_shown(introduction: Introduction, actor: Actor) -> str | None:
    """The connector's entry says what it said when the rep asked, and leads to the same person."""
    changed = changed_facts(introduction)
    if not changed:
        return None
    what = " and ".join(filter(None, [", ".join(changed[:-1]), changed[-1]]))
    return f"You changed {what} after the rep asked, so the rep would get something else than they paid for."


@guard
def listing_changed(introduction: Introduction, actor: Actor) -> str | None:
    """It is not what the rep was shown any more. The payment finds it out only before anybody was asked:
    from then on the connector may still put it back."""
    if not changed_facts(introduction):
        return "It is as the rep was shown it."
    waits = introduction.state != State.CHECKOUT or authorised(introduction, actor)
    return "The connector may still put it back." if actor == Actor.PAYMENT and waits else None


@guard
def cancel_offer(introduction: Introduction, actor: Actor) -> str | None:
    """One side has offered to cancel."""
    return None if introduction.cancel_offered_by else "Nobody offered to cancel."


@guard
def no_cancel_offer(introduction: Introduction, actor: Actor) -> str | None:
    """No offer to cancel is open."""
    if not introduction.cancel_offered_by:
        return None
    return "An offer to cancel is open; answer it first."


@guard
def others_cancel_offer(introduction: Introduction, actor: Actor) -> str | None:
    """The other side has offered to cancel."""
    if introduction.cancel_offered_by and introduction.cancel_offered_by != actor:
        return None
    return "The other side has not offered to cancel."


@guard
def not_made(introduction: Introduction, actor: Actor) -> str | None:
    """The connector has not said that the introduction is made."""
    return "The introduction has been made." if introduction.introduced_at else None
