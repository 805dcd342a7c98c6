"""Text as search compares it: small letters, found from plain ones, with what tells words apart kept.

"Łódź" is found by "lodz", "Straße" by "strasse", "İzmir" and "ızgara" by "i". Marks that make another letter
stay: Japanese voicing (が is not か), Indic, Thai and Khmer vowels. Pure and quick: time grows with the text.
"""

import re
import unicodedata
from functools import cache, lru_cache

_LETTERS = str.maketrans(
    {
        "ß": "ss", "ı": "i", "đ": "d", "ð": "d", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "þ": "th",
        "ħ": "h", "ŧ": "t", "ŋ": "n", "ĸ": "k", "ƒ": "f", "ɓ": "b", "ɗ": "d", "ə": "e", "ɛ": "e", "ɔ": "o",
    }
)  # fmt: skip
_APOSTROPHES = str.maketrans(dict.fromkeys("'’‘`´ʼʻ＇", ""))
_ASCII_WORD = re.compile(r"[a-z0-9]+")
#: Scripts in which a mark is an accent or a help for reading, and the word is the same without it.
_ACCENTED = re.compile(r"LATIN|GREEK|CYRILLIC|ARABIC|HEBREW|SYRIAC|ARMENIAN|COPTIC|GEORGIAN|DIGIT")


def search_words(text: str) -> list[str]:
    """The words of a text as search compares them; "&" is "and", apostrophes are left out."""
    text = text.replace("&", " and ").translate(_APOSTROPHES)
    if text.isascii():
        return _ASCII_WORD.findall(text.lower())
    return _without_accents(text).split()


def folded(text: str) -> str:
    """The same with one blank between words: what is stored, and what a query becomes."""
    return " ".join(search_words(text))


def _without_accents(text: str) -> str:
    """Each letter folded; a blank for what is part of no word."""
    spelled = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
    out: list[str] = []
    base = ""
    for sign in unicodedata.normalize("NFD", spelled).translate(_LETTERS):
        kind = _kind(sign)
        if kind == "mark":
            if base and not _is_accented(base):
                out.append(sign)
        elif kind == "letter":
            base = sign
            out.append(sign)
        elif kind == "other":
            base = ""
            out.append(" ")
    return unicodedata.normalize("NFC", "".join(out))


@lru_cache(maxsize=16384)
def _kind(sign: str) -> str:
    category = unicodedata.category(sign)
    if category[0] == "M":
        return "mark"
    if category[0] in "LN":
        return "letter"
    return "" if category == "Cf" else "other"


@lru_cache(maxsize=16384)
def _is_accented(base: str) -> bool:
    return base.isascii() or _ACCENTED.match(unicodedata.name(base, "")) is not None


@cache
def word_signs() -> str:
    """The signs that words are made of, as the inside of a class of a regular expression."""
    marks = "".join(
        sign
        for code in range(0x300, 0x10000)
        if unicodedata.category(sign := chr(code))[0] == "M" or sign in "\u200c\u200d"
    )
    return rf"\w{marks}"
