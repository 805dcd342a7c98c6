"""The text of a file whose encoding nobody states: likely readings, the best first.

UTF-8 and UTF-16 say so by themselves. For what is left a library names the encodings that the bytes
could be in; which of them makes words as people write them decides.
"""

import codecs
import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from charset_normalizer import from_bytes

from connectors.readers.rows import refuse

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: What address books were ever exported in, the most frequent first.
_OLD = [
    *("cp1252", "cp1250", "mac_roman", "cp1251", "koi8_r", "cp1253", "cp1254", "cp1255", "cp1256"),
    *("gb18030", "cp932", "big5", "cp949"),
]
_SAMPLE = 20_000  # bytes that are not plain ASCII, with the lines they stand in
_FREQUENT = frozenset("äöüßéèêëçñåøæáíóúâîôûïàìòùãõ")
#: The letters beyond ASCII that one language has: a word's stand in one of these together.
_LANGUAGES = [
    frozenset(letters)
    for letters in (
        *("äöüßé", "éèêëàâçîïôûùœ", "áéíóúñü", "áàâãéêíóôõúç", "àèéìòù", "éëïöüèà", "åäöéü", "æøåé"),
        *("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "ăâîșțşţ", "çğıöşüâîi̇"),
        *("čćđšž", "āčēģīķļņšūž", "ąčęėįšųūž", "äöõüšž", "áæéíóúýþð", "àéèíïóòúüç"),
    )
]  # fmt: skip
_ALPHABETS = frozenset({"LATIN", "CYRILLIC", "GREEK", "HEBREW", "ARABIC", "HANGUL"})
_VOWELS = frozenset("аеёиіїоуыэюяєαεηιουω")
_NOT_IN_WORDS = frozenset({"So", "Sk", "Sc", "Sm", "Cc", "Co", "Cn", "No"})
NOT_TEXT = "This is not a text file; we need the CSV, Excel, vCard or ZIP file."


def readings(data: bytes) -> Iterator[str]:
    """The likely readings of a file, the best first; refuses what is no text at all.

    A byte that is no letter in any of them becomes U+FFFD: it spoils its cell, not the file.
    """
    for _, text in named_readings(data):
        yield text


def named_readings(data: bytes) -> Iterator[tuple[str, str]]:
    """The likely readings with their encoding's name, the best first; see `readings`."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            yield encoding, data[len(mark) :].decode(encoding, "replace").replace("\x00", "")
            return
    data = _without_nul(data)
    text = data.decode("utf-8", "replace")
    strange = sum(letter < " " and letter not in "\t\r\n" for letter in text[:_SAMPLE])
    if strange > len(text[:_SAMPLE]) // 50:
        refuse(NOT_TEXT, "binary")
    if _is_utf8(text):
        yield "utf-8", text
        return
    for encoding in _likely_encodings(data):
        yield encoding, data.decode(encoding, "replace")


def is_misread(text: str, right: str) -> bool:
    """Whether `text` is what becomes of `right` when its bytes are read in the wrong encoding.

    Signs that are no letters are left aside: reading a name drops them.
    """
    if text == right or right.isascii():
        return False
    letters = _letters(text)
    for written in ("utf-8", *_OLD):
        try:
            raw = right.encode(written)
        except UnicodeEncodeError:
            continue
        if any(_letters(raw.decode(one, "replace")) == letters for one in ("utf-8", *_OLD)):
            return letters != _letters(right)
    return False


def _letters(text: str) -> str:
    return "".join(one for one in text if one.isalpha())


def _without_nul(data: bytes) -> bytes:
    """A stray NUL is dropped; where every second byte is one it is UTF-16, and else no text."""
    found = data.count(b"\x00")
    if not found:
        return data
    if len(data) > 8 and found > len(data) // 3:
        low = data[1::2].count(b"\x00") > data[::2].count(b"\x00")
        text = data.decode("utf-16-le" if low else "utf-16-be", "replace").replace("\x00", "")
        if ("\ufffd" not in text[:2000] and text.isprintable()) or "\n" in text:
            return text.encode()
    if found > max(1, len(data) // 50):
        refuse(NOT_TEXT, "binary")
    return data.replace(b"\x00", b"")


def _is_utf8(text: str) -> bool:
    """Whether text read as UTF-8 is that: without a bad byte, or with few beside many good letters."""
    bad = text.count("\ufffd")
    if not bad:
        return True
    good = sum(letter > "\x7f" for letter in text) - bad
    return good > 10 * bad


def _likely_encodings(data: bytes) -> list[str]:
    """In which old encodings the bytes make words, the best first."""
    lines = [line for line in data.splitlines() if not line.isascii()]
    sample = b"\n".join(lines)[:_SAMPLE]
    found = from_bytes(sample, cp_isolation=_OLD, threshold=0.9)
    named = {one.encoding for one in found} | {"cp1252"}
    return sorted(
        named, key=lambda one: (_strangeness(sample.decode(one, "replace"), one), _OLD.index(one))
    )


def _strangeness(text: str, encoding: str) -> float:
    """How unlike words as people write them a text is. Compares readings of the same bytes."""
    found = float(5 * text.count("\ufffd"))
    for word in re.split(r"[\x00-\x40\[-`{-\x7f\ufffd]+", text):
        if not word.isascii():
            found += _oddity(word, encoding)
    return found


def _oddity(word: str, encoding: str) -> float:
    """How odd one word is that has letters beyond ASCII."""
    found = 2.0 * sum(unicodedata.category(one) in _NOT_IN_WORDS for one in word)
    found += 2 * len(re.findall(r"(?<=\w)[^\w\s\x00-\x7f’‘´–·](?=\w)", word))
    found += sum(unicodedata.category(one) == "Mn" for one in word)
    found += 2 * sum(two.isupper() and one.islower() for one, two in pairwise(word))
    scripts = {_script(one) for one in word if one.isalpha()}
    found += 2 * (len(scripts & _ALPHABETS) > 1)
    if "LATIN" in scripts:
        strange = {one for one in word.lower() if one > "\x7f" and one.isalpha()}
        found += 0.2 * len(strange - _FREQUENT)
        found += 1.5 * (bool(strange) and not any(strange <= letters for letters in _LANGUAGES))
        found += 0.5 * sum(one > "\x7f" < two for one, two in pairwise(word))
    elif scripts & {"CYRILLIC", "GREEK"}:
        vowels = sum(unicodedata.normalize("NFD", one)[0] in _VOWELS for one in word.lower())
        found += 0.05 + 0.1 * word.isupper()
        found += 1.5 * (len(word) > 2 and vowels * 4 < len(word))
        found += 0.5 * sum(one in "ђјљњћџѓќѕ" for one in word.lower())
    elif encoding == "cp949":  # Koreans write Hangul, and of that what the older standard has
        found += sum(_script(one) != "HANGUL" or not _is_in(one, "euc_kr") for one in word)
    elif encoding in {"cp932", "big5", "gb18030"}:
        found += 0.05 * len(word)
        found += 0.5 * sum(_script(one) in {"HALFWIDTH", "PRIVATE"} for one in word)
        found += 0.5 * sum(encoding == "gb18030" and not _is_in(one, "gb2312") for one in word)
    return found


def _is_in(letter: str, encoding: str) -> bool:
    """Whether an encoding of two bytes has a letter of its own for it (euc_kr composes the others)."""
    try:
        return len(letter.encode(encoding)) <= 2
    except UnicodeEncodeError:
        return False


def _script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]
