"""A query from left to right: which tokens mean what, before roles are put together."""

import re
from collections.abc import Mapping, Sequence

from brokerage.kit.text.search_words import folded
from connectors.countries import country_name
from connectors.query_words.amounts import (
    Amounts,
    bands,
    currency_of,
    minor,
    phrases,
    plausible,
)
from connectors.query_words.naming import Names
from connectors.query_words.parts import VALUES
from connectors.query_words.tokens import HARD, SOFT, Token
from connectors.query_words.units import Unit, words_of
from connectors.query_words.vocabulary import STOP, Meaning, longest, meanings
from connectors.query_words.vocabulary.places import CAPITAL_CODES
from connectors.query_words.vocabulary.small_words import (
    AT,
    LINKS,
    MONEY,
    OR,
    US_IS_A_WORD_AFTER,
)
from connectors.titles import meaning_of, spelled

_COMPANIES = frozenset(
    "company companies firm firms business businesses firma firmen entreprises empresas".split()
)
_CODES = frozenset(CAPITAL_CODES)
_LOOKS_LIKE_A_WORD = frozenset("AT IN NO IS DE ES BE SI".split())
_IT = Meaning(
    "department", (), ("it",), "Information Technology", ("Technology", "IT", "IT Services")
)
_PEOPLE = Meaning("department", (), ("people",))
_ALONE = frozenset(one for one in MONEY if one.isalpha()) - {"eu"} | set(
    "chf sek dkk pln cad aud jpy".split()
)
_ROMANCE = re.compile(r".*(?:eur|rice|or|ora|fe|able|ente|ef|co|ca|que|a|o|os|as|e)$")
_RANKED = frozenset({"rank", "role", "modifier"})
SHORTEST_BY_TITLES = 4
MOST_IN_RUN = 4
MOST_IN_INDUSTRY = 4
"""Words of the name of an industry that are looked for."""


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
        self._denied = -1
        self._loose = False
        self._all_capitals = all(one.raw.upper() == one.raw for one in tokens)

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
        if end - at == 1 and self._describes(at):
            return 0  # "at Swiss banks"
        if not self._names.introduced(at, weakly=True) and self._phrase(at)[0] >= end:
            return 0
        unit = Unit("company", at, end, said={key: self._names.names[key]})
        unit.ask("company", key)
        return self._add(unit)

    def _describes(self, at: int) -> bool:
        """Whether a word that we know says more of the kind of company that follows."""
        end, meaning = self._phrase(at)
        if meaning is None or end >= len(self._tokens) or self._tokens[end].before:
            return False
        following = self._phrase(end)[1]
        kind = following is not None and following.kind in {"industry", "size"}
        return kind or self._tokens[end].fold in _COMPANIES

    def _phrase(self, at: int) -> tuple[int, Meaning | None]:
        """Behind the longest phrase that we know and that begins here, and its meaning."""
        tokens = self._tokens
        most = min(longest().get(tokens[at].fold, 0), len(tokens) - at)
        for count in range(max(most, MOST_IN_INDUSTRY), 0, -1):
            end = at + count
            if end > len(tokens) or any(one.before for one in tokens[at + 1 : end]):
                continue
            words = words_of(tokens, at, end)
            if found := meanings().get(words):
                return end, found
            if words in self._industries:
                return end, Meaning("industry", (), (), self._industries[words])
        return at, None

    def _known(self, at: int) -> int:
        end, meaning = self._phrase(at)
        token = self._tokens[at]
        if (meaning is None or end - at <= 1) and (special := self._special(at)):
            end, meaning = at + 1, special
        if meaning is None:
            return 0
        if token.fold in {"chef", "direction"} and self._loose:
            return 0
        if self._loose and meaning.kind in {"industry", "worker"} and end - at == 1:
            return 0  # "at Meridian Freight": the name of a company that nobody told us of
        unit = Unit(meaning.kind, at, end, meaning)
        unit.by_context = meaning.kind == "country" and token.fold.upper() in _CODES
        unit.by_context |= self._names.at(at) is not None
        if meaning.kind in {"country", "size", "strength", "verified", "currency"}:
            unit.ask(meaning.kind, *meaning.values)
        elif meaning.kind == "industry" and not meaning.departments:
            names = self.names_of(meaning)
            if not names:
                return self._unknown_industry(at, end)
            unit.ask("industry", *names)
        return self._add(unit)

    def _unknown_industry(self, at: int, end: int) -> int:
        """A kind of business that no listing shows: words like others."""
        for one in range(at, end):
            if self._tokens[one].fold not in STOP | LINKS | OR:
                self._word(one)
        return end

    def names_of(self, meaning: Meaning) -> list[str]:
        """The industries of listings that a meaning stands for: the nearer ones, else the sector."""
        near = [
            self._industries[one] for one in map(folded, meaning.nearer) if one in self._industries
        ]
        sector = self._industries.get(folded(meaning.sector))
        return list(dict.fromkeys(near)) or ([sector] if sector else [])

    def _special(self, at: int) -> Meaning | None:
        """What is a word or a code, a person or a department, by what stands around it."""
        tokens, token = self._tokens, self._tokens[at]
        following = tokens[at + 1] if at + 1 < len(tokens) and not tokens[at + 1].before else None
        if token.fold == "it":
            in_capitals = token.raw == "IT" and not self._all_capitals
            return _IT if in_capitals or self._beside_rank(at) or len(tokens) == 1 else None
        if token.fold == "people":
            return _PEOPLE if self._beside_rank(at) or len(tokens) == 1 else None
        if self._in_list(at) and token.fold.upper() in _CODES - {"IT"}:
            return Meaning("country", (token.fold.upper(),))  # "de, at, ch"
        if token.fold == "us" and token.raw != "US":
            before = tokens[at - 1].fold if at else ""
            return None if before in US_IS_A_WORD_AFTER else Meaning("country", ("US",))
        if token.fold == "de" and following is None and at and token.raw == "de":
            return None if _ROMANCE.match(tokens[at - 1].fold) else Meaning("country", ("DE",))
        if token.fold in _ALONE or (token.kind == "sign" and currency_of(token)):
            code = currency_of(token)
            return Meaning("currency", (code,)) if code else None
        if token.kind == "word" and token.raw in _CODES:
            ends = following is None or following.raw in _CODES
            ends = ends and (
                bool(token.before) or at == 0 or not self._all_capitals or token.raw != "AT"
            )
            if ends or not (self._all_capitals or token.raw in _LOOKS_LIKE_A_WORD - {"DE", "ES"}):
                return Meaning("country", (token.raw,))
        return None

    def _in_list(self, at: int) -> bool:
        """Whether a token stands alone between commas, beside another country."""
        tokens = self._tokens
        beside = self._is_country(at - 1) or self._is_country(at + 1)
        if not beside:
            return False
        ahead = tokens[at + 1].before if at + 1 < len(tokens) else SOFT
        behind = tokens[at].before if at else SOFT
        return len(tokens) > 1 and ahead == behind == SOFT

    def _is_country(self, at: int) -> bool:
        if not 0 <= at < len(self._tokens):
            return False
        meaning = meanings().get(self._tokens[at].fold)
        code = self._tokens[at].fold.upper() in _CODES
        return code or (meaning is not None and meaning.kind == "country")

    def _beside_rank(self, at: int) -> bool:
        """Whether a word for a rank stands before ("head of it") or behind ("it director")."""
        tokens = self._tokens
        before = at - 1
        while before >= 0 and tokens[before].fold in LINKS and not tokens[before + 1].before:
            before -= 1
        last = self.units[-1] if self.units else None
        joined = last is not None and last.last - 1 == before and not tokens[before + 1].before
        if joined and last is not None and last.kind in _RANKED:
            return True
        if at + 1 >= len(tokens) or tokens[at + 1].before:
            return False
        _, meaning = self._phrase(at + 1)
        return meaning is not None and meaning.kind in {"rank", "role", "worker"}

    def _denial(self, at: int) -> int:
        token = self._tokens[at]
        if token.kind == "sign" and token.raw in "-–—":
            counts = at + 1 < len(self._tokens) and self._tokens[at + 1].kind != "amount"
            self._denied = at if counts else -1
            return at + 1
        end = phrases("NOT").end(self._tokens, at, fresh=True)
        if token.fold == "ex" and end == at + 1:  # "Europe ex UK", but "ex Google"
            behind = self._phrase(end)[1] if end < len(self._tokens) else None
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
        return self._tokens[at].fold not in STOP and self._phrase(at)[1] is None

    def _by_titles(self, at: int) -> int:
        """A word that only the tables of titles know: "Einkaufsleiter"."""
        token = self._tokens[at]
        foreign = token.fold > "\u03ff"
        short = (len(token.fold) < SHORTEST_BY_TITLES and not foreign) or token.fold.endswith("ly")
        if self._loose or short or token.kind != "word":
            return 0
        end = self._foreign_run(at) if foreign else at + 1
        seniority, department = meaning_of(self._spelled(at, end))
        while end > at + 1 and seniority is None and department is None:
            end -= 1
            seniority, department = meaning_of(self._spelled(at, end))
        if department == "other":
            department = None
        if seniority is None and department is None:
            return 0
        found = (department.value,) if department else ()
        kind, values = "department", tuple[str, ...]()
        if seniority == "individual":
            kind, values = "worker", ("individual", "senior")
        elif seniority:
            kind, values = ("role" if department else "rank"), (seniority.value,)
        return self._add(Unit(kind, at, end, Meaning(kind, values, found)))

    def _spelled(self, first: int, last: int) -> str:
        return spelled(" ".join(one.raw for one in self._tokens[first:last]))

    def _foreign_run(self, at: int) -> int:
        """Behind the words in a script of its own that begin here: their titles are read as a whole."""
        end = at + 1
        while end < min(len(self._tokens), at + MOST_IN_RUN):
            behind = self._tokens[end]
            if behind.before or behind.fold <= "\u03ff" or behind.fold in meanings():
                break
            end += 1
        return end

    def _word(self, at: int) -> int:
        fold = self._tokens[at].fold
        if len(fold) == 1 and fold.isascii() and fold.isalpha():
            return at + 1  # "(m/w/d)"
        if self._denied >= 0:
            unit = Unit("word", at, at + 1)
            unit.ask("word", self._tokens[at].fold)
            return self._add(unit)
        self.words.append(at)
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
