"""Dates as exports write them, in the languages of our markets."""

import datetime as dt
import re
from collections.abc import Iterable
from functools import lru_cache

from connectors.companies import plain

_MONTHS = {
    month: number
    for number, months in enumerate(
        (
            "jan ene gen janv sty led oca ocak янв січ",
            "feb fev febr lut uno sub subat фев лют",
            "mar mrz maer marz mars maa bre мар бер",
            "apr abr avr kwi dub nis апр кві",
            "may mai mag mayo magg mei maj kve maja мая май тра",
            "jun giu juin cze cvn haz июн чер",
            "jul lug juil lip cvc tem июл лип",
            "aug ago aou aout sie srp agu avg авг сер",
            "sep set sept wrz zar eyl сен вер",
            "oct okt ott out paz rij eki окт жов",
            "nov lis kas ноя лис",
            "dec dez dic gru pro ara дек гру",
        ),
        start=1,
    )
    for month in months.split()
}
#: Words and signs between the parts of a date: "12 de fev. de 2023", "2023年9月12日".
_BETWEEN_DATES = re.compile(r"\b(?:de|del|di|of|den|den|le|el|г|р)\b|[年月日년월일]", re.IGNORECASE)


def month_number(word: str) -> int | None:
    """The month a word in one of our languages stands for, 1 to 12."""
    letters = plain(word)
    return _MONTHS.get(letters) or _MONTHS.get(letters[:4]) or _MONTHS.get(letters[:3])


def day_comes_first(texts: Iterable[str]) -> bool:
    """Whether dates like 10/11/2023 in this file put the day first: some day is above 12."""
    firsts = (re.match(r"\s*(\d{1,2})/\d{1,2}/\d{2,4}", text) for text in texts)
    return any(int(first.group(1)) > 12 for first in firsts if first)


@lru_cache(maxsize=4096)
def parse_date(text: str, *, day_first: bool = False) -> dt.date | None:
    """A date in any of the forms seen in exports; None when it is none of them.

    `12 Mar 2024`, `7-Feb-22`, `12. März 2024`, `Mar 12, 2024`, `10/15/2023`, `15.10.2023`, ISO.
    """
    text = _BETWEEN_DATES.sub(" ", text.strip()[:40])
    words = re.findall(r"\d+|[^\W\d_]+", text)[:3]
    if len(words) < 3:
        return None
    one, two, three = words
    if one.isdigit() and len(one) == 4:
        return _date(one, two, three)
    if not two.isdigit():
        return _date(three, two, one)
    if not one.isdigit():
        return _date(three, one, two)
    if "." in text or day_first or int(one) > 12:
        return _date(three, two, one)
    return _date(three, one, two)


def _date(year: str, month: str, day: str) -> dt.date | None:
    number = int(month) if month.isdigit() else month_number(month)
    if number is None or not (year.isdigit() and day.isdigit()):
        return None
    full = int(year) + 2000 if len(year) <= 2 else int(year)
    if not 1950 <= full <= 2100:
        return None
    try:
        return dt.date(full, number, int(day))
    except ValueError:
        return None
