"""A text to look in, as folded, as letters look and as they sound."""

import re
from functools import cached_property

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
LONGEST_HEARD = 60  # letters of a word that is compared by its sound
#: Signs that may stand for letters.
SIGNS = re.compile(r"[\d@$+(<!|]")


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
            folds = folds[3:] if SIGNS.search(self.text) else ()
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
            if end - start <= LONGEST_HEARD and reading.folded[start:end].isascii():
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
