"""After a never or an erasure no sequence of edits, removals, imports and new entries brings anybody back."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from brokerage.accounts.models import User
from brokerage.kit.errors import Refusal
from brokerage.kit.money import Money
from connectors import actions
from connectors.models import Relationship
from connectors.queries import listings
from introductions.actions import erase_person
from introductions.prospect_data import held_on
from tests.support.importing import carry_through
from tests.support.two_worlds import world

EMAILS = ["omar.calloway@northwind.example", "OMAR.Calloway+work@Northwind.example"]
PROFILES = [
    "https://www.linkedin.com/in/omar-c-77",
    "linkedin.com/in/Omar-C-77/",
    "http://de.linkedin.com/in/omar-c-77?x=1",
]
NAMES = [
    "Omar J. Calloway",
    "CALLOWAY, Omar",
    "Ómàr Cällöway",
    "O. Calloway",
    "Dr. Omar Calloway PhD",
    "Оmаr Саllоwау",
]
HIS, NEW = "Northwind Robotics", ["Elsewhere Partners", ""]
OTHER_EMAILS = ["oc@private.example", "bob@corner.example", "omar@gmail.com"]
OTHER_NAMES = ["Bob Nobody", "Al Z."]

names, companies = st.sampled_from(NAMES), st.sampled_from([HIS, *NEW])
anything = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(NAMES + OTHER_NAMES),
        "email": st.sampled_from(EMAILS + OTHER_EMAILS + [""]),
        "profile_url": st.sampled_from([*PROFILES, "https://www.linkedin.com/in/bob-1", ""]),
        "company_name": companies,
        "title": st.sampled_from(["CFO", "Sales Manager"]),
    },
)
#: What still says that it is him: his mailbox, his profile, or his name where he stood.
still_him = st.one_of(
    st.fixed_dictionaries(
        {
            "name": st.sampled_from(NAMES + OTHER_NAMES),
            "email": st.sampled_from(EMAILS),
            "company_name": companies,
        }
    ),
    st.fixed_dictionaries(
        {"name": names, "email": st.sampled_from(OTHER_EMAILS), "company_name": st.just(HIS)}
    ),
    st.fixed_dictionaries(
        {
            "name": st.sampled_from(NAMES + OTHER_NAMES),
            "email": st.sampled_from(OTHER_EMAILS),
            "profile_url": st.sampled_from(PROFILES),
            "company_name": companies,
        }
    ),
)
#: In the network where he stood his name alone is enough.
his_name = st.fixed_dictionaries(
    {"name": names, "email": st.sampled_from(OTHER_EMAILS), "company_name": companies}
)
step = st.one_of(
    st.tuples(st.just("edit"), st.integers(0, 3), anything),
    st.tuples(st.just("remove"), st.integers(0, 3)),
    st.tuples(st.just("add"), st.just("colin"), st.one_of(still_him, his_name)),
    st.tuples(st.just("file"), st.just("colin"), still_him),
    st.tuples(st.just("add"), st.just("eve"), still_him),
    st.tuples(st.just("file"), st.just("eve"), still_him),
)


def take(people: dict[str, User], one: tuple[Any, ...]) -> None:
    kind, *rest = one
    if kind in {"add", "file"}:
        user, facts = people[rest[0]], rest[1]
        if kind == "add":
            actions.add_relationship(user, **facts)
            return
        name, profile = facts["name"].replace(",", ""), facts.get("profile_url", "")
        line = f"{name},,{profile},{facts['email']},{facts['company_name']},CFO,\n"
        head = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
        carry_through(actions.import_network(user, "Connections.csv", (head + line).encode()).pk)
        return
    rows = list(Relationship.objects.order_by("pk"))
    if rows:
        row = rows[rest[0] % len(rows)]
        if kind == "edit":
            actions.edit_relationship(row.connector, row.public_id, **rest[1])
        else:
            actions.remove(row.connector, [row.public_id])


def offer_all(people: dict[str, User]) -> None:
    for user in people.values():
        ids = [row.public_id for row in Relationship.objects.filter(connector=user)]
        if ids:
            actions.set_price(user, ids, Money(20_000, "EUR"))
            actions.list_relationships(user, ids)


@pytest.fixture
def people(colin: User, eve: User) -> dict[str, User]:
    for user in (colin, eve):
        actions.save_profile(user, headline="Knows people", employer_name="Own Works")
    return {"colin": colin, "eve": eve}


def never(row: Relationship) -> None:
    actions.suppress(row.prospect)


def asked_and_erased(row: Relationship) -> None:
    """Said never when asked, then erased."""
    actions.suppress(row.prospect)
    held = held_on(EMAILS[0])
    assert held is not None
    erase_person(held)


@pytest.mark.parametrize("said", [never, asked_and_erased], ids=["never", "never and erased"])
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(step, min_size=1, max_size=6))
def test_nobody_comes_back(
    people: dict[str, User], said: Callable[[Relationship], None], steps: list[tuple[Any, ...]]
) -> None:
    with world():
        row = actions.add_relationship(
            people["colin"],
            name=NAMES[0],
            email=EMAILS[0],
            profile_url=PROFILES[0],
            company_name=HIS,
            title="CFO",
        )
        offer_all(people)
        assert listings().get() == row
        said(row)
        for one in steps:
            try:
                take(people, one)
            except Refusal:
                continue
            offer_all(people)
            assert not listings().exists(), one


def test_who_is_known_by_name_and_company_alone_is_remembered_after_a_removal(
    people: dict[str, User],
) -> None:
    """Said to Eve under one address; Colin has another, removes the entry, brings it elsewhere."""
    facts = {"name": NAMES[0], "company_name": HIS, "title": "CFO"}
    with world():
        row = actions.add_relationship(people["colin"], email=OTHER_EMAILS[0], **facts)
        his = actions.add_relationship(people["eve"], email=EMAILS[0], **facts)
        never(his)
        actions.remove(people["colin"], [row.public_id])
        actions.add_relationship(
            people["colin"], **{**facts, "company_name": NEW[0]}, email=OTHER_EMAILS[1]
        )
        offer_all(people)
        assert not listings().exists()


def test_somebody_else_can_be_listed(people: dict[str, User]) -> None:
    """So that nothing is listed because nothing can be."""
    with world():
        take(
            people,
            (
                "add",
                "eve",
                {"name": "Bob Nobody", "email": "bob@corner.example", "company_name": "Corner"},
            ),
        )
        offer_all(people)
        assert listings().count() == 1
