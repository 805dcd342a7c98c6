"""Whoever said never stays off the market, whatever connectors do with rows, names, addresses and files."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokerage.accounts.models import User
from connectors import actions
from connectors.models import Company, Prospect, Relationship
from connectors.person_names import forms_to_keep, forms_to_look_up
from connectors.queries import listings
from introductions import actions as introductions
from introductions.dossier import held_on, own_link
from introductions.notices import LINKS_AFTER_NEVER, send_own_link

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
