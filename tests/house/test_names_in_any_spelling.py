# ruff: noqa: E501  (tables of examples)
"""A name is found in any disguise, in any script; ordinary sentences hold none; long texts take no longer
than their length."""

import time
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brokerage.kit.text.name_match import Text, find, holds_phrase, is_clear_of, names, needles_of

NAMES = [
    "Camille Halloran", "Jürgen Weiß", "Øystein Åsgård", "Łukasz Wiśniewski", "José María Núñez",
    "Siobhán O'Brien", "Nguyễn Văn Minh", "Ann Lee", "Bo Li", "Владимир Петров", "Γιώργος Παπαδόπουλος",
    "王小明", "小明 王", "欧阳娜娜", "山田 太郎", "김민수", "สมชาย ใจดี", "محمد الفاسي", "דניאל כהן", "カミーユ ハロラン",
    "Սարգիս Պետրոսյան", "राहुल शर्मा",
]  # fmt: skip
CYRILLIC = str.maketrans("aceopxyiACEOPXTHKMB", "асеорхуіАСЕОРХТНКМВ")
LEET = str.maketrans("aeiostAEIOST", "43105743105 7".replace(" ", ""))


def latin_only(change: Callable[[str], str]) -> Callable[[str], str]:
    return lambda name: change(name) if name.isascii() else name


def spaced(between: str) -> Callable[[str], str]:
    """Every letter apart, with its marks; parts stay in order."""

    def change(name: str) -> str:
        kept: list[str] = []
        for sign in name.replace(" ", ""):
            if kept and unicodedata.combining(sign):
                kept[-1] += sign
            else:
                kept.append(sign)
        return between.join(kept)

    return change


DISGUISES: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "capitals": str.upper,
    "small letters": str.lower,
    "decomposed": lambda name: unicodedata.normalize("NFD", name),
    "compatibility": lambda name: unicodedata.normalize("NFKC", name),
    "without accents": lambda name: "".join(
        one for one in unicodedata.normalize("NFD", name) if unicodedata.category(one) != "Mn"
    ),
    "with strokes": lambda name: "".join(one + "\u0336" for one in name),
    "full width": latin_only(lambda name: "".join(chr(ord(one) + 0xFEE0) if one.isalpha() else one for one in name)),
    "bold": latin_only(
        lambda name: "".join(
            chr(0x1D400 + ord(one) - 65) if one.isupper() else chr(0x1D41A + ord(one) - 97) if one.islower() else one
            for one in name
        )
    ),
    "Cyrillic letters": latin_only(lambda name: name.translate(CYRILLIC)),
    "digits": latin_only(lambda name: name.translate(LEET)),
    "nothing seen between": spaced("\u200b"),
    "soft hyphens": spaced("\u00ad"),
    "apart": spaced(" "),
    "with dots": spaced("."),
    "with hyphens": spaced("-"),
    "with lines": spaced("_"),
    "together": lambda name: name.replace(" ", ""),
    "turned round": lambda name: ", ".join(reversed(name.split())),
    "as a mailbox": lambda name: ".".join(name.lower().split()),
    "spelled mailbox": lambda name: " (dot) ".join(name.lower().split()) + " (at) northwind",
    "first letter": lambda name: f"{name[0]}. {name.split()[-1]}" if len(name.split()[-1]) > 1 else name,
    "letters twice": latin_only(lambda name: "".join(one * 2 for one in name) if len(name) > 10 else name),
}  # fmt: skip
AROUND = [
    "{}",
    "Do you know {}?",
    "It is {}, of course.",
    "mr {} asked",
    "我认识{}很久了",
    "the one ({}) there",
    "_{}_",
]

found = pytest.mark.parametrize("name", NAMES)


@found
@pytest.mark.parametrize("disguise", DISGUISES)
def test_a_disguised_name_is_found(name: str, disguise: str) -> None:
    for around in AROUND:
        text = around.format(DISGUISES[disguise](name))
        assert names(Text(text), needles_of(name)), text


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from([one for one in NAMES if len(one) > 7]),
    st.sampled_from(sorted(DISGUISES)),
    st.sampled_from(
        ["decomposed", "with strokes", "nothing seen between", "capitals", "small letters"]
    ),
    st.sampled_from(AROUND),
)
def test_two_disguises_hide_no_more_than_one(
    name: str, first: str, second: str, around: str
) -> None:
    text = around.format(DISGUISES[second](DISGUISES[first](name)))
    assert names(Text(text), needles_of(name)), text


@settings(max_examples=200, deadline=None)
@given(
    st.text(st.characters(categories=["Ll", "Lo"]), min_size=6, max_size=12),
    st.sampled_from(
        ["as it is", "decomposed", "nothing seen between", "apart", "with dots", "with strokes"]
    ),
)
def test_any_letters_may_be_a_name(name: str, disguise: str) -> None:
    needles = needles_of(name)
    if any(len(one.form) >= 5 for one in needles.folded):
        assert names(Text(f"it is {DISGUISES[disguise](name)} then"), needles), name


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Camille Halloran", "C4mille"), ("Camille Halloran", "HaIIoran"), ("Camille Halloran", "Ha11oran"),
        ("Camille Halloran", "Carnille"), ("Camille Halloran", "Kamille"), ("Camille Halloran", "challoran"),
        ("Camille Halloran", "🅲🅰🅼🅸🅻🅻🅴"), ("Camille Halloran", "ᴄᴀᴍɪʟʟᴇ"), ("Camille Halloran", "Халлоран"),
        ("Camille Halloran", "ask camillehalloran77"), ("Ann Lee", "AnnLee77"), ("Ann Lee", "a.lee"),
        ("王小明", "Wang Xiaoming"), ("王小明", "王总在吗"), ("王小明", "小明"), ("山田太郎", "山田さん"),
        ("Jürgen Müller", "Juergen Mueller"), ("Juergen Mueller", "Jürgen Müller"), ("Will Smith", "will you"),
        ("Sergei Ivanov", "Сергей"), ("Сергей Иванов", "Sergey Ivanov"), ("An Do", "ask An about"),
        ("O’Brien, Pat", "obrien"), ("Anne-Marie Dupont", "Anne Marie"), ("Anne-Marie Dupont", "annemarie"),
        ("Maria da Silva", "silva"), ("Dr. Eva Braun-Keller, PhD", "keller"),
    ],
)  # fmt: skip
def test_found(name: str, text: str) -> None:
    assert names(Text(text), needles_of(name))


def test_a_mailbox_and_a_profile_are_names_too() -> None:
    needles = needles_of("Ann Lee", ("annie.l.ee84", "the-ann-lee-show"))
    assert names(Text("look for annielee84"), needles)
    assert not names(Text("sales and contact"), needles_of("Ann Lee", ("sales", "contact")))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Ellen Allen", "An excellent challenge, taken on excellently; challenges all the way."),
        ("Isa Ian", "It is a question; can I ask about it? I ran into an area."),
        ("Ali Vail", "They are available to all: call again."),
        ("Erica Mario", "In America every scenario differs."),
        ("Heidi Lance", "They held the balance and provided it."),
        ("Dr. Max von der Heide, PhD", "Dr. Doe of the PhD programme sells from der to von."),
        ("An Do", "Do you have an offer? An idea, so to say. Do tell."),
        ("王明", "中国的国王很聪明"),
        ("Camille Halloran", "The family calls the hall an orange one; a million miles."),
        ("Bo Li", "Both of them like the body of the library; a boa, a lily."),
        ("Ed Mi", "They have decided; the middle of it ended."),
        ("Владимир Ли", "Если бы они были"),
        ("0 1", "10 of 100, 0 of 1"), ("", "anything at all"), ("- .", "a - b . c"),
    ],
)  # fmt: skip
def test_ordinary_sentences_hold_no_name(name: str, text: str) -> None:
    assert names(Text(text), needles_of(name)) is None


def test_a_word_that_is_a_name_is_known_as_one_by_its_capital() -> None:
    hits = list(find(Text("May may come"), needles_of("May Chen")))
    assert {(hit.words, hit.ordinary) for hit in hits} == {("May", False), ("may", True)}


def test_where_it_stands_is_told_in_the_text_itself() -> None:
    text = "Ich kenne Frau  Mu\u0308ller\u200b-Weiß, nicht Meier."
    hits = sorted(
        {text[hit.start : hit.end] for hit in find(Text(text), needles_of("Eva Müller-Weiß"))}
    )
    assert any(one.startswith("Mu\u0308ller") for one in hits) and all(
        "Frau" not in one and "nicht" not in one for one in hits
    )


@pytest.mark.parametrize(
    ("phrase", "text", "is_there"),
    [
        ("Solar panels", "about SOLAR-PANELS today", True), ("solar panels", "s o l a r p a n e l s", True),
        ("voice", "invoices", False), ("Head of Data Science", "the head of data", False),
        ("Head of Data Science", "Ηead οf data_science", True), ("光伏", "关于光伏的问题", True), ("art", "start", False),
    ],
)  # fmt: skip
def test_a_phrase_stands_whole(phrase: str, text: str, is_there: bool) -> None:
    assert holds_phrase(Text(text), phrase) is is_there


HARD = [
    "a",
    "l ",
    "camil ",
    "C a m i l l e x ",
    "1",
    "4l",
    "ä",
    "王",
    "\u0301",
    "\u200b",
    "a.",
    "I",
    "A",
    "Aa",
    " ",
    "rn",
]


@pytest.mark.parametrize("sign", HARD)
def test_time_grows_with_the_text_and_no_faster(sign: str) -> None:
    """Four times the text in less than eight times the time (a busy machine), up to a bound."""
    needles = needles_of("Camille Halloran", ("c.halloran",))

    def seconds(letters: int) -> float:
        began = time.process_time()
        assert sum(1 for _ in find(Text(sign * (letters // len(sign))), needles)) >= 0
        return time.process_time() - began

    seconds(1_000)
    small, large = seconds(40_000), seconds(160_000)
    assert large < max(10 * small, 1), (small, large)


PIECES = st.sampled_from(
    "sch sh zh tsch tch kh gh ph ck ch c q ts tz x th j y w l ll m rn vv d ci g an o e ss tt kk i u b z p".split()
)
WORD = st.lists(PIECES, min_size=1, max_size=3).map("".join)


@settings(max_examples=400, deadline=None)
@given(
    text=st.lists(WORD | WORD.map(str.title) | WORD.map("{}é4".format), min_size=1, max_size=2).map(
        " ".join
    ),
    name=st.lists(WORD, min_size=1, max_size=3).map(" ".join),
    handle=st.none() | st.tuples(WORD, st.sampled_from(["", ".", "-", "1"]), WORD).map("".join),
)
def test_a_text_that_is_clear_of_a_name_at_first_sight_is_at_second(
    text: str, name: str, handle: str | None
) -> None:
    handles = (handle,) if handle else ()
    if is_clear_of(text, name, handles):
        assert not Text(text).may_name(needles_of(name, handles))


def test_a_text_that_names_somebody_is_not_clear_of_them() -> None:
    assert is_clear_of("Nordic Steel", "Anna Berg", ("abe",))
    for text in ("Annas Steel", "BERG & Co", "Bcrg 4nna", "A. Berg", "abergsteel", "Ännä"):
        assert not is_clear_of(text, "Anna Berg"), text
    assert not is_clear_of("Nordic Steel", "Анна Берг"), "in doubt"
