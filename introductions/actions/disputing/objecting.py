"""The prospect objects, in time or late, and what the desk finds."""

from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from introductions.actions import clocks
from introductions.actions.declaring import Hooks, Kept, move
from introductions.actions.disputing.shared import (
    SHORTEST,
    TRIES,
    _dispute,
    _open,
    close,
    leave_to_moderators,
    log,
    may_rule,
    reason_of,
)
from introductions.lifecycle import DISPUTE_WAIT, LATE, Actor, State
from introductions.models import Introduction
from introductions.moves import Words
from payments import actions as payments


def object_to(introduction: Introduction, *, word: str) -> Introduction:
    """The prospect, as witness: `no` or `never_asked`. What is held is frozen for the moderators.

    Up to 60 days after the payout it is a late objection: the desk looks at it, nothing is frozen.
    In a dispute of the sides it is testimony.
    """
    reason = reason_of(word)
    for _ in range(TRIES):
        state = State(introduction.state)
        try:
            if state == State.DISPUTED:
                return testify(introduction, word=word, proves=False)
            make = object_late if state in LATE else object_in_time
            return make(introduction, word=word, reason=reason)
        except Refusal as refusal:
            # The money may have left, or a side disputed, in this very moment.
            introduction = Introduction.objects.get(pk=introduction.pk)
            if refusal.code != "moved_on" or State(introduction.state) == state:
                raise
    raise Refusal("Please try again.", code="moved_on")


@move("testify", Words(past="The prospect was heard"))
def testify(row: Introduction, *, word: str, proves: bool) -> Kept:
    """The prospect speaks while the sides disagree: `yes`, `no` or `never_asked`; all three parties read it.

    `proves`: whether their address is known, so that a yes is proof. After a no nothing is settled or
    decided by silence any more: a proposal falls, and so does a ruling that nobody made; a moderator
    decides (decision 27).
    """
    if word == "yes" and row.prospect_word:
        raise Refusal("You have already answered.", code="not_vouched")
    row.prospect_word = word
    row.proof = "prospect" if word == "yes" and proves else row.proof
    found = _dispute(row)
    found.testimony = word
    if found.is_objected_to:
        leave_to_moderators(row, found)
    found.save()
    return {"word": word}


@move("object", Words(past="The prospect objected; the payment is frozen", bad=True))
def object_in_time(row: Introduction, *, word: str, reason: str) -> None:
    """The prospect objects while the money is held: it is frozen for the moderators."""
    row.prospect_word = word
    _open(row, Actor.PROSPECT, reason, "")


@move(
    "object_late",
    Words(past="The prospect objected after the payout; our desk looks at it", bad=True),
)
def object_late(row: Introduction, *, word: str, reason: str) -> None:
    """The prospect objects after the payout: nothing is frozen, the desk looks at it."""
    row.prospect_word = word
    _open(row, Actor.PROSPECT, reason, "")
    clocks.set_clock(row, "drop_objection", clock.now() + DISPUTE_WAIT)


def _check_finding(introduction: Introduction, *, moderator: User, reason: str) -> None:
    may_rule(introduction, moderator)
    if len(reason.strip()) < SHORTEST:
        raise Refusal("Give the reason both sides will read.", status=400, field="reason")


def _find(row: Introduction, finding: str, said: str, moderator: User, reason: str) -> None:
    may_rule(row, moderator)
    found = _dispute(row)
    if found.ruled_by_id and finding == "upheld":
        found.cosigned_by = moderator
    else:
        found.ruled_by = moderator
    found.ruling_reason, found.ruled_at, found.finding = reason.strip(), clock.now(), finding
    found.save()
    log(moderator, said, row, reason)


@move(
    "back_objection",
    Words(past="A moderator has looked at the objection; a second one does"),
    hooks=Hooks(before=_check_finding),
)
def back_objection(row: Introduction, *, moderator: User, reason: str) -> None:
    """Above the limit: the first moderator finds a late objection right; a second must uphold it."""
    _find(row, "", "find late objection right", moderator, reason)


def _give_back(row: Introduction, *, moderator: User, reason: str) -> None:
    if row.payment:
        payments.refund_released(row.payment, staff=moderator, reason=reason.strip())
    _end_late(row)


@move(
    "uphold",
    Words(past="The objection was right: the rep has everything back", bad=True),
    hooks=Hooks(before=_check_finding, after=_give_back),
)
def uphold(row: Introduction, *, moderator: User, reason: str) -> None:
    """The desk finds a late objection right: the rep has everything back, our fee included.

    The payout is reversed first; what the connector has no more of they owe. Both read `reason`.
    """
    _find(row, "upheld", "uphold late objection", moderator, reason)


@move(
    "dismiss",
    Words(past="Our desk found nothing in the objection"),
    hooks=Hooks(before=_check_finding),
)
def dismiss(row: Introduction, *, moderator: User, reason: str) -> None:
    """The desk finds nothing in a late objection: the money stays where it is. Both read `reason`."""
    _find(row, "dismissed", "dismiss late objection", moderator, reason)
    _end_late(row)


@move(
    "drop_objection",
    Words(past="The objection was not found right in time; the payment stays where it is"),
)
def drop_objection(row: Introduction) -> None:
    """Nobody on the desk has spoken in time: the money stays where it is, the objection on record."""
    _dispute(row)
    row.disputes.filter(closed_at__isnull=True).update(finding="dropped")
    _end_late(row)


def _end_late(row: Introduction) -> None:
    row.deadlines.filter(move="drop_objection").delete()
    close(row)
