"""A text to look in, as folded, as letters look and as they sound."""

import re
from collections.abc import Iterable
from functools import cached_property, lru_cache

from brokerage.kit.text.folding import (
    Fold,
    Reading,
    clusters,
    coarse,
    digits_i,
    digits_l,
    fold_all,
    german,
    latin,
    plain,
    sound,
    spelled,
)
from brokerage.kit.text.name_match.needles import SHORTEST_HEARD, SHORTEST_INSIDE, Needles

_HUMP = re.compile(r"(?<=[a-z\d_])[A-Z][a-z]+|[A-Z][a-z]+(?=[A-Z])")
#: Signs that may stand for letters.
_SIGNS = re.compile(r"[\d@$+(<!|]")


class Text:
    """A text to look in; its readings are made once, whatever is looked for."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._clusters = clusters(text)

    @cached_property
    def plain(self) -> Reading:
        """The text in small letters without accents."""
        return Reading(self._clusters, plain)

    @cached_property
    def readings(self) -> list[Reading]:
        """Every reading in which a name is looked for letter by letter; those that read alike, once."""
        found = {self.plain.folded: self.plain}
        folds: tuple[Fold, ...] = (german, latin, spelled, digits_i, digits_l)
        if self.text.isascii():
            folds = folds[3:] if _SIGNS.search(self.text) else ()
        for fold in folds:
            reading = Reading(self._clusters, fold)
            found.setdefault(reading.folded, reading)
        return list(found.values())

    @cached_property
    def in_print(self) -> Reading:
        """The text with letters that look alike in print as one, and each letter once."""
        return Reading(self._clusters, coarse, once=True)

    @cached_property
    def sounds(self) -> dict[str, list[tuple[int, int]]]:
        """Words as they sound, with where they stand."""
        reading = self.plain if self.text.isascii() else Reading(self._clusters, spelled)
        found: dict[str, list[tuple[int, int]]] = {}
        for start, end in reading.tokens:
            if end - start <= 60 and reading.folded[start:end].isascii():
                found.setdefault(sound(reading.folded[start:end]), []).append(
                    reading.span(start, end)
                )
        return found

    @cached_property
    def humps(self) -> set[str]:
        """Words that begin with a capital inside others ("AnnLee"), small letters."""
        return {fold_all(one, plain) for one in _HUMP.findall(self.text)}

    @cached_property
    def haystack(self) -> str:
        """All readings in a row, to see at once that somebody is not in it."""
        every = [*self.readings, self.in_print]
        return "\n".join([*(one.folded for one in every), *(one.joined for one in every)])

    def may_name(self, needles: Needles) -> bool:
        """False where a form of this name stands nowhere: quick, for a long list of people."""
        return (
            any(form in self.haystack for form in needles.forms)
            or any(
                form in self.haystack for form in needles.in_print if len(form) >= SHORTEST_INSIDE
            )
            or any(form in self.sounds for form in needles.heard if len(form) >= SHORTEST_HEARD)
        )

    def is_clear_of(self, name: str, handles: Iterable[str] = ()) -> bool:
        """Whether no form of this name can stand here, by the letters with which its forms begin.

        Far quicker than to make the forms (`needles_of`), for a long list of people. False in doubt.
        """
        words = name.lower().split()
        for handle in handles:
            if not handle.isascii():
                return False
            words.append(_NO_LETTERS.sub("", handle.lower()))
        together = "".join(words)
        if not (together.isascii() and together.isalpha()) or min(map(len, words)) < _BEGINNING:
            return False
        firsts = {word[0] for word in words}
        begin = {word[:_BEGINNING] for word in words}
        begin |= {one + word[: _BEGINNING - 1] for one in firsts for word in words}
        return (
            self._pieces.isdisjoint(begin)
            and self._pieces.isdisjoint(map(_in_print, begin))
            and self._heard_first.isdisjoint("".join(map(_may_sound, firsts)))
        )

    @cached_property
    def _pieces(self) -> set[str]:
        """Up to so many letters that follow each other in some reading."""
        text, sizes = self.haystack, range(1, _BEGINNING + 1)
        return {text[place : place + size] for place in range(len(text)) for size in sizes}

    @cached_property
    def _heard_first(self) -> set[str]:
        return {heard[0] for heard in self.sounds if heard}


_BEGINNING = 3  # letters of a form
_NO_LETTERS = re.compile("[^a-z]")
#: With which letters a word may sound that begins with these; all others sound as they are written.
_SOUNDS_AS = {
    "c": "ck", "g": "gh", "j": "i", "k": "kh", "l": "r", "p": "pf", "q": "k", "t": "tsz", "w": "v", "x": "k",
    "y": "i", "z": "zs",
}  # fmt: skip


def _may_sound(letter: str) -> str:
    return _SOUNDS_AS.get(letter, letter)


@lru_cache(maxsize=20_000)
def _in_print(letters: str) -> str:
    """How a form begins whose letters begin so, as they look in print."""
    return fold_all(letters, coarse, once=True)[:_BEGINNING]
