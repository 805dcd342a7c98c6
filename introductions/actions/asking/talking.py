"""A question of the connector, and the rep's answer."""

from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from introductions.actions.asking.words import LONGEST, check_mailed
from introductions.actions.declaring import move
from introductions.actions.removing import refuse_naming
from introductions.models import Introduction, Message
from introductions.moves import Text, Words


@move(
    "ask",
    Words(
        past="Question to the rep",
        title="Ask the rep something",
        text="The time goes on meanwhile.",
        button="Send",
        done="Sent.",
        tone="",
    ),
    text=Text(label="Message", longest=LONGEST, rows=4),
)
def ask(row: Introduction, *, user: User, text: str) -> None:
    """The connector asks the rep something, naming nobody; the clock runs on."""
    refuse_naming(row, text, "text")
    _say(row, user, text)


@move(
    "answer",
    Words(
        past="Answer to the connector",
        title="Write to the connector",
        text="The time goes on meanwhile.",
        button="Send",
        done="Sent.",
        first=True,
    ),
    text=Text(label="Message", longest=LONGEST, rows=4),
)
def answer(row: Introduction, *, user: User, text: str) -> None:
    """The rep answers the connector, in words that we would carry to anybody."""
    check_mailed(text, "text")
    _say(row, user, text)


def _say(row: Introduction, author: User, text: str) -> None:
    if not 1 <= len(text.strip()) <= LONGEST:
        raise Refusal("Write something, up to 2,000 characters.", status=400, field="text")
    Message.objects.create(introduction=row, author=author, text=text.strip(), at=clock.now())
