"""No text that somebody types, uploads or mails makes a regular expression take the square of its length.

Every regular expression of the product is found in its source, so that a new one is tried without being
named here. Those that only ever meet short text are tried with as much as they meet. Then the doors
themselves are given ten megabytes, or as much as they take.
"""

import ast
import importlib
import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any

import pytest

from brokerage.accounts.forms import AccountForm
from brokerage.kit.mail import letters
from connectors import companies, identity, titles
from connectors.readers import names as names_read
from connectors.readers import rows, vcard
from connectors.titles.hints import Hinted
from introductions.actions import removing
from introductions.prospects import inbound, replies, signatures
from introductions.readers import names, recognising

HERE = Path(__file__).resolve().parents[2]
APPS = ("brokerage", "connectors", "introductions", "payments")
NOT_REACHED = ("sandbox", "migrations", "demo", "embedded.py", "management")
MOST = 20_000  # letters; a pattern that takes the square of this needs seconds
SECONDS = 0.25
SHORT = 8  # times shorter is what is tried first
SQUARE = SECONDS / SHORT**3  # so long takes a short text what takes too long of all, up to the cube
BOUNDED = {
    "connectors/titles/__init__.py": 300,
    "connectors/titles/general.py": 300,
    "connectors/titles/phrases.py": 300,
    "connectors/titles/protected.py": 300,
    "connectors/titles/workers.py": 300,
    "connectors/companies/__init__.py": companies.LONGEST_KEYED,
    "connectors/companies/abroad.py": companies.LONGEST_KEYED,
    "connectors/companies/nobody.py": companies.LONGEST_KEYED,
    "connectors/companies/spelling.py": companies.LONGEST_KEYED,
    "connectors/companies/trades.py": companies.LONGEST_KEYED,
    "connectors/companies/wording.py": companies.LONGEST_KEYED,
    "connectors/identity.py": identity.LONGEST_TYPED,
    "connectors/readers/rows.py": rows.LONGEST_CELL,
    "introductions/readers/names.py": names.LONGEST_GIVEN,
    "introductions/prospects/inbound.py": inbound.LONGEST_VERDICT,
}
"""Files whose patterns only meet text that was cut before, and to how many letters."""
HARD = [
    *"a0 .-_/@<(\"'\\[,;:+=>\t\n\r\x0b\u00a0é字",
    *("a.", "a@", "a-", "/a", "((", '\\"', "\r\n", " \n", "\n ", "a ", " a", ". ", "<a", "a/", "[a", ";a"),
    *("0 ", "+0", "0.", "co ", " inc", "On ", ": ", "::", "''", "a'", "1/", "[removed]", "[removed] "),
    *("https://", "www.a.", "x.y/", "in/", "linkedin.com/", "e mail 1", "\\;", "a;", "CHARSET=", '";'),
]  # fmt: skip
ENDS = ("", "!", "\x00", "\n")


Found = tuple[str, str, re.Pattern[Any], str]


def patterns() -> Iterator[Found]:
    """Every pattern of the product: written out in a call of `re`, or compiled in a module.

    With its file, its line or name, and how it is used: `search`, or `match` where nothing else is done.
    """
    for app in APPS:
        for path in sorted((HERE / app).rglob("*.py")):
            place = str(path.relative_to(HERE))
            if any(part in place.split("/") for part in NOT_REACHED):
                continue
            text = path.read_text()
            if "re." not in text:
                continue
            tree = ast.parse(text)
            for node in ast.walk(tree):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Attribute)
                    and isinstance(node.func.value, ast.Name)
                    and node.func.value.id == "re"
                    and node.func.attr != "compile"
                    and node.args
                    and isinstance(node.args[0], ast.Constant)
                ):
                    flags = re.IGNORECASE if "IGNORECASE" in ast.unparse(node) else re.NOFLAG
                    one = re.compile(node.args[0].value, flags)
                    yield place, str(node.lineno), one, _at_the_start({node.func.attr})
            module = importlib.import_module(place[:-3].replace("/", ".").removesuffix(".__init__"))
            for name, value in vars(module).items():
                used = set(re.findall(rf"\b{re.escape(name)}\.(\w+)\(", text))
                yield from ((place, name, one, _at_the_start(used)) for one in _compiled(value))


def _at_the_start(used: set[str]) -> str:
    return "match" if used and used <= {"match", "fullmatch"} else "search"


def _compiled(value: Any) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, Hinted):
        yield re.compile(value.pattern)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from _compiled(one)


def longest(work: Callable[[str], Any], most: int) -> tuple[float, str]:
    """The longest that `work` took over hard text of `most` letters, and over which.

    What is through an eighth of it so fast that even the cube of that is soon enough need not read it all.
    """
    worst = (0.0, "")
    for hard in HARD:
        for end in ENDS:
            if most >= MOST and taken(work, hard, end, most // SHORT) < SQUARE:
                continue
            worst = max(worst, (taken(work, hard, end, most), repr(hard + end)))
            if worst[0] > SECONDS:
                return worst
    return worst


def taken(work: Callable[[str], Any], hard: str, end: str, most: int) -> float:
    """Seconds of processor time that `work` takes over hard text of `most` letters and its end."""
    text = (hard * (most // len(hard) + 1))[:most] + end
    started = time.process_time()
    work(text)
    return time.process_time() - started


def test_every_pattern_is_linear() -> None:
    found = {(one[0], one[2].pattern, one[2].flags): one for one in patterns()}
    assert len(found) > 60
    slow = []
    for place, name, pattern, how in found.values():
        tried: Any = getattr(pattern, how)
        if isinstance(pattern.pattern, bytes):
            tried = lambda text, of=tried: of(text.encode())  # noqa: E731
        took, hard = longest(tried, BOUNDED.get(place, MOST))
        if took > SECONDS:
            slow.append(f"{place} {name} {pattern.pattern[:60]!r}: {took:.2f} s over {hard}")
    assert not slow, "\n".join(slow)


def test_a_pattern_that_takes_the_square_is_noticed() -> None:
    assert longest(re.compile(r"\s*<(?:html|svg)\b").search, MOST)[0] > SECONDS


def a_mail(text: str, kind: str) -> Message:
    """A mail with this text."""
    head = f"Subject: {' '.join(text[:2000].split())}\nContent-Type: text/{kind}; charset=utf-8\n\n"
    return message_from_bytes(head.encode() + text.encode())


TEN_MEGABYTES = 10 * 2**20
DOORS: dict[str, tuple[Callable[[str], Any], int]] = {
    "a title in a file": (titles.classify, TEN_MEGABYTES),
    "a protected title": (titles.forbidden_category, TEN_MEGABYTES),
    "a company in a file": (companies.company_name, TEN_MEGABYTES),
    "a company that is searched": (companies.company_key, TEN_MEGABYTES),
    "a cell": (rows.cell, TEN_MEGABYTES),
    "a name in a file": (names_read.person_name, TEN_MEGABYTES),
    "a date in a file": (rows.parse_date, TEN_MEGABYTES),
    "an address": (identity.clean_email, TEN_MEGABYTES),
    "a domain": (identity.clean_domain, TEN_MEGABYTES),
    "a profile": (identity.normalise_profile_url, TEN_MEGABYTES),
    "the name of a file": (lambda text: names.shown_name(text, "txt", 1), TEN_MEGABYTES),
    "a line of a vCard": (vcard._property, 2**20),
    "verdicts about a mail": (inbound.signed_domains, TEN_MEGABYTES),
    "a reply": (lambda text: replies.answer_in(a_mail(text, "plain")), 2**20),
    "a reply in HTML": (lambda text: replies.answer_in(a_mail(text, "html")), 2**20),
    "a reply as the desk reads it": (
        lambda text: replies.readable(text.encode(), a_mail(text, "html")),
        2**20,
    ),
    "a mail of anybody": (lambda text: list(inbound._meant(text.encode(), [text])), 2**20),
    "the mark of a mail": (lambda text: inbound.digest_of(text.encode()), 2**20),
    "a signature": (lambda text: signatures.is_signed_by(text.encode(), "a.example"), 2**20),
    "a mail of ours": (letters.paragraphs, 100_000),
    "words about somebody": (removing.cleaner(["Petra Vandenbroucke", "p@x.example"]), 200_000),
}
"""Whatever takes text, and how much of it comes that far."""


@pytest.mark.parametrize("door", DOORS)
def test_each_door_answers_at_once(door: str) -> None:
    work, most = DOORS[door]
    for hard in HARD[:24:2] + HARD[24::4]:
        text = (hard * (most // len(hard) + 1))[:most] + "!"
        started = time.process_time()
        work(text)
        took = time.process_time() - started
        assert took < 2, (door, hard, took)


@pytest.mark.parametrize(
    "hard", [" ", "\n", "\t", "<", "a", "字", "%", "=", '"', "From: a\n", " \r\n"]
)
def test_ten_megabytes_of_anything_as_evidence_are_told_at_once(hard: str) -> None:
    """What froze a web process for 17 seconds: six megabytes of blanks."""
    data = (hard * TEN_MEGABYTES).encode()[:TEN_MEGABYTES]
    started = time.process_time()
    with suppress(recognising.NotTaken):
        recognising.read(data, largest=TEN_MEGABYTES, pixels=1_000_000)
    assert time.process_time() - started < 3


def test_a_form_is_looked_at_at_once() -> None:
    for hard in HARD[::6]:
        started = time.process_time()
        AccountForm({"name": hard * 100_000, "company": hard * 100_000}).is_valid()
        assert time.process_time() - started < 2, hard
