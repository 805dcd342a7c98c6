"""The typefaces of our PDFs: letters for names in every script, each loaded only where it is needed.

Latin, Greek and Cyrillic are DejaVu's; the other scripts come from two wheels: Noto's, one small file
a script, and WenQuanYi Micro Hei for Chinese, Japanese and Korean.
"""

import unicodedata
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from fontTools.ttLib import TTFont
from fpdf import FPDF

BASE = "DejaVu"
HERE = Path(__file__).parent / "fonts"
# What DejaVu is used for; Arabic or Hebrew, which it also has, are Noto's with all their marks.
EUROPEAN = (
    (0x0020, 0x0377), (0x0379, 0x052F), (0x1D00, 0x1DBF), (0x1E00, 0x1FFF), (0x2010, 0x2027),
    (0x2030, 0x205E), (0x2070, 0x20C0), (0x2100, 0x21FF), (0x2200, 0x22FF), (0x2500, 0x25FF),
    (0x2C60, 0x2C7F), (0xA720, 0xA7FF), (0xFB00, 0xFB06), (0xFFFD, 0xFFFD),
)  # fmt: skip
SCRIPTS = (
    "Arabic", "Hebrew", "Devanagari", "Thai", "Bengali", "Tamil", "Telugu", "Kannada", "Malayalam",
    "Gujarati", "Gurmukhi", "Oriya", "Sinhala", "Armenian", "Georgian", "Ethiopic", "Khmer", "Lao",
    "Myanmar", "Symbols",
)  # fmt: skip
UNKNOWN = "\u25a1"  # a box: there is a letter, and nobody here can draw it
# Seen by nobody, or turning the direction of what follows; joiners matter to some scripts and stay.
JOINERS = "\u200c\u200d"


def _in_wheel(package: str, name: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise FileNotFoundError(package)
    return Path(spec.origin).parent / name


@cache
def _files() -> dict[str, Path]:
    """The typefaces beside the base, in the order in which they are asked."""
    noto = {
        f"Noto{name}": _in_wheel("manimgx_fonts", f"NotoSans{name}[wght].ttf") for name in SCRIPTS
    }
    cjk = _in_wheel("paperang_p2_fonts_cjk", "fonts/wqy-microhei.ttc")
    return noto | {"CJK": cjk, "Emoji": _in_wheel("manimgx_fonts", "NotoEmoji[wght].ttf")}


@cache
def _letters(name: str) -> frozenset[int]:
    path = HERE / "DejaVuSans.ttf" if name == BASE else _files()[name]
    with TTFont(path, fontNumber=0, lazy=True) as face:
        found = frozenset(face.getBestCmap())
    if name == BASE:
        found = frozenset(one for one in found if any(a <= one <= b for a, b in EUROPEAN))
    return found


def face_of(letter: str) -> str:
    """Which typeface has this letter; "" if none has."""
    return next((name for name in (BASE, *_files()) if ord(letter) in _letters(name)), "")


def drawable(text: str) -> str:
    """`text` of which every letter can be drawn: marks that nobody sees are left out, a letter that no
    typeface has becomes its plain form, or a box."""
    return "".join(map(_drawable, unicodedata.normalize("NFC", text)))


@cache
def _drawable(letter: str) -> str:
    if letter == "\n" or letter in JOINERS:
        return letter
    if letter.isspace():
        return letter if face_of(letter) else " "
    if unicodedata.category(letter)[0] == "C" and unicodedata.category(letter) != "Co":
        return ""  # controls, marks of direction, what is no letter
    if 0xFE00 <= ord(letter) <= 0xFE0F:
        return ""  # which form of a picture is meant
    if face_of(letter):
        return letter
    plain = unicodedata.normalize("NFKC", letter)
    return plain if plain != letter and all(map(face_of, plain)) else UNKNOWN


def load(page: FPDF, text: str) -> None:
    """Give `page` the typefaces that `text` (made drawable before) needs, and let them be shaped."""
    page.add_font(BASE, "", HERE / "DejaVuSans.ttf", unicode_range=list(EUROPEAN))
    page.add_font(BASE, "B", HERE / "DejaVuSans-Bold.ttf", unicode_range=list(EUROPEAN))
    needed = {face_of(letter) for letter in set(text)} - {"", BASE}
    others = [name for name in _files() if name in needed]
    for name in others:
        page.add_font(name, "", _files()[name])
    page.set_fallback_fonts(others, exact_match=False)
    page.set_text_shaping(use_shaping_engine=bool(others) or _has_marks(text))


def _has_marks(text: str) -> bool:
    return any(unicodedata.combining(letter) for letter in text)
