"""What connectors ask of apps that they do not know; answered in `brokerage.wiring`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from brokerage.accounts.models import User
from brokerage.kit.hooks import Hook
from brokerage.kit.money import Money
from connectors.models import Relationship


@dataclass(frozen=True)
class AnswerRecord:
    """How a connector has dealt with requests so far. Counts only; `hours` is the median answer."""

    asked: int = 0
    answered: int = 0
    introduced: int = 0
    missed: int = 0
    hours: int | None = None

    @property
    def sentence(self) -> str:
        """The record in one sentence."""
        if not self.asked:
            return "No requests yet"
        parts = [f"answered {self.answered} of {self.asked} requests"]
        if self.hours is not None:
            parts.append(f"usually within {self.hours} h" if self.hours > 1 else "within the hour")
        parts.append(f"{self.introduced} introduced")
        if self.missed:
            parts.append(f"{self.missed} missed")
        sentence = ", ".join(parts)
        return sentence[0].upper() + sentence[1:]


class PriceKey(NamedTuple):
    """Of what an introduction's usual price is asked: shown facts, seniority and country in words."""

    currency: str
    seniority: str
    industry: str
    country: str
    strength: int


@dataclass(frozen=True)
class UsualPrice:
    """The middle half of what was paid for introductions like one, rounded, and about how many those were
    (a multiple of five)."""

    low: Money
    high: Money
    cases: int

    @property
    def _span(self) -> str:
        low, high = (str(one).removesuffix(".00") for one in (self.low, self.high))
        return f"{low} to {high}"

    @property
    def sentence(self) -> str:
        """The band in words: "usual: €260 to €340"."""
        return f"usual: {self._span}"

    def beside(self, price: Money | None) -> str:
        """The band, and how a price compares with it: "below usual (€260 to €340)"."""
        if price is None or price.currency != self.low.currency:
            return self.sentence
        if price.amount < self.low.amount:
            return f"below usual ({self._span})"
        if price.amount > self.high.amount:
            return f"above usual ({self._span})"
        return self.sentence


answer_records: Hook[Callable[[Iterable[int]], dict[int, AnswerRecord]]] = Hook()
"""How these connectors (primary keys) have answered requests so far; each of them is in the answer."""
usual_prices: Hook[Callable[[Iterable[PriceKey]], dict[PriceKey, UsualPrice]]] = Hook()
"""What introductions like these usually cost; those of which too little is known are left out."""
payout_ready: Hook[Callable[[User], bool]] = Hook()
"""Whether somebody can be paid."""
is_under_way: Hook[Callable[[Relationship], bool]] = Hook()
"""Whether the person was asked about an introduction that has not ended."""
what_an_edit_does: Hook[Callable[[Relationship], str]] = Hook()
"""What changing the entry would do to what runs, in a sentence for its connector; "" for nothing."""
introduced_on: Hook[Callable[[list[int]], dict[int, date]]] = Hook()
"""Of these relationships (primary keys) those by which an introduction took place, and when it last did."""
asked_before: Hook[Callable[[User, list[int]], dict[int, str]]] = Hook()
"""What this rep last asked of these relationships (primary keys) and how that stands, in words; those never
asked are left out. Of the listing itself only: another listing of the same person is not told."""
waiting_times: Hook[Callable[[], dict[str, timedelta]]] = Hook()
"""How long each state of an introduction waits."""
