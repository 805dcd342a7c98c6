"""A connector uploads an address book; a worker takes it in."""

import time
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client

from brokerage.accounts.models import User
from brokerage.kit.errors import Refusal
from brokerage.kit.money import Money
from connectors import actions, queries
from connectors.models import ImportRun, KeyKind, Prospect, ProspectKey, Relationship
from tests.support.importing import reviewed

pytestmark = pytest.mark.django_db
Take = Callable[..., ImportRun]
ANNA = 'Anna,Berg,https://www.linkedin.com/in/anna-berg,,"Acme, Inc.",VP Sales,12 Mar 2024\n'


def test_the_real_export(colin: User, take_in: Take, file: Callable[[str], bytes]) -> None:
    started = time.monotonic()
    run = take_in(colin, file("linkedin-connections.csv"))
    assert time.monotonic() - started < 20
    assert (run.status, run.done_rows, run.new, run.percent) == ("done", 1200, 1200, 100)
    assert run.file is None
    assert run.lawful_basis == actions.LAWFUL_BASIS
    assert colin.relationships.count() == 1200
    assert colin.relationships.filter(company__industry="Financials", country="US").exists()
    assert not colin.relationships.filter(listed_at__isnull=False).exists()


@pytest.mark.parametrize(
    "name", ["linkedin-export.zip", "linkedin-connections-german.csv", "linkedin-connections-old.csv",
             "google-contacts.csv", "contacts.vcf"],
)  # fmt: skip
def test_every_example_comes_in_and_a_second_time_changes_nothing(
    colin: User, take_in: Take, file: Callable[[str], bytes], name: str
) -> None:
    first = take_in(colin, file(name), name)
    assert first.status == "done"
    assert first.new == colin.relationships.count() > 0
    second = take_in(colin, file(name), name)
    assert (second.new, second.updated, second.unchanged) == (0, 0, first.row_count)


def test_contact_data_is_encrypted_in_the_database(colin: User, take_in: Take) -> None:
    take_in(colin, ANNA.replace(",,", ",anna@acme.example,"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(r)::text FROM connectors_relationship r")
        stored = cursor.fetchone()[0]
        cursor.execute("SELECT string_agg(i::text, '') FROM connectors_importrun i")
        stored += cursor.fetchone()[0]
    for secret in ("Anna", "Berg", "anna@", "anna-berg", "Connections.csv"):
        assert secret.lower() not in stored.lower()


def test_facts_come_from_the_title_and_the_company(colin: User, take_in: Take) -> None:
    take_in(
        colin, 'Anna,Berg,https://linkedin.com/in/anna-berg,,Nike,"SVP, Global Sales",12 Mar 2024\n'
    )
    row = colin.relationships.get()
    assert (row.role, row.country, row.company and row.company.industry) == (
        "VP, Sales", "US", "Consumer Discretionary",
    )  # fmt: skip
    assert str(row.connected_on) == "2024-03-12"


def test_one_person_in_two_networks_is_one_prospect(colin: User, eve: User, take_in: Take) -> None:
    take_in(colin, "Anna,Berg,https://linkedin.com/in/anna-berg,anna@acme.example,Acme,CFO,\n")
    take_in(eve, "A.,Berg,,Anna+news@ACME.example,,,\n")
    assert Prospect.objects.count() == 1
    assert Relationship.objects.count() == 2


def test_a_later_file_adds_the_address_that_was_missing(colin: User, take_in: Take) -> None:
    take_in(colin, ANNA)
    run = take_in(
        colin, "Anna,Berg,https://linkedin.com/in/ANNA-BERG/,anna@acme.example,Acme,VP Sales,\n"
    )
    assert (run.new, run.updated) == (0, 1)
    assert colin.relationships.get().email == "anna@acme.example"
    assert ProspectKey.objects.filter(kind=KeyKind.EMAIL).count() == 1


def test_a_new_job_moves_the_facts_but_typed_addresses_stay(colin: User, take_in: Take) -> None:
    take_in(colin, ANNA)
    row = colin.relationships.get()
    actions.edit_relationship(colin, row.public_id, email="typed@acme.example")
    take_in(colin, "Anna,Berg,https://linkedin.com/in/anna-berg,other@acme.example,Nike,CFO,\n")
    row.refresh_from_db()
    assert (row.email, row.role) == ("typed@acme.example", "C level, Finance")
    assert row.company and row.company.name == "Nike, Inc."


def test_two_of_the_same_name_stay_two(colin: User, take_in: Take) -> None:
    take_in(colin, ANNA + ANNA.replace("anna-berg", "anna-berg-2"))
    assert colin.relationships.count() == 2


def test_a_doubled_row_is_one(colin: User, take_in: Take) -> None:
    run = take_in(colin, ANNA + ANNA)
    assert (run.new, run.unchanged, colin.relationships.count()) == (1, 1, 1)


def test_who_asked_not_to_be_listed_comes_in_uncounted_and_cannot_be_listed(
    colin: User, take_in: Take
) -> None:
    actions.suppress_address(KeyKind.PROFILE, "linkedin.com/in/anna-berg")
    actions.suppress_address(KeyKind.DOMAIN, "silent.example")
    run = take_in(
        colin, ANNA + "Bob,Low,,bob@mail.silent.example,,,\n" + "Cy,Day,,cy@acme.example,,,\n"
    )
    assert (run.new, run.updated, run.skipped, run.problems) == (3, 0, 0, [])
    actions.save_profile(colin, headline="x", no_employer=True)
    chosen = [row.public_id for row in colin.relationships.all() if row.email]
    actions.set_price(colin, chosen, Money(20_000, "EUR"))
    outcome = actions.list_relationships(colin, chosen)
    assert set(outcome.refused.values()) == {queries.CANNOT_BE_LISTED}
    assert colin.relationships.get(listed_at__isnull=False).name == "Cy Day"


def test_remarks_hold_row_numbers_and_nothing_personal(colin: User, take_in: Take) -> None:
    run = take_in(colin, "Anna,Berg,,anna🚀@acme.example,Acme,CFO,\n,,,,Acme,CFO,\n")
    assert [number for number, _ in run.problems] == [2, 3]
    assert "anna" not in str(run.problems).lower()


def test_a_wrong_file_is_refused_and_leaves_nothing(colin: User) -> None:
    run = reviewed(colin, "Invitations.csv", b"From,To,Sent At,Message,Direction\n")
    assert (run.status, run.file) == ("failed", None)
    assert "Invitations" in run.problems[0][1]
    with pytest.raises(Refusal, match="image"):
        actions.import_network(colin, "me.png", b"\x89PNG....")
    assert ImportRun.objects.count() == 1


def test_a_second_import_waits_for_the_first(colin: User, file: Callable[[str], bytes]) -> None:
    actions.import_network(colin, "a.csv", file("linkedin-connections-old.csv"))
    with pytest.raises(Refusal, match="still running"):
        actions.import_network(colin, "a.csv", file("linkedin-connections-old.csv"))


def test_a_broken_worker_is_resumed_where_it_stopped(
    colin: User, file: Callable[[str], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = reviewed(colin, "a.csv", file("linkedin-connections-old.csv"))
    actions.choose_rows(colin, run.public_id, numbers=None, chosen=True)
    chosen = run.rows.filter(is_chosen=True).count()
    actions.add_chosen(colin, run.public_id)
    from connectors.actions.importing import adding

    real, calls = adding.take_in, []

    def dies_the_second_time(*args: object) -> object:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(adding, "take_in", dies_the_second_time)
    with pytest.raises(KeyboardInterrupt):
        actions.carry_out_import(run.pk, batch=50)
    run.refresh_from_db()
    assert (run.status, run.done_rows) == ("running", 50)
    monkeypatch.setattr(adding, "take_in", real)
    actions.carry_out_import(run.pk, batch=50)
    actions.carry_out_import(run.pk, batch=50)
    run.refresh_from_db()
    assert (run.status, run.new + run.updated + run.unchanged) == ("done", chosen)
    assert colin.relationships.count() == run.new


def test_a_lost_queue_is_made_up_for(
    colin: User, file: Callable[[str], bytes], clock: object
) -> None:
    actions.import_network(colin, "a.csv", file("linkedin-connections-old.csv"))
    assert actions.resume_imports() == 0
    clock.forward(minutes=5)  # type: ignore[attr-defined]
    assert actions.resume_imports() == 1


def test_the_pages(
    colin: User, eve: User, browse: Callable[[User], Client], file: Callable[[str], bytes]
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile as Upload

    visitor = browse(colin)
    assert b"Connections.csv" in visitor.get("/network/import/").content
    wrong = visitor.post("/network/import/", {"file": Upload("x.csv", b""), "lawful": "on"})
    assert wrong.status_code == 422
    assert b"This file is empty." in wrong.content
    assert b"checked" in wrong.content
    upload = Upload("Connections.csv", file("linkedin-connections-german.csv"))
    answer = visitor.post("/network/import/", {"file": upload, "lawful": "on"})
    run = ImportRun.objects.get()
    assert answer["Location"] == f"/network/imports/{run.public_id}/"
    assert b"every 1s" in visitor.get(answer["Location"]).content
    actions.carry_out_import(run.pk)
    told = visitor.get(answer["Location"], headers={"HX-Request": "true"})
    assert told["HX-Refresh"] == "true" and b"every 1s" not in told.content
    page = visitor.get(answer["Location"]).content.decode()
    assert "Review Connections.csv" in page
    assert colin.relationships.count() == 0
    visitor.post(f"{answer['Location']}rows/", {"do": "add"})
    actions.carry_out_import(run.pk)
    part = visitor.get(answer["Location"], headers={"HX-Request": "true"}).content
    assert b"Your contacts are in" in part
    assert b"every 1s" not in part
    assert b"<html" not in part
    for path in ("", "rows/", "columns/", "discard/", "undo/"):
        door = browse(eve).post if path else browse(eve).get
        assert door(f"{answer['Location']}{path}").status_code == 404
    assert queries.imports_of(eve).count() == 0
