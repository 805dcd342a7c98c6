"""The sandbox's clock and diary: what falls due happens at its own moment, in order.

The clock is real time plus an offset. Moving it forward lets everything happen on the way that
falls due on the way, each at the moment it was due, so that dates and fees come out as they
would have by waiting.
"""

import time
from collections.abc import Callable

from payments.sandbox.objects import disputes, intents, payouts, refunds, sessions
from payments.sandbox.store import Rows
from payments.sandbox.world import World

HAPPENINGS: dict[str, Callable[[World, str], None]] = {
    "session_expires": sessions.session_expires,
    "authorisation_expires": intents.authorisation_expires,
    "refund_succeeds": refunds.refund_succeeds,
    "refund_fails": refunds.refund_fails,
    "dispute_opens": disputes.dispute_opens,
    "dispute_withdraws": disputes.dispute_withdraws,
    "dispute_closes": disputes.dispute_closes,
    "early_fraud_warning": disputes.early_fraud_warning,
    "payout_arrives": payouts.payout_arrives,
}
WAITING_REFUND = (
    "select exists (select from things where kind = 'refund' and hidden->>'waiting' = 'true')"
)


def now(rows: Rows) -> int:
    """The sandbox's time, unix seconds."""
    return int(time.time()) + int(rows.setting("offset", 0))


def something_due(rows: Rows, until: int) -> bool:
    """Whether anything waits to happen, without taking the writer's lock."""
    due = rows.value("select exists (select from due where at <= %s)", until)
    return bool(due) or bool(rows.value(WAITING_REFUND))


def catch_up(rows: Rows, until: int, public_url: str) -> int:
    """Let everything happen that is due up to ``until``; returns how many things did.

    The caller holds the writer's lock.
    """
    happened = 0
    while (row := _next(rows, until)) is not None:
        at, what, subject = row
        rows.run("delete from due where what = %s and subject = %s", what, subject)
        HAPPENINGS[what](World(rows, at, public_url), subject)
        happened += 1
    if rows.value(WAITING_REFUND):
        refunds.pay_waiting(World(rows, until, public_url))
    return happened


def _next(rows: Rows, until: int) -> tuple[int, str, str] | None:
    found = rows.one(
        "select at, what, subject from due where at <= %s order by at, seq limit 1", until
    )
    return (int(found[0]), str(found[1]), str(found[2])) if found else None


def next_moment(rows: Rows, after: int) -> int | None:
    """When the next thing happens or the next money becomes available; None if nothing waits."""
    found = rows.value(
        "select min(moment) from (select min(at) as moment from due union all"
        " select min(available_on) from entries where available_on > %s) as moments",
        after,
    )
    return None if found is None else int(found)
