"""How coverage says numbers: in bands, so that one listing more or less is seldom seen. Pure."""

import re
from functools import lru_cache

from brokerage.kit.currencies import KNOWN
from brokerage.kit.money import Money

LEAST = 5
"""A count below it is never told."""
_STEPS = (1, LEAST, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)
_PRICES = (0, 50, 100, 150, 200, 250, 300, 400, 500, 750, 1_000, 1_500, 2_000, 5_000, 10_000)


def count_band(count: int) -> str:
    """ "1 to 4", "5 to 9", "10 to 19" …; "0" for none."""
    if count <= 0:
        return "0"
    low = max(one for one in _STEPS if one <= count)
    high = next((one for one in _STEPS if one > count), None)
    return f"{low:,} to {high - 1:,}" if high else f"{low:,} or more"


def price_band(amount: int, currency: str) -> tuple[Money, Money | None]:
    """The band of a price: from the first to below the second; None where there is no end.

    `amount` in minor units. Steps are whole units, times 100 where a unit is worth little.
    """
    kind = KNOWN[currency]
    unit = kind.factor * (1 if kind.digits else 100)
    low = max(one for one in _PRICES if one * unit <= amount)
    high = next((one for one in _PRICES if one * unit > amount), None)
    return Money(low * unit, currency), Money(high * unit, currency) if high else None


@lru_cache(maxsize=4096)
def price_words(amount: int, currency: str) -> str:
    """ "€150 to €200", "€10,000 or more", "under €50"."""
    low, high = price_band(amount, currency)
    if high is None:
        return f"{whole(low)} or more"
    return f"{whole(low)} to {whole(high)}" if low else f"under {whole(high)}"


def whole(money: Money) -> str:
    """An amount of whole units: "€150"."""
    return re.sub(r"\.0+$", "", str(money))
