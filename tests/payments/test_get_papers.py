"""Papers: each booked fact of a payer has one, gap-free and unchangeable; their sums are the ledger's."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from brokerage.accounts.models import User
from brokerage.kit.money import Money
from introductions import actions
from payments import actions as payments
from payments.models import Paper, PaperSeries
from payments.tasks import sweep_all_papers, sweep_papers
from tests.support.builders import PETRA
from tests.support.moving_clock import MovingClock
from tests.support.signing_in import signed_in_now
from tests.support.stages import Stage, settle
from tests.support.together import together

pytestmark = pytest.mark.django_db
PAPERS = "/payments/papers/"


def signed_in(user: User) -> Client:
    return signed_in_now(user)


def kinds(user: User) -> list[tuple[str, int]]:
    return list(Paper.objects.filter(owner=user).order_by("pk").values_list("kind", "total"))


def next_month(stage: Stage, clock: MovingClock) -> None:
    """Time goes on to the second day of the next month."""
    there = (clock.now().replace(day=1, hour=12) + timedelta(days=32)).replace(day=2)
    stage.wait(clock, seconds=(there - clock.now()).total_seconds())


def test_what_was_taken_has_a_receipt_and_what_went_back_a_credit_note(stage: Stage) -> None:
    stage.introducing()
    sweep_papers()
    assert kinds(stage.rep) == [("receipt", 50_000)]
    actions.step_back(stage.now(), user=stage.connector)
    settle()
    assert sweep_papers() == 1
    assert kinds(stage.rep) == [("receipt", 50_000), ("credit", 50_000)]
    receipt, note = Paper.objects.order_by("pk")
    assert note.body["about"] == receipt.number
    assert kinds(stage.connector) == []


def test_a_division_gives_a_note_for_its_part(stage: Stage, clock: MovingClock) -> None:
    stage.confirming()
    actions.dispute(
        stage.now(), user=stage.rep, reason="other", statement="It was not as agreed at all."
    )
    actions.offer_split(stage.now(), user=stage.connector, part=Money(33_333, "EUR"))
    actions.accept_split(stage.now(), user=stage.rep, part=Money(33_333, "EUR"))
    stage.wait(clock, days=7, hours=1)
    sweep_all_papers()
    assert kinds(stage.rep) == [("receipt", 50_000), ("credit", 16_667)]
    payment = stage.now().payment
    assert payment is not None
    assert payment.captured - payment.refunded == 50_000 - 16_667


def test_a_month_has_a_statement_whose_sums_are_the_ledgers(
    stage: Stage, clock: MovingClock
) -> None:
    stage.confirmed()
    stage.wait(clock, days=7, hours=1)
    assert stage.now().state == "released"
    next_month(stage, clock)
    sweep_all_papers()
    papers = Paper.objects.filter(owner=stage.connector, kind="statement")
    lines = [line for one in papers for line in one.body["lines"]]
    assert [(line["text"], line["owed"], line["fee"]) for line in lines] == [
        ("Earned", 40_000, 10_000),
        ("Paid out", -40_000, 0),
    ]
    last = papers.latest("at")
    assert (last.body["closing"], last.total) == ({"owed": 0, "debt": 0}, 0)
    assert sum(one.body["paid"] for one in papers) == 40_000
    sweep_all_papers()
    assert papers.count() == len({one.source for one in papers})


def test_issued_once_however_many_sweeps_run_and_numbers_have_no_gap(
    stage: Stage, transactional_db: None
) -> None:
    stage.introducing()
    actions.step_back(stage.now(), user=stage.connector)
    settle()
    together(*[payments.issue_due] * 4)
    assert kinds(stage.rep) == [("receipt", 50_000), ("credit", 50_000)]
    for kind in ("receipt", "credit"):
        numbers = [
            int(one.number[-6:]) for one in Paper.objects.filter(kind=kind).order_by("number")
        ]
        assert numbers == list(range(1, len(numbers) + 1))
        assert PaperSeries.objects.get(kind=kind).last == len(numbers)


def test_the_database_lets_no_paper_change_or_go(stage: Stage) -> None:
    stage.introducing()
    sweep_papers()
    for deed in (
        lambda: Paper.objects.update(total=1),
        lambda: Paper.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            deed()
    assert kinds(stage.rep) == [("receipt", 50_000)]


def test_vat_is_inside_the_price_to_the_cent(stage: Stage, settings: Any) -> None:
    settings.VAT_BASIS_POINTS = 1900
    settings.SELLER_VAT_ID = "DE123456789"
    stage.introducing()
    sweep_papers()
    paper = Paper.objects.get()
    assert (paper.body["net"], paper.vat, paper.total) == (42_017, 7_983, 50_000)
    page = signed_in(stage.rep).get(f"{PAPERS}{paper.public_id}/").text
    for shown in ("€420.17", "€79.83", "€500.00", "DE123456789", "VAT 19"):
        assert shown in page


def test_what_stands_on_them_is_frozen_when_they_are_issued(stage: Stage) -> None:
    rita = signed_in(stage.rep)
    assert rita.post(PAPERS, {"name": "", "address": "Quay 1"}).status_code == 422
    assert "Quay 1" in rita.post(PAPERS, {"name": "", "address": "Quay 1"}).text
    rita.post(PAPERS, {"name": "Łódź Śruby Σ.Α.", "address": "Quay 1\nGhent", "vat_id": "be 0123"})
    stage.introducing()
    sweep_papers()
    rita.put("/api/v1/billing/", {"name": "Another name"}, content_type="application/json")
    paper = Paper.objects.get()
    assert paper.body["for"] == {
        "name": "Łódź Śruby Σ.Α.", "address": "Quay 1\nGhent", "vat_id": "BE0123",
    }  # fmt: skip
    assert rita.get("/api/v1/billing/").json()["name"] == "Another name"
    assert "Łódź Śruby" in rita.get(f"{PAPERS}{paper.public_id}/").text


def test_a_paper_is_a_page_a_pdf_and_json_for_its_owner_alone(stage: Stage, eve: User) -> None:
    stage.introducing()
    sweep_papers()
    paper = Paper.objects.get()
    rita = signed_in(stage.rep)
    listed = rita.get(PAPERS).text
    assert paper.number in listed
    pdf = rita.get(f"{PAPERS}{paper.public_id}/pdf/")
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    assert rita.get(f"/api/v1/papers/{paper.public_id}/pdf/").content[:5] == b"%PDF-"
    (row,) = rita.get("/api/v1/papers/?year=" + str(paper.at.year)).json()["results"]
    assert (row["number"], row["total"]) == (paper.number, 50_000)
    for other in (stage.connector, eve):
        client = signed_in(other)
        for path in ("", "pdf/"):
            assert client.get(f"{PAPERS}{paper.public_id}/{path}").status_code == 404
        assert client.get(f"/api/v1/papers/{paper.public_id}/pdf/").status_code == 404
        assert client.get("/api/v1/papers/").json()["results"] == []
    assert Client().get(f"{PAPERS}{paper.public_id}/").status_code == 302


def test_csv_of_a_month_or_a_year_is_safe_in_a_spreadsheet(
    stage: Stage, clock: MovingClock
) -> None:
    stage.rep.company = '=HYPERLINK("x")'
    stage.rep.save()
    stage.introducing()
    actions.step_back(stage.now(), user=stage.connector)
    settle()
    sweep_papers()
    year, month = clock.now().year, clock.now().month
    rita = signed_in(stage.rep)
    text = rita.get(f"{PAPERS}csv/?year={year}&month={month}").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["kind"], row["amount"]) for row in rows] == [
        ("credit", "-500.00"),
        ("receipt", "500.00"),
    ]
    assert not any(
        cell.startswith(("=", "@", "+")) for row in rows for cell in row.values() if cell
    )
    assert len(list(csv.DictReader(io.StringIO(rita.get(f"{PAPERS}csv/?year={year}").text)))) == 2
    assert len(list(csv.DictReader(io.StringIO(rita.get(f"{PAPERS}csv/?year=2001").text)))) == 0
    assert rita.get(f"{PAPERS}csv/?year=abc").status_code == 400


def test_no_paper_names_the_prospect_before_or_after(stage: Stage, clock: MovingClock) -> None:
    stage.confirmed()
    stage.wait(clock, days=7, hours=1)
    next_month(stage, clock)
    sweep_all_papers()
    told = " ".join(str(one.body) for one in Paper.objects.all())
    for word in (PETRA.email, *PETRA.name.split()):
        assert word not in told


def test_they_are_part_of_ones_own_export(stage: Stage) -> None:
    stage.introducing()
    sweep_papers()
    export = signed_in(stage.rep).get("/account/data/export/").json()
    assert export["papers"]["papers"][0]["total"] == 50_000
