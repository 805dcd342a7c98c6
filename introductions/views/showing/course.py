"""Where it stands and how it got there: what is on the table, the clock, the timeline."""

from typing import Any

from brokerage.kit import clock
from brokerage.kit.money import Money
from introductions import queries
from introductions.guards import UNDER_REVIEW
from introductions.lifecycle import Actor, State
from introductions.models import Introduction
from introductions.moves import is_bad
from introductions.places import AFTER_APPEAL, Wait, wait_for
from introductions.views import words


def asked(row: Introduction) -> bool:
    """Whether a question of the connector waits for the rep's answer."""
    last = row.messages.order_by("pk").last()
    return last is not None and last.author_id == row.connector_id


def deadline_of(row: Introduction, side: Actor) -> dict[str, Any] | None:
    """The next clock as the desk reads it: when, what for, what happens then. A side reads `status_of`."""
    due = queries.next_deadline(row)
    if due is None:
        return None
    wait = wait_for(State(row.state), due.move, side) or Wait("", "")
    dispute = queries.open_dispute(row) if due.move.startswith("rule_") else None
    if dispute and dispute.appealed_by:
        wait = AFTER_APPEAL[dispute.awaits_second_word or dispute.needs_cosign]
    return {"at": due.due_at, "wait": wait.what, "then": wait.then}


def awaits_fact(row: Introduction, side: Actor, back_from_payment: bool) -> bool:
    """Whether the page should look again by itself: a fact of the payment is about to come."""
    if side != Actor.REP:
        return False  # what the page waits for would tell how the rep's card did
    taking = row.state == State.SECURING and row.payment is not None and row.payment.funds != "lost"
    unpaid = row.state == State.CHECKOUT or row.counter_price is not None
    return taking or (unpaid and back_from_payment)


def standing(row: Introduction, side: Actor) -> list[str]:
    """What is on the table between the two, in sentences."""
    rep, connector = ("You", "The connector") if side == Actor.REP else ("The rep", "You")
    found = []
    if row.waits_for_batch and row.shown_at and row.shown_at > clock.now():
        found.append(
            "The connector looks at new requests once a day, next on "
            f"{row.shown_at:%-d %B at %H:%M} UTC. Their three days begin then."
        )
    if row.held_back and row.state == State.REQUESTED:
        found.append(
            "Our desk reads this request before anybody is asked, for words much like these went to"
            " several people."
        )
    if row.review == "open":
        found.append(UNDER_REVIEW)
    if row.counter_price is not None:
        asked = Money(row.counter_price, row.currency)
        found.append(f"{connector} named another price: {asked} instead of {row.price_money}.")
    if row.cancel_offered_by:
        who = rep if row.cancel_offered_by == Actor.REP else connector
        found.append(f"{who} proposed to call it off.")
    if proof := queries.proof_of(row):
        found.append(proof)
    elif row.prospect_word == "yes":
        found.append("The prospect says that the introduction took place.")
    return found


def timeline(row: Introduction, side: Actor) -> list[dict[str, Any]]:
    """What happened, in sentences, the same for both sides; then what comes next."""
    items = [
        {
            "what": words.sentence(event.move, event.facts, row),
            "at": event.at,
            "note": event.note,
            "actor": words.ACTORS[event.actor],
            "kind": "stop" if is_bad(event.move) else "done",
        }
        for event in row.events.all()
    ]
    due = deadline_of(row, side)
    if due and due["wait"]:
        items.append(
            {"what": f"Time {due['wait']}", "at": due["at"], "note": due["then"], "kind": "next"}
        )
    return items
