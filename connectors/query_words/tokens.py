"""A query cut into words, numbers and signs, each with where it stands."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from brokerage.kit.text.search_words import folded, word_signs
from connectors.query_words.parts import FIELDS

LONGEST_QUERY = 500
"""Letters of a query that are read."""
NO, SOFT, HARD = 0, 1, 2
"""What stands before a word: a blank at most, a comma or the like, a semicolon (nothing goes on behind)."""

_W = word_signs()
_NUMBER = r"\d{1,3}(?:[.,'’]\d{3})+(?:[.,]\d{1,2})?|\d{1,2}[ \u00a0\u202f]\d{3}(?![\d.,])|\d+(?:[.,]\d{1,2})?"
_TOKEN = re.compile(
    rf"(?P<explicit>-?\b(?:{'|'.join(FIELDS)}):(?:\"[^\"]*\"|[^\s;\"]+))"
    rf"|(?P<amount>(?<![{_W}])(?:{_NUMBER})(?:\s?(?:k|m|K|M)|\s?(?:tsd|mio)\.?)?(?![{_W}]))"
    r"|(?P<literal>\"[\d.,]{1,12}[kKmM]?\")"
    r"|(?P<short>(?<![^\W\d_])(?:[^\W\d_]\.){2,6}(?:[^\W\d_](?![^\W_]))?)"
    rf"|(?P<elided>(?i:\b(?:[dljmnst]|qu))['’](?=[{_W}]{{2}}))"
    rf"|(?P<word>[{_W}]+(?:['’][{_W}]+)*)"
    r"|(?P<sign><=|>=|US\$|CA\$|[<>≤≥€$£¥₹₩₺₪₫฿@+~&–—-])"
    r"|(?P<hard>[;|\n])|(?P<soft>[,/()\[\]{}:\"!?·•*])"
)
_SUFFIX = re.compile(r"\s?(k|m|tsd|mio)\.?$", re.IGNORECASE)
_TIMES = {"k": 1000, "tsd": 1000, "m": 1_000_000, "mio": 1_000_000}


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number or a sign of a query, from `start` to `end`.

    `fold`: as search compares it. `before`: NO, SOFT or HARD. `glued`: no blank stands before it.
    """

    kind: str
    raw: str
    fold: str
    start: int
    end: int
    before: int
    glued: bool
    amount: Decimal | None = None


def tokens_of(text: str) -> list[Token]:
    """The tokens of a text, in order."""
    found: list[Token] = []
    before, end = NO, -1
    for match in _TOKEN.finditer(text):
        kind, raw = match.lastgroup or "", match[0]
        if kind in {"soft", "hard"}:
            before = max(before, HARD if kind == "hard" else SOFT)
            continue
        start = match.start()
        glued = end >= 0 and not text[end:start].strip(".")
        if raw in "-–—" and not _dash_counts(text, match, found):
            if not glued or text[match.end() : match.end() + 1].isspace():
                before = max(before, SOFT)
            end = match.end()
            continue
        fold = raw if kind in {"sign", "explicit"} else _fold(raw)
        if kind == "literal":
            kind = "word"
        if raw == "&":
            kind, fold = "word", "and"
        if fold:
            amount = _amount(raw) if kind == "amount" else None
            found.append(Token(kind, raw, fold, start, match.end(), before, glued, amount))
            before = NO
        end = match.end()
    return found


def _dash_counts(text: str, match: re.Match[str], found: list[Token]) -> bool:
    """Whether a dash denies what follows ("-germany"), or stands between two numbers."""
    behind = text[match.end() : match.end() + 1]
    at_start = match.start() == 0 or text[match.start() - 1] in " \t\n,;(|/"
    if at_start and behind and not behind.isspace():
        return not behind.isdigit()
    last = found[-1] if found else None
    ahead = text[match.end() :].lstrip(" €$£¥")[:1]
    return last is not None and (last.kind == "amount" or last.raw in _CURRENCY) and ahead.isdigit()


_CURRENCY = frozenset("€ $ £ ¥ US$ EUR eur USD usd GBP gbp".split())


@lru_cache(maxsize=8192)
def _fold(raw: str) -> str:
    if raw.count(".") > 1 and not raw[0].isdigit():
        raw = raw.replace(".", "")
    return folded(raw)


def _amount(raw: str) -> Decimal | None:
    """What a number says: "1.200" and "1,200" are twelve hundred, "1,5k" is fifteen hundred."""
    times = 1
    if suffix := _SUFFIX.search(raw):
        times, raw = _TIMES[suffix[1].lower()], raw[: suffix.start()]
    digits = re.sub(r"['’\s]", "", raw)
    point = re.search(r"[.,](\d{1,2})$", digits)
    whole = re.sub(r"[.,]", "", digits[: point.start()] if point else digits)
    try:
        return Decimal(f"{whole}.{point[1] if point else 0}") * times
    except InvalidOperation:
        return None
