"""Whether a place where a form stands is the name, or part of another word."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

from brokerage.kit.text.common_words import is_word
from brokerage.kit.text.folding import Reading, fold_all, is_unspaced, plain
from brokerage.kit.text.name_match.needles import SHORTEST_INSIDE, Needle
from brokerage.kit.text.name_match.texts import Text

#: What Chinese, Japanese and Korean put beside a family name of one letter.
_HONORIFICS = re.compile(
    "^(?:先生|女士|小姐|总|總|老师|老師|经理|經理|博士|教授|主任|董|工|氏|さん|様|さま|くん|ちゃん|님|씨|부장|사장|이사)"
)
_BEFORE = frozenset("小老阿大姓")


@dataclass(frozen=True)
class Hit:
    """Where a text names somebody: from `start` to `end`, as `words`. `part` is what it matched.

    `everyday`: the words say something else in English, too. `ordinary`: and they are not written as a name.
    """

    start: int
    end: int
    words: str
    part: str
    everyday: bool = False

    @property
    def ordinary(self) -> bool:
        """Whether nothing but the context could tell that this is a name."""
        return self.everyday and self.words.islower()


_NUMBERS = re.compile(r"[\d\s!-/:-@\[-`{-~€£§¥¢]*")


def judged(text: Text, reading: Reading, needle: Needle, start: int, end: int) -> Hit | None:
    """A place where the form stands: the hit, unless the words around say that it is another word."""
    folded = reading.folded
    whole = not _goes_on(folded, start - 1) and not _goes_on(folded, end)
    if is_unspaced(needle.form):
        if len(needle.form) == 1 and not (
            whole_unspaced(folded, start) or _is_addressed(folded, start)
        ):
            return None
    elif not reading.starts_a_piece(start) or not reading.starts_a_piece(end):
        return None
    elif not whole:
        if not needle.glued:
            return None
        start, end = _token(folded, start, end)
    hit = hit_at(text, reading, needle, start, end)
    if not is_unspaced(needle.form) and _is_another_word(hit, needle):
        return None
    if _NUMBERS.fullmatch(hit.words) or (needle.cased and not _as_a_name(text.text, hit)):
        return None
    return hit


def _is_another_word(hit: Hit, needle: Needle) -> bool:
    """Whether what stands there is a word of its own that only holds, or looks like, the form."""
    said = fold_all(hit.words, plain)
    return said != needle.form and is_a_word(said)


def hit_at(text: Text, reading: Reading, needle: Needle, start: int, end: int) -> Hit:
    first, last = reading.span(start, end)
    words = text.text[first:last]
    return Hit(first, last, words, needle.part, needle.ordinary)


def _goes_on(text: str, place: int) -> bool:
    """Whether a letter of a script with blanks between words stands there."""
    return 0 <= place < len(text) and text[place].isalpha() and not is_unspaced(text[place])


def _token(text: str, start: int, end: int) -> tuple[int, int]:
    """The word around a place; a bounded look, since a word of many thousand letters is none."""
    first, last = start, end
    while _goes_on(text, first - 1) and start - first < 60:
        first -= 1
    while _goes_on(text, last) and last - end < 60:
        last += 1
    return first, last


@lru_cache(maxsize=4096)
def is_a_word(token: str) -> bool:
    """Whether this is a word of its own ("challenge" for Allen), in one of its endings."""
    return any(
        token.endswith(ending) and is_word(token.removesuffix(ending) + more)
        for ending in (
            "",
            "s",
            "es",
            "ed",
            "ied",
            "ing",
            "ly",
            "er",
            "ers",
            "d",
            "al",
            "ally",
            "ness",
        )
        for more in ("", "e", "y")
    )


def whole_unspaced(text: str, place: int) -> bool:
    """Whether a single letter stands alone between blanks."""
    before, after = text[place - 1 : place] if place else "", text[place + 1 : place + 2]
    return not before.isalpha() and not after.isalpha()


def _is_addressed(text: str, place: int) -> bool:
    """Whether a family name of one letter is used as one: "王总", "小王"."""
    if _HONORIFICS.match(text[place + 1 : place + 4]):
        return True
    return place > 0 and text[place - 1] in _BEFORE


def _as_a_name(text: str, hit: Hit) -> bool:
    """Written with a capital, and not only because a sentence begins there."""
    if not hit.words[:1].isupper():
        return False
    before = text[max(0, hit.start - 8) : hit.start].rstrip()
    return bool(before) and before[-1] not in ".!?:;\n\"“'("


def is_spaced_out(reading: Reading, needle: Needle, start: int, end: int) -> bool:
    """Whether letters that follow each other through several words are one name with something between."""
    seams = reading.seams
    first, last = _token_at(seams, start), _token_at(seams, end - 1)
    if first == last:
        return False  # within one word: seen there
    form = reading.joined[start:end]
    if is_unspaced(form):
        return True
    pieces = [seams[one + 1] - seams[one] for one in range(first, last + 1)]
    singles = sum(one == 1 for one in pieces)
    aligned = seams[first] == start and seams[last + 1] == end
    if needle.whole:
        return aligned
    if len(form) < SHORTEST_INSIDE:
        return aligned and singles == len(pieces) and len(pieces) >= 3
    return aligned or singles >= 3


def _token_at(seams: list[int], place: int) -> int:
    return bisect_right(seams, place) - 1
