"""What people write when they ask: long enough, and fit to be carried to a stranger."""

from brokerage.accounts.wording import why_not_mailed
from brokerage.kit.errors import Refusal

PITCH_LENGTH = (80, LONGEST := 2000)


def check_words(pitch: str, purpose: str, no_way_in: bool) -> None:
    """Refuse a request whose words do not fit, or without the statement that goes with it."""
    shortest, longest = PITCH_LENGTH
    if not shortest <= len(pitch.strip()) <= longest:
        raise Refusal(
            f"Write between {shortest} and {longest} characters, so that a stranger can decide.",
            code="pitch_length",
            status=400,
            field="pitch",
        )
    for field, words in (("purpose", purpose), ("pitch", pitch)):
        check_mailed(words, field)
    if not purpose.strip():
        raise Refusal("Say in one line what you want to talk about.", status=400, field="purpose")
    if not no_way_in:
        raise Refusal(
            "Please state that you have no way in of your own.",
            code="own_way_in",
            status=400,
            field="no_way_in",
        )


def check_mailed(text: str, field: str) -> None:
    """Refuse what we would not carry to a stranger: addresses, links, numbers, and our own name."""
    if sentence := why_not_mailed(text):
        raise Refusal(sentence, code="pitch_links", status=400, field=field)
