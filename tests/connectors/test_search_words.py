"""Search finds words whatever their accents, and keeps apart what other marks make other words."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brokerage.kit.text.search_words import folded, search_words


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Łódź", "lodz"), ("Đakovo", "dakovo"), ("İzmir", "izmir"), ("ISPARTA ızgara", "isparta izgara"),
        ("Ærø", "aero"), ("Œuvre", "oeuvre"), ("Straße", "strasse"), ("STRASSE", "strasse"),
        ("Ørsted", "orsted"), ("Škoda", "skoda"), ("Nestlé", "nestle"), ("Þór", "thor"),
        ("São Paulo", "sao paulo"), ("ŁÓDŹ", "lodz"), ("R&D", "r and d"), ("O’Reilly", "oreilly"),
        ("ﬁnance", "finance"), ("ＣＦＯ", "cfo"), ("Ёлка", "елка"), ("Αθήνα", "αθηνα"),
        ("Müller-Lüdenscheidt", "muller ludenscheidt"), ("H₂O", "h2o"),
    ],
)  # fmt: skip
def test_is_found_from_plain_letters(written: str, typed: str) -> None:
    assert folded(written) == typed


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("が", "か"), ("ガ", "カ"), ("ば", "ぱ"), ("ハース", "バース"), ("कि", "की"), ("कु", "के"),
        ("தி", "தீ"), ("বি", "বু"), ("กา", "กี"), ("ខា", "ខី"), ("മി", "മു"), ("하나", "히나"),
    ],
)  # fmt: skip
def test_marks_that_make_another_word_keep_it_apart(one: str, other: str) -> None:
    assert folded(one) != folded(other)
    assert len(search_words(one)) == len(search_words(other)) == 1, "a mark ends no word"


_SCRIPTS = st.characters(min_codepoint=0x20, max_codepoint=0x30FF) | st.characters()


@settings(deadline=None)
@given(st.text(_SCRIPTS))
def test_what_is_folded_stays_as_it_is(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@settings(deadline=None)
@given(st.text(_SCRIPTS))
def test_the_way_a_letter_is_composed_makes_no_difference(text: str) -> None:
    for form in ("NFC", "NFD"):
        assert folded(unicodedata.normalize(form, text)) == folded(text)


_VOICED = [
    one
    for code in range(0x3041, 0x30FF)
    if "\u3099" in unicodedata.normalize("NFD", one := chr(code)) and one != "\u3099"
]
_VOWELS = [
    chr(code) for code in range(0x0900, 0x0D80) if "VOWEL SIGN" in unicodedata.name(chr(code), "")
]


@settings(deadline=None)
@given(st.sampled_from(_VOICED))
def test_japanese_voicing_is_kept(letter: str) -> None:
    assert folded(letter) != folded(unicodedata.normalize("NFD", letter)[0])


@settings(deadline=None)
@given(st.sampled_from(_VOWELS), st.sampled_from(_VOWELS))
def test_indic_vowels_are_kept(one: str, other: str) -> None:
    assert (folded("क" + one) == folded("क" + other)) == (one == other)
