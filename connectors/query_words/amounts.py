"""Prices and numbers of people in a query: "under 300", "€250 max", "200 to 400", "1000+ employees"."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from brokerage.kit.currencies import KNOWN, MOST_AT_PROVIDER, OFFERED
from brokerage.kit.text.search_words import folded
from connectors.companies import SizeBand
from connectors.query_words.tokens import HARD, NO, Token
from connectors.query_words.vocabulary import meanings, small_words, split

_UNDER = frozenset(
    "under sub below less lower cheaper < smaller fewer unter weniger billiger moins menos".split()
)
_OVER = frozenset("over above more greater higher > uber mehr mas plus".split())
_NO_PRICE = frozenset("years year yrs months jahre jahren ans anos % percent x st nd rd th".split())
_PEOPLE_TEAMS = frozenset(
    "ops operations team director lead leader partner and culture function manager analytics head"
    " experience".split()
)
_YEARS = range(1900, 2100)
_AROUND = Decimal("0.2")
_BANDS = (
    (SizeBand.SMALL, 0, 49),
    (SizeBand.MEDIUM, 50, 999),
    (SizeBand.LARGE, 1000, 10**9),
)


@dataclass(frozen=True, slots=True)
class Amounts:
    """A range found from one token up to another. `bare`: a number and nothing else says so."""

    end: int
    low: Decimal | None = None
    high: Decimal | None = None
    low_word: str = "from"
    high_word: str = "up to"
    currency: str = ""
    of_people: bool = False
    bare: bool = False


class Phrases:
    """A set of phrases that is looked up token by token."""

    def __init__(self, table: str) -> None:
        self._all = {tuple(folded(w) or w for w in one.split()) for one in split(table)}
        self._longest: dict[str, int] = {}
        for one in self._all:
            self._longest[one[0]] = max(self._longest.get(one[0], 0), len(one))

    def end(self, tokens: Sequence[Token], at: int, *, fresh: bool = False) -> int:
        """Behind the longest phrase that begins here; `at` itself where none does.

        `fresh`: something may begin here; else it goes on, and not over a semicolon.
        """
        if at >= len(tokens) or (at and tokens[at].before == HARD and not fresh):
            return at
        for count in range(min(self._longest.get(tokens[at].fold, 0), len(tokens) - at), 0, -1):
            said = tokens[at : at + count]
            if tuple(one.fold for one in said) in self._all and not any(
                one.before for one in said[1:]
            ):
                return at + count
        return at


@cache
def phrases(name: str) -> Phrases:
    """A table of `small_words` by its name."""
    return Phrases(getattr(small_words, name))


def currency_of(token: Token) -> str:
    """The currency that a sign or word names; "" for any other."""
    if code := small_words.MONEY.get(token.fold, small_words.MONEY.get(token.raw, "")):
        return code
    code = token.fold.upper()
    known = code in OFFERED and len(code) == 3
    return code if known and (token.raw == code or code not in small_words.ONLY_IN_CAPITALS) else ""


def amounts_at(tokens: Sequence[Token], at: int) -> Amounts | None:
    """The range of prices or of people that begins at a token; None where none does."""
    sized = phrases("PEOPLE_BEFORE").end(tokens, at, fresh=True)
    if sized < len(tokens) and tokens[sized].before == HARD:
        sized = at
    found = _range(tokens, sized)
    if found is None:
        return None
    end = _behind_people(tokens, found.end)
    of_people = end > found.end or sized > at
    if of_people and found.currency:
        return None if sized > at else found
    if not of_people:
        return None if _is_no_price(tokens, found) else found
    return Amounts(end, found.low, found.high, found.low_word, found.high_word, of_people=True)


def bands(low: Decimal | None, high: Decimal | None) -> tuple[str, ...]:
    """The sizes of companies that a range of people touches; "under 50" does not touch 50."""
    least, most = low or Decimal(0), high if high is not None else Decimal(10**9)
    return tuple(
        band.value
        for band, first, last in _BANDS
        if least <= last and (most > first or (most == first == least) or first == 0)
    )


def minor(amount: Decimal, currency: str) -> int:
    """An amount in minor units; parts of them are left out, and no more than could be charged counts."""
    scaled = min(amount, Decimal(10**12)).scaleb(KNOWN[currency].digits)
    return min(int(scaled), MOST_AT_PROVIDER + 1)


def plausible(amount: Decimal, currency: str) -> bool:
    """Whether a number without any word may be a price."""
    scaled, known = minor(amount, currency), KNOWN[currency]
    whole = amount == amount.to_integral_value()
    return known.least <= scaled <= known.greatest and not (whole and int(amount) in _YEARS)


def _range(tokens: Sequence[Token], at: int) -> Amounts | None:
    return (
        _between(tokens, at)
        or _led(tokens, at, "UP_TO")
        or _led(tokens, at, "FROM")
        or _around(tokens, at)
        or _followed(tokens, at)
    )


def _between(tokens: Sequence[Token], at: int) -> Amounts | None:
    start = phrases("BETWEEN").end(tokens, at, fresh=True)
    first = _money(tokens, start) if start > at else None
    return _to_second(tokens, first) if first else None


def _to_second(tokens: Sequence[Token], first: "Amounts | None") -> Amounts | None:
    """A range whose first amount is read: "300-500", "300 to 500"."""
    if first is None or first.end >= len(tokens):
        return None
    link = tokens[first.end]
    if link.fold not in small_words.AND_TO or link.before or link.raw == "&":
        return None
    second = _money(tokens, first.end + 1)
    if second is None or first.low is None or second.low is None:
        return None
    low = first.low
    if tokens[second.end - 1].raw.lower().endswith("k") and low * 1000 <= second.low and low < 1000:
        low *= 1000  # "1-5k"
    return Amounts(second.end, low, second.low, "from", "up to", second.currency or first.currency)


def _led(tokens: Sequence[Token], at: int, table: str) -> Amounts | None:
    start = phrases(table).end(tokens, at, fresh=True)
    if start == at:
        return None
    lead = tokens[at].fold
    first = _money(tokens, _behind_price_words(tokens, start))
    if first is None:
        return None
    both = _to_second(tokens, first)
    if both:
        return both
    end = first.end
    if table == "UP_TO":
        word = "under" if lead in _UNDER else "up to"
        return Amounts(end, high=first.low, high_word=word, currency=first.currency)
    end = phrases("AFTER_FROM").end(tokens, end)
    word = "over" if lead in _OVER else "from"
    return Amounts(end, low=first.low, low_word=word, currency=first.currency)


def _around(tokens: Sequence[Token], at: int) -> Amounts | None:
    start = phrases("AROUND").end(tokens, at, fresh=True)
    first = _money(tokens, start) if start > at else None
    if first is None or first.low is None:
        return None
    low, high = first.low * (1 - _AROUND), first.low * (1 + _AROUND)
    return Amounts(first.end, low, high, currency=first.currency)


def _followed(tokens: Sequence[Token], at: int) -> Amounts | None:
    first = _money(tokens, at, led=False)
    if first is None:
        return None
    if both := _to_second(tokens, first):
        return both
    end = phrases("AFTER_UP_TO").end(tokens, first.end)
    if end > first.end:
        return Amounts(end, high=first.low, currency=first.currency)
    end = phrases("AFTER_FROM").end(tokens, first.end)
    if end > first.end:
        return Amounts(end, low=first.low, currency=first.currency)
    if _behind_people(tokens, first.end) > first.end:
        return Amounts(first.end, first.low, first.low)
    return Amounts(first.end, high=first.low, currency=first.currency, bare=not first.currency)


def _money(tokens: Sequence[Token], at: int, *, led: bool = True) -> Amounts | None:
    """One amount with its currency before or behind it; as `low`."""
    currency = ""
    if led and at < len(tokens) and tokens[at].before == HARD:
        return None
    if at + 1 < len(tokens) and tokens[at + 1].kind == "amount" and not tokens[at + 1].before:
        currency = currency_of(tokens[at])
        at += bool(currency)
    if at >= len(tokens) or tokens[at].kind != "amount":
        return None
    amount = tokens[at].amount or Decimal(0)
    at += 1
    behind = tokens[at] if at < len(tokens) and not tokens[at].before else None
    if behind and behind.fold in small_words.THOUSANDS and amount < 1000:
        amount, at = amount * 1000, at + 1
    if at < len(tokens) and not currency and not tokens[at].before:
        currency = currency_of(tokens[at])
        at += bool(currency)
    return Amounts(at, amount, currency=currency)


def _behind_price_words(tokens: Sequence[Token], at: int) -> int:
    words = {
        "price",
        "budget",
        "of",
        "is",
        "a",
        "the",
        "prix",
        "preis",
        "precio",
        "de",
        "von",
        "und",
    }
    while at < len(tokens) and tokens[at].fold in words and not tokens[at].before:
        at += 1
    return at


def _behind_people(tokens: Sequence[Token], at: int) -> int:
    """Behind words for people that are counted; `at` where none stand there, or a team of that name."""
    end = phrases("PEOPLE").end(tokens, at)
    if end == at or tokens[at].before > NO:
        return at
    behind = tokens[end] if end < len(tokens) and not tokens[end].before else None
    team = behind is not None and tokens[at].fold == "people" and behind.fold in _PEOPLE_TEAMS
    return at if team else end


def _is_no_price(tokens: Sequence[Token], found: Amounts) -> bool:
    """Whether a number counts something else, or stands in a name: "10 years", "500 global"."""
    if found.end >= len(tokens):
        return False
    behind = tokens[found.end]
    if behind.fold in _NO_PRICE:
        return True
    known = behind.fold in meanings() or behind.fold in small_words.STOP
    return found.bare and behind.before == NO and not known
