"""The latest dispute, as both sides may read it."""

from typing import Any

from introductions import queries
from introductions.actions.disputing import REASONS
from introductions.lifecycle import DISPUTE_WAIT
from introductions.models import Dispute, Introduction
from introductions.views import words
from introductions.views.money import Line, division


def dispute_of(row: Introduction, *, announced_only: bool = True) -> dict[str, Any] | None:
    """The latest dispute, as both sides may read it: a decision only once it is announced
    (a moderator also reads one that waits for the second moderator)."""
    found = row.disputes.order_by("-pk").first()
    if found is None:
        return None
    return {
        "row": found,
        "is_open": found.closed_at is None,
        "reason": REASONS.get(found.reason, "Something is wrong"),
        "opened_by": words.ACTORS[found.opened_by],
        "ends_at": found.opened_at + DISPUTE_WAIT,
        "decide_by": queries.decide_by(found),
        "sender": f"The {words.ACTORS[found.opened_by]}",
        "answers": _answers(found, to_appeal=False),
        "answers_to_appeal": _answers(found, to_appeal=True),
        "offer": _division(row, found.split_offer) if found.split_offered_by else None,
        "offered_by": words.ACTORS.get(found.split_offered_by, ""),
        "ruling": _ruling(row, found, announced_only),
        "finding": FINDINGS.get(found.finding, ""),
    }


def _answers(found: Dispute, *, to_appeal: bool) -> list[tuple[str, str]]:
    rows = found.answers.filter(to_appeal=to_appeal)
    return [(f"The {words.ACTORS[one.side]}", one.text) for one in rows]


FINDINGS = {
    "withdrawn": "The dispute was withdrawn. The introduction went on where it stood.",
    "upheld": "The objection was right: the rep has everything back.",
    "dismissed": "There was nothing in the objection: the payment stays where it is.",
    "dropped": "The objection was not found right in time: the payment stays where it is.",
}


def _ruling(row: Introduction, found: Dispute, announced_only: bool) -> dict[str, Any] | None:
    if not found.ruling or (found.needs_cosign and announced_only):
        return None
    parts = {"release": queries.divisible(row), "refund": 0}
    part = parts.get(found.ruling, found.ruling_part or 0)
    return {"lines": _division(row, part), "reason": found.ruling_reason, "at": found.ruled_at}


def _division(row: Introduction, part: int | None) -> list[Line]:
    return division(row.payment, part or 0) if row.payment else []
