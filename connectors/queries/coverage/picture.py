"""The picture of a list: which accounts are reachable, where the ways in are, and what changed in a week."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from connectors.models import Account, Figures
from connectors.queries.coverage.bands import LEAST, count_band, price_band, price_words, whole
from connectors.titles import DEPARTMENT_LABELS, SENIORITY_LABELS

STRONG = 4
"""From this strength on a path is called strong."""
NO_TIER = "No tier"


@dataclass(frozen=True, slots=True)
class Line:
    """An account as the table shows it. `paths` and `price` are bands, "" where there is none.

    `movement`: "new" if it became reachable since last week, "gone" if it no longer is, else "".
    """

    account: Account
    paths: str = ""
    strength: int = 0
    role: str = ""
    price: str = ""
    movement: str = ""
    watched: bool = False

    @property
    def is_reachable(self) -> bool:
        """Whether search shows the rep a path there."""
        return bool(self.paths)


@dataclass(frozen=True)
class Tier:
    """How many accounts of a tier there are, are reachable, and have a strong path."""

    name: str
    total: int
    reachable: int
    strong: int

    @property
    def percent(self) -> int:
        """Reachable, of a hundred."""
        return self.reachable * 100 // self.total if self.total else 0

    @property
    def percent_strong(self) -> int:
        """With a strong path, of a hundred."""
        return self.strong * 100 // self.total if self.total else 0


@dataclass(frozen=True)
class HeatCell:
    """Accounts with a path at a seniority and department: a band if few, and how dark it is (0 to 5)."""

    department: str
    label: str
    accounts: str
    shade: int


@dataclass(frozen=True)
class HeatRow:
    """The cells of one seniority."""

    seniority: str
    label: str
    cells: Sequence[HeatCell]


@dataclass(frozen=True)
class Picture:
    """What a rep sees of a list. `day` is the one on which it was counted; None if never."""

    lines: Sequence[Line]
    day: date | None
    total: int
    reachable: int
    paths: str
    price: str
    price_middle: str
    gained: int | None
    lost: int | None
    tiers: Sequence[Tier]
    heat: Sequence[HeatRow]
    departments: Sequence[tuple[str, str]]
    industries: Sequence[str] = field(default_factory=tuple)

    @property
    def unreachable(self) -> int:
        """Accounts without a path."""
        return self.total - self.reachable

    @property
    def percent(self) -> int:
        """Reachable, of a hundred."""
        return self.reachable * 100 // self.total if self.total else 0


def picture_of(
    accounts: Sequence[Account],
    figures: Figures,
    *,
    day: date | None,
    before: Figures | None,
    watched: Collection[int],
    currency: str,
) -> Picture:
    """The picture of these accounts by the figures of a day. `before` are those of a week earlier, if there
    are any; prices are told in `currency` where one is asked in it."""
    lines, paths, cells, prices = [], 0, Counter[tuple[str, str]](), []
    for account in accounts:
        rows = figures.get(account.key, ()) if account.key else ()
        listings = sum(one[3] for one in rows)
        paths += listings
        cells.update({(one[0], one[1]) for one in rows})
        if least := _least_price(rows, currency):
            prices.append(least)
        lines.append(
            _line(account, rows, listings, least, _movement(account, rows, before), watched)
        )
    lines.sort(key=sort_key)
    reachable = sum(one.is_reachable for one in lines)
    known_before = before is not None
    median, middle = _prices(prices)
    heat, departments = _heat(cells)
    return Picture(
        lines=lines,
        day=day,
        total=len(lines),
        reachable=reachable,
        paths=count_band(paths),
        price=median,
        price_middle=middle,
        gained=sum(one.movement == "new" for one in lines) if known_before else None,
        lost=sum(one.movement == "gone" for one in lines) if known_before else None,
        tiers=_tiers(lines),
        heat=heat,
        departments=departments,
        industries=sorted({one.account.industry for one in lines} - {""}),
    )


def sort_key(line: Line) -> tuple[Any, ...]:
    """Tiers as people count them, then names; nothing that is listed has a say."""
    account = line.account
    return (*_tier_key(account.tier), account.label.casefold(), account.number)


def _tier_key(tier: str) -> tuple[bool, int, str]:
    number = re.search(r"\d+", tier)
    return not tier, int(number[0][:6]) if number else 0, tier.casefold()


def _line(
    account: Account,
    rows: Sequence[Sequence[Any]],
    listings: int,
    least: tuple[int, str] | None,
    movement: str,
    watched: Collection[int],
) -> Line:
    if not rows:
        return Line(account, movement=movement, watched=account.number in watched)
    best = min(rows, key=lambda one: (-one[4], _RANK.get(one[0], 99), one[1], one[2]))
    return Line(
        account,
        paths=count_band(listings),
        strength=best[4],
        role=_role(best[0], best[1]),
        price=price_words(*least) if least else "",
        movement=movement,
        watched=account.number in watched,
    )


_RANK = {name: place for place, name in enumerate(SENIORITY_LABELS)}


def _role(seniority: str, department: str) -> str:
    said = [SENIORITY_LABELS.get(seniority, ""), DEPARTMENT_LABELS.get(department, "")]
    named = [one for one, value in zip(said, (seniority, department), strict=True) if value]
    return ", ".join(filter(None, named)) or "Role not stated"


def _least_price(rows: Sequence[Sequence[Any]], currency: str) -> tuple[int, str] | None:
    """The least price, `(minor units, currency)`: in the rep's own currency where there is one."""
    found = [(one[2] != currency, one[2], one[5]) for one in rows]
    if not found:
        return None
    _, said, amount = min(found)
    return amount, said


def _movement(account: Account, rows: Sequence[Sequence[Any]], before: Figures | None) -> str:
    if not before or account.key not in before:
        return ""
    was = bool(before[account.key])
    return "" if was == bool(rows) else "gone" if was else "new"


def _tiers(lines: Sequence[Line]) -> list[Tier]:
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.account.tier, []).append(line)
    return [
        Tier(
            tier or NO_TIER,
            len(some),
            sum(one.is_reachable for one in some),
            sum(one.strength >= STRONG for one in some),
        )
        for tier, some in groups.items()
    ]


def _heat(cells: Mapping[tuple[str, str], int]) -> tuple[list[HeatRow], list[tuple[str, str]]]:
    """Rows by seniority; columns are the departments in which there is anything."""
    departments = [
        (value, DEPARTMENT_LABELS.get(value, "") or "Not stated")
        for value in sorted(
            {one for _, one in cells}, key=lambda one: (not one, DEPARTMENT_LABELS.get(one, ""))
        )
    ]
    ranks = sorted({one for one, _ in cells}, key=lambda one: (not one, _RANK.get(one, 99)))
    rows = [
        HeatRow(
            rank,
            SENIORITY_LABELS.get(rank, "") if rank else "Not stated",
            [
                HeatCell(
                    value,
                    label,
                    few(cells.get((rank, value), 0)),
                    _shade(cells.get((rank, value), 0)),
                )
                for value, label in departments
            ],
        )
        for rank in ranks
    ]
    return rows, departments


def few(count: int) -> str:
    """A count as it is told: a band below `LEAST`."""
    return count_band(count) if 0 < count < LEAST else f"{count:,}"


def _shade(count: int) -> int:
    return sum(count >= step for step in (1, LEAST, 10, 20, 50))


def _prices(least: Sequence[tuple[int, str]]) -> tuple[str, str]:
    """The band of the median of the least prices, and of the middle half; "" below `LEAST` accounts.

    Of the currency in which most are.
    """
    if not least:
        return "", ""
    currency = min(Counter(one for _, one in least).items(), key=lambda one: (-one[1], one[0]))[0]
    amounts = sorted(amount for amount, said in least if said == currency)
    if len(amounts) < LEAST:
        return "", ""
    low, median, high = (amounts[len(amounts) * part // 4] for part in (1, 2, 3))
    lowest, (_, highest) = price_band(low, currency)[0], price_band(high, currency)
    upper = whole(highest) if highest else "more"
    return price_words(median, currency), f"Middle half: {whole(lowest)} to {upper}"
