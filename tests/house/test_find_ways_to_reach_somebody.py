# ruff: noqa: E501  (tables of examples)
"""Addresses, links, bare domains, handles and numbers are found however they are written; prices, dates,
years and ordinary punctuation are none."""

import time

import pytest

from brokerage.kit.text.contact_details import contact_details, find_all

REACHES = """see db-verify.com/login|evil-login.com|x at ftp://x.y|a@evil-login.com|db-verify dot com|
db-verify (dot) com|db-verify . com|db-verify[.]com|db-verify．com|db-verify。com|пример.рф|db-verify .com|
xn--e1afmkfd.xn--p1ai|münchen.de|+49 170 1234567|0170/1234567|170 12 34 567|(555) 123-4567|555.123.4567|
٠١٧٠ ١٢٣ ٤٥٦٧|1️⃣7️⃣0️⃣1️⃣2️⃣3️⃣4️⃣|@camhall|reach me at @acme|www.foo.de|mailto:x|javascript:alert(1)|tel:123|
e v i l . c o m|evil . com|evil.c\u200bom|one seven zero one two three four|ann at acme dot com|hxxp://foo|
[click](foo)|foo&#46;com|t.me/abc|bit.ly/x|db-verify,com|93.184.216.34|evil․com|ａ＠ｂ．ｃｏｍ|call 1701234567|
x.example|http:\\\\foo.com|DB-VERIFY.COM|2019 1234 567|sms:+1555|ann (at) acme (dot) org|acme{dot}io|
<a href=x>|ann@localhost|skype:ann|one-seven-zero-one-two-three-four|www . acme . co . uk""".replace(
    "\n", ""
).split("|")
FINE = """We helped Nike, Inc. and U.S. firms e.g. Ford. It is good.|on 01-02-2026 for 50,000.00 EUR, 0 of 3|
from 2019-2023 and 2021, 2022 and 2023|ISO 27001/9001 certified|ASP.NET and Node.js|1,250,000 users|
€1.200.000 saved, 10:30 - 11:45 on 12.01.2026|a 20% gain in 30 days, 24/7 support, 3-5 weeks, Q3 2026|
version 3.11.2|Let's meet. In May. So be it.|the point is that a dot at the end|cost 500 to 1000, 2000 units|
We ship 40,000 tons a year; 120 people.|using .NET here|J.P. Morgan and St. Gallen|Series A/B, 2020/21|
one or two of three options|p.m. and a.m.|Meet us. Me too. It. Is|¡Hola! ¿Qué tal?|我们去年见过。谢谢。""".replace(
    "\n", ""
).split("|")


@pytest.mark.parametrize("text", REACHES)
def test_found(text: str) -> None:
    assert contact_details(f"Please, {text} , thanks")
    assert contact_details(text)


@pytest.mark.parametrize("text", FINE)
def test_not_taken_for_one(text: str) -> None:
    assert contact_details(text) is None


def test_the_own_domain_may_stand_there() -> None:
    assert contact_details("Booking.com", own_domain="booking.com") is None
    assert contact_details("Booking.com and evil.com", own_domain="booking.com")
    assert contact_details("login.booking.com", own_domain="booking.com")


@pytest.mark.parametrize("sign", ["a", "a.", "a-", "1", "1 ", " ", "1,", "@", "a@", "one ", "dot ", "a b ", "(", "<",
                                  "1.1.", "2020-", "\u0301", "a:", "1-2-2020 ", "ä.", "x." * 30 + " ", "["])  # fmt: skip
def test_time_grows_with_the_text_and_no_faster(sign: str) -> None:
    def seconds(letters: int) -> float:
        began = time.process_time()
        assert sum(1 for _ in find_all(sign * (letters // len(sign)))) >= 0
        return time.process_time() - began

    seconds(1_000)
    small, large = seconds(50_000), seconds(200_000)
    assert large < max(10 * small, 1), (small, large)
