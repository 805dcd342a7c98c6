"""A side disputes, answers, or takes its dispute back."""

from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from introductions.actions import clocks
from introductions.actions.declaring import Hooks, Kept, move, side_of
from introductions.actions.disputing.shared import (
    EVIDENCE,
    REASONS,
    SHORTEST,
    STATEMENT_LENGTH,
    _dispute,
    _open,
    go_on,
)
from introductions.actions.meeting import made_by_mail
from introductions.models import DisputeAnswer, Introduction
from introductions.moves import Choice, Flags, Text, Words
from introductions.queries import decide_by


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
    hooks=Hooks(before=_check_dispute),
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
    hooks=Hooks(after=go_on, follow_up=made_by_mail),
)
def withdraw_dispute(row: Introduction, *, user: User) -> None:
    """Whoever opened the dispute takes it back, once: it goes on where it stood before.

    Never after a decision was announced or the prospect objected. The clock that the dispute stopped runs
    on, with a day left at least; a mail that was kept meanwhile counts now.
    """


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
    hooks=Hooks(before=_check_response),
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
