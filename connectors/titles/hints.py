"""Patterns that are only tried on words which can hold them.

A pattern cannot match without one of a few runs of letters ("vice" or "presid"); a word's runs are looked
up once and remembered, so of a hundred patterns only the few are tried whose runs stand in the title.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module
from typing import Any

_parser: Any = import_module("re._parser")
_codes: Any = import_module("re._constants")

LONGEST_RUN = 6
"""Letters of a run that are compared; a longer one is known by its beginning."""
MOST_WORDS = 16_384

_by_run: dict[str, set[int]] = {}
_always: set[int] = set()


class Hinted:
    """A pattern over `spelled` words (small letters and blanks), like `re.Pattern`."""

    _made = 0

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self._regex = re.compile(pattern)
        self.id = Hinted._made
        Hinted._made += 1
        runs = _runs_of(_parser.parse(pattern))
        for run in runs:
            _by_run.setdefault(run, set()).add(self.id)
        if not runs:
            _always.add(self.id)

    def search(self, words: str) -> re.Match[str] | None:
        """As of `re.Pattern`."""
        return self._regex.search(words) if self.id in possible_in(words) else None

    def finditer(self, words: str) -> Iterator[re.Match[str]]:
        """As of `re.Pattern`."""
        return self._regex.finditer(words) if self.id in possible_in(words) else iter(())

    def sub(self, by: str, words: str) -> str:
        """As of `re.Pattern`."""
        return self._regex.sub(by, words) if self.id in possible_in(words) else words


@lru_cache(maxsize=64)
def possible_in(words: str) -> frozenset[int]:
    """The patterns (by `id`) that may match these words; all others do not."""
    return frozenset(_always).union(*map(_possible_in_word, words.split()))


@lru_cache(maxsize=MOST_WORDS)
def _possible_in_word(word: str) -> frozenset[int]:
    runs = {
        word[begin : begin + length]
        for length in range(1, LONGEST_RUN + 1)
        for begin in range(len(word) - length + 1)
    }
    return frozenset().union(*(_by_run[run] for run in runs if run in _by_run))


def _runs_of(parsed: Any) -> set[str]:
    """Runs of letters of which at least one stands in whatever matches; none where none can be named."""
    best: set[str] = set()
    run = ""
    for code, value in (*parsed, (None, None)):
        if code is _codes.LITERAL and (letter := chr(value)) != " ":
            run += letter
            continue
        inside = _runs_inside(code, value)
        best = max((best, {run[:LONGEST_RUN]} if run else set(), inside), key=_worth)
        run = ""
    return best


def _runs_inside(code: Any, value: Any) -> set[str]:
    if code is _codes.SUBPATTERN:
        return _runs_of(value[-1])
    if code in {_codes.MAX_REPEAT, _codes.MIN_REPEAT} and value[0] > 0:
        return _runs_of(value[-1])
    if code is _codes.BRANCH:
        each = [_runs_of(one) for one in value[1]]
        return set().union(*each) if all(each) else set()
    return set()


def _worth(runs: set[str]) -> tuple[int, int]:
    """The longer the shortest run, and the fewer, the better."""
    return (min(map(len, runs)), -len(runs)) if runs else (0, 0)
