"""What a listing shows tells nothing about other networks: connectors whom we have verified add, edit, list
and remove guesses beside a cell at its limit, and read the same whoever else knows the person."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from brokerage.accounts.models import User
from brokerage.kit.clock import now
from brokerage.kit.money import Money
from connectors import actions as connectors
from connectors.actions import add_relationship, renew_shown_facts
from connectors.companies import company_key
from connectors.models import Company, ConnectorProfile
from tests.support import builders
from tests.support.two_worlds import Attacker, first_difference, world

SECRET = {"name": "Petra Vandenbroucke", "email": "petra.vandenbroucke@quaint-guild.example"}
ELSEWHERE = {"name": "Quentin Oduya", "email": "quentin.oduya@quaint-guild.example"}
FACTS = {"title": "Head of Sales", "company_name": "Quaint Guild"}
EUR = {"amount": 20_000, "currency": "EUR"}
CROWD = 9
"""People of the cell whom others know, beside the one that may be the guess: one below the usual limit."""

step = st.one_of(
    st.tuples(st.just("add"), st.sampled_from(["guess", "nobody", "someone"])),
    st.tuples(
        st.just("edit"), st.integers(0, 3), st.sampled_from(["Head of Sales", "Sales Manager"])
    ),
    st.tuples(st.just("remove"), st.integers(0, 3)),
    st.tuples(st.just("list"), st.integers(0, 3)),
    st.tuples(st.just("night")),
)
PEOPLE = {
    "guess": SECRET,
    "nobody": {"name": "Nora Body", "email": "nora.body@quaint-guild.example"},
    "someone": {"name": "Some One", "email": "some.one@quaint-guild.example"},
}


@pytest.fixture
def cast(db: None) -> dict[str, User]:
    """Three who know people, all verified; Vera, verified too, who guesses; Rita, who reads for her."""
    others = {f"other{n}": builders.connector(f"other{n}") for n in range(4)}
    vera, rita = builders.connector("vera"), builders.rep("rita")
    for user in [*others.values(), vera]:
        connectors.save_profile(user, headline="Knows people", employer_name="Own Works")
    ConnectorProfile.objects.update(verified_at=now())
    facts = {"industry": "Bell founding", "size_band": "medium", "country": "LI"}
    key = company_key("Quaint Guild")
    Company.objects.update_or_create(key=key, defaults={"name": "Quaint Guild", **facts})
    return {**others, "vera": vera, "rita": rita}


def told(
    cast: dict[str, User], known_elsewhere: dict[str, str], steps: list[tuple[Any, ...]]
) -> list[Any]:
    """All that Vera and Rita are answered; `known_elsewhere` is in another network."""
    with world():
        others = [user for name, user in cast.items() if name.startswith("other")]
        crowd = [
            {"name": f"Pers{n} On{n}", "email": f"pers.on{n}@quaint-guild.example"}
            for n in range(CROWD)
        ]
        rows = [
            add_relationship(others[n % len(others)], **person, **FACTS)
            for n, person in enumerate([known_elsewhere, *crowd])
        ]
        connectors.set_price(others[1], [rows[1].public_id], Money(20_000, "EUR"))
        assert not connectors.list_relationships(others[1], [rows[1].public_id]).refused
        vera, rita = Attacker(cast["vera"]), Attacker(cast["rita"])
        mine: list[str] = []

        def look() -> None:
            rita.do("get", "/api/v1/listings/")
            rita.do("get", "/api/v1/listings/", {"industry": "Bell founding"})
            rita.do("get", f"/api/v1/listings/{rows[1].public_id}/")
            vera.do("get", "/api/v1/relationships/")
            for one in mine:
                vera.do("get", f"/network/{one}/")

        def take(kind: str, *rest: Any) -> None:
            if kind == "add":
                answer = vera.do("post", "/api/v1/relationships/", {**PEOPLE[rest[0]], **FACTS})
                mine.extend([answer.json()["id"]] if answer.status_code == 201 else [])
            elif kind == "night":
                renew_shown_facts()
            elif mine:
                one = mine[rest[0] % len(mine)]
                path = f"/api/v1/relationships/{one}/"
                if kind == "edit":
                    vera.do("patch", path, {"title": rest[1]})
                elif kind == "remove":
                    vera.do("delete", path)
                    mine.remove(one)
                else:
                    wanted = {"ids": [one], "price": EUR, "listed": True}
                    vera.do("post", "/api/v1/relationships/bulk/", wanted)

        for one in [("night",), *steps, ("night",)]:
            take(*one)
            look()
        return [*vera.seen, *rita.seen]


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(step, min_size=2, max_size=6))
def test_whatever_they_do_with_their_guess(
    cast: dict[str, User], steps: list[tuple[Any, ...]]
) -> None:
    one, other = (told(cast, person, steps) for person in (SECRET, ELSEWHERE))
    assert not first_difference(one, other)


SCRIPTS: dict[str, list[tuple[Any, ...]]] = {
    "a guess beside a full cell": [("add", "guess"), ("list", 0), ("night",)],
    "and out again": [("add", "guess"), ("night",), ("remove", 0), ("night",)],
    "in and out by title": [
        ("add", "guess"),
        ("edit", 0, "Sales Manager"),
        ("night",),
        ("edit", 0, "Head of Sales"),
    ],
    "with a sure one first": [
        ("add", "nobody"),
        ("night",),
        ("add", "guess"),
        ("list", 1),
        ("remove", 0),
    ],
}


@pytest.mark.parametrize("name", SCRIPTS)
@pytest.mark.parametrize("limit", [10, 11])
def test_at_every_limit(cast: dict[str, User], name: str, limit: int, settings: Any) -> None:
    settings.LEAST_ALIKE = limit
    one, other = (told(cast, person, SCRIPTS[name]) for person in (SECRET, ELSEWHERE))
    assert any(path.startswith("post") and seen[0] == 201 for path, seen in one)
    assert not first_difference(one, other)


def test_the_facts_do_move_with_what_is_public(
    cast: dict[str, User], company: Callable[..., Company]
) -> None:
    """So that the comparison is no empty one."""
    few = told(cast, SECRET, [])
    for number in range(9):
        company(f"Guild {number}", industry="Bell founding", size_band="medium", country="LI")
    assert first_difference(few, told(cast, SECRET, []))
