"""Money: an integer of minor units and a currency. No floats, no mixing, splits that add up."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from brokerage.kit.currencies import KNOWN, Currency

BASIS = 10_000


class CurrencyMismatch(ValueError):
    """Two currencies met in one sum: a mistake of ours, never of a person."""


@dataclass(frozen=True, slots=True)
class Money:
    """`amount` minor units (cents) of `currency`, one of the table (`kit.currencies`), upper case."""

    amount: int
    currency: str

    def __post_init__(self) -> None:
        if isinstance(self.amount, bool) or not isinstance(self.amount, int):
            raise TypeError("Money counts whole minor units")
        if self.currency not in KNOWN:
            raise ValueError(f"{self.currency!r} is no currency code")

    def _same(self, other: "Money") -> int:
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency}")
        return other.amount

    def __add__(self, other: "Money") -> "Money":
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.amount - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.amount <= self._same(other)

    def __bool__(self) -> bool:
        return self.amount != 0

    @classmethod
    def typed(cls, amount: Decimal, currency: str) -> "Money | None":
        """An amount as a person typed it ("12.50"); None if the currency has fewer decimals."""
        minor = KNOWN[currency].minor(amount)
        return None if minor is None else cls(minor, currency)

    @property
    def rules(self) -> Currency:
        """What holds of its currency."""
        return KNOWN[self.currency]

    def share(self, basis_points: int) -> tuple["Money", "Money"]:
        """`(part, rest)`: `basis_points` ten-thousandths, rounded half up to the currency's step, and
        what is left."""
        unit = BASIS * self.rules.step
        part = (self.amount * basis_points + unit // 2) // unit * self.rules.step
        return Money(part, self.currency), Money(self.amount - part, self.currency)

    def split(self, weights: Sequence[int]) -> list["Money"]:
        """Parts in proportion to `weights`, which add up exactly (largest remainder first).

        Each is a multiple of the currency's step; what the whole has beyond that goes to the first that has
        any.
        """
        total = sum(weights)
        if total <= 0 or min(weights) < 0:
            raise ValueError("weights must be non-negative and not all zero")
        steps, odd = divmod(self.amount, self.rules.step)
        floors = [steps * weight // total for weight in weights]
        by_remainder = sorted(range(len(weights)), key=lambda i: (-(steps * weights[i] % total), i))
        for i in by_remainder[: steps - sum(floors)]:
            floors[i] += 1
        parts = [part * self.rules.step for part in floors]
        parts[next(i for i, weight in enumerate(weights) if weight)] += odd
        return [Money(part, self.currency) for part in parts]

    @property
    def plain(self) -> str:
        """As people type it: "1250.00", without a sign of the currency."""
        return self.rules.plain(self.amount)

    def __str__(self) -> str:
        return self.rules.written(self.amount)
