"""The currencies in which a price may be asked, and their rules. Pure: no Django.

Amounts are in minor units as the payment provider counts them. `step`: every amount that is charged,
refunded, kept or paid out is a multiple of it. The provider's rules that differ from ISO 4217 (its page on
currencies): three-decimal amounts end in 0; ISK is counted in hundredths although there are none; HUF and
TWD are paid out in whole units only. UGX is not here: the provider's own pages disagree about it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

Limits = Mapping[str, tuple[int, int]]
"""Per currency the least and the greatest price, in minor units."""
MOST_AT_PROVIDER = 99_999_999
"""Minor units: the provider takes no charge of more digits, in no currency."""


@dataclass(frozen=True, slots=True)
class Currency:
    """`digits` after the point, `step` in minor units, and the `least` and `greatest` price by default."""

    code: str
    digits: int
    step: int = 1
    least: int = 0
    greatest: int = 0
    symbol: str = ""

    @property
    def factor(self) -> int:
        """Minor units in one unit."""
        return 10**self.digits

    def plain(self, amount: int) -> str:
        """As people type it: "1250.00", without a sign of the currency."""
        units, decimals = self._parts(amount)
        return f"{'-' if amount < 0 else ''}{units}{decimals}"

    def written(self, amount: int) -> str:
        """As people read it: "€1,250.00"."""
        units, decimals = self._parts(amount)
        return f"{'−' if amount < 0 else ''}{self.symbol or self.code + ' '}{units:,}{decimals}"

    def _parts(self, amount: int) -> tuple[int, str]:
        """Whole units, and ".50"; nothing for a currency without decimals."""
        units, rest = divmod(abs(amount), self.factor)
        return units, f".{rest:0{self.digits}d}" if self.digits else ""

    def minor(self, typed: Decimal) -> int | None:
        """An amount as typed ("12.50") in minor units; None if it has more decimals than there are."""
        scaled = typed.scaleb(self.digits)
        whole = int(scaled)
        return whole if whole == scaled else None

    def why_not_an_amount(self, amount: int) -> str | None:
        """Why nobody can be paid this much, in a sentence; None if they can."""
        if amount % self.step:
            return f"Amounts in {self.code} are multiples of {self.written(self.step)}."
        return None

    def prices(self, limits: Limits) -> tuple[int, int]:
        """The least and the greatest price, where `limits` are an operator's own."""
        return limits.get(self.code, (self.least, self.greatest))

    def why_not_a_price(self, amount: int, limits: Limits) -> str | None:
        """Why this cannot be asked for, in a sentence; None if it can."""
        least, greatest = self.prices(limits)
        if amount < least:
            return f"The lowest price is {self.written(least)}."
        if amount > greatest:
            return f"The highest price is {self.written(greatest)}."
        return self.why_not_an_amount(amount)


# Code, digits, step, least and greatest price (about EUR 25 and EUR 10,000), symbol.
_TABLE = """
EUR 2 1 2500 1000000 €
USD 2 1 2500 1000000 $
GBP 2 1 2500 1000000 £
AED 2 1 10000 4000000
AUD 2 1 4000 1600000
BHD 3 10 11000 4300000
BIF 0 1 75000 30000000
BRL 2 1 16000 6300000
CAD 2 1 4000 1600000 CA$
CHF 2 1 2500 1000000
CLP 0 1 27000 11000000
CNY 2 1 20000 8000000
CZK 2 1 62000 25000000
DJF 0 1 4500 1800000
DKK 2 1 19000 7500000
GNF 0 1 220000 88000000
HKD 2 1 22000 9000000
HUF 2 100 1000000 99999900
ILS 2 1 10000 4000000
INR 2 1 240000 95000000
ISK 2 100 360000 99999900
JOD 3 10 20000 8000000
JPY 0 1 4000 1600000 ¥
KMF 0 1 12500 5000000
KRW 0 1 40000 16000000
KWD 3 10 9000 3500000
MGA 0 1 115000 46000000
MXN 2 1 54000 21000000
MYR 2 1 12500 5000000
NOK 2 1 29000 12000000
NZD 2 1 4500 1800000
OMR 3 10 11000 4400000
PHP 2 1 150000 60000000
PLN 2 1 11000 4300000
PYG 0 1 190000 78000000
QAR 2 1 10500 4200000
RON 2 1 12700 5000000
RWF 0 1 37000 15000000
SAR 2 1 10500 4200000
SEK 2 1 28000 11000000
SGD 2 1 3700 1500000
THB 2 1 95000 38000000
TND 3 10 85000 34000000
TRY 2 1 120000 48000000
TWD 2 100 90000 35000000
VND 0 1 700000 99999999
VUV 0 1 3300 1300000
XAF 0 1 16400 6500000
XOF 0 1 16400 6500000
XPF 0 1 3000 1200000
ZAR 2 1 50000 20000000
"""


def _row(line: str) -> Currency:
    code, digits, step, least, greatest, *symbol = line.split()
    numbers = (int(digits), int(step), int(least), int(greatest))
    return Currency(code, *numbers, symbol="".join(symbol))


OFFERED: dict[str, Currency] = {row.code: row for row in map(_row, _TABLE.strip().splitlines())}
# What a balance at the provider may stand in besides. Written down where it is met, never a price.
_ELSEWHERE = """
AFN ALL AMD AOA ARS AWG AZN BAM BBD BDT BMD BND BOB BSD BTN BWP BYN BZD CDF COP CRC CVE DOP DZD EGP
ETB FJD FKP GEL GIP GMD GTQ GYD HNL HTG IDR JMD KES KGS KHR KYD KZT LAK LBP LKR LRD LSL MAD MDL MKD
MMK MNT MOP MRU MUR MVR MWK MZN NAD NGN NIO NPR PAB PEN PGK PKR RSD RUB SBD SCR SHP SLE SOS SRD STN
SVC SZL TJS TOP TTD TZS UAH UGX UYU UZS WST XCD XCG YER ZMW
"""
KNOWN: dict[str, Currency] = OFFERED | {code: Currency(code, 2) for code in _ELSEWHERE.split()}


def read_limits(said: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Limits as an operator writes them, "EUR:2500:1000000"; raises ValueError for anything else."""
    found = {}
    for one in said:
        written = re.fullmatch(r"([A-Z]{3}):(\d+):(\d+)", one.strip())
        if written is None:
            raise ValueError(f"{one!r} is not like EUR:2500:1000000")
        found[written[1]] = (int(written[2]), int(written[3]))
    return found


def problems(codes: Iterable[str], limits: Limits) -> list[str]:
    """What is wrong with the currencies offered and with an operator's own limits, a sentence each."""
    codes = list(codes)
    found = [] if codes else ["No currency is offered."]
    found += [
        f"{code!r} is no currency that we know the rules of."
        for code in codes
        if code not in OFFERED
    ]
    if len(set(codes)) < len(codes):
        found.append("A currency is named twice.")
    for code, (least, greatest) in limits.items():
        row = OFFERED.get(code)
        if row is None or code not in codes:
            found.append(f"Price limits are set for {code!r}, which is not offered.")
        elif (
            not 0 < least <= greatest <= MOST_AT_PROVIDER or least % row.step or greatest % row.step
        ):
            found.append(f"The price limits of {code} make no sense: {least} to {greatest}.")
    return found
