"""Words as typed, made the words that we know: "ue" for "ü", and slips in words of the trade."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from brokerage.kit.text.common_words import is_word
from connectors.query_words.tokens import Token
from connectors.query_words.vocabulary import STOP, meanings
from connectors.query_words.vocabulary.small_words import (
    AFTER_FROM,
    AFTER_UP_TO,
    AROUND,
    FROM,
    NOT,
    PEOPLE,
    SHORT_FOR,
    UP_TO,
)
from connectors.titles import meaning_of

SHORTEST_MENDED, SHORTEST_TWICE = 5, 9
"""Letters of a word from which on one slip, and two, are mended."""


def mended(
    tokens: Sequence[Token], covered: Collection[int], industries: Mapping[str, str]
) -> list[Token]:
    """The tokens with words that nobody uses as the words of the trade they were meant to be.

    `covered` are left as they are: they may be the name of a company, or belong to a price.
    """
    own = {word for name in industries for word in name.split()}
    return [
        one
        if at in covered
        or one.kind != "word"
        or one.fold in own
        or (one.fold in _known() and one.fold not in SHORT_FOR)
        else replace(one, fold=_meant(_owned(one)))
        for at, one in enumerate(tokens)
    ]


def _owned(token: Token) -> str:
    """A word without the "'s" behind it, where we know it so: "Germany's"."""
    belongs = token.raw[-2:-1] in "'’" and token.raw[-1:] in "sS"
    return token.fold[:-1] if belongs and token.fold[:-1] in _known() else token.fold


@cache
def _known() -> frozenset[str]:
    """Every word that means something in a query."""
    small = {
        word
        for table in (NOT, UP_TO, FROM, AFTER_UP_TO, AFTER_FROM, PEOPLE, AROUND)
        for one in table.split("|")
        for word in one.split()
    }
    return frozenset({word for phrase in meanings() for word in phrase.split()} | STOP | small)


@cache
def _with_slips() -> dict[str, list[str]]:
    """Words of the trade by each of their forms with one letter less."""
    found: dict[str, list[str]] = {}
    for word in sorted({w for phrase in meanings() for w in phrase.split()}):
        if len(word) >= SHORTEST_MENDED and word.isascii() and word.isalpha():
            for form in _shorter(word) | {word}:
                found.setdefault(form, []).append(word)
    return found


def _shorter(word: str) -> set[str]:
    return {word[:at] + word[at + 1 :] for at in range(len(word))}


@lru_cache(maxsize=8192)
def _meant(word: str) -> str:
    """The word of the trade that was meant; the word itself where it is somebody's word, or none is near."""
    if word in SHORT_FOR:
        return SHORT_FOR[word]
    if (plain := _without_umlauts(word)) != word and plain in _known():
        return plain
    if len(word) < SHORTEST_MENDED or not (word.isascii() and word.isalpha()) or is_word(word):
        return word
    in_titles = meaning_of(word) != (None, None)
    if in_titles and len(word) < SHORTEST_TWICE:
        return word
    forms = _shorter(word) | {word}
    if len(word) >= SHORTEST_TWICE:
        forms |= {two for one in forms for two in _shorter(one)}
    near = {one for form in forms for one in _with_slips().get(form, ())}
    allowed = 2 if len(word) >= SHORTEST_TWICE and not in_titles else 1
    ranked = sorted(
        (distance, one)
        for one in near
        if (distance := slips(word, one)) <= allowed and one[0] == word[0]
    )
    if in_titles:
        kinds = {"industry", "country", "department", "rank", "role"}
        ranked = [one for one in ranked if (m := meanings().get(one[1])) and m.kind in kinds]
    if not ranked or (len(ranked) > 1 and ranked[1][0] == ranked[0][0] and _differ(ranked)):
        return word
    return ranked[0][1]


def _differ(ranked: list[tuple[int, str]]) -> bool:
    """Whether the nearest two mean different things."""
    first, second = (meanings().get(one) for _, one in ranked[:2])
    return first is None or first != second


def _without_umlauts(word: str) -> str:
    return word.replace("ae", "a").replace("oe", "o").replace("ue", "u")


def slips(one: str, other: str) -> int:
    """Letters left out, added, changed, or two exchanged."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, meant in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != meant))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == meant:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return row[-1]
