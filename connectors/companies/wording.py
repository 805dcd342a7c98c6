# ruff: noqa: E501  (tables of words)
"""What a name says of itself beside the name: a former one, a slogan, whose it is, a branch, the partners."""

import re

_POINTED = re.compile(r"\b(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b)?")
#: A branch of a company is the company.
_BRANCH = re.compile(
    r"[ ,(–-]{1,4}(?:(?:zweig)?niederlassung|filiale|sucursal|succursale|branch|oddział|representative office|bijkantoor|filial|şubesi)\b.*$|"
    r"[ ,(–-]{1,4}[\w-]{1,30} branch(?: office)?\)?$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"(?i)(?<=gmbh & co)\.? [^\W\d_]+(?= kg$)")
#: The names of the partners, behind the form of their firm.
_PARTNERS = re.compile(
    r"(?<=\w)\s+(s\.? ?a\.? ?s\.?|s\.? ?n\.? ?c\.?)\s+(?:di|de|dei)\s.+$", re.IGNORECASE
)
#: What else a name says of itself: what it was, whose it is now, under which name it trades.
_FORMER = re.compile(
    r" ?[(,–-]? ?\b(?:formerly|previously|f/?k/?a|ehemals|vormals|früher|anciennement|antes|voorheen|dawniej|tidigare|ex[ -])\b.+$",
    re.IGNORECASE,
)
_NOW = re.compile(
    r"^.+?[(,–-]? ?\b(?:now|jetzt|heute|ora|ahora|désormais|d/?b/?a|trading as|t/a|operating as)\b (?!part |owned |a )([^()]+)\)?$",
    re.IGNORECASE,
)
_WHOSE = re.compile(
    r" ?(?:[(,–—|-]| - ) ?(?:an? (?:[\w&.' -]+ )(?:company|business|brand|subsidiary)|(?:now )?part of .+|(?:now )?owned by .+|"
    r"(?:a )?member of .+|ein unternehmen (?:der|von) .+|une société (?:du|de) .+|una empresa de .+)\)?$",
    re.IGNORECASE,
)
_IN_CITY = re.compile(r"[(（](?:北京|上海|深圳|广州|杭州|成都|天津|南京|武汉|中国|日本|香港)[)）]")

_BEHIND_BAR = re.compile(r"(?<=\w) ?[|│•·].+$")
_SITE_INSIDE = re.compile(
    r"^((?:pt )?[\w-]{4,60})\.(?:com|net|org|io|ai)(?=[\s,]+\S)", re.IGNORECASE
)


#: One of these stands in every name that says more of itself.
_SAYS_MORE = (
    *"|│•·(（,–—", " - ", "s.a", "sas ", "s.n.c", "snc ", " kg", "former", "previous", "f/k/a", "fk", "ehemals", "vormals", "früher",
    "ancienne", "antes", "voorheen", "dawniej", "tidigare", "ex-", "ex ", " now ", " jetzt ", " heute ", " ora ", " ahora ",
    "désormais", "d/b/a", "dba", "trading as", "t/a", "operating as", "niederlassung", "filial", "sucursal", "succursale",
    "branch", "oddział", "representative", "bijkantoor", "şubesi",
)  # fmt: skip


def said_of_itself(name: str) -> str:
    """The name that counts, where several stand in one cell; dotted letters as one word: "S.A.S." is "SAS"."""
    name = " ".join(name.split())
    small = name.lower()
    if any(one in small for one in _SAYS_MORE):
        name = _BEHIND_BAR.sub("", _IN_CITY.sub("", name))
        if now := _NOW.match(name):
            name = now[1]
        name = _BETWEEN.sub("", _PARTNERS.sub("", _BRANCH.sub("", name) or name))
        name = _WHOSE.sub("", _FORMER.sub("", name) or name) or name
    if "." in name:
        name = _POINTED.sub(_together, _SITE_INSIDE.sub(r"\1", name))
    return name


def _together(found: re.Match[str]) -> str:
    return found[0].replace(".", "") + " "
