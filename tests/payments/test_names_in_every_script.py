"""A PDF that we write carries names in every script: shaped, in their direction, and no letter missing."""

import io
import itertools
import logging
import re
import unicodedata
from datetime import UTC, datetime

import pytest
import uharfbuzz
from fpdf.bidi import BidiParagraph
from fpdf.enums import Align, TextDirection
from fpdf.line_break import TextLine
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from payments import typefaces
from payments.models import Paper
from payments.pdf import pdf_of

NAMES = {
    "Latin": "Łukasz Müller-Nguyễn Ångström",
    "with combining marks": "Zoe\u0301 n\u0308 e\u0323\u0302",
    "Greek": "Γιώργος Ἀθηναῖος",
    "Cyrillic": "Олександр Ґудзь",
    "Arabic": "محمد",
    "Persian": "پژمان گچ",
    "Hebrew": "בן־גוריון",
    "Devanagari": "सीता",
    "Bengali": "রবি",
    "Tamil": "தமிழ்",
    "Thai": "สมชาย",
    "Chinese": "王小明 劉德華",
    "Japanese": "株式会社ソニー さくら",
    "Korean": "김철수",
    "Armenian": "Արամ",
    "Georgian": "ქართული",
    "Ethiopic": "አማርኛ",
    "Khmer": "ខ្មែរ",
    "with a picture": "Rita 🚪 😀",
    "several at once": "Rita 王小明 محمد GmbH",
}


def paper(name: str, text: str = "Introduction") -> Paper:
    at = datetime(2026, 11, 27, tzinfo=UTC)
    body = {
        "seller": {"name": name, "address": f"Quay 1\n{name}", "vat_id": ""},
        "for": {"name": name, "address": name, "vat_id": ""},
        "reference": "abc", "about": "", "total": 50_000, "vat_basis_points": 0, "vat_note": name,
        "lines": [{"text": text, "what": name, "amount": 50_000}],
    }  # fmt: skip
    return Paper(
        kind="receipt", number="R-2026-000001", currency="EUR", issued_at=at, at=at, body=body
    )


def letters(text: str) -> list[str]:
    """Its letters in whichever order and form: a reader of PDFs finds them as they are drawn."""
    plain = unicodedata.normalize("NFKD", text)
    return sorted(one for one in plain if not one.isspace())


def read(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def missing(name: str) -> list[str]:
    """The runs of `name` of which the typeface that is taken has no letter (glyph 0, `.notdef`)."""
    found = []
    for face, run in itertools.groupby(typefaces.drawable(name), typefaces.face_of):
        path = (
            typefaces.HERE / "DejaVuSans.ttf"
            if face == typefaces.BASE
            else typefaces._files()[face]
        )
        text, buffer = "".join(run), uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        uharfbuzz.shape(uharfbuzz.Font(uharfbuzz.Face(path.read_bytes())), buffer)
        if any(one.codepoint == 0 for one in buffer.glyph_infos):
            found.append(text)
    return found


@pytest.mark.parametrize("script", NAMES)
def test_the_name_is_there_and_no_letter_is_missing(
    script: str, caplog: pytest.LogCaptureFixture
) -> None:
    name = NAMES[script]
    with caplog.at_level(logging.WARNING, "fpdf"):
        pdf = pdf_of(paper(name))
    assert not [one for one in caplog.messages if "missing" in one]
    assert missing(name) == []
    assert typefaces.UNKNOWN not in read(pdf)
    said = letters(read(pdf))
    for letter in set(letters(name)):
        assert said.count(letter) >= 4 * letters(name).count(letter), (letter, script)


def test_letters_that_join_are_joined_and_run_to_the_left() -> None:
    page = read(pdf_of(paper("محمد")))
    assert "محمد" in unicodedata.normalize("NFKC", page)
    shaped = pdf_of(paper("स्थ"))
    assert typefaces.UNKNOWN not in read(shaped)


MIXED = [
    "Introduction to שרה כהן 15 VP",
    "שרה 15 כהן",
    "VP שרה 15 כהן 2026 לוי (our fee: 10 EUR)",
    "15 שרה, 16 כהן: 1250 EUR",
    "שרה 15 GmbH כהן 24",
    "Rita 2026 שרה (16) כהן Rolf לוי 7",
    "A שרה 1,250.00 כהן B 12.50 לוי",
]


def words_as_drawn(pdf: bytes) -> list[list[str]]:
    """Of each line its words and numbers, from the left; what stands between them is left out."""
    lines: dict[float, str] = {}

    def note(text: str, cm: list[float], tm: list[float], font: object, size: float) -> None:
        lines[tm[5]] = lines.get(tm[5], "") + text

    PdfReader(io.BytesIO(pdf)).pages[0].extract_text(visitor_text=note)
    return [re.findall(r"\w+", line) for line in lines.values()]


def words_as_they_must_stand(text: str) -> list[str]:
    """By the Unicode bidirectional algorithm, from the left; a Hebrew word is written as it is read."""
    drawn = re.findall(r"\w+", BidiParagraph(text=text).get_reordered_string())
    return [one[::-1] if "\u0590" <= one[0] <= "\u05ff" else one for one in drawn]


@pytest.mark.parametrize("text", MIXED)
def test_what_runs_to_the_left_keeps_its_order_beside_numbers_and_latin(text: str) -> None:
    lines = words_as_drawn(pdf_of(paper(text, text)))
    assert (
        lines.count(words_as_they_must_stand(text)) >= 2
    )  # the seller's name, and what the line is about
    assert [*words_as_they_must_stand(text), "500", "00"] in lines  # the line, with its amount
    assert ["Total", "500", "00"] in lines


def test_an_address_runs_line_by_line_in_its_own_direction() -> None:
    lines = words_as_drawn(pdf_of(paper("שרה 15\nQuay 7 (rear) 8")))
    assert lines.count(["Quay", "7", "rear", "8"]) >= 2


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(["שרה", "כהן", "לוי", "Rita", "GmbH", "15", "2026", "1,250.00"]),
        min_size=1,
        max_size=7,
    )
)
def test_in_any_mixture_the_runs_stand_as_the_algorithm_says(words: list[str]) -> None:
    text = " ".join(words)
    page = typefaces.Page()
    typefaces.load(page, text)
    page.set_font(typefaces.BASE, "", 10)
    line = TextLine(
        list(page._preload_bidirectional_text(text, False)),
        *(0, 0, Align.L, 0, 0, False),
    )
    drawn = [
        one.string[::-1] if one.fragment_direction == TextDirection.RTL else one.string
        for one in line.get_ordered_fragments()
    ]
    assert "".join(drawn) == BidiParagraph(text=text).get_reordered_string()


def test_only_the_typefaces_that_are_needed_are_loaded() -> None:
    assert len(pdf_of(paper("Rita"))) < 40_000
    assert len(pdf_of(paper("王小明"))) < 80_000


@pytest.mark.parametrize(
    ("typed", "drawn"),
    [
        ("\U0001d518nicode", "Unicode"),
        ("\U00020bb7野家", "□野家"),
        ("a\u202eb\u2066c\ufeff\x07d", "abcd"),
        ("Rita\ufe0f", "Rita"),
        ("e\u0301", "é"),
        ("a\u3000b", "a\u3000b"),
    ],
)
def test_what_nobody_can_draw_becomes_a_box_or_nothing(typed: str, drawn: str) -> None:
    assert typefaces.drawable(typed) == drawn


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_any_text_can_be_written(text: str) -> None:
    drawn = typefaces.drawable(text)
    assert all(one == "\n" or typefaces.face_of(one) for one in drawn)
    assert pdf_of(paper(text or "x", text)).startswith(b"%PDF-")
