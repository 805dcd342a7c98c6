"""A moderator decides, a second agrees, and time decides."""

from brokerage.accounts.audit import record_staff_action
from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from brokerage.kit.money import Money
from introductions import rubric
from introductions.actions import clocks
from introductions.actions.declaring import Hooks, Kept, by_itself, move, side_of
from introductions.actions.disputing.shared import (
    RULINGS,
    SHORTEST,
    _dispute,
    await_second_word,
    check_moderator,
    clear_ruling,
    close_dispute,
    log,
    may_rule,
    ruling_of,
    set_aside,
    start_window,
)
from introductions.lifecycle import ANEW_WAIT, Actor
from introductions.models import Dispute, Introduction
from introductions.moves import Flags, TextRead, Words
from introductions.queries import divisible, is_same_person, needs_two


def _check_ruling(introduction: Introduction, *, moderator: User, ruling: str, reason: str) -> None:
    may_rule(introduction, moderator)
    if ruling not in RULINGS or len(reason.strip()) < SHORTEST:
        raise Refusal("Choose a ruling and give the reason both sides will read.", status=400)
    if against := rubric.contradiction(reason, ruling):
        raise Refusal(against, code="words_contradict", status=400, field="reason")


@move("decide", Words(past="A moderator has decided"), hooks=Hooks(before=_check_ruling))
def decide(
    row: Introduction, *, moderator: User, ruling: str, reason: str, part: Money | None = None
) -> Kept:
    """A moderator who is no party decides: announced at once, in force when the appeal window ends.

    Above a limit a second moderator must agree first. `part`: of the price, for a split.
    """
    if ruling == "split" and (part is None or not 0 < part.amount < divisible(row)):
        raise Refusal("A split leaves each side something.", status=400, field="part")
    if ruling == "split" and part and (why := part.rules.why_not_an_amount(part.amount)):
        raise Refusal(why, status=400, field="part")
    may_rule(row, moderator)
    found = _dispute(row)
    found.ruling, found.ruling_reason = ruling, reason.strip()
    found.ruling_part = part.amount if part and ruling == "split" else None
    found.ruled_by, found.ruled_at, found.cosigned_by = moderator, clock.now(), None
    found.accepted_by = []
    found.needs_cosign = _needs_second(row, found)
    found.save()
    said = f"decide {ruling} {part}" if ruling == "split" else f"decide {ruling}"
    log(moderator, said, row, reason)
    if not found.needs_cosign:
        start_window(row, found)
    return {"announced": not found.needs_cosign, "second": bool(found.appealed_by)}


def _needs_second(row: Introduction, found: Dispute) -> bool:
    """Above the limit two must agree; a third, called because two did not, decides alone."""
    disagreed = any(one["appeal"] == bool(found.appealed_by) for one in found.set_aside)
    return needs_two(row) and not disagreed


@move(
    "cosign",
    Words(past="A second moderator agrees with the decision"),
    hooks=Hooks(before=check_moderator),
)
def cosign(row: Introduction, *, moderator: User) -> Kept:
    """A second moderator agrees with a decision above the limit."""
    may_rule(row, moderator)
    found = _dispute(row)
    found.cosigned_by, found.needs_cosign = moderator, False
    found.save()
    record_staff_action(moderator, "agree with decision", row.reference)
    start_window(row, found)
    return {"second": bool(found.appealed_by)}


def _check_disagreement(introduction: Introduction, *, moderator: User, reason: str) -> None:
    may_rule(introduction, moderator)
    if len(reason.strip()) < SHORTEST:
        raise Refusal("Say to the third moderator why you disagree.", status=400, field="reason")


@move(
    "disagree",
    Words(past="A second moderator does not agree; a third decides"),
    hooks=Hooks(before=_check_disagreement),
)
def disagree(row: Introduction, *, moderator: User, reason: str) -> None:
    """A second moderator does not agree: nothing is announced, a third decides alone."""
    may_rule(row, moderator)
    found = _dispute(row)
    set_aside(found, by=moderator, why=reason.strip())
    found.save()
    log(moderator, "disagree with decision", row, reason)


def _check_taking_back(introduction: Introduction, *, moderator: User, reason: str) -> None:
    may_rule(introduction, moderator)
    if len(reason.strip()) < SHORTEST:
        raise Refusal("Say why you take it back.", code="reason", status=400, field="reason")


@move(
    "take_back_decision",
    Words(past="The moderator took the decision back; the appeal is open again"),
    hooks=Hooks(before=_check_taking_back),
)
def take_back_decision(row: Introduction, *, moderator: User, reason: str) -> None:
    """Whoever gave the second word, or agreed with it, takes it back before its effect: once.

    The appeal is open again; without another word the first decision stands when its time is over.
    `reason` stays with the desk.
    """
    may_rule(row, moderator)
    found = _dispute(row)
    speakers = [one for one in (found.ruled_by, found.cosigned_by) if one]
    if not any(is_same_person(moderator, one) for one in speakers):
        raise Refusal("Only who decided can take it back.", code="not_yours", status=403)
    found.taken_back = {**ruling_of(found), "why": reason.strip()}
    clear_ruling(found)
    found.save()
    await_second_word(row, found, clock.now() + ANEW_WAIT)
    log(moderator, "take back decision", row, reason)


@move(
    "accept_decision",
    Words(
        past="Decision accepted",
        title="Accept the decision",
        text="Once both sides accept it, it takes effect without further waiting.",
        button="Accept the decision",
        done="Accepted.",
        first=True,
    ),
    flags=Flags(while_suspended=True),
    decision=TextRead(longest=60),
)
def accept_decision(row: Introduction, *, user: User, decision: str) -> None:
    """A side accepts the decision; once both have, it takes effect without further waiting.

    `decision` names what was read (`Dispute.decision`); refused where another stands by now.
    """
    found = _dispute(row)
    if found.decision != decision:
        raise Refusal("There is another decision by now; read it first.", code="decision_changed")
    found.accepted_by = sorted({*found.accepted_by, side_of(row, user).value})
    found.save()
    if len(found.accepted_by) == 2:
        clocks.set_clock(row, f"rule_{found.ruling}", clock.now())


@move(
    "rule_by_default",
    Words(past="No answer in time: what the first side said counts"),
)
def rule_by_default(row: Introduction) -> None:
    """Nobody answered in time: what the one who spoke says counts (an objection waits for the desk)."""
    found = _dispute(row)
    if found.is_objected_to:
        return
    found.ruling = rubric.DEFAULT_RULING[Actor(found.opened_by)]
    found.ruling_reason = "The other side did not answer in time."
    found.ruled_at = clock.now()
    found.save()
    start_window(row, found)


rule_release = by_itself(
    "rule_release",
    Words(past="The decision took effect: the connector is paid"),
    hooks=Hooks(after=close_dispute),
)
rule_refund = by_itself(
    "rule_refund",
    Words(past="The decision took effect: the rep has everything back"),
    hooks=Hooks(after=close_dispute),
)
rule_split = by_itself(
    "rule_split",
    Words(past="The decision took effect: the payment is divided"),
    hooks=Hooks(after=close_dispute),
)
end = by_itself(
    "end",
    Words(past="No decision in time: the rep has everything back", bad=True),
    hooks=Hooks(after=close_dispute),
)
