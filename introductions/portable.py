"""What a rep or a connector takes along of their introductions: part of their own data export.

Their own words and what both sides see of the course and the money; nothing of the prospect, and no word
of the other side.
"""

from typing import Any

from brokerage.accounts.models import User
from introductions.lifecycle import Actor
from introductions.models import Introduction
from introductions.queries import history, visible_to
from payments.sums import sums_of


def own_data(user: User) -> list[dict[str, Any]]:
    """The user's introductions as plain values; amounts in minor units of `currency`, times in UTC."""
    return [_one(row, user) for row in visible_to(user)]


def _one(row: Introduction, user: User) -> dict[str, Any]:
    side = Actor.REP if user == row.rep else Actor.CONNECTOR
    return {
        "id": str(row.public_id),
        "side": side.value,
        "listing": row.listing,
        "state": row.state,
        "price": row.price,
        "fee": row.fee,
        "currency": row.currency,
        "history": [
            {name: one[name] for name in ("move", "actor", "at", "state")} for one in history(row)
        ],
        "messages": list(row.messages.filter(author=user).values("text", "at")),
        "disputes": _disputes(row, side),
    } | (_of_the_rep(row) if side == Actor.REP else _of_the_connector(row))


def _of_the_rep(row: Introduction) -> dict[str, Any]:
    sums = sums_of(row.payment) if row.payment else None
    return {
        "purpose": row.purpose,
        "pitch": row.pitch,
        "evidence": row.rep_evidence,
        "paid": sums.taken.amount if sums else 0,
        "refunded": sums.returned.amount if sums else 0,
        "refunding": sums.returning.amount if sums else 0,
        "taken_back_by_the_bank": sums.bank_kept.amount if sums else 0,
        "asked_or_confirmed_from": [
            {"deed": one.deed, "address": one.address, "device": one.device, "at": one.at}
            for one in row.traces.all()
        ],
    }


def _of_the_connector(row: Introduction) -> dict[str, Any]:
    sums = sums_of(row.payment) if row.payment else None
    return {
        "evidence": row.connector_evidence,
        "decline_reason": row.decline_reason,
        "earnings": row.true_earnings.amount,
        "held": (sums.expected + sums.open).amount if sums else 0,
        "coming": sums.coming.amount if sums else 0,
        "received": sums.paid.amount if sums else 0,
        "kept_for_a_debt": sums.netted.amount if sums else 0,
        "owed": sums.owed.amount if sums else 0,
    }


def _disputes(row: Introduction, side: Actor) -> list[dict[str, Any]]:
    return [
        {
            "opened_by": found.opened_by,
            "reason": found.reason,
            "my_statement": found.statement if found.opened_by == side else "",
            "my_answer": "".join(one.text for one in found.answers.filter(side=side)),
            "my_appeal": found.appeal if found.appealed_by == side else "",
            "my_files": list(
                found.evidence.filter(side=side).values(
                    "name", "kind", "size", "given_sha256", "at", "removed_at"
                )
            ),
            "decision": found.ruling if found.decision else "",
            "opened_at": found.opened_at,
            "closed_at": found.closed_at,
        }
        for found in row.disputes.order_by("pk")
    ]
