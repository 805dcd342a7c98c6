"""When two spellings of a name may be one person's. Pure: no Django.

Used for people who asked never to be listed, so it errs on their side: case, accents, letters of other
scripts, the order of the parts, titles, middle names and initials make no difference.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import combinations

from anyascii import anyascii

from brokerage.kit.text.folding import clusters, latin
from brokerage.kit.text.name_match import Text, names, needles_of

LONGEST_NAME = 300
#: More parts than this in one name, and only the first ones count.
MOST_PARTS, MOST_WORDS = 6, 60
_TITLES = frozenset(
    """dr prof professor mr mrs ms miss mx sir herr frau dipl phd mba md cfa cpa esq jr sr ii iii bsc msc llm
    llb""".split()
)
_PARTICLES = frozenset(
    """al aan bin da dal das de dei del della den der des di do dos du el het ibn la las le les los of ten ter
    the und van vom von zu zum zur""".split()
)
_DIGITS = str.maketrans("0134578", "oleastb")
_DIGRAPHS = (("ae", "a"), ("oe", "o"), ("ue", "u"), ("ss", "s"))
_BRACKETS = re.compile(r"[(\[{][^()\[\]{}]*[)\]}]")


def forms_to_keep(name: str) -> set[str]:
    """What is kept of a name, so that `forms_to_look_up` of another spelling finds it; none for ""."""
    kept: set[str] = set()
    for words in _readings(name):
        whole, initials = _split(words)
        kept |= _full(words, whole)
        kept |= {f"1:{part}" for part in whole}
        kept |= {f"i:{form}" for form in _with_initials(whole)}
        kept |= {f"j:{form}" for form in _abbreviated(whole, initials)}
    return kept


def forms_to_look_up(name: str) -> set[str]:
    """Under what a name is looked up among the kept ones; none for ""."""
    wanted: set[str] = set()
    for words in _readings(name):
        whole, initials = _split(words)
        wanted |= _full(words, whole)
        if len(whole) == 1 and not initials:
            wanted.add(f"1:{whole[0]}")
        wanted |= {f"i:{form}" for form in _abbreviated(whole, initials)}
        wanted |= {f"j:{form}" for form in _with_initials(whole)}
    return wanted


def may_be_same(name: str, other: str) -> bool:
    """Whether two spellings may be one person's: by their parts, or every part of `name` in `other`."""
    if forms_to_keep(name) & forms_to_look_up(other) or forms_to_keep(other) & forms_to_look_up(
        name
    ):
        return True
    parts = [part for words in _readings(name) for part in _split(words)[0]]
    whole, said = name.split(), Text(other)
    return len(parts) > 1 and bool(whole) and all(names(said, needles_of(one)) for one in whole)


def mailbox_bears(email: str, name: str) -> bool:
    """Whether a mailbox is called by this name: by two of its parts, or by one after the initial of another.

    One part may stand in the domain's own name instead. A first name alone is many people's.
    """
    mailbox, _, domain = email.partition("@")
    called, site = _letters(mailbox.partition("+")[0]), _letters(domain.rpartition(".")[0])
    return any(_is_called(called, site, list(dict.fromkeys(words))) for words in _readings(name))


def _is_called(called: str, site: str, words: list[str]) -> bool:
    if len(called) < 2:
        return False
    pairs = [(one, other) for one in words for other in words if one != other and len(other) > 1]
    return called == "".join(words) or any(
        called in {one + other, one[0] + other}
        or (called == one and len(one) > 1 and other in site)
        for one, other in pairs
    )


def _letters(text: str) -> str:
    plain = next(_readings(re.sub(r"\d+", "", text)), [])
    return "".join(one for one in plain if one.isalpha())


def _full(words: list[str], whole: list[str]) -> set[str]:
    """Any two parts in any order; and all of it written as one word, from either end."""
    pairs = {"2:" + " ".join(sorted(pair)) for pair in combinations(whole, 2)}
    joined = {"".join(order) for some in (words, whole) for order in _turned(some)}
    return pairs | {f"=:{one}" for one in joined}


def _turned(words: list[str]) -> Iterator[list[str]]:
    """From either end: as it stands, the last part first, the first part last."""
    yield from ([*words[cut:], *words[:cut]] for cut in {0, 1, len(words) - 1} if words)


def _with_initials(whole: list[str]) -> set[str]:
    """How a name in full may be abbreviated: each part beside the first letter of another."""
    return {f"{one} {other[0]}" for one in whole for other in whole if one != other}


def _abbreviated(whole: list[str], initials: list[str]) -> set[str]:
    """A name that has one part and initials."""
    return {f"{whole[0]} {one}" for one in initials} if len(whole) == 1 else set()


def _split(words: list[str]) -> tuple[list[str], list[str]]:
    """Parts that count, without repetitions, and initials."""
    whole = list(dict.fromkeys(one for one in words if len(one) > 1))
    whole = [one for one in whole if one not in _PARTICLES] or whole
    return whole[:MOST_PARTS], [one for one in words if len(one) == 1]


def _readings(name: str) -> Iterator[list[str]]:
    """The words of the name in plain letters, titles aside: as its script sounds, and as its letters look."""
    seen: list[list[str]] = []
    for text in _spellings(name[:LONGEST_NAME]):
        words = _words(text)
        if words and words not in seen:
            seen.append(words)
            yield words


def _spellings(name: str) -> Iterable[str]:
    text = unicodedata.normalize(
        "NFKD", _BRACKETS.sub(" ", name) if _BRACKETS.sub("", name) else name
    )
    text = "".join(one for one in text if unicodedata.category(one) not in {"Mn", "Me", "Cf", "Cc"})
    yield anyascii(text)
    if not text.isascii():
        yield anyascii("".join(latin(one) for one in clusters(name)))


def _words(text: str) -> list[str]:
    text = re.sub(r"['’‘`´]", "", text.casefold())
    words = [_plain_word(word) for word in re.findall(r"[a-z0-9]+", text)]
    return ([word for word in words if word not in _TITLES] or words)[:MOST_WORDS]


def _plain_word(word: str) -> str:
    if any(sign.isalpha() for sign in word):
        word = word.translate(_DIGITS)
    for two, one in _DIGRAPHS:
        word = word.replace(two, one)
    return word
