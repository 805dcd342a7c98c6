"""Each file as people really have it says what a sensible person expects of it, or what is wrong with it."""

import datetime as dt
import io
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from brokerage.kit.errors import Refusal
from connectors.readers import ContactRow, read
from connectors.readers.dates import parse_date
from connectors.readers.encodings import readings
from connectors.readers.names import both_names, person_name
from connectors.readers.rows import addresses_in
from tests.support.archives import zipped

FILES = Path(__file__).parent.parent / "data" / "imports-faulty"
Expected = list[tuple[str, str, str, str, str]]
#: First name, last name, email, company, job title of the rows of each file.
EXPECTED: dict[str, Expected] = {
    "02-linkedin-pt.csv": [
        ("João", "da Silva", "joao@petrobras.example", "Petrobras", "Diretor de TI")
    ],
    "04-linkedin-zh.csv": [("伟", "王", "wei.wang@huawei.example", "华为", "首席财务官")],
    "06-zip-nested-folder.zip": [("Ann", "Lee", "ann.lee@acme.example", "Acme, Inc.", "CFO")],
    "12-outlook-fr.csv": [
        (
            "Émile",
            "Lefèvre",
            "emile.lefevre@renault.example",
            "Renault SA",
            "Directeur des achats",
        )
    ],
    "13-vcard21-qp.vcf": [("Ігор", "Загорскі", "igor@acme.example", "Acme", "CFO")],
    "14-vcard21-cp1251.vcf": [
        ("Екатерина", "Иванова", "ek@gazprom.example", "Газпром", "Директор")
    ],
    "16-vcard4-grouped-pref.vcf": [
        ("Ann", "Lee", "ann@acme.example", "Acme", "Chief Financial Officer")
    ],
    "21-nul-bytes.csv": [("Ann", "Lee", "ann.lee@acme.example", "Acme, Inc.", "CFO")],
    "23-huge-cell.csv": [
        ("Ann", "Lee", "ann@acme.example", "Acme", "CFO"),
        ("Bob", "Ray", "bob@globex.example", "Globex", "CEO"),
    ],
    "25-mailto-and-angle.csv": [
        ("Ann", "Lee", "ann@acme.example", "Acme", "CFO"),
        ("Bob", "Ray", "bob@globex.example", "Globex", "CEO"),
        ("Cid", "Doe", "cid@initech.example", "Initech", "CTO"),
        ("Dee", "Fox", "dee@fox.example", "Fox", "COO"),
        ("Eli", "Gum", "eli@gum.example", "Gum", "CMO"),
    ],
    "26-names.csv": [
        ("Zoë", "Müller", "zoe@rocket.example", "Rocket", "CEO"),
        ("משה", "כהן", "moshe@teva.example", "טבע", "סמנכ״ל כספים"),
        ("أحمد", "العلي", "ahmed@aramco.example", "أرامكو", "مدير"),
        ("Jane", "Doe", "jane@doe.example", "Doe Labs", "Director"),
        ("Max", "Mustermann", "max@m.example", "Muster", "Head of IT"),
        ("Anna", "van der Berg", "anna@berg.example", "Berg NV", "CFO"),
        ("Robert", "O'Neil", "bob@oneil.example", "ONeil", "Partner"),
    ],
    "27-hubspot.csv": [("Ann", "Lee", "ann@acme.example", "Acme", "CFO")],
    "30-airtable.csv": [("Ann", "Lee", "ann@acme.example", "Acme", "CFO")],
    "34-mac-roman.csv": [("Jürgen", "Müller", "j@mueller.example", "Müller AG", "CFO")],
    "37-google-old.csv": [("Имя", "Фамилия", "email@firma.example", "Газпром", "Директор")],
    "38-emails-only.csv": [
        ("", "", "ann@acme.example", "", ""),
        ("", "", "bob@globex.example", "", ""),
    ],
    "55a-cp1250.csv": [("Łukasz", "Wiśniewski", "l@w.example", "Żabka", "Dyrektor")],
    "55b-same-utf8.csv": [("Łukasz", "Wiśniewski", "l@w.example", "Żabka", "Dyrektor")],
}


def facts(row: ContactRow) -> tuple[str, str, str, str, str]:
    return row.first_name, row.last_name, row.email, row.company, row.position


@pytest.mark.parametrize("name", EXPECTED)
def test_a_file_says_who_is_meant(name: str) -> None:
    book = read(name, (FILES / name).read_bytes())
    assert [facts(row) for row in book.rows] == EXPECTED[name]
    assert not book.problems


def test_dates_in_their_language_are_dates() -> None:
    found = read("x.csv", (FILES / "33-german-dates.csv").read_bytes()).rows
    assert [row.connected_on for row in found] == [dt.date(2021, 3, 5), dt.date(2020, 10, 12)]
    (row,) = read("x.csv", (FILES / "02-linkedin-pt.csv").read_bytes()).rows
    assert row.connected_on == dt.date(2023, 2, 12)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("12 de fev de 2023", dt.date(2023, 2, 12)),
        ("2023年9月12日", dt.date(2023, 9, 12)),
        ("3 października 2022", dt.date(2022, 10, 3)),
        ("1 мая 2021 г.", dt.date(2021, 5, 1)),
        ("14 août 2020", dt.date(2020, 8, 14)),
        ("den 2 maj 2019", dt.date(2019, 5, 2)),
    ],
)
def test_a_date_is_read_in_many_languages(text: str, day: dt.date) -> None:
    assert parse_date(text) == day


# --- Headings ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headings",
    [
        "Given Name,Surname,Work Email,Account Name,Job Title",
        "First Name,Last Name,Email,Company Name,Title",
        "Vorname;Name;Geschäftlich E-Mail;Firma;Position",
        "Prénom;Nom;Adresse de messagerie;Société;Fonction",
        "Nombre;Apellidos;Correo electrónico;Empresa;Puesto",
        "Imię;Nazwisko;Adres e-mail;Firma;Stanowisko",
        "Имя;Фамилия;Электронная почта;Компания;Должность",
        "名字,姓氏,邮箱,公司,职位",
        "First Name|Last Name|Primary Email|Organization|Role",
        "First Name\tLast Name\tE-mail\tEmployer\tPosition",
        "sep=;\nFirst Name;Last Name;Email;Company;Title",
    ],
)
def test_headings_in_any_language_and_with_any_sign_between_them(headings: str) -> None:
    sign = next(one for one in "\t|;," if one in headings.splitlines()[-1])
    row = sign.join(["Ann", "Lee", "ann@acme.example", "Acme", "CFO"])
    book = read("x.csv", f"{headings}\n{row}\n".encode())
    assert [facts(one) for one in book.rows] == [("Ann", "Lee", "ann@acme.example", "Acme", "CFO")]


def test_linkedin_is_known_in_a_language_nobody_listed() -> None:
    headings = "Ainm,Sloinne,Nasc,Ríomhphost,Cuideachta,Post,Ceangailte ar"
    rows = "Ann,Lee,https://www.linkedin.com/in/ann-lee,,Acme,CFO,12 Mar 2024\n"
    book = read("x.csv", f"Nótaí:\n\n{headings}\n{rows}".encode())
    assert (book.kind, facts(book.rows[0])) == ("linkedin", ("Ann", "Lee", "", "Acme", "CFO"))


def test_a_column_of_addresses_is_found_by_what_stands_in_it() -> None:
    book = read("x.csv", b"Name,Reach me at,Firm\nAnn Lee,ann@acme.example,Acme\n")
    assert (book.rows[0].name, book.rows[0].email) == ("Ann Lee", "ann@acme.example")


def test_a_row_of_somebody_is_no_heading() -> None:
    with pytest.raises(Refusal, match="No header row"):
        read("x.csv", b"Ann,Lee,ann@acme.example,Acme\nBob,Ray,bob@globex.example,Globex\n")


def test_an_address_nobody_sends_to_is_no_address() -> None:
    data = b"Name,Email type,Email owner,Email\nAnn Lee,work,boss@acme.example,ann@acme.example\n"
    assert read("x.csv", data).rows[0].email == "ann@acme.example"


# --- Excel ---------------------------------------------------------------------------------------


def workbook(*sheets: list[list[object]]) -> bytes:
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"Sheet {number}")
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


HEADINGS: list[object] = ["First Name", "Last Name", "Email", "Company", "Title", "Connected On"]


def test_an_excel_table_is_read_whichever_sheet_it_stands_on() -> None:
    day = dt.datetime(2024, 3, 12, 9, 30)
    data = workbook(
        [["Our best customers"], [None, 42]],
        [["exported", None], HEADINGS, ["Ann", "Lee", "ann@acme.example", "Acme", "CFO", day]],
    )
    book = read("contacts.xlsx", data)
    assert [facts(row) for row in book.rows] == [("Ann", "Lee", "ann@acme.example", "Acme", "CFO")]
    assert (book.rows[0].number, book.rows[0].connected_on) == (3, day.date())


def test_an_excel_table_with_empty_cells_at_the_end_is_whole() -> None:
    data = workbook([HEADINGS, ["Ann", "Lee", "ann@acme.example"], [], ["Bob", "Ray", None, "X"]])
    book = read("contacts.xlsx", data)
    assert [(row.name, row.company) for row in book.rows] == [("Ann Lee", ""), ("Bob Ray", "X")]
    assert not book.problems


def test_a_formula_is_never_computed() -> None:
    data = workbook([HEADINGS, ["Ann", "Lee", '=HYPERLINK("x","ann@acme.example")', "Acme"]])
    assert read("contacts.xlsx", data).rows[0].email == ""


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (workbook([["nothing", "here"]]), "names its columns"),
        (workbook([HEADINGS]), "no contacts"),
        (zipped(**{"xl/workbook__xml": b"<x/>"}), "damaged"),
        (workbook([HEADINGS])[:-200], "damaged"),
        (zipped(**{"word/document__xml": b"<x/>"}), "Office file"),
    ],
)
def test_an_excel_file_that_cannot_be_read_says_why(data: bytes, says: str) -> None:
    with pytest.raises(Refusal, match=says):
        read("contacts.xlsx", data)


def test_an_excel_file_damaged_anywhere_is_read_or_refused_in_words() -> None:
    good = workbook([HEADINGS, ["Ann", "Lee", "ann@acme.example", "Acme", "CFO", None]])
    said = set()
    for place in range(0, len(good) - 8, 23):
        try:
            read("contacts.xlsx", good[:place] + b"\xff" * 8 + good[place + 8 :])
        except Refusal as refusal:
            said.add(refusal.sentence[-1])
    assert said == {"."}


def test_a_workbook_that_unpacks_to_too_much_is_refused() -> None:
    good = workbook([HEADINGS])
    bomb = zipped(**{"xl/workbook__xml": b"<x/>", "xl/worksheets/sheet1__xml": b" " * 9_000_000})
    with pytest.raises(Refusal, match="too large"):
        read("contacts.xlsx", bomb, limit=1_000_000)
    assert len(good) < 1_000_000


# --- Archives ------------------------------------------------------------------------------------


def test_connections_are_found_under_a_name_of_another_language() -> None:
    table = "Ainm,Sloinne,URL,Post,Cuideachta,Post,Dáta\n" + (
        "Ann,Lee,https://www.linkedin.com/in/ann-lee,,Acme,CFO,12 Mar 2024\n" * 2
    )
    data = zipped(**{"Naisc__csv": table.encode(), "messages__csv": b"CONVERSATION ID,FOLDER\n"})
    assert read("export.zip", data).rows[0].name == "Ann Lee"


# --- Encodings -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Иван,Петров\nЕкатерина,Иванова", "cp1251"),
        ("Иван,Петров\nЕкатерина,Иванова", "koi8_r"),
        ("Jörg,Weiß\nÄnne,Müller", "cp1252"),
        ("Jörg,Weiß\nÄnne,Müller", "mac_roman"),
        ("Émile,Lefèvre", "mac_roman"),
        ("Łukasz,Wiśniewski,Żabka", "cp1250"),
        ("Jiří,Dvořák,Škoda", "cp1250"),
        ("Şükrü,Çağlar", "cp1254"),
        ("Γιώργος,Παπαδόπουλος", "cp1253"),
        ("משה,כהן", "cp1255"),
        ("أحمد,العلي", "cp1256"),
        ("王,伟\n李,娜", "gb18030"),
        ("山田,太郎\n鈴木,ハナ", "cp932"),
        ("陳,大文", "big5"),
        ("김,철수", "cp949"),
        ("José,Muñoz,Peña", "cp1252"),
        ("Søren,Kjær", "cp1252"),
        ("naïve,O’Neil", "cp1252"),
        ("Ann,Lee", "utf-16"),
        ("Zoë,Müller", "utf-16-le"),
    ],
)
def test_an_old_encoding_is_told_by_the_words_it_makes(text: str, encoding: str) -> None:
    assert next(readings(text.encode(encoding))) == text


def test_other_likely_readings_come_after_the_best() -> None:
    found = list(readings("Łukasz,Wiśniewski".encode("cp1250")))
    assert found[0] == "Łukasz,Wiśniewski" and len(found) > 1


def test_one_bad_byte_spoils_one_cell_and_not_the_file() -> None:
    head = "First Name,Last Name,Email Address,Company,Position\n"
    rows = "".join(f"Jörg,Weiß,j{n}@x.example,Müller,Größe\n" for n in range(9))
    data = (head + rows).encode() + b"Bob\xff,Ray,bob@x.example,X,CFO\n"
    names = [row.name for row in read("x.csv", data).rows]
    assert names[:9] == ["Jörg Weiß"] * 9
    assert names[9:] == ["Bob Ray"]


# --- Cells ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Prof. Dr. rer. nat. Eva Muster", "Eva Muster"),
        ("ANNA VAN DER BERG, MBA", "Anna van der Berg"),
        ("O'NEIL-SMITH", "O'Neil-Smith"),
        ("Anna Lee | We are hiring", "Anna Lee"),
        ("Anna Lee – Coach & Speaker", "Anna Lee"),
        ("🚀 Zoë 🚀", "Zoë"),
        ("Anna (she/her)", "Anna"),
        ("Frau Dipl.-Ing. Uta Groß", "Uta Groß"),
        ("Bob O'Neil Jr.", "Bob O'Neil"),
        ("Jane Doe, PhD, MBA", "Jane Doe"),
        # What only looks like a title, a degree or a shout is a name.
        ("Anna Ma", "Anna Ma"),
        ("MA LI", "MA LI"),
        ("J. R. R. Tolkien", "J. R. R. Tolkien"),
        ("Jean-Pierre de la Cruz", "Jean-Pierre de la Cruz"),
        ("Muhammad Al-Hassan", "Muhammad Al-Hassan"),
        ("王伟", "王伟"),
    ],
)
def test_a_name_is_kept_without_what_does_not_belong_to_it(said: str, kept: str) -> None:
    assert person_name(said) == kept
    assert person_name(kept) == kept


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("Berg, Anna", "Anna", "Berg"),
        ("van der Berg, Anna Maria", "Anna Maria", "van der Berg"),
        ("Lee, Ann, MBA", "Ann", "Lee"),
        ("Dr. Ann Lee, PhD", "Ann", "Lee"),
        ("Ann Lee", "Ann", "Lee"),
        ("Doe, PhD", "Doe", ""),
    ],
)
def test_a_whole_name_falls_into_first_and_last(said: str, first: str, last: str) -> None:
    assert both_names(said) == (first, last)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Ann Lee <ann@acme.example>", ["ann@acme.example"]),
        ("mailto:ann@acme.example", ["ann@acme.example"]),
        ("ann@a.example; bob@b.example", ["ann@a.example", "bob@b.example"]),
        ("ann@a.example/bob@b.example", ["ann@a.example", "bob@b.example"]),
        ("ann@a.example ::: bob@b.example", ["ann@a.example", "bob@b.example"]),
        ("&lt;ann@acme.example&gt;", ["ann@acme.example"]),
        # The rest of a broken address may be somebody else's.
        ("andrew-(she/her)-929@acme.example", []),
        ("ann lee@", []),
    ],
)
def test_the_addresses_in_a_cell(said: str, found: list[str]) -> None:
    assert addresses_in([said]) == found


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(EXPECTED)), st.integers(0, 400), st.binary(max_size=6))
@example("26-names.csv", 60, b'"')
def test_a_mangled_file_is_read_or_refused_in_words(name: str, place: int, junk: bytes) -> None:
    data = (FILES / name).read_bytes()
    mangled = data[:place] + junk + data[place + len(junk) :]
    try:
        book = read(name, mangled)
    except Refusal as refusal:
        said, rows = refusal.sentence, []
    else:
        said, rows = "" if book.rows or book.problems else "nothing", book.rows
    assert not said or said.endswith(".")
    assert all("\n" not in row.name and "\x00" not in row.name for row in rows)
