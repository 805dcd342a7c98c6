"""Countries in words: the name behind a code, and the code behind what people and files call one.

Pure: no Django.
"""

from brokerage.accounts.countries import COUNTRIES
from connectors.companies import plain

_CODES = {plain(name): code for code, name in COUNTRIES.items()} | {
    "uk": "GB",
    "england": "GB",
    "scotland": "GB",
    "great britain": "GB",
    "usa": "US",
    "united states of america": "US",
    "deutschland": "DE",
    "osterreich": "AT",
    "schweiz": "CH",
    "the netherlands": "NL",
    "espana": "ES",
    "italia": "IT",
    "brasil": "BR",
}


def country_name(code: str) -> str:
    """The English name of a country; the code itself when we have none; "" for ""."""
    return COUNTRIES.get(code, code)


def country_code(name: str) -> str:
    """The ISO code behind a country's name or code; "" when unknown."""
    text = name.strip()
    return text.upper() if text.upper() in COUNTRIES else _CODES.get(plain(text), "")
