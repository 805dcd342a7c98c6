"""A request that cannot be made any more lets the rep go at once."""

from collections.abc import Callable

from brokerage.kit.errors import Refusal
from brokerage.kit.web.limits import over_limit
from introductions.actions.declaring import by_itself, move
from introductions.models import Introduction
from introductions.moves import Flags, Words
from introductions.queries import TRIES_A_DAY, tries_of

DAY = 24 * 3600


def release_rep(introduction: Introduction, refusal: Refusal) -> None:
    """End at once what the rep can no longer get, and say so."""
    if refusal.code == "prospect_open" and _ended(lambda: fall_away(introduction, how="not_open")):
        over_limit(tries_of(introduction), TRIES_A_DAY, DAY)
    elif refusal.code != "as_shown" or not _ended(lambda: change_listing(introduction)):
        return
    raise Refusal(
        f"{refusal.sentence} The request has ended, and the rep pays nothing.",
        code="listing_changed" if refusal.code == "as_shown" else "not_open",
    ) from refusal


def _ended(end: Callable[[], Introduction]) -> bool:
    """Release the rep at once: they cannot get what they paid for. True if it ended now."""
    try:
        end()
    except Refusal:
        return False  # somebody else has ended it, or the connector has put it back in this moment
    return True


@move(
    "fall_away",
    Words(past="This introduction can no longer be made", bad=True),
    flags=Flags(is_no=True),
)
def fall_away(row: Introduction, *, how: str) -> None:
    """It can no longer be made. `how` is kept and told to nobody; the connector's record knows by it whose
    end it was."""
    row.refusal = how


change_listing = by_itself(
    "change_listing",
    Words(past="The listing was changed after the request; nothing was paid", bad=True),
)
