"""A rep uploads target accounts, and sees in bands which of them they can reach."""

import io
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from brokerage.accounts.models import User
from brokerage.kit.errors import Refusal
from connectors import actions
from connectors.models import AccountWatch, CoverageDay, CoverageList, Relationship
from connectors.queries import coverage as queries
from connectors.readers.accounts import MOST_ACCOUNTS, read_accounts
from tests.support.coverage import LIST, big_company, lines, listed_at, uploaded
from tests.support.moving_clock import MovingClock

pytestmark = pytest.mark.django_db
Known = Callable[..., Relationship]

# --- Files ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        LIST,
        LIST.replace(b",", b";"),
        LIST.replace(b",", b"\t"),
        b"sep=;\r\n" + LIST.replace(b",", b";"),
        ("\ufeff" + LIST.decode()).encode("utf-8"),
        LIST.decode().encode("utf-16"),
        b"Report of accounts,,,\n\n"
        + LIST
        + b"\nGrand Totals (3 records),,,\nCopyright (c) 2026,,,\n",
    ],
    ids=["csv", "semicolons", "tsv", "sep", "bom", "utf-16", "report"],
)
def test_a_table_is_read_however_it_is_written(data: bytes) -> None:
    read = read_accounts(data, 10**6)
    assert [(one.crm_id, one.name, one.domain, one.tier) for one in read.rows] == [
        ("1", "IBM", "ibm.com", "Tier 1"),
        ("2", "Siemens AG", "", "Tier 2"),
        ("3", "Nowhere Works", "", "Tier 2"),
    ]
    assert read.id_heading == "Account ID"


@pytest.mark.parametrize(
    ("heads", "fields"),
    [
        ("Record ID,Company name,Company Domain Name,Ideal Customer Profile Tier", "inwt"),
        ("Account Name,Account ID,Website,Industry,Account Owner", "ni"),
        ("Firma,Webseite,Priorität", "nwt"),
        ("Entreprise,Site web,Priorité", "nwt"),
        ("会社名,ウェブサイト,Tier", "nwt"),
        ("First Name,Last Name,Email,Company", "n"),
    ],
)
def test_headings_are_found_by_what_they_mean(heads: str, fields: str) -> None:
    names = heads.split(",")
    row = [f"v{place}" for place in range(len(names))]
    for place, name in enumerate(names):
        if "eb" in name or "Site" in name or "Domain" in name or "ェ" in name:
            row[place] = "acme.com"
    data = "\n".join([heads, ",".join(row)]).encode()
    found = read_accounts(data, 10**6).rows[0]
    said = {"n": found.name, "w": found.domain, "t": found.tier, "i": found.crm_id}
    assert all(said[one] for one in fields)
    assert (found.name in row and not found.name.startswith("v0")) or names[0] != "First Name"


def test_an_excel_table_is_read() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("Record ID", "Company name", "Company Domain Name"), (77, "Müller", "mueller.de")):
        sheet.append(row)
    data = io.BytesIO()
    book.save(data)
    read = read_accounts(data.getvalue(), 10**7)
    assert [(one.crm_id, one.name, one.domain) for one in read.rows] == [
        ("77", "Müller", "mueller.de")
    ]


def test_a_list_of_well_known_companies_needs_no_known_heading() -> None:
    data = b"Symbol,Security,GICS Sector\nMMM,3M,Industrials\nAAPL,Apple Inc.,IT\nIBM,IBM,IT\n"
    assert [one.name for one in read_accounts(data, 10**6).rows] == ["3M", "Apple Inc.", "IBM"]
    assert [one.domain for one in read_accounts(b"ibm.com\nacme.io\n", 10**6).rows] == [
        "ibm.com", "acme.io",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "data",
    [
        b"Shoe size,Colour\n12,red\n", b"\x00\x01\x02" * 400, b"%PDF-1.7", b"<html></html>",
        b"PK\x03\x04nothing", b'Account name,Tier\n"never closes,1\nb,2\n', b"Account name\n",
        b"Account name\n" + b"\n".join(b"a%d" % n for n in range(MOST_ACCOUNTS + 1)),
    ],
    ids=["columns", "binary", "pdf", "page", "zip", "quote", "empty", "too many"],
)  # fmt: skip
def test_a_file_that_is_no_list_is_refused_in_words(rita: User, data: bytes) -> None:
    with suppress(Refusal):
        uploaded(rita, data)
    found = CoverageList.objects.first()
    if found is None:  # refused at once
        return
    assert found.status == "failed" and found.problem and found.file is None
    assert not found.account_count


# --- The picture ----------------------------------------------------------------------------------


def test_the_picture_counts_what_search_shows(
    rita: User, colin: User, known: Known, client: Client
) -> None:
    big_company("Siemens")
    big_company("IBM")
    listed_at(known, colin, "IBM", 6)
    listed_at(known, colin, "Siemens", 1)
    client.force_login(rita)
    answer = client.post(
        "/coverage/", {"file": SimpleUploadedFile("targets.csv", LIST), "name": "Q1 targets"}
    )
    found = CoverageList.objects.get()
    assert answer.status_code == 302 and found.is_waiting and not found.account_count
    actions.read_list(found.pk)
    found.refresh_from_db()
    picture = queries.picture(rita, found)
    assert (picture.total, picture.reachable, picture.paths) == (3, 2, "5 to 9")
    of = lines(rita, found)
    assert of["IBM"].paths == "5 to 9" and of["Siemens AG"].paths == "1 to 4"
    assert of["IBM"].role == "VP, Sales" and of["IBM"].price == "€200 to €250"
    assert not of["Nowhere Works"].is_reachable
    assert [(one.name, one.reachable, one.total) for one in picture.tiers] == [
        ("Tier 1", 1, 1), ("Tier 2", 1, 2),
    ]  # fmt: skip
    page = client.get(f"/coverage/{found.public_id}/")
    assert page.status_code == 200
    text = page.content.decode()
    assert "2 of 3" in text and "Kowalczyk" not in text
    assert "/search/?company=IBM" in text
    paths = client.get("/search/?company=IBM").content.decode()
    assert "6 paths" in paths


def test_a_list_belongs_to_its_rep_alone(rita: User, eve: User, colin: User, mona: User) -> None:
    found = uploaded(rita)
    pages = ["", "upload/", "review/", "accounts.csv"]
    for who in (eve, colin, mona):
        client = Client()
        client.force_login(who)
        for page in pages:
            assert client.get(f"/coverage/{found.public_id}/{page}").status_code in {403, 404}
        for page in ("rename/", "delete/", "watch/", "upload/", "review/"):
            answer = client.post(f"/coverage/{found.public_id}/{page}", {"name": "x"})
            assert answer.status_code in {403, 404}
    found.refresh_from_db()
    assert found.name == "targets" and not AccountWatch.objects.exists()


def test_what_was_told_once_stays_all_day(
    rita: User, colin: User, known: Known, clock: MovingClock
) -> None:
    """However often a list is uploaded, split or mixed: an account reads alike until tomorrow."""
    big_company("IBM")
    first = uploaded(rita)
    listed_at(known, colin, "IBM", 5)
    again = uploaded(rita, b"Account name\nIBM\nSiemens\n")
    actions.delete_list(rita, first.public_id)
    third = uploaded(rita, b"Account name,Website\nIBM,ibm.com\n")
    assert not lines(rita, again)["IBM"].is_reachable
    assert not lines(rita, third)["IBM"].is_reachable
    clock.forward(days=1)
    actions.renew_coverage()
    assert lines(rita, third)["IBM"].paths == "5 to 9"


def test_a_day_has_a_budget(rita: User, settings: Any) -> None:
    settings.COVERAGE_ACCOUNTS_A_DAY, settings.COVERAGE_UPLOADS_A_DAY = 5, 3
    kept = uploaded(rita)
    second = uploaded(rita)
    assert second.status == "failed" and "5 accounts a day" in second.problem
    assert CoverageDay.objects.get().asked == 3
    refreshed = uploaded(rita, again=kept.public_id)
    assert refreshed.problem and refreshed.account_count == 3  # what it held stays
    with pytest.raises(Refusal, match="3 lists a day"):
        uploaded(rita)
    assert CoverageList.objects.count() == 2


def test_movement_is_told_against_last_week(
    rita: User, colin: User, known: Known, clock: MovingClock
) -> None:
    big_company("IBM")
    found = uploaded(rita)
    assert queries.picture(rita, found).gained is None
    listed_at(known, colin, "IBM", 1)
    for _ in range(7):
        clock.forward(days=1)
        actions.renew_coverage()
    picture = queries.picture(rita, found)
    assert (picture.gained, picture.lost) == (1, 0)
    assert lines(rita, found)["IBM"].movement == "new"


def test_pages_go_on_behind_an_account(rita: User) -> None:
    data = "Account name,Tier\n" + "\n".join(f"Unknown Works {n:03},{n % 3}" for n in range(120))
    found = uploaded(rita, data.encode())
    picture, seen, after = queries.picture(rita, found), [], None
    while True:
        page = queries.account_page(picture, queries.AccountFilters(after=after))
        seen += [one.account.number for one in page.lines]
        after = page.next
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 120
    one_tier = queries.account_page(picture, queries.AccountFilters(tier="Tier 1", show="not_yet"))
    assert one_tier.count == 40 and {one.account.tier for one in one_tier.lines} == {"Tier 1"}


def test_a_list_is_renamed_uploaded_again_and_deleted(rita: User, client: Client) -> None:
    found = uploaded(rita)
    client.force_login(rita)
    client.post(f"/coverage/{found.public_id}/watch/", {"number": "3"})
    client.post(f"/coverage/{found.public_id}/rename/", {"name": "Q2"})
    newer = b"Account ID,Account Name,Website,Tier\n9,New Place,,1\n3,Nowhere Works GmbH,,1\n"
    client.post(
        f"/coverage/{found.public_id}/upload/", {"file": SimpleUploadedFile("b.csv", newer)}
    )
    actions.read_list(found.pk)
    found.refresh_from_db()
    assert found.name == "Q2" and found.account_count == 2
    assert lines(rita, found)["Nowhere Works GmbH"].watched  # known by its id
    assert client.post(f"/coverage/{found.public_id}/rename/", {"name": ""}).status_code == 422
    assert client.post(f"/coverage/{found.public_id}/delete/").status_code == 302
    assert not CoverageList.objects.exists() and not AccountWatch.objects.exists()


def test_a_list_goes_with_the_account_and_is_in_its_export(rita: User) -> None:
    from connectors.portable import PARTS

    uploaded(rita)
    part = next(one for one in PARTS if one.model is CoverageList)
    rows = list(part.rows(rita))
    assert part.told["packed"](rows[0], rita)[0]["name"] == "IBM"
    actions.forget_network(rita)
    assert not CoverageList.objects.exists() and not CoverageDay.objects.exists()


def test_a_lost_queue_loses_no_list(rita: User, clock: MovingClock) -> None:
    found = actions.upload_accounts(rita, "a.csv", LIST)
    assert actions.resume_lists() == 0
    clock.forward(minutes=5)
    assert actions.resume_lists() == 1
    clock.forward(seconds=timedelta(days=2).total_seconds())
    actions.resume_lists()
    found.refresh_from_db()
    assert found.status == "failed" and found.problem and found.file is None
