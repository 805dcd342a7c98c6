"""Which words of a query name a company: only the caller's answer tells, nothing here knows of any."""

from collections.abc import Callable, Collection, Mapping, Sequence

from connectors.companies import company_key
from connectors.query_words.tokens import Token
from connectors.query_words.vocabulary import STOP, Meaning, meanings
from connectors.query_words.vocabulary.small_words import AT, AT_WEAKLY, NOT

Named = Callable[[Collection[str]], Mapping[str, str]]
"""Keys of companies -> the names of those that may be told, by key."""
MOST_WORDS = 5
MOST_TOKENS = 60
"""Words of a query in which companies are looked for."""
_EDGES = frozenset(
    """a an the of for to in on at by with from is or and not no der die das und oder bei im von fur
    le la les et du de des d l el los las y en sin sauf ohne
    under over below above up max min @ + ~ - – — < > e o u""".split()
) | {one for one in NOT.split("|") if " " not in one}
_ROLES = frozenset({"rank", "role", "department", "worker", "modifier"})
#: Ranks that names of companies begin or end with, too.
_AMBIGUOUS = frozenset(
    "head partner partners principal chair board lead executive chief senior associate owner mentor"
    " chef".split()
)


class Names:
    """The companies that the tokens of a query name."""

    def __init__(self, text: str, tokens: Sequence[Token], taken: Collection[int]) -> None:
        self._text, self._tokens, self._taken = text, tokens, taken
        self._found: dict[int, list[tuple[int, str]]] = {}
        self.names: dict[str, str] = {}

    def ask(self, companies: Named) -> None:
        """Ask once for all that might be one."""
        candidates = [
            (at, at + count, company_key(said))
            for at in range(min(len(self._tokens), MOST_TOKENS))
            for count in range(1, MOST_WORDS + 1)
            if self._may_be(at, at + count)
            for said in self._spellings(at, at + count)
        ]
        keys = {key for _, _, key in candidates} | self._by_key()
        keys.discard("")
        said = companies(keys) if keys else {}
        self.names = {key: name for key, name in said.items() if key in keys}
        for first, last, key in candidates:
            if key in self.names:
                self._found.setdefault(first, []).append((last, key))

    def _by_key(self) -> set[str]:
        """The keys that are typed as such: "company:bmw"."""
        said = (one.raw.lstrip("-") for one in self._tokens if one.kind == "explicit")
        return {
            key
            for one in said
            if one.startswith("company:")
            for key in one.removeprefix("company:").strip('"').split(",")
        }

    def at(self, at: int) -> tuple[int, str] | None:
        """Behind the longest name that begins at this token, with its key; None where none does."""
        for last, key in sorted(self._found.get(at, ()), reverse=True):
            if (end := self._trimmed(at, last, key)) and self._counts(at, end):
                return end, key
        return None

    def covered(self) -> set[int]:
        """The tokens that may belong to a name: no typo is looked for in them."""
        return {
            one for at, ends in self._found.items() for last, _ in ends for one in range(at, last)
        }

    def introduced(self, at: int, *, weakly: bool = False) -> bool:
        """Whether "at" or the like stands before a token."""
        before = self._tokens[at - 1].fold if at and not self._tokens[at].before else ""
        return before in AT or (weakly and before in AT_WEAKLY)

    def _slice(self, first: int, last: int) -> str:
        return self._text[self._tokens[first].start : self._tokens[last - 1].end]

    def _spellings(self, first: int, last: int) -> list[str]:
        """As it stands, and without the "'s" behind it."""
        said = self._slice(first, last)
        return [said, said[:-2]] if said[-2:] in {"'s", "’s"} else [said]

    def _may_be(self, first: int, last: int) -> bool:
        tokens = self._tokens
        if last > len(tokens) or any(one in self._taken for one in range(first, last)):
            return False
        inside = tokens[first + 1 : last]
        if any(one.before or one.kind in {"sign", "explicit"} for one in inside):
            return False
        head, tail = tokens[first], tokens[last - 1]
        if head.kind in {"sign", "explicit"} or head.raw == "&":
            return False
        if last - first > 1 and all(one.glued for one in inside):
            return True  # "E.ON", "AT&T"
        if self.introduced(first, weakly=True):
            return tail.fold not in _EDGES
        if head.fold in _EDGES or tail.fold in _EDGES:
            return False
        if last - first == 1 and (head.fold in STOP or head.fold in meanings()):
            return False
        return not (_is_rank(head) or _is_rank(tail))

    def _trimmed(self, first: int, last: int, key: str) -> int:
        """Without words behind that have a meaning of their own ("BMW Germany") and leave the key."""
        while last - first > 1 and _means_more(self._tokens[last - 1]):
            if key not in map(company_key, self._spellings(first, last - 1)):
                break
            last -= 1
        return last

    def _counts(self, first: int, last: int) -> bool:
        known = [meanings().get(one.fold) for one in self._tokens[first:last]]
        if self.introduced(first):
            return True
        if all(one is not None and one.kind in _ROLES for one in known):
            return self.introduced(first, weakly=True)
        said = " ".join(one.fold for one in self._tokens[first:last])
        if last - first == 1 and (known[0] is not None or said in STOP):
            return False
        return said not in meanings()


def _means_more(token: Token) -> bool:
    meaning = meanings().get(token.fold)
    return meaning is not None and meaning.kind not in {"modifier", "industry"}


def _is_rank(token: Token) -> bool:
    meaning: Meaning | None = meanings().get(token.fold)
    return (
        meaning is not None
        and meaning.kind in {"rank", "role", "worker"}
        and token.fold not in _AMBIGUOUS
    )
