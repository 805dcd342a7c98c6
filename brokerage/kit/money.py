"""Money: an integer of minor units and a currency. No floats, no mixing, splits that add up."""

from collections.abc import Sequence
from dataclasses import dataclass

BASIS = 10_000
SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£", "CHF": "CHF ", "CAD": "CA$", "JPY": "¥"}
# ISO 4217 currencies without minor units that Stripe also counts in whole units.
ZERO_DECIMAL = frozenset("BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF UGX VND VUV XAF XOF XPF".split())


class CurrencyMismatch(ValueError):
    """Two currencies met in one sum: a mistake of ours, never of a person."""


@dataclass(frozen=True, slots=True)
class Money:
    """`amount` minor units (cents) of `currency` (ISO 4217, upper case)."""

    amount: int
    currency: str

    def __post_init__(self) -> None:
        if isinstance(self.amount, bool) or not isinstance(self.amount, int):
            raise TypeError("Money counts whole minor units")
        if len(self.currency) != 3 or not self.currency.isupper():
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

    def share(self, basis_points: int) -> tuple["Money", "Money"]:
        """`(part, rest)`: `basis_points` ten-thousandths, rounded half up, and what is left."""
        part = (self.amount * basis_points + BASIS // 2) // BASIS
        return Money(part, self.currency), Money(self.amount - part, self.currency)

    def split(self, weights: Sequence[int]) -> list["Money"]:
        """Parts in proportion to `weights`, which add up exactly (largest remainder first)."""
        total = sum(weights)
        if total <= 0 or min(weights) < 0:
            raise ValueError("weights must be non-negative and not all zero")
        floors = [self.amount * weight // total for weight in weights]
        by_remainder = sorted(
            range(len(weights)), key=lambda i: (-(self.amount * weights[i] % total), i)
        )
        for i in by_remainder[: self.amount - sum(floors)]:
            floors[i] += 1
        return [Money(part, self.currency) for part in floors]

    @property
    def plain(self) -> str:
        """As people type it: "1250.00", without a sign of the currency."""
        if self.currency in ZERO_DECIMAL:
            return str(self.amount)
        return f"{'-' if self.amount < 0 else ''}{abs(self.amount) // 100}.{abs(self.amount) % 100:02d}"

    def __str__(self) -> str:
        sign = "−" if self.amount < 0 else ""
        symbol = SYMBOLS.get(self.currency, f"{self.currency} ")
        if self.currency in ZERO_DECIMAL:
            return f"{sign}{symbol}{abs(self.amount):,}"
        units, cents = divmod(abs(self.amount), 100)
        return f"{sign}{symbol}{units:,}.{cents:02d}"
