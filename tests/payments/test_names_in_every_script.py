"""A PDF that we write carries names in every script: shaped, in their direction, and no letter missing."""

import io
import itertools
import logging
import unicodedata
from datetime import UTC, datetime

import pytest
import uharfbuzz
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from payments import typefaces
from payments.models import Paper
from payments.papers import pdf_of

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
