"""Whoever stands in a file that waits for its connector's review reads it on their page, and can erase it."""

import json
import re
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from brokerage.accounts.models import User
from brokerage.kit.encryption import seal
from connectors import actions as networks
from connectors.actions.importing import forgetting
from connectors.actions.importing.describing import describe
from connectors.models import ErasedAddress, ImportRow, ImportRun, Prospect, ProspectKey
from connectors.queries import suppressed_among
from connectors.queries.own_contacts.reviewing import ReviewFilters, review_counts, review_page
from introductions import actions, tasks
from introductions.actions.own_data import other_addresses
from introductions.prospect_data import held_on, own_link
from tests.support.emails import sent
from tests.support.importing import reviewed
from tests.support.moving_clock import MovingClock
from tests.support.stages import listed
from tests.support.together import together, won

pytestmark = pytest.mark.django_db
HEAD = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
PETRA = "Petra,Waits,https://www.linkedin.com/in/petra-waits,petra@waits.example,Waits,CFO,\n"
OTHERS = "Bob,Low,,bob@low.example,Low,CEO,\nCid,Doe,,cid@doe.example,Doe,CTO,\n"


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


def waits(user: User, lines: str = PETRA + OTHERS) -> ImportRun:
    return reviewed(user, "Connections.csv", (HEAD + lines).encode())


def ask(email: str = "petra@waits.example") -> str:
    """Ask for the link; the path of the page that is mailed, "" where nothing is."""
    mail.outbox.clear()
    tasks.send_own_link(seal(email))
    found = re.search(r"https?://[^/]+(/me/\S+)", str(sent()[0].body)) if sent() else None
    return found[1] if found else ""


def link(email: str = "petra@waits.example") -> str:
    networks.know_who_asks(email)
    held = held_on(email)
    return "/" + own_link(held).split("/", 3)[3] if held else ""


def erase(email: str = "petra@waits.example") -> None:
    networks.know_who_asks(email)
    held = held_on(email)
    assert held is not None
    actions.erase_person(held)


def seen(user: User, run: ImportRun) -> Any:
    """What the connector sees of a review, but for the rows' numbers in the file."""
    run.refresh_from_db()
    rows = [
        (one.name, one.email, one.what, one.note, len(one.options), one.is_chosen)
        for one in describe(user, run, list(run.rows.all()))
    ]
    by_name = [one.contact["first_name"] for one in review_page(run, ReviewFilters(order="name"))]
    return rows, by_name, review_counts(run), run.row_count, run.skipped, run.status


def dsar(*args: str) -> str:
    out = StringIO()
    call_command("dsar", *args, stdout=out, stderr=out)
    return out.getvalue()


def test_who_is_in_a_file_only_is_mailed_the_link_and_reads_what_it_says(
    colin: User, client: Client
) -> None:
    assert ask() == "" and not ProspectKey.objects.exists()
    run = waits(colin)
    assert not ProspectKey.objects.exists()
    assert ask("nobody@waits.example") == ""
    path = ask()
    text = client.get(path).text
    assert "In nobody's network" in text and colin.name in text
    assert "petra@waits.example" in text and "linkedin.com/in/petra-waits" in text
    assert "bob@low.example" not in text
    until = run.created_at + timedelta(days=7)
    assert f"{until:%b} {until.day}, {until.year}" in text
    said = client.get(f"{path}export/").json()
    assert [one["name"] for one in said["in_no_network"]] == ["Petra Waits"]


def test_two_worlds_that_differ_in_a_strangers_row_are_told_alike(
    colin: User, eve: User, client: Client
) -> None:
    waits(colin)
    path = link()
    before = client.get(path).text
    same_profile = PETRA.replace("petra@waits.example", "stranger@else.example")
    waits(eve, same_profile)
    waits(
        eve,
        PETRA.replace("petra@waits", "petra.waits@gmail").replace(
            "linkedin.com/in/petra-waits", "x.example/1"
        ),
    )
    assert client.get(path).text == before
    held = held_on("petra@waits.example")
    assert held is not None and len(held.aside) == 1


def test_an_erasure_reads_to_the_connector_as_if_the_file_had_never_held_them(
    colin: User, eve: User
) -> None:
    again = "Pia,Other,https://www.linkedin.com/in/petra-waits,pia@o.example,Waits,CFO,\n"
    run, without = waits(colin, PETRA + again + OTHERS), waits(eve, again + OTHERS)
    erase()
    assert seen(colin, run) == seen(eve, without)
    assert run.file is None and run.previews is None
    assert not run.rows.filter(number=2).exists()
    networks.add_chosen(colin, run.public_id)
    networks.carry_out_import(run.pk)
    assert {row.name for row in colin.relationships.all()} == {"Pia Other", "Bob Low", "Cid Doe"}


def test_never_reaches_a_row_that_waits_and_the_review_tells_nobody(colin: User) -> None:
    run = waits(colin)
    before = seen(colin, run)
    networks.know_who_asks("petra@waits.example")
    held = held_on("petra@waits.example")
    assert held is not None
    actions.say_never(held)
    assert seen(colin, run) == before
    networks.add_chosen(colin, run.public_id)
    networks.carry_out_import(run.pk)
    rows = {row.name: row for row in colin.relationships.all()}
    assert suppressed_among(rows.values()) == {rows["Petra Waits"].pk}


@pytest.mark.parametrize("lines", [PETRA + OTHERS, PETRA])
def test_who_was_erased_before_a_file_is_read_does_not_come_in_with_it(
    colin: User, lines: str
) -> None:
    run = networks.import_network(colin, "Connections.csv", (HEAD + lines).encode())
    networks.erase_waiting("Petra@Waits.example")
    networks.carry_out_import(run.pk)
    run.refresh_from_db()
    assert {one.contact["first_name"] for one in run.rows.all()} == {"Bob", "Cid"} & set(
        re.findall(r"\w+", lines)
    )
    assert run.file is None
    later = waits(colin, PETRA)  # brought again afterwards: recognised, kept, and never listed
    assert later.rows.count() == 1


def test_the_sweep_finds_who_came_through_while_the_file_was_read(
    colin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("connectors.actions.importing.reading.drop_erased", lambda run: set())
        run = networks.import_network(colin, "Connections.csv", (HEAD + PETRA + OTHERS).encode())
        networks.erase_waiting("petra@waits.example")
        networks.carry_out_import(run.pk)
    assert run.rows.count() == 3
    networks.resume_imports()
    assert run.rows.count() == 2


def test_a_row_on_its_way_in_is_left_out_of_the_next_batch(colin: User) -> None:
    run = waits(colin)
    networks.add_chosen(colin, run.public_id)
    ErasedAddress.objects.bulk_create(
        ErasedAddress(digest=one) for one in run.rows.get(number=2).digests
    )
    networks.carry_out_import(run.pk)
    run.refresh_from_db()
    assert run.status == "done"
    assert {row.name for row in colin.relationships.all()} == {"Bob Low", "Cid Doe"}


def test_leaving_one_network_with_erasure_reaches_that_connectors_files_alone(
    colin: User, eve: User
) -> None:
    row = listed(colin)
    lines = f"Petra,V,,{row.email},Acme,CFO,\n" + OTHERS
    theirs, others = waits(colin, lines), waits(eve, lines)
    held = held_on(row.email)
    assert held is not None
    actions.leave(held, row, erases=True)
    assert (theirs.rows.count(), others.rows.count()) == (2, 3)


def test_another_address_that_is_proven_erases_its_rows(colin: User) -> None:
    run = waits(colin)
    token = seal(f"{other_addresses.ERASE} 9999999999 petra@waits.example")
    other_addresses.confirm_other_address(token)
    assert run.rows.count() == 2


@pytest.mark.parametrize(
    "who",
    [
        ("petra@waits.example",),
        ("--profile", "https://linkedin.com/in/petra-waits/"),
        ("--name", "Waits, Petra"),
    ],
)
def test_the_operator_finds_exports_and_erases_what_waits(
    colin: User, who: tuple[str, ...]
) -> None:
    assert "Nothing is held" in dsar(*who)
    run = waits(colin)
    assert "In 1 files that wait" in dsar(*who)
    exported = dsar(*who, "--export")
    said = json.loads(exported[exported.index("{\n") :])
    assert said["in_no_network"][0]["email"] == "petra@waits.example"
    assert "bob@low" not in exported
    assert run.rows.count() == 3
    assert "1 files that wait" in dsar(*who, "--erase")
    run.refresh_from_db()
    assert (run.rows.count(), run.file) == (2, None)
    assert "Nothing is held" in dsar(*who)


def test_the_operator_is_told_of_files_nobody_has_read(colin: User) -> None:
    assert "not read yet" not in dsar("petra@waits.example")
    networks.import_network(colin, "Connections.csv", (HEAD + PETRA).encode())
    assert "1 uploaded files were not read yet" in dsar("petra@waits.example")


def test_no_hash_of_who_asked_and_no_mark_outlives_the_files(
    colin: User, clock: MovingClock
) -> None:
    waits(colin)
    link()
    networks.erase_waiting("bob@low.example")
    assert Prospect.objects.count() == 1 and ErasedAddress.objects.exists()
    clock.forward(days=15)
    networks.tidy_imports()
    assert not Prospect.objects.exists() and not ErasedAddress.objects.exists()
    assert not ImportRow.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_erasure_while_rows_are_added_leaves_nobody(colin: User) -> None:
    run = waits(colin)
    networks.know_who_asks("petra@waits.example")
    networks.add_chosen(colin, run.public_id)
    answers = together(
        lambda: networks.carry_out_import(run.pk),
        erase,
    )
    assert won(answers) == answers
    networks.carry_out_import(run.pk)
    networks.resume_imports()
    assert "petra@waits.example" not in {row.email for row in colin.relationships.all()}
    assert {row.name for row in colin.relationships.all()} - {""} == {"Bob Low", "Cid Doe"}
    assert not forgetting.rows_with(forgetting.digests_of("petra@waits.example")).exists()
