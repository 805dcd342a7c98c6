"""A glance at a text, before the forms of a name are made and looked for: most texts name nobody."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from brokerage.kit.text.folding import Fold, coarse, fold_all, plain, sound, without_doubles
from brokerage.kit.text.name_match.needles import SHORTEST_HEARD, whole_names
from brokerage.kit.text.name_match.texts import LONGEST_HEARD, SIGNS, Text

_BEGINNING = 3  # letters of a form
_NO_LETTERS = re.compile("[^a-z]")
#: With which letters a word may sound that begins with these; all others sound as they are written.
_SOUNDS_AS = {
    "c": "ck", "g": "gh", "j": "i", "k": "kh", "l": "r", "p": "pf", "q": "k", "t": "tsz", "w": "v", "x": "k",
    "y": "i", "z": "zs",
}  # fmt: skip


def is_clear_of(text: str, name: str, handles: Iterable[str] = ()) -> bool:
    """Whether no form of this name, nor of these names of mailboxes and profiles, can stand in `text`.

    Known by the letters with which forms begin: far quicker than to make them (`needles_of`). False in
    doubt, as for names that are not in ASCII letters or have a part of less than three.
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
    everything, heard, sounds = _readings(text)
    if any(one in everything or _in_print(one) in everything for one in begin):
        return False
    firsts = {one for one in firsts if any(letter in heard for letter in _SOUNDS_AS.get(one, one))}
    if not firsts:
        return True
    forms = [*words, *(whole.lower() for whole, _ in whole_names(name))]
    said = sound("\n".join([one for one in forms if one[0] in firsts])).split("\n")
    return not any(one in sounds for one in said if len(one) >= SHORTEST_HEARD)


@lru_cache(maxsize=16_384)
def _readings(text: str) -> tuple[str, str, frozenset[str]]:
    """All readings of a text in a row; the letters with which its words may begin as they sound; how they
    sound."""
    if not text.isascii() or SIGNS.search(text):
        whole = Text(text)
        firsts = "".join({heard[0] for heard in whole.sounds if heard})
        return whole.haystack, firsts, frozenset(whole.sounds)
    # Nothing in it stands for another letter: two readings, which are made at once.
    folded, in_print = _ascii(text, plain), without_doubles(_ascii(text, coarse))
    words = folded.split()
    heard = {letter for word in words for letter in _SOUNDS_AS.get(word[0], word[0])}
    sounds = frozenset(sound(word) for word in words if len(word) <= LONGEST_HEARD)
    readings = [folded, in_print, "".join(words), "".join(in_print.split())]
    return "\n".join(readings), "".join(heard), sounds


def _ascii(text: str, fold: Fold) -> str:
    return text.translate(_table(fold))


@cache
def _table(fold: Fold) -> dict[int, str]:
    return {code: fold(chr(code)) for code in range(128)}


@lru_cache(maxsize=20_000)
def _in_print(letters: str) -> str:
    """How a form begins whose letters begin so, as they look in print."""
    return fold_all(letters, coarse, once=True)[:_BEGINNING]
