"""Which contacts and rows share a name or an address, a hundred thousand of them in a few megabytes."""

from array import array
from bisect import bisect_left
from collections.abc import Hashable
from heapq import merge
from operator import itemgetter
from typing import NamedTuple

RECENT = 2048
"""So many are held in a dict before they move into arrays; six times as large there."""


class _Block(NamedTuple):
    """Hashes in order, and beside each its number."""

    hashes: "array[int]"
    numbers: "array[int]"

    def of(self, key: int) -> list[int]:
        first = end = bisect_left(self.hashes, key)
        while end < len(self.hashes) and self.hashes[end] == key:
            end += 1
        return self.numbers[first:end].tolist()


class Namesakes:
    """Numbers by what they share, in order of arrival; nothing is shared by "" or no words.

    Holds a hash of it instead of itself. Blocks double in length, as in a merge sort: a look-up goes through
    few of them, and adding one costs the logarithm of all.
    """

    def __init__(self) -> None:
        self._recent: dict[int, list[int]] = {}
        self._blocks: list[_Block] = []

    def add(self, said: Hashable, number: int) -> None:
        """One more."""
        if said:
            self._recent.setdefault(hash(said), []).append(number)
            if len(self._recent) >= RECENT:
                self._move()

    def of(self, said: Hashable) -> list[int]:
        """All that share this."""
        if not said:
            return []
        key = hash(said)
        older = [number for block in self._blocks for number in block.of(key)]
        return older + self._recent.get(key, [])

    def _move(self) -> None:
        rows = [(key, one) for key in sorted(self._recent) for one in self._recent[key]]
        block = _Block(array("q", (key for key, _ in rows)), array("q", (one for _, one in rows)))
        self._recent = {}
        while self._blocks and len(self._blocks[-1].hashes) <= len(block.hashes):
            block = _merged(self._blocks.pop(), block)
        self._blocks.append(block)


def _merged(older: _Block, newer: _Block) -> _Block:
    """Both in one; among equals the older come first."""
    found = _Block(array("q"), array("q"))
    for key, number in merge(zip(*older, strict=True), zip(*newer, strict=True), key=itemgetter(0)):
        found.hashes.append(key)
        found.numbers.append(number)
    return found
