"""A person's name out of a cell: without titles, degrees, slogans and shouting; first and last apart."""

import re
import unicodedata
from functools import lru_cache

from connectors.companies import plain
from connectors.readers.rows import LONGEST_CELL, cell

#: Courtesy and academic titles before a name, as `plain` words.
_TITLES = frozenset(
    """
    mr mrs ms miss mx sir dame lord lady dr doctor prof professor hon rev reverend fr sr
    capt col gen lt sgt herr frau hr dipl ing mag dott dottssa dottore dottoressa avv arch
    rag geom sig sigra sigri m mme mlle me monsieur madame maitre sra srta don dona dna eng
    engo engenheiro dhr mevr mw drs ir mgr pan pani hab lic licda licdo abg inz bc judr mudr
    phdr rndr pd priv doz univ gf kr rer nat med phil oec pol iur jur hc habil
    """.split()
)
#: What may follow a name: degrees, memberships, generations.
_DEGREES = frozenset(
    """
    phd dphil md mba emba ba bsc msc ma bs ms meng beng llm llb jd esq cpa cfa cfp cma acca
    aca fca fcca caia frm fsa pmp csm cspo prince2 itil cissp cisa cism ceh shrm shrmcp
    shrmscp sphr phr gphr rn dds dvm pe peng ing dipl dba edd mph mpa mfa frsa obe mbe cbe
    kbe qc kc mp mep jr sr ii iii iv mcipd fcipd cipd mcips fcips mrics frics riba aia leed
    ap six sigma lssbb bscn msw lcsw cscp cpim pgdip pgce bcom mcom hons acma cgma cia rer
    nat med phil habil mag magister fh lcl ict
    """.split()
)
_PARTICLES = frozenset(
    "van von der den de del della di da do dos das la le du des ter ten te zu zum zur af av"
    " y e bin ibn al el".split()
)
_BRACKETS = re.compile(r"[(\[{<«][^)\]}>»]{0,60}[)\]}>»]")
_SLOGAN = re.compile(r"(?:[|•·/\\►➤★✦✔→~]|\s[-–—:]\s).*$")
_SYMBOLS = frozenset({"So", "Sk", "Sm", "Sc", "Cs", "Co", "Cn", "Cf"})


def person_name(text: str) -> str:
    """A name as one writes it: "DR. ANNA VAN DER BERG, MBA | We hire" is "Anna van der Berg"."""
    bare = _bare(text)
    return _lowered(bare) if _is_shouted(bare) else bare


def two_names(first: str, last: str) -> tuple[str, str]:
    """First and last name out of a cell each."""
    first, last = _bare(first), _bare(last)
    if not _is_shouted(first + last):
        return first, last
    return _lowered(first), _lowered(last, is_last=True)


def checkable(text: str) -> str:
    """What of a cell must be nothing but a name: without degrees ("M.Sc.") that look like an address.

    A line break stays, for it shows that the record was read wrongly.
    """
    return text if len(text.strip().splitlines()) > 1 else _bare(text)


@lru_cache(maxsize=8192)
def _bare(text: str) -> str:
    """Without brackets, slogans, symbols, degrees and titles."""
    if text.isascii() and text.isalpha() and len(text) <= LONGEST_CELL:
        return text  # one word is a name, whatever else it means
    text = _SLOGAN.sub("", _BRACKETS.sub(" ", cell(text)))
    text = "".join(one for one in text if unicodedata.category(one) not in _SYMBOLS)
    words = _without_degrees(" ".join(text.split()).strip(" ,;")).split()
    while len(words) > 1 and _is_title(words[0]):
        words = words[1:]
    name = " ".join(words)
    return name.strip(" ,;.") if words and len(words[-1]) > 2 else name


def both_names(text: str) -> tuple[str, str]:
    """First and last name of a whole name, "Anna van der Berg" or "van der Berg, Anna"."""
    last, comma, first = text.partition(",")
    if comma and _is_name(last) and _is_name(person_name(first)):
        return person_name(first), person_name(last)
    first, _, last = person_name(text).partition(" ")
    return first, last


def _is_name(text: str) -> bool:
    words = text.split()
    return 0 < len(words) <= 4 and not any(
        plain(word).replace(" ", "") in _DEGREES for word in words
    )


def _is_title(word: str) -> bool:
    """Whether a first word is a title: "Dr.", "Prof", "Dipl.-Ing."; not a letter that stands for a name."""
    parts = plain(word.replace(".", " ")).split()
    dotted = word.endswith(".") or len(plain(word)) > 2 or plain(word) in {"dr", "mr", "ms"}
    return bool(parts) and dotted and all(part in _TITLES for part in parts)


def _without_degrees(text: str) -> str:
    """Without what stands behind a name: ", PhD, MBA", " Jr.", " M.Sc.", " PMP"."""
    name, comma, behind = text.partition(",")
    if comma and (not behind.strip() or all(map(_is_degree, re.split(r"[,/]| {2,}", behind)))):
        text = name
    words = text.split()
    while len(words) > 1 and _is_degree(words[-1]) and not words[-1].islower():
        if len(words) == 2 and "." not in words[-1] and not words[-1].isupper():
            break  # "Anna Ma" is a name
        words = words[:-1]
    return " ".join(words).strip(" ,;")


def _is_degree(text: str) -> bool:
    """Whether a piece behind a name is degrees: each of its words, or all of them written together."""
    if plain(text.replace(".", "")).replace(" ", "") in _DEGREES:
        return True
    words = re.split(r"[\s-]+", text.strip())
    return all(plain(word.replace(".", "")).replace(" ", "") in _DEGREES for word in words if word)


def _is_shouted(text: str) -> bool:
    """Whether a name is written in capitals; short ones ("JP", "LI") may well be."""
    if text.isascii() and not text.isupper():
        return False
    letters = [one for one in text if one.isalpha()]
    return len(letters) >= 5 and all(one.isupper() for one in letters)


def _lowered(text: str, *, is_last: bool = False) -> str:
    """A name in capitals as one writes it; a last name alone may begin with a particle."""
    words = text.split()
    return " ".join(
        word.lower()
        if (place or (is_last and len(words) > 1)) and word.lower() in _PARTICLES
        else _capitalised(word)
        for place, word in enumerate(words)
    )


def _capitalised(word: str) -> str:
    """ "O'NEIL-SMITH" as "O'Neil-Smith", "MCDONALD" as "McDonald"."""
    word = re.sub(r"[^\W\d_]+", lambda found: found[0][0] + found[0][1:].lower(), word)
    word = re.sub(r"(?<=['’])([^\W\d_])(?=[^\W\d_]{2})", lambda found: found[0].upper(), word)
    return re.sub(r"^Mc([a-z])", lambda found: f"Mc{found[1].upper()}", word)
