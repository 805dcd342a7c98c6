"""The connector accepts or declines."""

from dataclasses import asdict

from brokerage.accounts.models import User
from brokerage.accounts.wording import check_account
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from introductions.actions.asking.releasing import release_rep
from introductions.actions.asking.reps import keep_rep_fingerprints
from introductions.actions.asking.words import LONGEST
from introductions.actions.declaring import Hooks, Kept, move
from introductions.models import Introduction
from introductions.moves import Flags, Note, Tick, Words
from introductions.queries import contact_of
from introductions.snapshots.entry import rest_of
from payments import actions as payments
from payments import queries as payment_queries

CONFIRM_FIRST = "Please confirm this before you accept."


def _check_connector(
    introduction: Introduction, *, user: User, not_my_employer: bool, no_duty_breached: bool
) -> None:
    """What is asked outside the lock: an account that could not be paid when last seen is looked at again."""
    if not (not_my_employer and no_duty_breached):
        raise Refusal(
            "Please confirm both statements before you accept.", code="statements", status=400
        )
    check_account(user)  # their name stands in the mail to the person
    if not payment_queries.payout_ready(user):
        payments.see_account(user)


@move(
    "accept",
    Words(
        past="Accepted; the prospect is asked",
        title="Accept the request",
        text="We write to the prospect at once and ask whether they agree. They decide freely.",
        button="Accept",
        done="Accepted. We have written to the prospect.",
        first=True,
        to_bank="The connector accepted the request",
    ),
    flags=Flags(asks_prospect=True, shown_closed=True),
    hooks=Hooks(before=_check_connector, refused=release_rep),
    not_my_employer=Tick(
        label="The prospect does not work for my current employer.", refusal=CONFIRM_FIRST
    ),
    no_duty_breached=Tick(
        label="By introducing them for money I breach no duty: no contract, no office, no trust.",
        refusal=CONFIRM_FIRST,
    ),
)
def accept(row: Introduction, *, user: User, not_my_employer: bool, no_duty_breached: bool) -> Kept:
    """The connector accepts and states that no duty is breached; the prospect is asked at once.

    Called outside a transaction: an account that could not be paid when last seen is looked at once more.
    """
    row.accepted_at = clock.now()
    row.asked = asdict(contact_of(row))
    keep_rep_fingerprints(row)
    row.entry = {**(row.entry or {}), **rest_of(row.relationship)}
    return {"not_my_employer": True, "no_duty_breached": True}


@move(
    "decline",
    Words(
        past="Declined",
        title="Decline the request",
        text="The reservation on the rep's card is let go. They are told that you declined, not why.",
        button="Decline",
        done="Declined. The rep is told that you declined, not why.",
        tone="danger",
        bad=True,
    ),
    reason=Note(
        label="Reason",
        longest=LONGEST,
        help="Private: the rep does not see it.",
    ),
)
def decline(row: Introduction, *, user: User, reason: str = "") -> None:
    """The connector says no; the reason stays private."""
    row.decline_reason = reason.strip()[:LONGEST]
