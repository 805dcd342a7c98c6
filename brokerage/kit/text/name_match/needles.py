"""What is looked for: every form of one person's name, and of the handles they are known by."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from typing import NamedTuple

from brokerage.kit.text.common_words import FUNCTION_WORDS, is_ordinary
from brokerage.kit.text.folding import (
    clusters,
    coarse,
    fold_all,
    german,
    is_unspaced,
    latin,
    plain,
    sound,
    spelled,
)

#: A part of a name is looked for inside longer words from this length on; one that sounds alike, from the
#: second on; what sounds shorter than the third is not compared.
SHORTEST_INSIDE, SHORTEST_SOUND, SHORTEST_HEARD = 5, 6, 4
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
_DOUBLE_SURNAMES = frozenset(
    "欧阳 歐陽 司马 司馬 诸葛 諸葛 上官 司徒 东方 東方 独孤 夏侯 皇甫"
    " 尉迟 公孙 慕容 令狐 남궁 황보 제갈".split()
)


class Needle(NamedTuple):
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
    """All forms of one person's name: as folded, as letters look in print, and as they sound.

    `forms` leads from each form to how its `Needle` is made. Most texts name nobody, which the forms alone
    tell: the needles themselves are made when they are asked for.
    """

    forms: dict[str, Callable[[], Needle]]
    foreign: bool
    """Whether the name is written in another script than Latin."""

    @cached_property
    def folded(self) -> tuple[Needle, ...]:
        """The forms in plain, German and Latin letters."""
        return tuple(make() for make in self.forms.values())

    @cached_property
    def in_print(self) -> list[str]:
        """Each form as its letters look in print."""
        together = " ".join(self.forms)
        if together.isascii():  # letters alone, none of which reads as a blank
            return fold_all(together, coarse, once=True).split(" ")
        return [fold_all(form, coarse, once=True) for form in self.forms]

    @cached_property
    def coarse(self) -> tuple[Needle, ...]:
        """The forms as letters look in print, where they are long enough."""
        return tuple(
            Needle(form, one.part, glued=one.glued, ordinary=one.ordinary)
            for one, form in zip(self.folded, self.in_print, strict=False)
            if min(len(one.form), len(form)) >= SHORTEST_INSIDE and form.isascii()
        )

    @cached_property
    def heard(self) -> list[str]:
        """The forms in ASCII as they sound."""
        return sound("\n".join(filter(str.isascii, self.forms))).split("\n")

    @cached_property
    def sounds(self) -> dict[str, str]:
        """The part of the name by each of the forms as it sounds."""
        ascii_ones = [one for one in self.folded if one.form.isascii()]
        heard = zip(self.heard, ascii_ones, strict=False)
        return {form: one.part for form, one in heard if len(form) >= SHORTEST_HEARD}


@lru_cache(maxsize=2048)
def needles_of(name: str, handles: tuple[str, ...] = ()) -> Needles:
    """What to look for: the parts of `name`, and `handles` (names of mailboxes and profiles)."""
    forms: dict[str, Callable[[], Needle]] = {}
    for part in _parts(name):
        for form in _forms(part):
            forms.setdefault(form, partial(_needle, form, part))
    for whole, part in whole_names(name):
        for form in _forms(whole):
            glued = len(form) > SHORTEST_INSIDE
            if len(form) >= 4 and not (
                len(part) < len(name.replace(" ", "")) and is_ordinary(form)
            ):
                forms.setdefault(form, partial(Needle, form, part, glued=glued))
    for handle in handles:
        form = re.sub(r"[^a-z]", "", fold_all(handle, spelled))
        if len(form) >= 4 and form not in _NO_HANDLES:
            forms.setdefault(form, partial(_handle, form, handle))
    return Needles(forms, not fold_all(name, plain).isascii())


def _handle(form: str, handle: str) -> Needle:
    return Needle(form, handle, glued=len(form) >= SHORTEST_SOUND, ordinary=is_ordinary(form))


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
    if name.isascii() and name.replace(" ", "").isalpha():
        return name
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
    if word.isascii() and word.isalpha():
        return {word.lower()}  # it reads the same in all of them
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


def whole_names(name: str) -> Iterator[tuple[str, str]]:
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


@lru_cache(maxsize=20_000)
def phrase_of(phrase: str) -> tuple[Needle, ...]:
    words = _readable(phrase).strip()
    return tuple(
        Needle(form, phrase, glued=is_unspaced(form), whole=True) for form in sorted(_forms(words))
    )
