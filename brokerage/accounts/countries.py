"""The countries a person can sign up from, and the currency each is paid in. Pure: no Django."""

from collections.abc import Collection

_NAMES = """AE United Arab Emirates|AR Argentina|AT Austria|AU Australia|BE Belgium|BG Bulgaria|
BM Bermuda|BR Brazil|CA Canada|CH Switzerland|CL Chile|CN China|CO Colombia|CY Cyprus|CZ Czechia|
DE Germany|DK Denmark|EE Estonia|EG Egypt|ES Spain|FI Finland|FR France|GB United Kingdom|GR Greece|
HK Hong Kong|HR Croatia|HU Hungary|ID Indonesia|IE Ireland|IL Israel|IN India|IS Iceland|IT Italy|
JE Jersey|JP Japan|KE Kenya|KR South Korea|LI Liechtenstein|LT Lithuania|LU Luxembourg|LV Latvia|
MT Malta|MX Mexico|MY Malaysia|NG Nigeria|NL Netherlands|NO Norway|NZ New Zealand|PE Peru|
PH Philippines|PL Poland|PT Portugal|RO Romania|RS Serbia|SA Saudi Arabia|SE Sweden|SG Singapore|
SI Slovenia|SK Slovakia|TH Thailand|TR Turkey|TW Taiwan|UA Ukraine|US United States|UY Uruguay|
VN Vietnam|ZA South Africa"""

COUNTRIES: dict[str, str] = {entry[:2]: entry[3:] for entry in _NAMES.replace("\n", "").split("|")}
_CURRENCIES = {"GB": "GBP", "JE": "GBP", "US": "USD", "CA": "CAD", "CH": "CHF"}


def country_choices() -> list[tuple[str, str]]:
    """`(code, name)` for a select, by name, with an empty first line."""
    return [("", "Choose a country"), *sorted(COUNTRIES.items(), key=lambda item: item[1])]


def usual_currency(country: str, settled: Collection[str]) -> str:
    """What somebody in `country` is paid in: their own currency if we settle in it, else euros, else what
    we settle in first."""
    own = _CURRENCIES.get(country, "EUR")
    return next(one for one in (own, "EUR", *settled) if one in settled)
