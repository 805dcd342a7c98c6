"""Whether a text holds any part of a person's name, in any spelling; and where.

One comparison for everything that must not name somebody: case, accents, compatibility and decomposed
forms, look-alike letters of other scripts, digits for letters, transliteration, separators put in or
left out, initials with a surname, the name of a mailbox, and scripts without blanks between words. It
takes time in proportion to the text. What it does not know: nicknames, translations, riddles.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from brokerage.kit.common_words import FUNCTION_WORDS, is_ordinary, is_word
from brokerage.kit.folding import (
    Fold,
    Reading,
    clusters,
    coarse,
    digits_i,
    digits_l,
    fold_all,
    german,
    is_unspaced,
    latin,
    plain,
    sound,
    spelled,
)

#: A part of a name is looked for inside longer words from this length on; sounds, from the other on.
SHORTEST_INSIDE, SHORTEST_SOUND = 5, 6
#: Parts that say nothing about whose name it is: particles, titles, what stands behind a name.
_NO_PARTS = frozenset(
    """aan al bin da dal das de dei del della den der des di do dos du el ibn la las le les lo los mc o san st
    ten ter the van vom von y zu zum zur dr prof mr mrs ms miss mx sir herr frau dipl ing phd mba msc bsc
    md cpa cfa esq jr sr ii iii iv inc ltd gmbh""".split()
)
_NO_HANDLES = frozenset(
    """info sales contact office mail hello team admin support service hr kontakt post press marketing
    billing enquiries jobs career careers buero linkedin profile""".split()
)
#: What Chinese, Japanese and Korean put beside a family name of one letter.
_HONORIFICS = re.compile(
    "^(?:先生|女士|小姐|总|總|老师|老師|经理|經理|博士|教授|主任|董|工|氏|さん|様|さま|くん|ちゃん|님|씨|부장|사장|이사)"
)
_BEFORE = frozenset("小老阿大姓")
_DOUBLE_SURNAMES = frozenset(
    "欧阳 歐陽 司马 司馬 诸葛 諸葛 上官 司徒 东方 東方 独孤 夏侯 皇甫"
    " 尉迟 公孙 慕容 令狐 남궁 황보 제갈".split()
)


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


@dataclass(frozen=True)
class Needle:
    """One form to look for. `glued`: also inside longer words; `cased`: only as names are written;
    `whole`: a phrase, of which each word stands whole."""

    form: str
    part: str
    glued: bool = False
    cased: bool = False
    ordinary: bool = False
    whole: bool = False


@dataclass(frozen=True)
class Needles:
    """All forms of one person's name: as folded, as letters look in print, and as they sound."""

    folded: tuple[Needle, ...]
    coarse: tuple[Needle, ...]
    sounds: dict[str, str]
    foreign: bool
    """Whether the name is written in another script than Latin."""


@lru_cache(maxsize=20_000)
def needles_of(name: str, handles: tuple[str, ...] = ()) -> Needles:
    """What to look for: the parts of `name`, and `handles` (names of mailboxes and profiles)."""
    forms: dict[str, Needle] = {}
    for part in _parts(name):
        for form in _forms(part):
            forms.setdefault(form, _needle(form, part))
    for whole, part in _whole(name):
        for form in _forms(whole):
            glued = len(form) > SHORTEST_INSIDE
            if len(form) >= 4 and not (
                len(part) < len(name.replace(" ", "")) and is_ordinary(form)
            ):
                forms.setdefault(form, Needle(form, part, glued=glued))
    for handle in handles:
        form = re.sub(r"[^a-z]", "", fold_all(handle, spelled))
        if len(form) >= 4 and form not in _NO_HANDLES:
            fine = Needle(form, handle, glued=len(form) >= 6, ordinary=is_ordinary(form))
            forms.setdefault(form, fine)
    found = tuple(forms.values())
    return Needles(
        folded=found,
        coarse=tuple(_coarsely(found)),
        sounds={
            sound(one.form): one.part
            for one in found
            if one.form.isascii() and len(sound(one.form)) >= 4
        },
        foreign=not fold_all(name, plain).isascii(),
    )


def _parts(name: str) -> Iterator[str]:
    """The parts of a name that are looked for on their own."""
    for word in _readable(name).split():
        folded = fold_all(word, plain)
        if is_unspaced(folded):
            yield from _unspaced_parts(folded)
        elif len(folded) > 1 and folded not in _NO_PARTS:
            yield word


def _readable(name: str) -> str:
    """Words with blanks between, without apostrophes (O'Brien is one) and signs that nobody sees."""
    signs = clusters(re.sub("['’‘`´ʼʻ＇]", "", name))
    return "".join(one if plain(one) != " " else " " for one in signs if plain(one) != "")


def _unspaced_parts(word: str) -> Iterator[str]:
    """Family and given name out of one word, as Chinese, Japanese and Korean write them."""
    yield word
    if len(word) < 3:
        if len(word) == 2:
            yield from word
        return
    cut = 2 if word[:2] in _DOUBLE_SURNAMES else 1
    yield from {word[:cut], word[cut:], word[:2], word[-2:]}


def _forms(word: str) -> set[str]:
    """A word as it reads in plain, German and Latin letters, by look and by sound."""
    found = {
        re.sub(r"[^\w]|\d|_", "", fold_all(word, fold)) for fold in (plain, german, latin, spelled)
    }
    return {form for form in found if form}


def _needle(form: str, part: str) -> Needle:
    return Needle(
        form,
        part,
        glued=len(form) >= SHORTEST_INSIDE or is_unspaced(form),
        cased=form in FUNCTION_WORDS or (len(form) == 1 and not is_unspaced(form)),
        ordinary=is_ordinary(form),
    )


def _whole(name: str) -> Iterator[tuple[str, str]]:
    """Whole names without a blank, either way round, and one name with the first letter of the other."""
    words = _readable(name).split()
    words = [one for one in words if fold_all(one, plain) not in _NO_PARTS] or words
    if len(words) < 2:
        return
    first, last, everything = words[0], words[-1], "".join(words)
    for whole in (everything, "".join(reversed(words)), first + last, last + first):
        yield whole, name
    for whole, part in (
        (first[0] + last, last),
        (last + first[0], last),
        (first + last[0], first),
        (last[0] + first, first),
    ):
        yield whole, part


def _coarsely(found: Iterable[Needle]) -> Iterator[Needle]:
    for one in found:
        form = fold_all(one.form, coarse, once=True)
        if min(len(one.form), len(form)) >= SHORTEST_INSIDE and form.isascii():
            yield Needle(form, one.part, glued=one.glued, ordinary=one.ordinary)


_HUMP = re.compile(r"(?<=[a-z\d_])[A-Z][a-z]+|[A-Z][a-z]+(?=[A-Z])")
_NUMBERS = re.compile(r"[\d\s!-/:-@\[-`{-~€£§¥¢]*")
#: Signs that may stand for letters.
_SIGNS = re.compile(r"[\d@$+(<!|]")


class Text:
    """A text to look in; its readings are made once, whatever is looked for."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._clusters = clusters(text)

    @cached_property
    def plain(self) -> Reading:
        """The text in small letters without accents."""
        return Reading(self._clusters, plain)

    @cached_property
    def readings(self) -> list[Reading]:
        """Every reading in which a name is looked for letter by letter; those that read alike, once."""
        found = {self.plain.folded: self.plain}
        folds: tuple[Fold, ...] = (german, latin, spelled, digits_i, digits_l)
        if self.text.isascii():
            folds = folds[3:] if _SIGNS.search(self.text) else ()
        for fold in folds:
            reading = Reading(self._clusters, fold)
            found.setdefault(reading.folded, reading)
        return list(found.values())

    @cached_property
    def in_print(self) -> Reading:
        """The text with letters that look alike in print as one, and each letter once."""
        return Reading(self._clusters, coarse, once=True)

    @cached_property
    def sounds(self) -> dict[str, list[tuple[int, int]]]:
        """Words as they sound, with where they stand."""
        reading = self.plain if self.text.isascii() else Reading(self._clusters, spelled)
        found: dict[str, list[tuple[int, int]]] = {}
        for start, end in reading.tokens:
            if end - start <= 60 and reading.folded[start:end].isascii():
                found.setdefault(sound(reading.folded[start:end]), []).append(
                    reading.span(start, end)
                )
        return found

    @cached_property
    def humps(self) -> set[str]:
        """Words that begin with a capital inside others ("AnnLee"), small letters."""
        return {fold_all(one, plain) for one in _HUMP.findall(self.text)}

    @cached_property
    def haystack(self) -> str:
        """All readings in a row, to see at once that somebody is not in it."""
        every = [*self.readings, self.in_print]
        return "\n".join([*(one.folded for one in every), *(one.joined for one in every)])

    def may_name(self, needles: Needles) -> bool:
        """False where a form of this name stands nowhere: quick, for a long list of people."""
        return any(
            one.form in self.haystack for one in (*needles.folded, *needles.coarse)
        ) or not self.sounds.keys().isdisjoint(needles.sounds)


def find(text: Text, needles: Needles) -> Iterator[Hit]:
    """Every place where `text` names the person, in no order; one place may come several times."""
    if not text.may_name(needles):
        return
    for reading in text.readings:
        for needle in needles.folded:
            yield from _in_reading(text, reading, needle)
    for needle in needles.coarse:
        yield from _in_reading(text, text.in_print, needle)
    yield from _by_sound(text, needles)
    for needle in needles.folded:
        if needle.form in text.humps and not needle.glued:
            yield from _humps(text, needle)


@lru_cache(maxsize=20_000)
def _phrase(phrase: str) -> tuple[Needle, ...]:
    words = _readable(phrase).strip()
    return tuple(
        Needle(form, phrase, glued=is_unspaced(form), whole=True) for form in sorted(_forms(words))
    )


def holds_phrase(text: Text, phrase: str) -> bool:
    """Whether these words stand in `text` one after another, each whole, in any spelling."""
    forms = _phrase(phrase)
    return any(
        True for reading in text.readings for one in forms for _ in _in_reading(text, reading, one)
    )


def names(text: Text, needles: Needles) -> Hit | None:
    """The first place found where `text` names the person; None for nowhere."""
    return next(find(text, needles), None)


def _in_reading(text: Text, reading: Reading, needle: Needle) -> Iterator[Hit]:
    for start in _occurrences(reading.folded, needle.form):
        end = start + len(needle.form)
        if hit := _judged(text, reading, needle, start, end):
            yield hit
    if len(needle.form) < 3 and not needle.whole and not is_unspaced(needle.form):
        return
    for start in _occurrences(reading.joined, needle.form):
        if _is_spaced_out(reading, needle, start, start + len(needle.form)):
            first = reading.place_of(start)
            last = reading.place_of(start + len(needle.form) - 1) + 1
            words = reading.folded[first:last].split()
            plain_words = all(len(one) > 1 and is_word(one) for one in words)
            yield replace(_hit(text, reading, needle, first, last), everyday=plain_words)


def _occurrences(text: str, form: str) -> Iterator[int]:
    place = text.find(form)
    while place >= 0:
        yield place
        place = text.find(form, place + len(form))


def _judged(text: Text, reading: Reading, needle: Needle, start: int, end: int) -> Hit | None:
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
    hit = _hit(text, reading, needle, start, end)
    if not is_unspaced(needle.form) and _is_another_word(hit, needle):
        return None
    if _NUMBERS.fullmatch(hit.words) or (needle.cased and not _as_a_name(text.text, hit)):
        return None
    return hit


def _is_another_word(hit: Hit, needle: Needle) -> bool:
    """Whether what stands there is a word of its own that only holds, or looks like, the form."""
    said = fold_all(hit.words, plain)
    return said != needle.form and _is_a_word(said)


def _hit(text: Text, reading: Reading, needle: Needle, start: int, end: int) -> Hit:
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
def _is_a_word(token: str) -> bool:
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


def _is_spaced_out(reading: Reading, needle: Needle, start: int, end: int) -> bool:
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


def _by_sound(text: Text, needles: Needles) -> Iterator[Hit]:
    for heard, part in needles.sounds.items():
        for start, end in text.sounds.get(heard, ()):
            words = text.text[start:end]
            said = fold_all(words, plain)
            other_script = needles.foreign == said.isascii()
            if other_script or (len(heard) >= SHORTEST_SOUND and not _is_a_word(said)):
                yield Hit(start, end, words, part)


def _humps(text: Text, needle: Needle) -> Iterator[Hit]:
    for found in re.finditer(r"[A-Z][a-z]+", text.text):
        if fold_all(found[0], plain) == needle.form:
            yield Hit(found.start(), found.end(), found[0], needle.part)
