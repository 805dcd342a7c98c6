"""The operator finds, exports and erases people by mailbox, by public profile and by name in any spelling."""

import io
import json
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from brokerage.accounts.models import User
from brokerage.kit.money import Money
from connectors import actions
from connectors.actions import add_relationship
from connectors.models import Relationship, Suppression
from introductions.lifecycle import State
from introductions.models import Introduction
from tests.support import builders
from tests.support.builders import PETRA, Person
from tests.support.stages import Stage, listed

NAME = "Zoë Müller-Quimby"
SPELLINGS = ["zoe mueller quimby", "QUIMBY, Zoe Müller", "Z. Muller-Quimby", "Ζoë Müller‑Quimby",
             "Dr. Zoe Quimby", "ZoeMuellerQuimby"]  # fmt: skip
PROFILE = "https://www.linkedin.com/in/zoe-mq"
URLS = [PROFILE, "linkedin.com/in/zoe-mq/", "http://LinkedIn.com/in/Zoe-MQ?trk=x#about"]


def dsar(*arguments: str) -> str:
    said = io.StringIO()
    call_command("dsar", *arguments, stdout=said, stderr=said)
    return said.getvalue()


def people() -> set[tuple[str, str]]:
    return {(row.name, row.email) for row in Relationship.objects.all() if row.name}


@pytest.fixture
def by_profile_only(colin: User) -> Relationship:
    return add_relationship(colin, name=NAME, profile_url=PROFILE, company_name="Quimby Advisory")


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Whoever sits at the terminal types this."""

    def typed(words: str) -> None:
        monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
        monkeypatch.setattr("builtins.input", lambda prompt: words)

    return typed


@pytest.mark.parametrize("url", URLS)
def test_by_profile(by_profile_only: Relationship, eve: User, url: str) -> None:
    add_relationship(eve, name="Somebody Else", email="se@elsewhere.example")
    assert "In 1 networks, listed in 0." in dsar("--profile", url)
    assert NAME not in dsar("--profile", url)
    data = json.loads(dsar("--profile", url, "--export"))
    assert [one["name"] for one in data["contact_data"]] == [NAME]
    assert "Somebody" not in str(data)
    assert "Erased in 1 networks" in dsar("--profile", url, "--erase")
    assert people() == {("Somebody Else", "se@elsewhere.example")}
    assert "Nothing is held" in dsar("--profile", url)
    again = add_relationship(eve, name="Z", email="z@new.example", profile_url=PROFILE)
    assert not is_listable(eve, again)


def is_listable(connector: User, row: Relationship) -> bool:
    actions.save_profile(connector, headline="Knows people", employer_name="Own Works")
    actions.set_price(connector, [row.public_id], Money(20_000, "EUR"))
    return not actions.list_relationships(connector, [row.public_id]).refused


@pytest.mark.parametrize("spelling", [NAME, *SPELLINGS])
def test_by_name_in_any_spelling(by_profile_only: Relationship, eve: User, spelling: str) -> None:
    add_relationship(eve, name="Zoltan Quincy", email="zq@elsewhere.example")
    assert "In 1 networks" in dsar("--name", spelling)
    data = json.loads(dsar("--name", spelling, "--export").split("\n", 3)[3])
    assert [one["profile"] for one in data["contact_data"]] == [PROFILE]
    assert "Erased in 1 networks" in dsar("--name", spelling, "--erase")
    assert people() == {("Zoltan Quincy", "zq@elsewhere.example")}
    again = add_relationship(eve, name=NAME, email="z@new.example", company_name="Quimby Advisory")
    assert not is_listable(eve, again)
    assert not is_listable(
        eve, add_relationship(eve, name="Z", email="y@new.example", profile_url=PROFILE)
    )


def two_of_a_name(colin: User, eve: User) -> tuple[Relationship, Relationship]:
    return (
        add_relationship(colin, name="Anna Berg", email="anna@north.example", company_name="North"),
        add_relationship(
            eve, name="Berg, Anna", email="a.berg@south.example", company_name="South"
        ),
    )


@pytest.mark.parametrize("what", ["--erase", "--export"])
def test_a_name_of_several_people_is_asked_about_and_nothing_happens(
    colin: User, eve: User, what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = two_of_a_name(colin, eve)
    before, kept = people(), Suppression.objects.count()
    said = io.StringIO()
    with pytest.raises(CommandError, match="Several people may be meant"):
        call_command(
            "dsar", "--name", "anna berg", what, stdout=said, stderr=(listing := io.StringIO())
        )
    assert (people(), Suppression.objects.count(), said.getvalue()) == (before, kept, "")
    for row in rows:
        assert f"--entry {row.public_id}" in listing.getvalue()
        assert row.company_name in listing.getvalue()


def test_whoever_is_chosen_by_id_goes_and_nobody_else(colin: User, eve: User) -> None:
    mine, other = two_of_a_name(colin, eve)
    data = json.loads(dsar("--entry", str(mine.public_id), "--export"))
    assert [one["email"] for one in data["contact_data"]] == [mine.email]
    assert "Erased in 1 networks" in dsar(
        "--name", "Anna Berg", "--entry", str(mine.public_id), "--erase"
    )
    assert people() == {(other.name, other.email)}
    assert is_listable(eve, other)


def test_whoever_is_chosen_at_the_terminal_goes_and_nobody_else(
    colin: User, eve: User, answer: Callable[[str], None]
) -> None:
    _, other = two_of_a_name(colin, eve)
    answer("")
    assert "Erased in 0 networks" in dsar("--name", "Anna Berg", "--erase")
    for wrong in ("3", "0", "-1", "all", "1 x"):
        answer(wrong)
        with pytest.raises(CommandError, match="numbers of the list"):
            dsar("--name", "Anna Berg", "--erase")
    assert len(people()) == 2
    answer("1")
    assert "Erased in 1 networks" in dsar("--name", "Anna Berg", "--erase")
    assert people() == {(other.name, other.email)}


def test_a_namesake_beside_a_proven_address_is_asked_about_too(colin: User, eve: User) -> None:
    """The address is sure; that the entry under another address is theirs, is not."""
    mine, other = two_of_a_name(colin, eve)
    before = people()
    with pytest.raises(CommandError, match="Several people"):
        dsar(mine.email, "--name", "Anna Berg", "--erase")
    assert people() == before
    dsar(mine.email, "--erase")
    assert people() == {(other.name, other.email)}


def test_a_mailbox_with_a_name_written_beside_a_strangers_address_is_not_taken_for_one(
    colin: User, eve: User
) -> None:
    add_relationship(colin, name="Anna Berg", profile_url="https://www.linkedin.com/in/anna-b")
    add_relationship(eve, name="Anna Berg", email="spy@eve.example",
                     profile_url="https://www.linkedin.com/in/anna-b")  # fmt: skip
    before = people()
    with pytest.raises(CommandError):
        dsar("--name", "Anna Berg", "--erase")
    assert people() == before


def test_several_entries_of_one_mailbox_are_one_person(colin: User, eve: User) -> None:
    for one, name in ((colin, "Anna Berg"), (eve, "A. Berg")):
        add_relationship(one, name=name, email="anna@north.example")
    assert "In 2 networks" in dsar("--name", "Anna Berg")
    assert "Erased in 2 networks" in dsar("--name", "Anna Berg", "--erase")
    assert not people()


def test_who_was_asked_is_found_though_the_entry_says_bob_now(stage: Stage, eve: User) -> None:
    stage.introducing()
    actions.edit_relationship(
        stage.connector, stage.relationship.public_id, name="Bob Unasked", profile_url=""
    )
    assert PETRA.email in dsar("--name", PETRA.name, "--export")
    assert "Erased in 1 networks" in dsar("--name", PETRA.name, "--erase")
    row = Introduction.objects.get()
    assert (row.state, any((row.asked or {"": "x"}).values())) == (State.REFUSED, False)


def test_the_entry_of_a_running_request_without_a_mailbox_ends_it(stage: Stage) -> None:
    """Rows stored before an address was needed; nobody could be asked."""
    stage.requested()
    Relationship.objects.filter(pk=stage.relationship.pk).update(email="")
    dsar("--name", PETRA.name, "--erase")
    row = Introduction.objects.get()
    assert row.is_over and not people()


def test_who_is_meant_has_to_be_said(colin: User) -> None:
    for nothing in ([], ["--erase"], ["", "--export"], ["--name", " ", "--erase"]):
        with pytest.raises(CommandError, match="Say who"):
            dsar(*nothing)


def test_by_address_as_before(eve: User) -> None:
    listed(eve, Person("Anna Berg", "anna@north.example", "", "CFO"))
    listed(builders.connector("otto"), Person("Anna Berg", "anna@north.example", "", "CFO"))
    found: Any = json.loads(dsar("ANNA@north.example", "--export"))
    assert len(found["contact_data"]) == 2
    assert "Erased in 2 networks; the address will not be listed again." in dsar(
        "anna@north.example", "--erase"
    )
