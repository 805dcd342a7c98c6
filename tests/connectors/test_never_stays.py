"""Whoever said never stays off the market, whatever connectors do with rows, names, addresses and files."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokerage.accounts.models import User
from brokerage.kit.money import Money
from connectors import actions
from connectors.models import Company, KeyKind, Prospect, Relationship
from connectors.person_names import forms_to_keep, forms_to_look_up
from connectors.queries import CANNOT_BE_LISTED, is_suppressed, listings
from introductions import actions as introductions
from introductions.notices import LINKS_AFTER_NEVER, send_own_link
from introductions.prospect_data import held_on, own_link
from tests.support import builders

Known = Callable[..., Relationship]
NAME, EMAIL = "Omar J. Calloway", "omar.calloway@northwind.example"
SAME = ["omar calloway", "CALLOWAY, Omar", "Ómàr Cällöway", "Оmаr Саllоwау", "O. Calloway", "OmarCalloway",
        "Dr. Omar X. Calloway, PhD", "O m a r  Calloway", "0mar C4lloway", "Omar\u200bCalloway"]  # fmt: skip
OTHERS = ["Olivia Calloway", "Omar Smith", "Petra Vandenbroucke", ""]


@pytest.mark.parametrize("spelling", SAME)
def test_every_spelling_is_the_same_name(spelling: str) -> None:
    assert forms_to_keep(NAME) & forms_to_look_up(spelling)
    assert forms_to_keep(spelling) & forms_to_look_up(NAME)


@pytest.mark.parametrize("other", OTHERS)
def test_another_name_is_another(other: str) -> None:
    assert not forms_to_keep(NAME) & forms_to_look_up(other)


@given(st.text(max_size=60))
def test_any_name_is_found_again(name: str) -> None:
    kept = forms_to_keep(name)
    assert not kept or kept & forms_to_look_up(name)


@pytest.fixture
def omar(colin: User, known: Known) -> Relationship:
    """Omar, whom Colin listed."""
    row = known(colin, NAME, email=EMAIL, company_name="Northwind Robotics", listed=True)
    return row


def test_the_same_row_with_another_address_is_not_listed(colin: User, omar: Relationship) -> None:
    actions.suppress(omar.prospect)
    bob = {"name": "Bob Nobody", "company_name": "Corner Shop", "email": "bob@corner.example"}
    for facts in ({"email": "omar.private@gmail.example", "profile_url": ""}, bob):
        actions.edit_relationship(colin, omar.public_id, **facts)
        assert actions.list_relationships(colin, [omar.public_id]).refused
    assert not listings().exists()


ELSEWHERE = {"company_name": "Elsewhere Partners"}


def is_unlistable(connector: User, row: Relationship) -> bool:
    """Whether it cannot be listed, in the words that tell nothing."""
    actions.set_price(connector, [row.public_id], Money(20_000, "EUR"))
    refused = actions.list_relationships(connector, [row.public_id]).refused
    return list(refused.values()) == [CANNOT_BE_LISTED]


@pytest.mark.parametrize("door", ["file", "hand", "edit"])
def test_who_comes_to_a_network_only_afterwards_is_kept_there_too(
    omar: Relationship, eve: User, known: Known, take_in: Callable[..., object], door: str
) -> None:
    """Under another company, then removed and brought again under another address."""
    actions.suppress(omar.prospect)
    actions.save_profile(eve, headline="Knows people", employer_name="Eve Works")
    if door == "file":
        take_in(eve, f"Omar,Calloway,,{EMAIL},Elsewhere Partners,CFO,\n")
    elif door == "hand":
        known(eve, "Omar Calloway", email=EMAIL, **ELSEWHERE)
    else:
        row = known(eve, "Omar Calloway", email="o@elsewhere.example", **ELSEWHERE)
        actions.edit_relationship(eve, row.public_id, email=EMAIL)
    came = Relationship.objects.get(connector=eve)
    assert is_unlistable(eve, came)
    actions.remove(eve, [came.public_id])
    again = known(eve, "CALLOWAY, Omar", email="omar@private.example", company_name="Corner Shop")
    assert is_unlistable(eve, again), "in the same network"
    dora = builders.connector("dora")
    there = known(dora, "Omar Calloway", email="oc@third.example", **ELSEWHERE)
    assert is_unlistable(dora, there), "at the company that was learnt"
    other = known(dora, "Olivia Calloway", email="olivia@third.example", **ELSEWHERE)
    assert not is_unlistable(dora, other)


def test_an_address_written_beside_them_is_kept_for_that_network_alone(
    colin: User, eve: User, omar: Relationship, known: Known
) -> None:
    actions.suppress(omar.prospect)
    facts = {"email": "om@private.example", "profile_url": "https://www.linkedin.com/in/om-77"}
    actions.edit_relationship(colin, omar.public_id, **facts)
    actions.remove(colin, [omar.public_id])
    one = known(colin, "O. C.", email="om@private.example", company_name="Corner Shop")
    other = known(colin, "O. M. C.", email="third@private.example", **ELSEWHERE)
    assert is_unlistable(colin, one)
    actions.edit_relationship(colin, other.public_id, profile_url=facts["profile_url"])
    assert is_unlistable(colin, other)
    # Somebody else's network learns nothing from what Colin wrote.
    assert known(eve, "Sue Stone", email="om@private.example", company_name="Stone", listed=True)


def test_a_row_removed_is_remembered_by_its_name(
    colin: User, omar: Relationship, known: Known
) -> None:
    """Suppressed by the address alone, as an operator does it; nobody had touched the row."""
    actions.suppress_address(KeyKind.EMAIL, EMAIL)
    actions.remove(colin, [omar.public_id])
    assert is_unlistable(colin, known(colin, NAME, email="o@private.example", **ELSEWHERE))


def test_a_mailbox_of_ones_own_that_objected_says_nothing_about_strangers(
    colin: User, eve: User, known: Known
) -> None:
    """Eve objects under an address of her own, then writes Omar's name and company beside it: his listing
    stays as it is, whatever she does, else it would tell her whose it is."""
    theirs = known(colin, NAME, email=EMAIL, company_name="Northwind Robotics", listed=True)
    spy = known(eve, "Spy", email="spy@spies.example", company_name="Northwind Robotics")
    actions.suppress(spy.prospect, even_contested=False)
    for round in range(2):
        if round:
            actions.remove(eve, [spy.public_id])
            spy = known(eve, NAME, email="spy@spies.example", company_name="Northwind Robotics")
        actions.edit_relationship(eve, spy.public_id, name=NAME, company_name="Northwind Robotics")
        actions.suppress(spy.prospect, even_contested=False)
    assert listings().get() == theirs
    assert not is_suppressed(theirs)


def test_another_company_and_network_is_another_person(
    colin: User, eve: User, known: Known
) -> None:
    first = known(colin, NAME, email=EMAIL, company_name="Northwind Robotics", listed=True)
    actions.suppress(first.prospect)
    assert known(eve, NAME, email="omar@elsewhere.example", company_name="Elsewhere", listed=True)


def test_a_company_of_one_person_goes_with_them(colin: User, known: Known) -> None:
    known(colin, "Zoe Quimby", email="zoe@quimby.example", company_name="Zoe Quimby Advisory")
    known(colin, "Bob Baker", email="bob@baker.example", company_name="Baker Brothers")
    held = held_on("zoe@quimby.example")
    assert held is not None
    introductions.erase_person(held)
    assert not Company.objects.filter(name__contains="Quimby").exists()
    assert Company.objects.filter(name="Baker Brothers").exists()


def test_the_link_to_ones_own_page_tells_no_number(colin: User, known: Known) -> None:
    known(colin, NAME, email=EMAIL)
    held = held_on(EMAIL)
    assert held is not None
    token = own_link(held).rstrip("/").rpartition("/")[2]
    assert token != own_link(held).rstrip("/").rpartition("/")[2]
    assert f"{held.key.pk}." not in token and f":{held.key.pk}" not in token


def test_links_are_not_sent_without_end_to_whoever_said_never(colin: User, known: Known) -> None:
    from django.core.cache import cache

    cache.clear()
    row = known(colin, NAME, email=EMAIL)
    actions.suppress(Prospect.objects.get(pk=row.prospect_id))
    sent = [send_own_link(EMAIL) for _ in range(LINKS_AFTER_NEVER + 4)]
    assert sum(sent) == LINKS_AFTER_NEVER
