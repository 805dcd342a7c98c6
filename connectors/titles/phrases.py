# ruff: noqa: E501  (tables of words)
"""What stands in the line of a title beside titles: slogans, the past, wishes, and where somebody works."""

import re
from functools import lru_cache
from typing import NamedTuple

from connectors.companies import plain
from connectors.titles.hints import Hinted

MOST_PARTS = 6
_BETWEEN_PARTS = re.compile(
    r"[|│¦•●▪►▶★✦→‖;\n]|\s[·∙]\s|\s/{2}\s|\.\s+(?=[A-ZÀ-ÝА-Я])(?<!\b\w\.\s)(?<!\b\w\w\.\s)(?<!\b\w\w\w\.\s)(?<!\b\w\w\w\w\.\s)"
)
_WHERE = re.compile(r"\s(?:@\s?|(?:at|bei|chez|presso)\s)|(?<=\w)\s?@\s?(?=\w)", re.IGNORECASE)
_ABBREVIATED = re.compile(r"\b(?:[^\W\d_]\.){2,5}(?:[^\W\d_]\b)?")
_ELIDED = re.compile(r"\b([dljnm]|qu|dell|all|nell|sull|un)['’](?=\w\w)", re.IGNORECASE)
_SPELLED = str.maketrans({"ł": "l", "ı": "i", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})

#: "Head of Product, Payments" works on a product, for payments.
_FOR_A_MARKET = re.compile(r"\b(products?)\s*[,–-]\s*(?=[^\W\d_])", re.IGNORECASE)

#: From here on somebody speaks of what they were, or would like to be.
_NO_LONGER = Hinted(
    r"\b(?:ex|former|formerly|previously|past|ehemalige?\w*|vormals|fruher\w*|anciens?|anciennes?|antigu[oa]|anteriormente|voormalig\w*|byl[ya]|tidigare|tidligere|"
    r"entinen|eski|byvaly|retired|retiree|semi retired|pensionar\w*|pensioniert\w*|im ruhestand|rentner(?:in)?|en retraite|retraitee?|jubilad[oa]|aposentad[oa]|in pensione|pensionat[oa]|"
    r"gepensioneerd|emerytowan\w*|emeryt\w*|emekli|elakkeella|"
    r"(?:actively )?(?:looking|searching|seeking)(?: \w+)?|open to|open for|in search of|in transition|en transition|em transicao|en transicion|in transizione|between (?:jobs|roles)|unemployed|job ?seek\w+|available for|aspiring|wannabe|"
    r"auf (?:der suche|jobsuche|stellensuche)|arbeits(?:suchend|los)|(?:en|a la) recherche|en busqueda|buscando|in cerca di|em busca|op zoek naar|poszukuj\w*|szukam|na vetsim|is ariyorum|"
    r"бывший|бывшая|екс|экс|колишній|в поиске|в поисках|ищу|пенсионер)\b"
)
#: Who speaks like this says what they want for the world, not what they are.
_SLOGAN = Hinted(
    r"^(?:i|we|my|our|let s|lets|ich|wir|je|j|nous|ik|wij|yo|noi|pomagam|pomagamy|"
    r"(?:help|empower|mak|turn|transform|bring|unlock|inspir|enabl|connect|chang|disrupt|solv|creat|scal|grow|simplify|democrati[sz]|reimagin|"
    r"deliver|accelerat|shap|build|support|driv|champion|turn|lead|advanc|revolutioni[sz]|provid|work|pioneer|elevat|guid|advocat|bridg|mentor|cultivat|reinvent|optimi[sz]|sav|do)ing"
    r"(?! (?:manager|director|engineer|coordinator|specialist|lead|inspector|services|technician|instructor|officer|supervisor|surveyor|contractor|teacher|partner|member|control|student|capital|expert))|"
    r"(?:so )?passionate (?:about|for|in)|obsessed|driven by|on a mission|believer|lover|fan of|dreamer|curious|proud|husband|father|mother|mum|mom|dad|wife|"
    r"aidant|j ?aide|passionnee? (?:par|de)|ayud(?:o|ando)|apasionad[oa]|ajud(?:o|ando)|apaixonad[oa]|aiuto|appassionat[oa]|leidenschaft\w*|begeistert\w*|gepassioneerd\w*|pasjonat\w*|helpt \w+)\b|"
    r"\b(?:enthusiast\w*|lovers?|geek|nerd|believer|thinker|dreamer|explorer|travell?er|learner|optimist|addict|evangelist at heart|aficionado|amante|liebhaber\w*)$"
)


class Part(NamedTuple):
    """One thing that somebody says of themself: as `plain` words, and where they do it."""

    words: str
    place: str


def parts_of(title: str) -> list[Part]:
    """What a line says one after the other, without slogans, the past and wishes."""
    joined = _ABBREVIATED.sub(lambda found: found[0].replace(".", ""), title)
    found = []
    for raw in _BETWEEN_PARTS.split(joined)[:MOST_PARTS]:
        said, _, place = _WHERE.sub("\n", raw, count=1).partition("\n")
        words = spelled(_FOR_A_MARKET.sub(r"\1 within ", said))
        if gone := _NO_LONGER.search(words):
            words, place = words[: gone.start()].strip(), ""
        if words and not _SLOGAN.search(words):
            found.append(Part(words, spelled(place)))
    return found


@lru_cache(maxsize=8192)
def spelled(text: str) -> str:
    """`plain` words, with letters of more languages in their plain form."""
    return plain(_ELIDED.sub(r"\1 ", text)).translate(_SPELLED)
