# ruff: noqa: E501  (tables of examples)
"""A row that was read wrongly is not taken in and is named to the connector; nobody else's name reaches a rep
through it, by file, by hand or from before."""

import csv
import io
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from brokerage.accounts.models import User
from brokerage.kit.cells import out_of_place
from brokerage.kit.errors import Refusal
from connectors import actions, queries
from connectors.companies import company_name
from connectors.identity import plain_profile_url
from connectors.models import Company, ImportRun, Relationship
from connectors.readers import read
from tests.support.importing import reviewed

pytestmark = pytest.mark.django_db
Take = Callable[..., ImportRun]
FILES = Path(__file__).parent.parent / "data" / "imports-faulty"
HEADER = "First Name,Last Name,URL,Email Address,Company,Position,Connected On"
OTHERS = ["Doering", "Foxworth", "cid-doering", "dee-foxworth"]


def remarks(run: ImportRun) -> str:
    return " ".join(sentence for _, sentence in run.problems)


def stored() -> str:
    """All that is kept in clear of companies and listings."""
    return " ".join(
        [
            *Company.objects.values_list("name", flat=True),
            *Relationship.objects.values_list("search_text", flat=True),
        ]
    )


def test_an_open_quotation_mark_publishes_nobody(colin: User, take_in: Take) -> None:
    run = take_in(colin, (FILES / "61-open-quote-leaks-others.csv").read_bytes())
    assert (run.status, run.new) == ("failed", 0)
    assert run.problems[0][0] == 2 and "never closes" in remarks(run)
    assert not any(one in stored() for one in OTHERS)
    assert not any(one in remarks(run) for one in OTHERS)


def test_a_comma_too_many_shifts_nothing(colin: User, take_in: Take) -> None:
    run = take_in(colin, (FILES / "57-unquoted-comma.csv").read_bytes())
    assert (run.new, [number for number, _ in run.problems]) == (0, [2])
    assert "8 cells under 7 headings" in remarks(run)
    assert not Relationship.objects.filter(connector=colin).exists()


def test_what_stands_before_the_broken_row_comes_in(colin: User, take_in: Take) -> None:
    run = take_in(colin, (FILES / "42-open-quote-middle.csv").read_bytes())
    assert run.new >= 1
    assert {row.name for row in Relationship.objects.filter(connector=colin)} == {"Ann Lee"}
    assert not any(one in stored() for one in ("Doe,", "dee-fox", "Initech"))


@pytest.mark.parametrize(
    ("column", "cell", "what"),
    [
        ("Company", "Globex\nCid Doering", "a line break"), ("Company", "Globex,VP Sales,01 Jan 2020", "a date"),
        ("Company", "Globex https://www.linkedin.com/in/cid-doering", "a link"), ("Position", "CTO 2020-01-31", "a date"),
        ("Company", "Globex cid@initech.example", "an email address"), ("Position", "CTO\r\nCid", "a line break"),
        ("Last Name", "Lee www.acme.com/x", "a link"), ("Company", "Globex 12. März 2024", "a date"),
        ("Company", "call +49 170 1234567", "a phone number"), ("Last Name", "Lee\u2028Doering", "a line break"),
        ("Company", "linkedin.com/in/cid-doering", "a web address"), ("Position", "31/12/2019 CTO", "a date"),
        ("Company", "Cid Doering, Initech", "another contact"), ("Position", "assistant of Doering Cid", "another contact"),
        ("Company", "CID DOERING", "another contact"),
    ],
)  # fmt: skip
def test_a_cell_says_one_thing(
    colin: User, take_in: Take, column: str, cell: str, what: str
) -> None:
    names = HEADER.split(",")
    good = dict(
        zip(
            names, ["Ann", "Lee", "", "ann@acme.example", "Acme", "CFO", "01 Jan 2020"], strict=True
        )
    )
    other = dict(
        zip(names, ["Cid", "Doering", "", "cid@initech.example", "Initech", "CTO", ""], strict=True)
    )
    out = io.StringIO()
    writer = csv.DictWriter(out, names)
    writer.writeheader()
    writer.writerows([good | {column: cell}, other])
    run = take_in(colin, out.getvalue().encode())
    assert (run.new, run.problems[0][0]) == (1, 2), run.problems
    assert what in remarks(run)
    assert [row.name for row in Relationship.objects.filter(connector=colin)] == ["Cid Doering"]
    assert set(
        Company.objects.filter(relationships__isnull=False).values_list("name", flat=True)
    ) == {"Initech"}


def test_the_name_of_somebody_who_was_there_before(colin: User, take_in: Take) -> None:
    take_in(colin, "Cid,Doering,,cid@initech.example,Initech,CTO,\n")
    run = take_in(
        colin,
        "Ann,Lee,,ann@acme.example,Friends of Cid Doering,CFO,\nBo,Ray,,bo@x.example,X,CTO,\n",
    )
    assert (run.new, run.skipped) == (1, 1)
    assert run.problems == [
        [2, "Left out: the title or company holds the name of another contact."]
    ]
    assert "Doering" not in stored()


def test_it_is_not_even_read_and_not_added_when_somebody_of_that_name_came_meanwhile(
    colin: User, take_in: Take
) -> None:
    line = "Ann,Lee,,ann@acme.example,Friends of Cid Doering,CFO,\n"
    run = reviewed(colin, "a.csv", f"{HEADER}\n{line}".encode())
    assert run.rows.count() == 1, "nobody here has that name yet"
    take_in(colin, "Cid,Doering,,cid@initech.example,Initech,CTO,\n")
    later = reviewed(colin, "b.csv", f"{HEADER}\n{line}".encode())
    assert (later.status, later.rows.count(), later.problems[0][0]) == ("failed", 0, 2)
    actions.add_chosen(colin, run.public_id)
    actions.carry_out_import(run.pk)
    run.refresh_from_db()
    assert (run.status, run.new, run.skipped, run.problems[-1][0]) == ("done", 0, 1, 2)
    assert [row.name for row in colin.relationships.all()] == ["Cid Doering"]


@pytest.mark.parametrize("field", ["url", "notes", "email"])
def test_a_cell_that_swallowed_a_row_puts_nobody_on_another_persons_address(field: str) -> None:
    """Two quotation marks, and every record still has as many cells as it should."""
    head = "Name,Url,Notes,Email,Company\n"
    ann = "Ann Lee,linkedin.com/in/ann,good,ann@acme.example,Acme"
    bob = "Bob Ray,linkedin.com/in/bob,old,bob@globex.example,Globex"
    cut = {"url": ("linkedin.com/in/ann", "linkedin.com/in/bob"), "notes": ("good", "old"),
           "email": ("ann@acme.example", "bob@globex.example")}[field]  # fmt: skip
    text = (
        f"{head}{ann.replace(cut[0], chr(34) + cut[0])}\n{bob.replace(cut[1], cut[1] + chr(34))}\n"
    )
    assert len(list(csv.reader(io.StringIO(text)))) == 2
    book = read("x.csv", f"{text}Cid Doe,,,cid@doe.example,Doe\n".encode())
    assert [(row.name, row.email) for row in book.rows] == [("Cid Doe", "cid@doe.example")]
    assert [one.number for one in book.problems] == [2]


def test_a_note_of_several_lines_leaves_nobody_out() -> None:
    note = '"Met in Rome, at dinner.\nLikes wine, art, cars, and boats, and trains, and more."'
    data = f"Name,Email,Company,Notes\nAnn Lee,ann@acme.example,Acme,{note}\n"
    assert [row.name for row in read("x.csv", data.encode()).rows] == ["Ann Lee"]


def test_in_a_vcard_too(colin: User, take_in: Take) -> None:
    card = "BEGIN:VCARD\nVERSION:3.0\nFN:{}\nN:;{};;;\nORG:{}\nEMAIL:{}@acme.example\nEND:VCARD\n"
    data = card.format("Ann Lee", "Ann Lee", "Acme\\nCid Doering", "ann") + card.format(
        "Bo Ray", "Bo Ray", "X", "bo"
    )
    run = take_in(colin, data.encode(), "contacts.vcf")
    assert (run.new, run.problems[0][0]) == (1, 1)
    assert "a line break" in remarks(run)


GOOD_COMPANIES = [
    "Booking.com", "Amazon.com, Inc.", "J.P. Morgan", "S.p.A. Ferretti", "Co.Ltd", "3M", "Studio 54 Group 2010",
    "Level 3", "Yahoo!", "AT&T", "L'Oréal", "Ernst & Young", "Procter & Gamble (P&G)", "Société Générale S.A.",
    "株式会社日立", "Toys \"R\" Us", "24/7 Media", "Expo 2020", "C&A", "H.I.S.", "Dr. Oetker", "20th Century",
]  # fmt: skip


@pytest.mark.parametrize("name", GOOD_COMPANIES)
def test_companies_as_they_are_called(name: str) -> None:
    assert out_of_place(name) == ""
    assert company_name(name) is not None


def test_a_company_is_not_made_of_anything_else() -> None:
    for words in (
        "Globex,VP Sales,01 Jan 2020",
        "Acme\nDoering",
        "x@acme.example",
        "https://acme.example/x",
    ):
        assert company_name(words) is None, words


def test_generated_breaks_never_mix_two_people() -> None:
    """Wherever one sign is lost or put in, no cell that is kept holds somebody else."""
    dice = random.Random(15)
    people = [(f"First{n}", f"Surname{chr(65 + n)}son") for n in range(8)]
    lines = [
        f'{a},{b},https://www.linkedin.com/in/{a}-{b},{a}@x{n}.example,"Company {chr(65 + n)}, Inc.",CTO,01 Jan 2020'
        for n, (a, b) in enumerate(people)
    ]
    whole = HEADER + "\n" + "\n".join(lines) + "\n"
    mixed = 0
    for _ in range(400):
        place = dice.randrange(len(HEADER) + 1, len(whole))
        sign = dice.choice(['"', ",", "\n", '",', '"\n', ""])
        try:
            book = read(
                "x.csv", (whole[:place] + sign + whole[place + dice.choice([0, 1]) :]).encode()
            )
        except Refusal:
            continue
        for row in book.rows:
            own = row.last_name
            others = [b for _, b in people if b != own]
            text = f"{row.name} {row.company} {row.position}"
            assert not any(other in text for other in others), (place, sign, row)
            mixed += 1
    assert mixed > 1000


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


BAD_CELLS = [
    ("company_name", "Globex,VP Sales,01 Jan 2020"), ("company_name", "Globex https://x.example/y"), ("title", "CTO cid@x.example"),
    ("name", "Ann Lee\nCid"), ("company_name", "Cid Doering Ltd"), ("title", "Assistant of Cid Doering"),
    ("profile_url", "javascript:alert(1)"), ("profile_url", "https://a@evil.example/in/x"), ("profile_url", "data:text/html,x"),
    ("profile_url", "https://x.example/?next=//evil"), ("profile_url", "not an address"), ("profile_url", "//evil.example/x"),
]  # fmt: skip


@pytest.mark.parametrize(("field", "value"), BAD_CELLS)
def test_by_hand_by_edit_and_by_the_api(
    colin: User, known: Callable[..., Relationship], field: str, value: str
) -> None:
    known(colin, "Cid Doering", company_name="Initech")
    row = known(colin, "Ann Lee", company_name="Acme")
    before = Relationship.objects.values().get(pk=row.pk)
    client = signed_in(colin)
    answer = client.patch(
        f"/api/v1/relationships/{row.public_id}/", {field: value}, content_type="application/json"
    )
    assert (answer.status_code, answer.json()["field"]) == (400, field)
    body = {"name": "Eve New", "email": "eve@new.example", "strength": "3"} | {field: value}
    answer = client.post("/api/v1/relationships/", body, content_type="application/json")
    assert answer.status_code == 400, answer.content
    if "\n" not in value:
        page = client.post("/network/add/", body)
        assert page.status_code in {400, 422} and page.context["form"][field].value() == value
    assert Relationship.objects.values().get(pk=row.pk) == before
    assert Relationship.objects.filter(connector=colin).count() == 2


def test_an_employer_is_only_a_company(colin: User) -> None:
    for words in ("Acme https://x.example", "Acme\nCid Doering", "mail cid@x.example"):
        with pytest.raises(Refusal):
            actions.save_profile(colin, headline="x", employer_name=words)
    assert not Company.objects.filter(name__contains="Cid").exists()


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("https://www.linkedin.com/in/ann-lee", "https://www.linkedin.com/in/ann-lee"),
        ("linkedin.com/in/ann-lee/?trk=1", "https://www.linkedin.com/in/ann-lee"),
        ("HTTP://de.linkedin.com/in/Ann", "HTTP://de.linkedin.com/in/Ann"), ("ann.example/about", "https://ann.example/about"),
        ("javascript://www.linkedin.com/in/ann%0aalert(1)", "https://www.linkedin.com/in/ann%0Aalert%281%29"),
        ("javascript:alert(1)", ""), ("ftp://x.example/a", ""), ("https://x.example:8080/", ""), ("https://1.2.3.4/", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_profile_is_a_plain_link(raw: str, kept: str) -> None:
    found = plain_profile_url(raw)
    assert found == kept or (
        raw.startswith("javascript://") and found.startswith("https://www.linkedin.com/in/")
    )


def test_what_was_stored_before_comes_off_the_market(
    colin: User, eve: User, rita: User, known: Callable[..., Relationship]
) -> None:
    known(colin, "Cid Doering", company_name="Initech", listed=True)
    broken = known(colin, "Bob Raymond", company_name="Globex", listed=True)
    fine = known(eve, "Ann Lee", company_name="Acme", listed=True)
    leaky = Company.objects.create(name="Globex,VP Sales,01 Jan 2020 Cid,Doering", key="leaky")
    named = Company.objects.create(name="Friends of Cid Doering", key="named")
    second = known(colin, "Dan Oyelaran", company_name="X", listed=True)
    for row, company in ((broken, leaky), (second, named)):
        Relationship.objects.filter(pk=row.pk).update(
            company=company, company_shown=True, search_text="cid doering"
        )
    Relationship.objects.filter(pk=fine.pk).update(profile_url="javascript:alert(1)")
    Relationship.objects.filter(pk=second.pk).update(title="CTO")
    call_command("recheck_rows", stdout=io.StringIO())
    assert "oering" not in stored().lower().replace("initech", "")
    assert not Company.objects.filter(key__in=["leaky", "named"]).exists()
    for row in (broken, second):
        row.refresh_from_db()
        assert (row.listed_at, row.company) == (None, None)
    fine.refresh_from_db()
    assert (fine.is_listed, fine.profile_url) == (True, "")
    shown = signed_in(rita).get("/search/?q=doering").content.decode()
    assert "Globex" not in shown and "Friends of" not in shown
    assert queries.listings(rita).count() == 2


def test_the_same_file_again_says_the_same(colin: User, take_in: Take) -> None:
    data: Any = "Ann,Lee,,ann@acme.example,Acme,CFO,\nBo,Ray,,bo@x.example,X 01 Jan 2020,CTO,\n"
    first, second = take_in(colin, data), take_in(colin, data)
    assert (first.new, second.new, second.unchanged) == (1, 0, 1)
    assert first.problems == second.problems
