"""A side appeals, and the other answers."""

from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from introductions.actions import clocks
from introductions.actions.declaring import Hooks, by_itself, move, side_of
from introductions.actions.disputing.shared import (
    EVIDENCE,
    SHORTEST,
    STATEMENT_LENGTH,
    _dispute,
    await_second_word,
    ruling_of,
)
from introductions.models import DisputeAnswer, Introduction
from introductions.moves import Flags, Text, Words
from introductions.queries import hear_appeal_by


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
    hooks=Hooks(before=_check_appeal),
    statement=Text(label="Why the decision is wrong", longest=STATEMENT_LENGTH),
    files=EVIDENCE,
)
def appeal(row: Introduction, *, user: User, statement: str) -> None:
    """One appeal, to another moderator. The other side has 72 hours to answer it; the second word is due in
    seven days, else the first stands."""
    found = _dispute(row)
    found.appealed_by, found.appeal = side_of(row, user), statement.strip()
    found.appealed_at = clock.now()
    found.first_ruling = {**ruling_of(found), "cosigned_by": found.cosigned_by_id}
    found.save()
    clocks.set_clock(row, "hear_appeal", hear_appeal_by(found))
    await_second_word(row, found, clock.now())


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
    hooks=Hooks(before=_check_answer),
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
