"""Ways to reach somebody past us, found in a text: addresses, links, bare domains, handles, numbers.

Mail programs make a link out of "acme.com" alone, so a domain counts in whatever way it is written. Each
pattern is anchored at the beginning of a word and bounded, so that a text takes time by its length.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from html import unescape

from publicsuffixlist import PublicSuffixList


@dataclass(frozen=True)
class Found:
    """One way to reach somebody: what it is, in words for a sentence, and how it is written."""

    kind: str
    words: str


EMAIL, LINK, DOMAIN = "an email address", "a link", "a web address"
HANDLE, PHONE = "a handle", "a phone number"

_DOTS = re.compile(
    "[\u3002\uff0e\uff61\u2024\u00b7\u2022\u2219\u22c5\u06d4\u0701\u1362\ua4f8\ufe52]"
)
#: "acme (dot) com", "acme [.] com", "acme{dot}com".
_DOT_IN_BRACKETS = re.compile(
    r"[ \t]?[(\[{<][ \t]?(?:\.|dot|d0t|point|punkt|punto|ponto|точка)[ \t]?[)\]}>][ \t]?",
    re.IGNORECASE,
)
_AT_IN_BRACKETS = re.compile(
    r"[ \t]?[(\[{<][ \t]?(?:@|at|ät|arroba)[ \t]?[)\]}>][ \t]?", re.IGNORECASE
)
#: "acme dot com", "acme . com", "acme .com": only before endings that are no everyday words.
_DOT_APART = re.compile(
    r"(?<=\w)(?:[ \t]{1,3}(?:dot|punkt|punto|ponto|точка)[ \t]{1,3}|[ \t]{1,3}\.[ \t]{0,3}|,(?=\w))"
    r"(?=([a-z]{2,10})(?![\w-]))",
    re.IGNORECASE,
)
_DOT_BEFORE = re.compile(r"(?<=\w)\.[ \t]{1,3}(?=([a-z]{2,10})(?![\w-]))")
_WELL_KNOWN = frozenset(
    """com net org info biz io ai app dev co eu de uk fr es it ch nl be pl se dk fi ie pt cz ru cn jp xyz
    online site shop club tech cloud page link click live top pro me tv cc ly gg example""".split()
)
_EVERYDAY = frozenset(
    "it be me is in so my to no at as am do by us new one can page link live top pro tech".split()
)
_SPACED_OUT = re.compile(r"(?<!\S)(?:\S[ \t]){4,200}\S(?!\S)")

_SCHEME = re.compile(
    r"(?<![a-z0-9])(?:[a-z][a-z0-9+-]{1,15}:[ \t]?[/\\]{1,2}[^\s]|hxxps?[:\[]|www[0-9]?[ \t]?\.[ \t]?\w"
    r"|(?:mailto|tel|sms|callto|facetime|skype|whatsapp|tg|xmpp|sip|javascript|data|vbscript|geo|urn):[^\s])"
    r"[^\s]{0,80}",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"<\s{0,3}a\s[^>]{0,80}|\]\([^)]{0,80}|\[url[^\]]{0,80}", re.IGNORECASE)
_MAIL = re.compile(
    r"(?<![^\s<>\"'(),;:|\[\]])[^\s<>\"'(),;:|@\[\]]{1,100}@[^\s<>\"'(),;:|@\[\]]{1,253}"
)
_HANDLE = re.compile(r"(?<![\w@])@[\w.]{2,60}")
_HOST = re.compile(
    r"(?<![\w.-])(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}[^\W_](?:[\w-]{0,61}[^\W_])?(?![\w-])"
)
_NUMBERED_HOST = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]*\w)")
#: Endings that no public list holds, and that look like an address all the same.
_OTHER_ENDINGS = frozenset(
    "example test invalid localhost local internal onion lan corp eth".split()
)
#: Words with a full stop inside that are no addresses.
_NO_HOSTS = frozenset({"asp.net", "ado.net", "vb.net", "ml.net", "e.g", "i.e"})

_SIGN = r"[ \t\u00a0()/.,\-\u2010-\u2015_*|~:;]"
_DIGITS = re.compile(rf"(?<![\w])\+?(?:\({{0,2}}\d)(?:{_SIGN}{{0,3}}\d){{6,40}}")
_DATES = re.compile(
    r"(?<![\d.])(?:(?:19|20)\d\d[-./](?:0?[1-9]|1[0-2])[-./](?:0?[1-9]|[12]\d|3[01])"
    r"|(?:0?[1-9]|[12]\d|3[01])[-./ ](?:0?[1-9]|[12]\d|3[01])[-./ ](?:19|20)\d\d)(?!\d)"
    r"|(?<!\d)\d{1,2}:\d\d(?::\d\d)?(?!\d)"
)
_YEARS = re.compile(
    r"(?<![\d.+])(?:19|20)\d\d(?:[ \t]?[-/,;\u2010-\u2015][ \t]?(?:(?:19|20)\d\d|\d\d)(?!\d)){1,12}"
    r"(?![ \t-]?\d)"
)
_AMOUNTS = re.compile(
    r"(?<![\d.+])\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,2})?(?![\d])"
    r"|(?:EUR|USD|GBP|CHF|[€$£])[ \t]?\d{1,3}(?:[ ,.'\u00a0]?\d{3}){0,4}(?:[.,]\d{1,2})?(?![\d])"
    r"|(?<![\d.+])\d{1,3}(?:[ ,.'\u00a0]?\d{3}){0,4}(?:[.,]\d{1,2})?[ \t]?"
    r"(?:EUR|USD|GBP|CHF|[€$£%]|euros?|dollars?|pounds?|people|employees|users|customers|units|tons)",
    re.IGNORECASE,
)
_STANDARD = re.compile(r"\b(?:ISO|IEC|EN|DIN)[ /-]?\d{3,6}(?:[-/:]\d{1,5}){0,3}", re.IGNORECASE)
_NUMBER_WORD = (
    r"(?:zero|oh|nought|one|two|three|four|five|six|seven|eight|nine|double|triple|plus|\d)"
)
_IN_WORDS = re.compile(
    rf"(?<!\w){_NUMBER_WORD}(?:[\s,./-]{{1,3}}{_NUMBER_WORD}){{6,40}}(?!\w)", re.IGNORECASE
)


def contact_details(text: str, *, own_domain: str = "") -> Found | None:
    """The first way to reach somebody that stands in `text`; None for none.

    `own_domain` is the one domain that may stand there.
    """
    return next(find_all(text, own_domain=own_domain), None)


def find_all(text: str, *, own_domain: str = "") -> Iterator[Found]:
    """Every way to reach somebody in `text`, the surest first."""
    seen = dict.fromkeys(_spellings(text))
    for look in (_links, _mails, _hosts(own_domain), _handles, _phones):
        for one in seen:
            yield from look(one)


def _spellings(text: str) -> Iterator[str]:
    """The text as it is read by a mail program, and by a person who puts it together again."""
    yield (flat := _flat(text))
    if "&" in text:
        yield _flat(unescape(text))
    yield (closed := _SPACED_OUT.sub(_together, flat))
    yield _with_dots(closed)


def _flat(text: str) -> str:
    """In compatibility form, without what nobody sees, with every kind of full stop as one."""
    kept = (
        one
        for one in text
        if unicodedata.category(one) not in {"Cf", "Mn", "Me"} or one == "\u0301"
    )
    return _DOTS.sub(".", unicodedata.normalize("NFKC", "".join(kept)))


def _together(found: re.Match[str]) -> str:
    return re.sub(r"[ \t]", "", found[0])


def _with_dots(text: str) -> str:
    text = _AT_IN_BRACKETS.sub("@", _DOT_IN_BRACKETS.sub(".", text))
    text = _DOT_APART.sub(_if_known, text)
    return _DOT_BEFORE.sub(_if_known, text)


def _if_known(found: re.Match[str]) -> str:
    """A dot, where an ending follows that is used for addresses and hardly for anything else."""
    ending = found[1]
    known = ending.lower() in _WELL_KNOWN - _EVERYDAY
    return "." if known and (ending.islower() or "dot" in found[0].lower()) else found[0]


def _links(text: str) -> Iterator[Found]:
    for pattern in (_SCHEME, _MARKUP, _NUMBERED_HOST):
        for found in pattern.finditer(text):
            yield Found(LINK, found[0].strip())


def _mails(text: str) -> Iterator[Found]:
    for found in _MAIL.finditer(text):
        local, _, domain = found[0].partition("@")
        if local.strip(".") and re.search(r"\w", domain):
            yield Found(EMAIL, found[0].strip(".!?"))


def _hosts(own_domain: str) -> Callable[[str], Iterator[Found]]:
    def look(text: str) -> Iterator[Found]:
        for found in _HOST.finditer(text):
            host = found[0].casefold()
            allowed = own_domain and host.removeprefix("www.") == own_domain.casefold()
            if not allowed and is_domain(host):
                yield Found(DOMAIN, found[0])

    return look


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList(accept_unknown=False)


def is_domain(host: str) -> bool:
    """Whether these words with full stops between them are an address on the web."""
    host = host.casefold().strip(".")
    labels = host.split(".")
    if host in _NO_HOSTS or len(labels) < 2 or labels[-1].isdecimal():
        return False
    if labels[-1] in _OTHER_ENDINGS:
        return True
    suffix = _suffixes().publicsuffix(host)
    return bool(suffix) and suffix != host


def _handles(text: str) -> Iterator[Found]:
    for found in _HANDLE.finditer(text):
        yield Found(HANDLE, found[0])


def _phones(text: str) -> Iterator[Found]:
    text = "".join(
        str(unicodedata.digit(one)) if one.isdecimal() and not one.isascii() else one
        for one in text
    )
    text = re.sub("(?<=\\d)\u20e3", "", text)
    for pattern in (_DATES, _YEARS, _STANDARD, _AMOUNTS):
        text = pattern.sub(" \u00b6 ", text)
    for found in _DIGITS.finditer(text):
        yield Found(PHONE, found[0].strip(" ,.;:-"))
    for found in _IN_WORDS.finditer(text):
        yield Found(PHONE, found[0])
