"""The sides disagree: freeze, hear, settle or decide, end."""

from datetime import datetime
from typing import Any

from brokerage.accounts.audit import record_staff_action
from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from brokerage.kit.money import Money
from introductions import rubric
from introductions.actions import clocks
from introductions.actions.declaring import Kept, by_itself, move, side_of
from introductions.actions.meeting import made_by_mail
from introductions.actions.removing import unnamed
from introductions.lifecycle import (
    ANEW_WAIT,
    APPEAL_WAIT,
    DISPUTE_WAIT,
    LATE,
    LEAST_AFTER_DISPUTE,
    OFFER_WAIT,
    PATIENCE,
    SECOND_WORD_HOLD,
    SECOND_WORD_WAIT,
    Actor,
    State,
)
from introductions.models import Dispute, DisputeAnswer, Introduction
from introductions.moves import Amount, AmountRead, Choice, Files, Flags, Text, TextRead, Words
from introductions.queries import (
    conflict_of_interest,
    decide_by,
    divisible,
    hear_appeal_by,
    is_same_person,
    needs_two,
    next_deadline,
    open_dispute,
)
from payments import actions as payments

REASONS = rubric.REASONS
RULINGS = tuple(rubric.RULINGS)
TRIES = 3
STATEMENT_LENGTH = 4000
SHORTEST = 20
"""Characters of a statement, an answer, or a reason."""
EVIDENCE = Files(required=False, page_only=True)


def _check_dispute(introduction: Introduction, *, user: User, reason: str, statement: str) -> None:
    if reason not in REASONS:
        raise Refusal("Choose a reason.", status=400, field="reason")
    if len(statement.strip()) < SHORTEST:
        raise Refusal("Say in a few sentences what happened.", status=400, field="statement")
    side_of(introduction, user)


@move(
    "dispute",
    Words(
        past="Disputed; the payment is frozen",
        title="Something is wrong",
        text="The payment is frozen. The other side has three days to answer; then a moderator looks at it.",
        button="Freeze the payment",
        done="The payment is frozen. The other side is asked.",
        tone="danger",
        bad=True,
        ask="The payment is frozen at once: nobody is paid and nothing is refunded until you both agree or a "
        "moderator decides. The other side is told, and has three days to answer. You can withdraw the "
        "dispute once, before a decision.",
    ),
    flags=Flags(while_suspended=True, receipt=True),
    before=_check_dispute,
    reason=Choice(
        label="What went wrong?",
        options=REASONS,
        help='What decides each of them stands in <a href="/rubric/">the rubric</a>.',
    ),
    statement=Text(
        label="What happened",
        longest=STATEMENT_LENGTH,
        help="A few sentences. The other side reads them and has three days to answer.",
    ),
    files=EVIDENCE,
)
def dispute(row: Introduction, *, user: User, reason: str, statement: str) -> Kept:
    """One side disputes: the money is frozen, the other side has 72 hours to answer."""
    _open(row, side_of(row, user), reason, statement.strip())
    return {"reason": reason}


def object_to(introduction: Introduction, *, word: str) -> Introduction:
    """The prospect, as witness: `no` or `never_asked`. What is held is frozen for the moderators.

    Up to 60 days after the payout it is a late objection: the desk looks at it, nothing is frozen.
    In a dispute of the sides it is testimony.
    """
    reason = _reason_of(word)
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
        _leave_to_moderators(row, found)
    found.save()
    return {"word": word}


def _leave_to_moderators(row: Introduction, found: Dispute) -> None:
    """No agreement of the sides and no silence ends this dispute; the clock to its end runs (again)."""
    found.split_offer, found.split_offered_by = None, ""
    row.deadlines.filter(move__in=["rule_by_default", "forget_split"]).delete()
    if found.ruling and found.ruled_by_id is None:
        row.deadlines.filter(move=f"rule_{found.ruling}").delete()
        found.ruling, found.ruling_reason, found.ruled_at, found.accepted_by = "", "", None, []
    if not found.ruling:
        clocks.set_clock(row, "call_desk", decide_by(found))
        clocks.set_clock(row, "end", found.opened_at + DISPUTE_WAIT)


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


def _reason_of(word: str) -> str:
    if word not in {"no", "never_asked"}:
        raise Refusal("Please choose one of the answers.", status=400)
    return "never_happened" if word == "no" else "no_consent"


def _open(row: Introduction, side: Actor, reason: str, statement: str) -> None:
    Dispute.objects.create(
        introduction=row,
        opened_by=side,
        reason=reason,
        statement=statement,
        late=State(row.state) in LATE,
        due_before=stopped.due_at if (stopped := next_deadline(row)) else None,
        opened_at=clock.now(),
    )


def _go_on(row: Introduction) -> None:
    found = _dispute(row)
    if found.ruling:  # one that no second moderator has agreed with: it was never announced
        _set_aside(found, by=None, why="The dispute was withdrawn before.")
    found.split_offer, found.split_offered_by = None, ""
    found.finding, found.closed_at = "withdrawn", clock.now()
    found.save()
    if row.payment and row.review != "open":
        payments.unfreeze(row.payment)
    _run_on(row, found)


@move(
    "withdraw_dispute",
    Words(
        past="The dispute was withdrawn; it goes on",
        title="Withdraw the dispute",
        text="The introduction goes on where it stood. Its clock runs on, with a day left at least. You can "
        "withdraw once.",
        button="Withdraw the dispute",
        done="Withdrawn. It goes on where it stood.",
        tone="",
    ),
    flags=Flags(while_suspended=True),
    after=_go_on,
    follow_up=made_by_mail,
)
def withdraw_dispute(row: Introduction, *, user: User) -> None:
    """Whoever opened the dispute takes it back, once: it goes on where it stood before.

    Never after a decision was announced or the prospect objected. The clock that the dispute stopped runs
    on, with a day left at least; a mail that was kept meanwhile counts now.
    """


def _run_on(row: Introduction, found: Dispute) -> None:
    """The clock that the dispute stopped goes on: it is never put off for whose time it is if they opened
    the dispute, nor for nobody's; else what was left of it is left again."""
    entry = PATIENCE[State(row.state)][0]
    if found.due_before is None:
        return
    now = clock.now()
    is_others = entry.whom is not None and entry.whom != found.opened_by
    due = now + (found.due_before - found.opened_at) if is_others else found.due_before
    due = max(due, now + LEAST_AFTER_DISPUTE)
    clocks.set_clock(row, entry.move, due, entry.remind, entry.whom)


def _check_response(introduction: Introduction, *, response: str) -> None:
    if len(response.strip()) < SHORTEST:
        raise Refusal("Say in a few sentences what happened.", status=400, field="response")


@move(
    "respond",
    Words(
        past="Answer to the dispute",
        title="Your answer",
        text="Say what you know, once. If the other side disputes it and you do not answer in time, what "
        "they say counts.",
        button="Send the answer",
        done="Your answer is with the other side and our desk.",
        first=True,
    ),
    flags=Flags(while_suspended=True),
    before=_check_response,
    response=Text(label="Your side of it", longest=STATEMENT_LENGTH),
    files=EVIDENCE,
)
def respond(row: Introduction, *, user: User, response: str) -> None:
    """The other side answers the dispute; to a prospect's objection both sides may, each once."""
    found, side, now = _dispute(row), side_of(row, user), clock.now()
    DisputeAnswer.objects.create(dispute=found, side=side, text=response.strip(), at=now)
    found.responded_at = found.responded_at or now
    found.save()
    row.deadlines.filter(move="rule_by_default").delete()
    if not found.ruling and not found.late:
        clocks.set_clock(row, "call_desk", decide_by(found))


@move(
    "offer_split",
    Words(
        past="A division is proposed",
        title="Propose to divide it",
        text="If the other side agrees within a week, it is settled without us.",
        button="Propose",
        done="Proposed.",
        tone="",
    ),
    flags=Flags(while_suspended=True),
    part=Amount(
        label="Of the price, the connector's side keeps",
        help="Our fee is shared in proportion; the rest goes back to the rep at once.",
    ),
)
def offer_split(row: Introduction, *, user: User, part: Money) -> Kept:
    """Propose how much of the price (minor units, fee inside) the connector's side keeps."""
    if part.currency != row.currency or not 0 <= part.amount <= row.price:
        raise Refusal(f"An amount between nothing and {row.price_money}.", status=400, field="part")
    if why := part.rules.why_not_an_amount(part.amount):
        raise Refusal(why, status=400, field="part")
    found = _dispute(row)
    found.split_offer, found.split_offered_by = part.amount, side_of(row, user)
    found.save()
    clocks.set_clock(row, "forget_split", clock.now() + OFFER_WAIT)
    return {"part": part.amount}


@move("forget_split", Words(past="The proposed division was not accepted in time"))
def forget_split(row: Introduction) -> None:
    """Nobody accepted the proposed division in time."""
    found = _dispute(row)
    found.split_offer, found.split_offered_by = None, ""
    found.save()


def _settle(row: Introduction) -> None:
    found = _dispute(row)
    assert row.payment is not None and found.split_offer is not None
    _share_out(row, found.split_offer)
    if not found.split_offer:
        clocks.set_clock(row, "pay_split", clock.now())  # nothing is left to hold
    _close(row)


def _share_out(row: Introduction, part: int) -> None:
    assert row.payment is not None
    payments.share_out(row.payment, payee_part=Money(part, row.currency))


@move(
    "accept_split",
    Words(
        past="The division is agreed; the rep's part goes back",
        title="The other side proposes to divide it",
        text="If you agree, it is over: the rep's part goes back at once, the connector's is paid after a "
        "few days of safety.",
        button="Agree to the division",
        done="Agreed. The rep's part is on its way back.",
        first=True,
    ),
    flags=Flags(while_suspended=True),
    after=_settle,
    part=AmountRead(),
)
def accept_split(row: Introduction, *, user: User, part: Money) -> Kept:
    """Both agree on one division: the rep's part goes back at once, the rest is paid after a safety hold.

    `part` is the amount that was read: refused ("offer_changed") where another is proposed by now.
    """
    if Money(_dispute(row).split_offer or 0, row.currency) != part:
        raise Refusal(
            "The other side has changed the proposal; look at the amounts again.",
            code="offer_changed",
        )
    return {"part": part.amount}


def _pay_part(row: Introduction) -> None:
    payment = row.payment
    assert payment is not None and payment.payee_part is not None
    if payment.held_amount:
        payments.split(payment, payee_part=Money(payment.payee_part, row.currency))


pay_split = by_itself("pay_split", Words(past="The connector's part is released"), after=_pay_part)
"""The hold of a division is over: the connector's part is paid, or what is left of it."""


def _check_ruling(introduction: Introduction, *, moderator: User, ruling: str, reason: str) -> None:
    _may_rule(introduction, moderator)
    if ruling not in RULINGS or len(reason.strip()) < SHORTEST:
        raise Refusal("Choose a ruling and give the reason both sides will read.", status=400)
    if against := rubric.contradiction(reason, ruling):
        raise Refusal(against, code="words_contradict", status=400, field="reason")


@move("decide", Words(past="A moderator has decided"), before=_check_ruling)
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
    _may_rule(row, moderator)
    found = _dispute(row)
    found.ruling, found.ruling_reason = ruling, reason.strip()
    found.ruling_part = part.amount if part and ruling == "split" else None
    found.ruled_by, found.ruled_at, found.cosigned_by = moderator, clock.now(), None
    found.accepted_by = []
    found.needs_cosign = _needs_second(row, found)
    found.save()
    said = f"decide {ruling} {part}" if ruling == "split" else f"decide {ruling}"
    _log(moderator, said, row, reason)
    if not found.needs_cosign:
        _start_window(row, found)
    return {"announced": not found.needs_cosign, "second": bool(found.appealed_by)}


def _needs_second(row: Introduction, found: Dispute) -> bool:
    """Above the limit two must agree; a third, called because two did not, decides alone."""
    disagreed = any(one["appeal"] == bool(found.appealed_by) for one in found.set_aside)
    return needs_two(row) and not disagreed


def _check_moderator(introduction: Introduction, *, moderator: User) -> None:
    _may_rule(introduction, moderator)


@move(
    "cosign",
    Words(past="A second moderator agrees with the decision"),
    before=_check_moderator,
)
def cosign(row: Introduction, *, moderator: User) -> Kept:
    """A second moderator agrees with a decision above the limit."""
    _may_rule(row, moderator)
    found = _dispute(row)
    found.cosigned_by, found.needs_cosign = moderator, False
    found.save()
    record_staff_action(moderator, "agree with decision", row.reference)
    _start_window(row, found)
    return {"second": bool(found.appealed_by)}


def _check_disagreement(introduction: Introduction, *, moderator: User, reason: str) -> None:
    _may_rule(introduction, moderator)
    if len(reason.strip()) < SHORTEST:
        raise Refusal("Say to the third moderator why you disagree.", status=400, field="reason")


@move(
    "disagree",
    Words(past="A second moderator does not agree; a third decides"),
    before=_check_disagreement,
)
def disagree(row: Introduction, *, moderator: User, reason: str) -> None:
    """A second moderator does not agree: nothing is announced, a third decides alone."""
    _may_rule(row, moderator)
    found = _dispute(row)
    _set_aside(found, by=moderator, why=reason.strip())
    found.save()
    _log(moderator, "disagree with decision", row, reason)


def _set_aside(found: Dispute, *, by: User | None, why: str) -> None:
    """A ruling that nobody was told of is kept for the desk, and does not count."""
    kept = {
        "appeal": bool(found.appealed_by),
        **_ruling_of(found),
        "disagreed_by": by.pk if by else None,
        "why": why,
    }
    found.set_aside = [*found.set_aside, kept]
    _clear_ruling(found)


def _ruling_of(found: Dispute) -> dict[str, Any]:
    return {
        "ruling": found.ruling,
        "part": found.ruling_part,
        "ruled_by": found.ruled_by_id,
        "reason": found.ruling_reason,
    }


def _clear_ruling(found: Dispute) -> None:
    found.ruling, found.ruling_reason, found.ruling_part = "", "", None
    found.ruled_by, found.ruled_at, found.cosigned_by = None, None, None
    found.needs_cosign, found.accepted_by = False, []


def _check_taking_back(introduction: Introduction, *, moderator: User, reason: str) -> None:
    _may_rule(introduction, moderator)
    if len(reason.strip()) < SHORTEST:
        raise Refusal("Say why you take it back.", code="reason", status=400, field="reason")


@move(
    "take_back_decision",
    Words(past="The moderator took the decision back; the appeal is open again"),
    before=_check_taking_back,
)
def take_back_decision(row: Introduction, *, moderator: User, reason: str) -> None:
    """Whoever gave the second word, or agreed with it, takes it back before its effect: once.

    The appeal is open again; without another word the first decision stands when its time is over.
    `reason` stays with the desk.
    """
    _may_rule(row, moderator)
    found = _dispute(row)
    speakers = [one for one in (found.ruled_by, found.cosigned_by) if one]
    if not any(is_same_person(moderator, one) for one in speakers):
        raise Refusal("Only who decided can take it back.", code="not_yours", status=403)
    found.taken_back = {**_ruling_of(found), "why": reason.strip()}
    _clear_ruling(found)
    found.save()
    _await_second_word(row, found, clock.now() + ANEW_WAIT)
    _log(moderator, "take back decision", row, reason)


def _await_second_word(row: Introduction, found: Dispute, earliest: datetime) -> None:
    """Without a second word the first one stands, seven days after the appeal."""
    row.deadlines.filter(move__in=[f"rule_{one}" for one in RULINGS]).delete()
    first = (found.first_ruling or {})["ruling"]
    due = max((found.appealed_at or clock.now()) + SECOND_WORD_WAIT, earliest)
    clocks.set_clock(row, f"rule_{first}", due)


def _check_finding(introduction: Introduction, *, moderator: User, reason: str) -> None:
    _may_rule(introduction, moderator)
    if len(reason.strip()) < SHORTEST:
        raise Refusal("Give the reason both sides will read.", status=400, field="reason")


def _find(row: Introduction, finding: str, said: str, moderator: User, reason: str) -> None:
    _may_rule(row, moderator)
    found = _dispute(row)
    if found.ruled_by_id and finding == "upheld":
        found.cosigned_by = moderator
    else:
        found.ruled_by = moderator
    found.ruling_reason, found.ruled_at, found.finding = reason.strip(), clock.now(), finding
    found.save()
    _log(moderator, said, row, reason)


@move(
    "back_objection",
    Words(past="A moderator has looked at the objection; a second one does"),
    before=_check_finding,
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
    before=_check_finding,
    after=_give_back,
)
def uphold(row: Introduction, *, moderator: User, reason: str) -> None:
    """The desk finds a late objection right: the rep has everything back, our fee included.

    The payout is reversed first; what the connector has no more of they owe. Both read `reason`.
    """
    _find(row, "upheld", "uphold late objection", moderator, reason)


@move(
    "dismiss",
    Words(past="Our desk found nothing in the objection"),
    before=_check_finding,
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
    _close(row)


def _log(moderator: User, action: str, row: Introduction, reason: str) -> None:
    record_staff_action(moderator, action, row.reference, unnamed(row, reason.strip()))


def _may_rule(introduction: Introduction, moderator: User) -> None:
    """Asked before the move, for a plain sentence, and again under its lock, where it counts."""
    if not moderator.is_moderator:
        raise Refusal("Only moderators decide.", code="not_yours", status=403)
    if conflict := conflict_of_interest(introduction, moderator):
        raise Refusal(conflict, code="conflict", status=403)


def _start_window(row: Introduction, found: Dispute) -> None:
    """The ruling takes effect when the appeal window ends; a second word, which is final, after a day in
    which its moderator can take it back."""
    over = ["end", "rule_by_default", "call_desk", "forget_split", "hear_appeal"]
    row.deadlines.filter(move__in=[*over, *(f"rule_{one}" for one in RULINGS)]).delete()
    wait = SECOND_WORD_HOLD if found.appealed_by else APPEAL_WAIT
    clocks.set_clock(row, f"rule_{found.ruling}", clock.now() + wait)


def _check_appeal(introduction: Introduction, *, statement: str) -> None:
    if len(statement.strip()) < SHORTEST:
        raise Refusal("Say why the decision is wrong.", status=400, field="statement")


@move(
    "appeal",
    Words(
        past="Appeal: another moderator looks at it",
        title="Appeal",
        text="The other side has 72 hours to answer; then another moderator decides. There is one appeal.",
        button="Appeal",
        done="Another moderator will look at it.",
        tone="",
    ),
    flags=Flags(while_suspended=True),
    before=_check_appeal,
    statement=Text(label="Why the decision is wrong", longest=STATEMENT_LENGTH),
    files=EVIDENCE,
)
def appeal(row: Introduction, *, user: User, statement: str) -> None:
    """One appeal, to another moderator. The other side has 72 hours to answer it; the second word is due in
    seven days, else the first stands."""
    found = _dispute(row)
    found.appealed_by, found.appeal = side_of(row, user), statement.strip()
    found.appealed_at = clock.now()
    found.first_ruling = {**_ruling_of(found), "cosigned_by": found.cosigned_by_id}
    found.save()
    clocks.set_clock(row, "hear_appeal", hear_appeal_by(found))
    _await_second_word(row, found, clock.now())


def _check_answer(introduction: Introduction, *, response: str) -> None:
    if len(response.strip()) < SHORTEST:
        raise Refusal("Say in a few sentences how you see it.", status=400, field="response")


@move(
    "answer_appeal",
    Words(
        past="Answer to the appeal",
        title="Answer the appeal",
        text="Say how you see it, once. Another moderator reads both and decides.",
        button="Send the answer",
        done="Your answer is with the other side and the moderators.",
        first=True,
    ),
    flags=Flags(while_suspended=True),
    before=_check_answer,
    response=Text(label="How you see it", longest=STATEMENT_LENGTH),
    files=EVIDENCE,
)
def answer_appeal(row: Introduction, *, user: User, response: str) -> None:
    """The other side answers the appeal, once; another moderator can decide from then on."""
    side, text = side_of(row, user), response.strip()
    DisputeAnswer.objects.create(
        dispute=_dispute(row), side=side, to_appeal=True, text=text, at=clock.now()
    )
    row.deadlines.filter(move="hear_appeal").delete()


hear_appeal = by_itself(
    "hear_appeal", Words(past="No answer to the appeal in time; another moderator decides")
)


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
    _start_window(row, found)


def close_dispute(row: Introduction) -> None:
    """The dispute is over; what was ruled happens to the money."""
    found = open_dispute(row)
    if found is None:
        return
    if found.second_word_is_late and found.first_ruling:
        found.ruling, found.ruling_part = found.first_ruling["ruling"], found.first_ruling["part"]
        found.ruling_reason, found.needs_cosign = found.first_ruling["reason"], False
        found.save()
    if row.payment and row.state == State.CONFIRMED:
        payments.unfreeze(row.payment)
        row.safety_hold_days = 0
        row.save()
        clocks.set_clock(row, "release", clock.now())
    if row.state == State.SETTLING and found.ruling_part is not None:
        _share_out(row, found.ruling_part)
        # The time to appeal was the hold: the connector is paid as soon as they can be.
        clocks.set_clock(row, "pay_split", clock.now())
    _close(row)


rule_release = by_itself(
    "rule_release",
    Words(past="The decision took effect: the connector is paid"),
    after=close_dispute,
)
rule_refund = by_itself(
    "rule_refund",
    Words(past="The decision took effect: the rep has everything back"),
    after=close_dispute,
)
rule_split = by_itself(
    "rule_split",
    Words(past="The decision took effect: the payment is divided"),
    after=close_dispute,
)
end = by_itself(
    "end",
    Words(past="No decision in time: the rep has everything back", bad=True),
    after=close_dispute,
)


def _close(row: Introduction) -> None:
    row.disputes.filter(closed_at__isnull=True).update(closed_at=clock.now())


def _dispute(row: Introduction) -> Dispute:
    found = open_dispute(row)
    if found is None:
        raise Refusal("There is no open dispute.", code="no_dispute")
    return found
