"""A query from left to right: which tokens mean what, before roles are put together."""

from collections.abc import Mapping, Sequence

from brokerage.kit.text.search_words import folded
from connectors.countries import country_name
from connectors.query_words.amounts import Amounts, bands, minor, phrases, plausible
from connectors.query_words.naming import Names
from connectors.query_words.parts import VALUES
from connectors.query_words.phrasing import CODES, Phrasing
from connectors.query_words.tokens import HARD, Token
from connectors.query_words.units import Unit
from connectors.query_words.vocabulary import STOP
from connectors.query_words.vocabulary.small_words import AT, LINKS, OR


class Scan:
    """The units of a query and its words, found from left to right."""

    def __init__(
        self,
        tokens: Sequence[Token],
        names: Names,
        cued: Mapping[int, Amounts],
        industries: Mapping[str, str],
        currency: str,
    ) -> None:
        self._tokens, self._names, self._cued = tokens, names, cued
        self._industries, self._currency = industries, currency
        self.units: list[Unit] = []
        self.words: list[int] = []
        self.joins: set[int] = set()
        self.protected: set[int] = set()
        self.kept: set[int] = set()
        self._denied = -1
        self._loose = False
        self.phrasing = Phrasing(tokens, industries)

    def run(self) -> "Scan":
        """Look at each token once."""
        at = 0
        while at < len(self._tokens):
            if self._tokens[at].before:
                self._loose = False
            if self._tokens[at].before == HARD:
                self._denied = -1
            end = self._read(at)
            at = max(end, at + 1)
        return self

    def _read(self, at: int) -> int:
        for reader in (
            self._explicit, self._cued_amount, self._company, self._known, self._bare_amount,
            self._denial, self._small, self._by_titles,
        ):  # fmt: skip
            if end := reader(at):
                return end
        return self._word(at)

    def _add(self, unit: Unit) -> int:
        """Keep a unit; it is denied where a "not" stands before it."""
        if self._denied >= 0:
            unit.excluded, unit.start = True, self._denied
            self._denied = -1
        self.units.append(unit)
        self._loose = False
        return unit.last

    def _explicit(self, at: int) -> int:
        token = self._tokens[at]
        if token.kind != "explicit":
            return 0
        name, _, value = token.raw.removeprefix("-").partition(":")
        value = value.strip('"')
        unit = Unit("explicit", at, at + 1)
        values = [value] if name == "industry" else [one for one in value.split(",") if one]
        known = [_stored(name, one, self._industries, self._names.names) for one in values]
        if not known or None in known:
            return self._word(at)
        for stored in filter(None, known):
            unit.ask(name, stored)
            unit.said[stored] = self._names.names.get(stored, "")
        if token.raw.startswith("-"):
            self._denied = at
        return self._add(unit)

    def _cued_amount(self, at: int) -> int:
        found = self._cued.get(at)
        return self._amount(at, found) if found and not found.bare else 0

    def _bare_amount(self, at: int) -> int:
        found = self._cued.get(at)
        if (
            self._denied >= 0
            or found is None
            or found.high is None
            or not plausible(found.high, self._currency)
        ):
            return 0
        return self._amount(at, found)

    def _amount(self, at: int, found: Amounts) -> int:
        if found.of_people:
            unit = Unit("size", at, found.end)
            unit.ask("size", *bands(found.low, found.high))
            return self._add(unit)
        low, high = found.low, found.high
        words = {"price_from": found.low_word, "price_to": found.high_word}
        if self._denied >= 0:  # "not under 300" is "from 300"
            low, high, words = high, low, {"price_from": "from", "price_to": "up to"}
        unit = Unit("price", at, found.end, said=words)
        currency = found.currency or self._currency
        unit.said["currency"] = currency
        for name, amount in (("price_from", low), ("price_to", high)):
            if amount is not None:
                unit.ask(name, str(minor(amount, currency)))
        if found.currency:
            unit.ask("currency", found.currency)
        if self._denied >= 0:
            unit.first, self._denied = self._denied, -1
        return self._add(unit)

    def _company(self, at: int) -> int:
        found = self._names.at(at)
        if found is None:
            return 0
        end, key = found
        if end - at == 1 and self.phrasing.describes(at):
            return 0  # "at Swiss banks"
        if not self._names.introduced(at, weakly=True) and self.phrasing.phrase(at)[0] >= end:
            return 0
        unit = Unit("company", at, end, said={key: self._names.names[key]})
        unit.ask("company", key)
        return self._add(unit)

    def _known(self, at: int) -> int:
        end, meaning = self.phrasing.phrase(at)
        token = self._tokens[at]
        if (meaning is None or end - at <= 1) and (
            special := self.phrasing.special(at, self.units)
        ):
            end, meaning = at + 1, special
        if meaning is None:
            return 0
        if token.fold in {"chef", "direction"} and self._loose:
            return 0
        if self._loose and meaning.kind in {"industry", "worker"} and end - at == 1:
            return 0  # "at Meridian Freight": the name of a company that nobody told us of
        unit = Unit(meaning.kind, at, end, meaning)
        unit.by_context = meaning.kind == "country" and token.fold.upper() in CODES
        unit.by_context |= self._names.at(at) is not None
        if meaning.kind in {"country", "size", "strength", "verified", "currency"}:
            unit.ask(meaning.kind, *meaning.values)
        elif meaning.kind == "industry" and not meaning.departments:
            names = self.phrasing.names_of(meaning)
            if not names:
                return self._unknown_industry(at, end)
            unit.ask("industry", *names)
        return self._add(unit)

    def _unknown_industry(self, at: int, end: int) -> int:
        """A kind of business that no listing shows: words like others."""
        self.kept |= set(range(at, end))
        for one in range(at, end):
            if self._tokens[one].fold not in STOP | LINKS | OR:
                self._word(one)
        return end

    def _denial(self, at: int) -> int:
        token = self._tokens[at]
        if token.kind == "sign" and token.raw in "-–—":
            counts = at + 1 < len(self._tokens) and self._tokens[at + 1].kind != "amount"
            self._denied = at if counts else -1
            return at + 1
        end = phrases("NOT").end(self._tokens, at, fresh=True)
        if token.fold == "ex" and end == at + 1:  # "Europe ex UK", but "ex Google"
            behind = self.phrasing.phrase(end)[1] if end < len(self._tokens) else None
            end = end if behind and behind.kind == "country" else at
        if end > at:
            self._denied = at if end < len(self._tokens) else -1
            return end
        return 0

    def _small(self, at: int) -> int:
        fold = self._tokens[at].fold
        if fold in AT:
            self._loose = False
            self.joins.add(at)
            self._loose = self._is_unknown(at + 1)
            return at + 1
        if fold in OR or fold in LINKS:
            self.joins.add(at)
            return at + 1
        if fold not in STOP and self._tokens[at].kind != "sign":
            return 0
        self._loose = False
        return at + 1

    def _is_unknown(self, at: int) -> bool:
        """Whether a word stands here that nobody told us of."""
        if at >= len(self._tokens) or self._tokens[at].before or self._names.at(at):
            return False
        return self._tokens[at].fold not in STOP and self.phrasing.phrase(at)[1] is None

    def _by_titles(self, at: int) -> int:
        end, meaning = (at, None) if self._loose else self.phrasing.by_titles(at)
        return self._add(Unit(meaning.kind, at, end, meaning)) if meaning else 0

    def _word(self, at: int) -> int:
        fold = self._tokens[at].fold
        if len(fold) == 1 and fold.isascii() and fold.isalpha():
            return at + 1  # "(m/w/d)"
        if self._denied >= 0:
            unit = Unit("word", at, at + 1)
            unit.ask("word", self._tokens[at].fold)
            return self._add(unit)
        self.words.append(at)
        if self._loose:
            self.protected.add(at)
        return at + 1


def _stored(
    name: str, value: str, industries: Mapping[str, str], companies: Mapping[str, str]
) -> str | None:
    """The stored value of "field:value"; None where there is no such one."""
    if name == "industry":
        return industries.get(folded(value))
    if name == "company":
        return value if value in companies else None
    if name == "country":
        return value.upper() if country_name(value.upper()) != value.upper() else None
    if name in {"price_from", "price_to"}:
        return value if value.isascii() and value.isdigit() and len(value) < 9 else None
    return value if value in VALUES.get(name, ()) else None
