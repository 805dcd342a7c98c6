"""One cell of a table that should say one thing: who, which job, which company. Does it say something else?

A record that was read wrongly (a quotation mark never closed, a comma too many) shows by what stands in
the wrong place: a line break, an address, a date, a number to call.
"""

import re
from functools import lru_cache

from brokerage.kit.text.contact_details import DOMAIN, contact_details

_BREAK = re.compile("[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_MONTH = (
    r"(?:jan|feb|fev|fév|mar|mär|mrz|apr|abr|avr|may|mai|mag|jun|giu|juin|jul|lug|juil|aug|ago|aoû|aou|sep"
    r"|set|oct|okt|ott|out|nov|dec|dez|dic|déc|ene|gen)[^\W\d_]{0,7}"
)
_DATE = re.compile(
    rf"(?<!\w)\d{{1,2}}(?:st|nd|rd|th)?[ ./-]{{1,2}}(?:de )?{_MONTH}\.?[ ,./-]{{1,2}}(?:de )?"
    r"(?:19|20)\d\d(?!\d)"
    rf"|(?<!\w){_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?,? (?:19|20)\d\d(?!\d)"
    r"|(?<!\d)(?:19|20)\d\d[-./年](?:0?[1-9]|1[0-2])[-./月](?:0?[1-9]|[12]\d|3[01])(?!\d)"
    r"|(?<!\d)(?:0?[1-9]|[12]\d|3[01])[-./](?:0?[1-9]|[12]\d|3[01])[-./](?:19|20)?\d\d(?!\d)",
    re.IGNORECASE,
)
#: Companies that are called as their site is: "Booking.com", "Amazon.com, Inc."
_CALLED_AS_A_SITE = re.compile(
    r"(?<![\w.@/-])[^\W_][\w-]{0,40}\.(?:[a-z]{2,3}\.)?[a-z]{2,6}(?![\w./:@-])", re.IGNORECASE
)


#: Without one of these there is nothing to look for; most cells have none.
_WORTH_A_LOOK = re.compile(r"[^\w ,'’&()|+-]|\d|dot|punkt|punto|ponto", re.IGNORECASE)


@lru_cache(maxsize=20_000)
def out_of_place(raw: str) -> str:
    """What stands in a cell that does not belong there, in words ("a line break"); "" for nothing."""
    text = raw.strip()
    if not _WORTH_A_LOOK.search(text):
        return ""
    if _BREAK.search(text):
        return "a line break"
    if _DATE.search(text):
        return "a date"
    found = contact_details(_CALLED_AS_A_SITE.sub(" \u00b6 ", text, count=1))
    if found is None:
        return ""
    return "a web address" if found.kind == DOMAIN else found.kind
