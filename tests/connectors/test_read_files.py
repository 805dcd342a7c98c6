"""Whatever file somebody uploads: its contacts, or a sentence that says what is wrong with it."""

import datetime as dt
import time
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from brokerage.kit.errors import Refusal
from connectors.readers import read
from connectors.readers.dates import parse_date
from tests.support.archives import zipped

HEADER = "First Name,Last Name,URL,Email Address,Company,Position,Connected On"
ANNA = (
    'Anna,Berg,https://www.linkedin.com/in/anna-berg,anna@acme.example,"Acme, Inc.",CFO,12 Mar 2024'
)


@pytest.mark.parametrize(
    ("name", "kind", "contacts", "with_email"),
    [
        ("linkedin-connections.csv", "linkedin", 1200, 93),
        ("linkedin-export.zip", "linkedin", 1200, 93),
        ("linkedin-connections-german.csv", "linkedin", 150, 10),
        ("linkedin-connections-old.csv", "linkedin", 149, 8),
        ("google-contacts.csv", "google", 150, 148),
        ("contacts.vcf", "vcard", 60, 59),
    ],
)
def test_examples(
    file: Callable[[str], bytes], name: str, kind: str, contacts: int, with_email: int
) -> None:
    book = read(name, file(name))
    assert (book.kind, len(book.rows)) == (kind, contacts)
    assert sum(bool(row.email) for row in book.rows) == with_email


def test_preamble_bom_crlf_and_quoted_commas() -> None:
    text = '\ufeff"Notes:"\r\n"When exporting, you may, or\nmay not."\r\n\r\n'
    text += f"{HEADER}\r\n{ANNA}\r\n,,,,,,\r\n"
    book = read("x.csv", text.encode())
    (row,) = book.rows
    assert (row.name, row.company, row.email) == ("Anna Berg", "Acme, Inc.", "anna@acme.example")
    assert row.connected_on == dt.date(2024, 3, 12)


def test_columns_in_another_order_and_without_url() -> None:
    book = read(
        "x.csv",
        b"Position,Connected On,Last Name,First Name,Company\nCFO,7-Feb-22,Berg,Anna,Acme\n",
    )
    (row,) = book.rows
    assert (row.name, row.position, row.connected_on) == ("Anna Berg", "CFO", dt.date(2022, 2, 7))


def test_semicolons_and_windows_letters() -> None:
    text = "Vorname;Nachname;URL;E-Mail-Adresse;Unternehmen;Position;Verbunden am\n"
    text += "Jörg;Groß;;j@x.example;Öl AG;Leiter;1. März 2020\n"
    (row,) = read("x.csv", text.encode("cp1252")).rows
    assert (row.name, row.connected_on) == ("Jörg Groß", dt.date(2020, 3, 1))


def test_outlook() -> None:
    header = "First Name,Middle Name,Last Name,Title,Suffix,Web Page,Notes,E-mail Address,Company,Job Title"
    header += "," + ",".join(f"Other {n}" for n in range(15))
    (row,) = read(
        "x.csv", f"{header}\nAnna,,Berg,Dr.,,,secret,anna@acme.example,Acme,CFO\n".encode()
    ).rows
    assert (row.name, row.position, row.company) == ("Anna Berg", "CFO", "Acme")


def test_vcard_of_three_ages() -> None:
    text = (
        "BEGIN:VCARD\r\nVERSION:2.1\r\n"
        "N;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:M=FCller;J=\r\n=F6rg\r\n"
        "EMAIL;INTERNET:j@x.example\r\nEND:VCARD\r\n"
        "BEGIN:VCARD\r\nVERSION:3.0\r\n"
        "FN:Anna Berg\r\nORG:Acme\\, Inc.;Division\r\nTITLE:Chief Financial\r\n  Officer\r\n"
        "item1.EMAIL;type=INTERNET:a@x.example\r\nitem2.EMAIL;type=pref:b@x.example\r\n"
        "NOTE:secret\r\nEND:VCARD\r\n"
        "BEGIN:VCARD\r\nVERSION:4.0\r\nN:Li;Wei;;;\r\nURL:https://linkedin.com/in/wei-li\r\nEND:VCARD\r\n"
        "BEGIN:VCARD\r\nVERSION:4.0\r\nKIND:org\r\nFN:Some Company\r\nEND:VCARD\r\n"
    )
    jorg, anna, wei = read("x.vcf", text.encode()).rows
    assert (jorg.name, jorg.email) == ("Jörg Müller", "j@x.example")
    assert (anna.name, anna.company, anna.position, anna.email) == (
        "Anna Berg", "Acme, Inc.", "Chief Financial Officer", "b@x.example",
    )  # fmt: skip
    assert wei.profile_url == "https://linkedin.com/in/wei-li"


def test_a_value_over_fifty_thousand_lines_is_one_value() -> None:
    """Joined by copying what there is, this file alone would keep a worker busy for minutes."""
    photo = "PHOTO;ENCODING=QUOTED-PRINTABLE:" + "=\r\n".join(["x" * 70] * 50_000)
    text = f"BEGIN:VCARD\r\nVERSION:2.1\r\nFN:Anna Berg\r\n{photo}\r\nEMAIL:a@x.example\r\nEND:VCARD\r\n"
    (anna,) = read("x.vcf", text.encode()).rows
    assert (anna.name, anna.email) == ("Anna Berg", "a@x.example")


def test_an_archive_in_an_archive_with_messages_left_closed() -> None:
    inner = zipped(
        **{"Connections__csv": f"{HEADER}\n{ANNA}\n".encode(), "messages__csv": b"CONVERSATION ID"}
    )
    (row,) = read("x.zip", zipped(**{"Basic__zip": inner})).rows
    assert row.name == "Anna Berg"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"From,To,Sent At,Message,Direction\na,b,c,d,OUTGOING\n", "Invitations.csv"),
        (b'"CONVERSATION ID","FROM","CONTENT","FOLDER"\n1,a,b,c\n', "messages.csv"),
        (b"PK\x03\x04 but broken", "damaged"),
        (b"\xd0\xcf\x11\xe0xxxxxxxx", "Excel"),
        (zipped(**{"xl/workbook__bin": b"<x/>"}), "Office file"),
        (zipped(**{"messages__csv": b"CONVERSATION ID"}), "no Connections.csv"),
        (b"%PDF-1.7", "PDF"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b"\x00\x01\x02\x03", "not a text file"),
        (b"hello, world\n", "No header row"),
        (HEADER.encode() + b"\n", "no contacts"),
        (b"BEGIN:VCARD\nEND:VCARD\n", "no person"),
    ],
)
def test_a_wrong_file_says_what_is_wrong(data: bytes, says: str) -> None:
    with pytest.raises(Refusal, match=says):
        read("Connections.csv", data)


def test_an_endless_cell_is_named_and_stops_there() -> None:
    book = read("x.csv", f'{HEADER}\n{ANNA}\n"never closed'.encode() + b"x" * 200_000)
    assert [row.name for row in book.rows] == ["Anna Berg"]
    assert "quotation mark" in book.problems[0].sentence


def test_too_large() -> None:
    with pytest.raises(Refusal, match="too large"):
        read("x.csv", b"x" * 2_000_001, limit=2_000_000)


def test_a_bomb_is_not_unpacked() -> None:
    bomb = zipped(**{"Connections__csv": b"a" * 30_000_000})
    with pytest.raises(Refusal, match="too large"):
        read("x.zip", bomb, limit=2_000_000)
    with pytest.raises(Refusal, match="far more"):
        read("x.zip", bomb, limit=40_000_000)


def test_endless_nesting() -> None:
    data = zipped(**{"Connections__csv": b"x"})
    for _ in range(6):
        data = zipped(**{"inner__zip": data})
    with pytest.raises(Refusal, match="nested"):
        read("x.zip", data)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("12 Mar 2024", dt.date(2024, 3, 12)),
        ("7-Feb-22", dt.date(2022, 2, 7)),
        ("10/15/2023", dt.date(2023, 10, 15)),
        ("15.10.2023", dt.date(2023, 10, 15)),
        ("2021-05-18", dt.date(2021, 5, 18)),
        ("2021-05-18T10:00:00Z", dt.date(2021, 5, 18)),
        ("Mar 12, 2024", dt.date(2024, 3, 12)),
        ("31 Feb 2020", None),
        ("--0612", None),
        ("soon", None),
        ("", None),
    ],
)
def test_dates(text: str, day: dt.date | None) -> None:
    assert parse_date(text) == day


def read_or_refuse(data: bytes) -> None:
    """Nothing but rows or a Refusal with a sentence."""
    try:
        book = read("wild", data, limit=1_000_000)
    except Refusal as refusal:
        said = refusal.sentence
        book = None
    assert (book.rows or book.problems) if book else said.endswith(".")
    rows = book.rows if book else []
    assert all("\n" not in row.name and "\x00" not in row.name for row in rows)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
@example(b"PK\x05\x06" + b"\x00" * 18)
def test_wild_bytes(data: bytes) -> None:
    read_or_refuse(data)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300), st.sampled_from(["", HEADER + "\n", "BEGIN:VCARD\nN:", "Notes:\n"]))
def test_wild_text_after_a_good_start(text: str, start: str) -> None:
    read_or_refuse((start + text).encode("utf-8", "surrogatepass"))


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 600), st.binary(max_size=8))
def test_a_damaged_archive(place: int, junk: bytes) -> None:
    good = zipped(**{"Connections__csv": f"{HEADER}\n{ANNA}\n".encode()})
    read_or_refuse(good[:place] + junk + good[place + len(junk) :])


def test_a_table_of_a_million_columns_costs_no_time() -> None:
    begun = time.monotonic()
    wide = b"First Name,Email Address" + b"," * 1_000_000 + b"\nOtto,otto@other.example\n"
    assert [row.name for row in read("wide.csv", wide).rows] == ["Otto"]
    assert time.monotonic() - begun < 20  # it would be minutes
