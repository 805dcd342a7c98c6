"""Letters made comparable: one text read in several ways, each with the way back to where it stood.

A *reading* folds every letter on its own (case, accents, compatibility forms, look-alikes, digits that
stand for letters, transliteration), so that two spellings of one word are equal in at least one reading.
Each takes time in proportion to the text.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cache, cached_property, lru_cache
from itertools import accumulate

from anyascii import anyascii
from confusable_homoglyphs.confusables import confusables_data

Fold = Callable[[str], str]

#: Scripts that put no blanks between words: a name stands inside a sentence.
_WITHOUT_BLANKS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u30ff\u31f0-\u31ff\u3400-\u9fff"
    "\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
_UNSPACED = re.compile(f"[{_WITHOUT_BLANKS}]")
_WORD = re.compile(rf"[{_WITHOUT_BLANKS}]+|(?:(?![{_WITHOUT_BLANKS}])[^\W\d_])+")
#: Seen as nothing or as a blank, though Unicode counts some of them among the letters.
_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\u2800")
#: What looks alike beyond the published table: small Cyrillic and Greek letters, as people use them.
_ALIKE = dict(
    zip(
        "вкмнтгпиялшзьъыђћαβγεηικνορτυχωμσδθλ\u0131",
        ["b", "k", "m", "h", "t", "r", "n", "n", "r", "n", "w", "e", "b", "b", "bi", "h", "h", "a",
         "b", "y", "e", "n", "i", "k", "v", "o", "p", "t", "u", "x", "w", "u", "o", "d", "o", "l", "i"],
        strict=True,
    )
)  # fmt: skip
_GERMAN = {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae", "œ": "oe", "ß": "ss"}
_DIGITS = {
    "0": "o", "2": "z", "3": "e", "4": "a", "5": "s", "6": "g", "7": "t", "8": "b", "9": "g",
    "@": "a", "$": "s", "€": "e", "£": "l", "+": "t", "(": "c", "<": "c", "§": "s", "¥": "y", "¢": "c",
}  # fmt: skip
_ONE = frozenset("1!|¦")


def is_unspaced(text: str) -> bool:
    """Whether a letter of a script without blanks between words is in it."""
    return _UNSPACED.search(text) is not None


@cache
def _joins(sign: str) -> bool:
    """Whether this sign belongs to the letter before it: accents, variation marks, Korean vowels."""
    return unicodedata.category(sign) in {"Mn", "Mc", "Me"} or "\u1161" <= sign <= "\u11ff"


def clusters(text: str) -> list[str]:
    """The letters of a text, each with the marks that stand on it."""
    if text.isascii():
        return list(text)
    found: list[str] = []
    for sign in text:
        if found and len(found[-1]) < 8 and _joins(sign):  # more marks than that are a heap
            found[-1] += sign
        else:
            found.append(sign)
    return found


@lru_cache(maxsize=65536)
def plain(cluster: str) -> str:
    """Small letters without accents in the letter's own script; a blank for what is no letter; "" for
    what nobody sees."""
    out: list[str] = []
    for sign in unicodedata.normalize("NFD", unicodedata.normalize("NFKC", cluster).casefold()):
        category = unicodedata.category(sign)
        if sign in _FILLERS or category in {"Mn", "Mc", "Me", "Cf"}:
            continue
        out.append(sign if category[0] in "LN" else " ")
    return unicodedata.normalize("NFC", "".join(out))


@lru_cache(maxsize=65536)
def german(cluster: str) -> str:
    """As `plain`, with "ü" spelled "ue" and the like."""
    return _GERMAN.get(unicodedata.normalize("NFKC", cluster).casefold(), "") or plain(cluster)


@lru_cache(maxsize=65536)
def latin(cluster: str) -> str:
    """As `plain`, with the Latin letter that it looks like."""
    sign = unicodedata.normalize("NFKC", cluster)
    for one in (sign, sign[:1]):
        if found := _looks_like(one):
            return found
    folded = plain(cluster)
    if sign.isascii() or (folded.isascii() and folded != " "):
        return folded
    return _looks_like(folded) or _latin_name(sign) or folded


def _looks_like(sign: str) -> str:
    if len(sign) != 1 or sign.isascii():
        return ""
    if sign in _ALIKE:
        return _ALIKE[sign]
    alike = (one["c"] for one in confusables_data.get(sign, ()))
    return next(
        (one.lower() for one in alike if len(one) == 1 and one.isascii() and one.isalpha()), ""
    )


def _latin_name(sign: str) -> str:
    """Small capitals, letters in squares and circles, flags, turned letters."""
    name = unicodedata.name(sign[:1], "")
    turned = re.fullmatch(r"LATIN SMALL LETTER (?:TURNED|REVERSED|DOTLESS) ([A-Z])", name)
    if turned:
        return turned[1].lower()
    if not re.match(r"LATIN |REGIONAL|NEGATIVE|SQUARED|CIRCLED|PARENTHESIZED|TAG LATIN", name):
        return ""
    found = re.sub(r"[^a-z]", "", anyascii(sign).lower())
    return found if len(found) <= 2 else ""


@lru_cache(maxsize=65536)
def spelled(cluster: str) -> str:
    """As `plain`, in Latin letters by sound: "Камилла" is "kamilla", "王" is "wang"."""
    folded = plain(cluster)
    if folded.isascii():
        return folded
    return re.sub(r"[^a-z0-9]", "", anyascii(unicodedata.normalize("NFKC", cluster)).lower()) or (
        " " if folded == " " else ""
    )


def _with_digits(one: str) -> Fold:
    """As `latin`, with digits and signs as the letters that they stand for; a 1 as `one`."""

    @lru_cache(maxsize=65536)
    def fold(cluster: str) -> str:
        sign = unicodedata.normalize("NFKC", cluster)
        first = sign[:1]
        if first in _ONE:
            return one
        if first.isdigit() and first.isdecimal():
            first = str(unicodedata.digit(first))
        return _DIGITS.get(first) or latin(cluster)

    return fold


digits_i, digits_l = _with_digits("i"), _with_digits("l")
_COARSE = {"l": "i", "m": "rn", "w": "vv", "d": "ci", "q": "g"}


@lru_cache(maxsize=65536)
def coarse(cluster: str) -> str:
    """As `digits_i`, with letters that look alike in print as one: I, l and 1, m and rn, w and vv."""
    return "".join(_COARSE.get(letter, letter) for letter in digits_i(cluster))


class Reading:
    """A text folded letter by letter: `folded` with blanks between words, `joined` without."""

    def __init__(self, pieces: list[str], fold: Fold, *, once: bool = False) -> None:
        self._sources = pieces
        self._pieces = [fold(one) for one in pieces]
        if once:
            self._pieces = list(_without_doubles(self._pieces))
        self.folded = "".join(self._pieces)

    @cached_property
    def _ends(self) -> list[int]:
        return list(accumulate(map(len, self._pieces)))

    @cached_property
    def _places(self) -> list[int]:
        return [0, *accumulate(map(len, self._sources))]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where in the text itself the letters from `start` to `end` of `folded` stand."""
        first, last = bisect_right(self._ends, start), bisect_right(self._ends, end - 1)
        return self._places[first], self._places[last + 1]

    def starts_a_piece(self, place: int) -> bool:
        """Whether a letter of the text begins at this place of `folded`, or the text ends there."""
        piece = bisect_right(self._ends, place)
        return piece == len(self._ends) or (self._ends[piece - 1] if piece else 0) == place

    @cached_property
    def tokens(self) -> list[tuple[int, int]]:
        """Where words stand in `folded`, in order."""
        return [found.span() for found in _WORD.finditer(self.folded)]

    @cached_property
    def joined(self) -> str:
        """All words without anything between them."""
        return "".join(self.folded[start:end] for start, end in self.tokens)

    @cached_property
    def seams(self) -> list[int]:
        """Where each word begins in `joined`, and where the last ends."""
        return [0, *accumulate(end - start for start, end in self.tokens)]

    def place_of(self, place: int) -> int:
        """Where in `folded` the letter at this place of `joined` stands."""
        token = bisect_right(self.seams, place) - 1
        return self.tokens[token][0] + place - self.seams[token]


def _without_doubles(pieces: list[str]) -> Iterator[str]:
    """Each letter once, however often it is repeated."""
    before = ""
    for piece in pieces:
        kept = ""
        for letter in piece:
            if letter != before or letter == " ":
                kept += letter
            before = letter
        yield kept


def fold_all(text: str, fold: Fold, *, once: bool = False) -> str:
    """A whole text in one reading."""
    if fold is plain and not once and text.isascii() and text.isalpha():
        return text.lower()
    folded = "".join(map(fold, text if text.isascii() else clusters(text)))
    return without_doubles(folded) if once else folded


def without_doubles(text: str) -> str:
    """Each letter once, however often it is repeated."""
    return _DOUBLES.sub(r"\1", text)


_DOUBLES = re.compile(r"([^ ])\1+")


_SOUNDS = (
    (re.compile("sch|sh|zh|tsch|tch"), "s"), (re.compile("kh|gh"), "h"), (re.compile("ph"), "f"),
    (re.compile("ck|c(?=[^h]|$)|q"), "k"), (re.compile("ts|tz"), "z"), (re.compile("x"), "ks"),
    (re.compile("th"), "t"), (re.compile("[jy]"), "i"), (re.compile("w"), "v"), (re.compile("l"), "r"),
    (re.compile(r"(.)\1+"), r"\1"),
)  # fmt: skip


@lru_cache(maxsize=65536)
def sound(word: str) -> str:
    """A word in Latin letters, as it roughly sounds: "Khalloran" and "Halloran" are one. Or several words,
    each on a line of its own.
    """
    for pattern, instead in _SOUNDS:
        word = pattern.sub(instead, word)
    return word
