"""vCard 2.1, 3.0 and 4.0 (RFC 2426, RFC 6350): FN, N, ORG, TITLE, EMAIL and URL, nothing else."""

import quopri
import re
from dataclasses import dataclass

from connectors.readers.names import both_names, checkable, two_names
from connectors.readers.rows import (
    AddressBook,
    ContactRow,
    addresses_in,
    cell,
    first_profile,
    refuse,
)

_KEPT = {
    "FN",
    "N",
    "ORG",
    "TITLE",
    "EMAIL",
    "URL",
    "X-SOCIALPROFILE",
    "SOCIALPROFILE",
    "KIND",
    "X-ABSHOWAS",
}
_FOLD = re.compile(r"\r?\n[ \t]")
_PROPERTY = re.compile(
    r"(?:[A-Za-z0-9_-]+\.)?(?P<name>[A-Za-z0-9-]+)(?P<params>(?:;(?:\"[^\"]*\"|[^\":;])*)*):(?P<value>.*)"
)


@dataclass(frozen=True)
class Property:
    """One line of a card: its parameters in upper case, its value decoded but still escaped."""

    name: str
    params: str
    value: str


def read_vcard(text: str) -> AddressBook:
    """The people of a vCard file, given as text; refuses a file without any."""
    book = AddressBook("vcard")
    for number, card in enumerate(_cards(text), start=1):
        _add(book, number, card)
    if not book.rows and not book.problems:
        refuse("This vCard file holds no person with a name.", "empty")
    return book


def _cards(text: str) -> list[list[Property]]:
    """The cards of a file; a card inside a card (an agent, 2.1) is passed over."""
    cards: list[list[Property]] = []
    depth = 0
    for line in _lines(text):
        mark = line.strip().upper()
        if mark == "BEGIN:VCARD":
            depth += 1
            if depth == 1:
                cards.append([])
        elif mark == "END:VCARD":
            depth = max(0, depth - 1)
        elif depth == 1 and (found := _property(line)) is not None:
            cards[-1].append(found)
    return cards


def _lines(text: str) -> list[str]:
    """Logical lines: folds undone, and the soft breaks of quoted-printable values (2.1)."""
    if "QUOTED-PRINTABLE" in text.upper():
        text = "\n".join(_joined_soft_breaks(text))
    return _FOLD.sub("", text).splitlines()


def _joined_soft_breaks(text: str) -> list[str]:
    lines: list[str] = []
    parts: list[str] = []
    quoted = False
    for line in text.splitlines():
        if not parts:
            quoted = "QUOTED-PRINTABLE" in line.partition(":")[0].upper()
        parts.append(line.lstrip(" \t") if parts else line)
        if quoted and line.endswith("="):
            parts[-1] = parts[-1][:-1]
            continue
        lines.append("".join(parts))
        parts = []
    return [*lines, "".join(parts)] if parts else lines


def _property(line: str) -> Property | None:
    match = _PROPERTY.match(line)
    if match is None or match["name"].upper() not in _KEPT:
        return None
    params, value = match["params"].upper(), match["value"]
    if "QUOTED-PRINTABLE" in params:
        value = _unquoted(value, params)
    return Property(match["name"].upper(), params, value)


def _unquoted(value: str, params: str) -> str:
    charset = re.search(r"CHARSET=\"?([A-Z0-9_.:-]+)", params)
    raw = quopri.decodestring(value.encode("utf-8", "surrogatepass"))
    try:
        return raw.decode(charset[1] if charset else "utf-8")
    except (UnicodeDecodeError, LookupError):
        return raw.decode("cp1252", "replace")


def _add(book: AddressBook, number: int, card: list[Property]) -> None:
    if _value(card, "KIND").lower() in {"group", "org", "location", "device"}:
        book.skipped += 1
        return
    if "company" in _value(card, "X-ABSHOWAS").lower():
        book.skipped += 1
        return
    first_name, last_name = _name(card)
    said = [_unescaped(one.value) for one in sorted(_all(card, "EMAIL"), key=_preference)]
    emails = addresses_in(said)
    links = [
        _unescaped(one.value)
        for one in card
        if one.name in {"URL", "X-SOCIALPROFILE", "SOCIALPROFILE"}
    ]
    row = ContactRow(
        number=number,
        first_name=first_name,
        last_name=last_name,
        profile_url=first_profile(links),
        email=next(iter(emails), ""),
        company=cell(_parts(_value(card, "ORG"))[0]),
        position=cell(_unescaped(_value(card, "TITLE"))),
        addresses=(*emails, *links),
    )
    raw = {
        "name": [
            checkable(one)
            for one in (_unescaped(_value(card, "FN")), *_parts(_value(card, "N"))[:2])
        ],
        "title": [_unescaped(_value(card, "TITLE"))],
        "company": _parts(_value(card, "ORG"))[:1],
    }
    book.add(row, raw_email="".join(said), raw=raw)


def _name(card: list[Property]) -> tuple[str, str]:
    """First and last name: of N where it says something, else of FN."""
    last, first, *_ = [*_parts(_value(card, "N")), "", ""]
    if cell(last) or cell(first):
        return two_names(first, last)
    return both_names(_unescaped(_value(card, "FN")))


def _all(card: list[Property], name: str) -> list[Property]:
    return [one for one in card if one.name == name]


def _value(card: list[Property], name: str) -> str:
    return next((one.value for one in card if one.name == name), "")


def _preference(one: Property) -> int:
    """Sorts addresses by PREF=1 to 100 (4.0); a plain PREF (2.1, 3.0) is the first, none the last."""
    found = re.search(r"PREF(?:=\"?(\d{1,3}))?", one.params)
    return 101 if found is None else int(found[1] or 1)


def _parts(value: str) -> list[str]:
    """The components of N or ORG, split at semicolons that are not escaped."""
    return [_unescaped(part) for part in re.split(r"(?<!\\);", value)]


def _unescaped(value: str) -> str:
    return re.sub(r"\\([\\,;:nN])", lambda found: "\n" if found[1] in "nN" else found[1], value)
