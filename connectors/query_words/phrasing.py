"""What stands where in a query: phrases that we know, and words whose meaning depends on their place."""

import re
from collections.abc import Mapping, Sequence

from brokerage.kit.text.search_words import folded
from connectors.query_words.amounts import currency_of
from connectors.query_words.tokens import SOFT, Token
from connectors.query_words.units import Unit, words_of
from connectors.query_words.vocabulary import Meaning, longest, meanings
from connectors.query_words.vocabulary.places import CAPITAL_CODES
from connectors.query_words.vocabulary.small_words import LINKS, MONEY, US_IS_A_WORD_AFTER
from connectors.titles import meaning_of, spelled

_COMPANIES = frozenset(
    "company companies firm firms business businesses firma firmen entreprises empresas".split()
)
CODES = frozenset(CAPITAL_CODES)
_LOOKS_LIKE_A_WORD = frozenset("AT IN NO IS DE ES BE SI".split())
_IT = Meaning(
    "department", (), ("it",), "Information Technology", ("Technology", "IT", "IT Services")
)
_PEOPLE = Meaning("department", (), ("people",))
_ALONE = frozenset(one for one in MONEY if one.isalpha()) - {"eu"} | set(
    "chf sek dkk pln cad aud jpy".split()
)
_ROMANCE = re.compile(r".*(?:eur|rice|or|ora|fe|able|ente|ef|co|ca|que|a|o|os|as|e)$")
_NOTHING = (None, None)
_PERSON = re.compile(r"(?:ist|ian|ologe|ologin|ologue|ologo|ologa|iker|ikerin)s?$")
_RANKED = frozenset({"rank", "role", "modifier"})
SHORTEST_BY_TITLES = 4
LENGTH_OF_CODE = 2
MOST_IN_RUN = 4
MOST_LOOKED_UP = 40
"""Words of a query that are looked up in the tables of titles."""
MOST_IN_INDUSTRY = 4
"""Words of the name of an industry that are looked for."""


class Phrasing:
    """The tokens of a query and what is known of them; `industries` by their folded names."""

    def __init__(self, tokens: Sequence[Token], industries: Mapping[str, str]) -> None:
        self._tokens, self._industries = tokens, industries
        self._all_capitals = all(one.raw.upper() == one.raw for one in tokens)

    def phrase(self, at: int) -> tuple[int, Meaning | None]:
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

    def describes(self, at: int) -> bool:
        """Whether a word that we know says more of the kind of company that follows."""
        end, meaning = self.phrase(at)
        if meaning is None or end >= len(self._tokens) or self._tokens[end].before:
            return False
        following = self.phrase(end)[1]
        kind = following is not None and following.kind in {"industry", "size"}
        return kind or self._tokens[end].fold in _COMPANIES

    def names_of(self, meaning: Meaning) -> list[str]:
        """The industries of listings that a meaning stands for: the nearer ones, else the sector."""
        near = [
            self._industries[one] for one in map(folded, meaning.nearer) if one in self._industries
        ]
        sector = self._industries.get(folded(meaning.sector))
        return list(dict.fromkeys(near)) or ([sector] if sector else [])

    def special(self, at: int, units: Sequence[Unit]) -> Meaning | None:
        """What is a word or a code, a person or a department, by what stands around it."""
        tokens, token = self._tokens, self._tokens[at]
        following = tokens[at + 1] if at + 1 < len(tokens) and not tokens[at + 1].before else None
        if token.fold == "it":
            in_capitals = token.raw == "IT" and not self._all_capitals
            return _IT if in_capitals or self._beside_rank(at, units) or len(tokens) == 1 else None
        if token.fold == "people":
            return _PEOPLE if self._beside_rank(at, units) or len(tokens) == 1 else None
        if self.in_list(at) and token.fold.upper() in CODES - {"IT"}:
            return Meaning("country", (token.fold.upper(),))  # "de, at, ch"
        if token.fold == "us" and token.raw != "US":
            before = tokens[at - 1].fold if at else ""
            return None if before in US_IS_A_WORD_AFTER else Meaning("country", ("US",))
        if token.fold == "de" and following is None and at and token.raw == "de":
            return None if _ROMANCE.match(tokens[at - 1].fold) else Meaning("country", ("DE",))
        if token.fold in _ALONE or (token.kind == "sign" and currency_of(token)):
            code = currency_of(token)
            return Meaning("currency", (code,)) if code else None
        if token.kind == "word" and token.raw in CODES and self._may_be_code(token):
            ends = following is None or self._is_code(at + 1)
            listed = bool(token.before) or at == 0 or self._is_code(at - 1)
            ends = ends and (listed or not self._all_capitals or token.raw != "AT")
            if ends or not (self._all_capitals or token.raw in _LOOKS_LIKE_A_WORD - {"DE", "ES"}):
                return Meaning("country", (token.raw,))
        return None

    def _is_code(self, at: int) -> bool:
        token = self._tokens[at]
        return token.raw.isupper() and len(token.raw) == LENGTH_OF_CODE and self.is_country(at)

    def _may_be_code(self, token: Token) -> bool:
        """Whether capitals may be a code: "PE" is private equity."""
        meaning = meanings().get(token.fold)
        return meaning is None or meaning.kind == "country"

    def in_list(self, at: int) -> bool:
        """Whether a token stands alone between commas, beside another country."""
        tokens = self._tokens
        beside = self.is_country(at - 1) or self.is_country(at + 1)
        if not beside:
            return False
        ahead = tokens[at + 1].before if at + 1 < len(tokens) else SOFT
        behind = tokens[at].before if at else SOFT
        return len(tokens) > 1 and ahead == behind == SOFT

    def is_country(self, at: int) -> bool:
        if not 0 <= at < len(self._tokens):
            return False
        meaning = meanings().get(self._tokens[at].fold)
        code = self._tokens[at].fold.upper() in CODES
        return code or (meaning is not None and meaning.kind == "country")

    def _beside_rank(self, at: int, units: Sequence[Unit]) -> bool:
        """Whether a word for a rank stands before ("head of it") or behind ("it director")."""
        tokens = self._tokens
        before = at - 1
        while before >= 0 and tokens[before].fold in LINKS and not tokens[before + 1].before:
            before -= 1
        last = units[-1] if units else None
        joined = last is not None and last.last - 1 == before and not tokens[before + 1].before
        if joined and last is not None and last.kind in _RANKED:
            return True
        if at + 1 >= len(tokens) or tokens[at + 1].before:
            return False
        _, meaning = self.phrase(at + 1)
        return meaning is not None and meaning.kind in {"rank", "role", "worker"}

    def by_titles(self, at: int) -> tuple[int, Meaning | None]:
        """Behind a word that only the tables of titles know ("Einkaufsleiter"), and its meaning."""
        token = self._tokens[at]
        foreign = token.fold > "\u03ff"
        short = (len(token.fold) < SHORTEST_BY_TITLES and not foreign) or token.fold.endswith("ly")
        if short or token.kind != "word" or at >= MOST_LOOKED_UP:
            return at, None
        end = self._foreign_run(at) if foreign else self._titled_run(at)
        seniority, department = meaning_of(self._spelled(at, end))
        while end > at + 1 and seniority is None and department is None:
            end -= 1
            seniority, department = meaning_of(self._spelled(at, end))
        if department == "other":
            department = None
        if seniority is None and department is None:
            return at, None
        found = (department.value,) if department else ()
        kind, values = "department", tuple[str, ...]()
        if seniority == "individual" or (seniority is None and _PERSON.search(token.fold)):
            kind, values = "worker", ("individual", "senior")
        elif seniority:
            kind, values = ("role" if department else "rank"), (seniority.value,)
        return end, Meaning(kind, values, found)

    def _spelled(self, first: int, last: int) -> str:
        return spelled(" ".join(one.raw for one in self._tokens[first:last]))

    def _titled_run(self, at: int) -> int:
        """Behind words that mean nothing alone and say a title together: "contrôleur de gestion"."""
        if meaning_of(self._spelled(at, at + 1)) != _NOTHING:
            return at + 1
        for end in range(min(at + MOST_IN_RUN, len(self._tokens)), at + 1, -1):
            inside = self._tokens[at + 1 : end]
            plain_words = all(one.kind == "word" and not one.before for one in inside)
            if plain_words and self._mean_only_together(at, end):
                return end
        return at + 1

    def _mean_only_together(self, first: int, last: int) -> bool:
        if meaning_of(self._spelled(first, last)) == _NOTHING:
            return False
        known = meanings()
        return all(
            self._tokens[at].fold not in known and meaning_of(self._spelled(at, at + 1)) == _NOTHING
            for at in range(first, last)
        )

    def _foreign_run(self, at: int) -> int:
        """Behind the words in a script of its own that begin here: their titles are read as a whole."""
        end = at + 1
        while end < min(len(self._tokens), at + MOST_IN_RUN):
            behind = self._tokens[end]
            if behind.before or behind.fold <= "\u03ff" or behind.fold in meanings():
                break
            end += 1
        return end
