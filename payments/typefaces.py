"""The typefaces of our PDFs: letters for names in every script, each loaded only where it is needed.

Latin, Greek and Cyrillic are DejaVu's; the other scripts come from two wheels: Noto's, one small file
a script, and WenQuanYi Micro Hei for Chinese, Japanese and Korean.
"""

import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path

from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.bidi import BidiParagraph, auto_detect_base_direction
from fpdf.enums import TextDirection
from fpdf.line_break import Fragment

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


class Page(FPDF):
    """A document whose lines that run to the right keep words that run to the left in their order, also where
    numbers stand between them.

    fpdf2 2.8.9 draws the runs of such a line by their direction alone, not by how deep they are nested: of
    two Hebrew words with a number between them the first came first. What runs to the left as a whole is
    right there. A name that is broken over two lines begins on the second.
    """

    def _preload_bidirectional_text(self, text: str, markdown: bool) -> Sequence[Fragment]:
        right = auto_detect_base_direction(text) == TextDirection.LTR
        if not (self.text_shaping and right):
            return super()._preload_bidirectional_text(text, markdown)
        self.text_shaping["paragraph_direction"] = TextDirection.LTR
        found: list[Fragment] = []
        for run, level in _in_drawn_order(text):
            direction = TextDirection.RTL if level % 2 else TextDirection.LTR
            self.text_shaping["fragment_direction"] = direction
            found += self._preload_font_styles(run, markdown)
        return found


def _in_drawn_order(text: str) -> list[tuple[str, int]]:
    """The runs of a line that runs to the right, from the left, each with its level of nesting: even to the
    right, odd to the left. The letters of a run stay as they are read."""
    paragraph = BidiParagraph(
        text=text, base_direction=TextDirection.LTR, preserve_bn_chars=True
    ).get_characters()
    runs = [
        ("".join(one.character for one in letters), level)
        for level, letters in groupby(paragraph, key=lambda one: one.embedding_level)
    ]
    found: list[tuple[str, int]] = []
    for nested, part in groupby(runs, key=lambda run: run[1] > 0):
        together = list(part)
        found += together[::-1] if nested else together
    return found


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
