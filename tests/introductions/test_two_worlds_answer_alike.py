"""What attackers do through the API, without a paid request, tells nothing about who stands behind a listing.

Up to three accounts do the same in two worlds that differ only in the person behind Colin's listing: whatever
the steps, every status, word, order and count is the same.
"""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.money import Money
from connectors import actions as connectors
from connectors.actions import add_relationship
from connectors.models import ImportRun
from tests.support import builders
from tests.support.importing import carry_through
from tests.support.two_worlds import Attacker, Seen, first_difference, world

ONE = {"name": "Petra Vandenbroucke", "email": "petra.vandenbroucke@meridian-freight.example",
       "profile_url": "https://www.linkedin.com/in/petra-vandenbroucke-77"}  # fmt: skip
OTHER = {"name": "Quentin Oduya", "email": "quentin.oduya@meridian-freight.example",
         "profile_url": "https://www.linkedin.com/in/quentin-oduya"}  # fmt: skip
NOBODY = {"name": "Nora Body", "email": "nora.body@meridian-freight.example",
          "profile_url": "https://www.linkedin.com/in/nora-body"}  # fmt: skip
GUESSES = [ONE, OTHER, NOBODY]
FACTS = {"title": "VP Procurement", "company_name": "Meridian Freight"}
PITCH = "We help freight companies see what their invoices really cost, and it takes half an hour."
EUR = {"amount": 20_000, "currency": "EUR"}

MOVES = ["withdraw", "reopen_checkout", "accept", "decline"]
RULES = [
    {"paused_until": "2027-06-01"},
    {"paused_until": None},
    {"month_cap": 0},
    {"month_cap": None},
]
WORDS = ["I know Petra Vandenbroucke", "Quentin Oduya's friend", "x"]

guess = st.builds(
    lambda person, keys: {"name": person["name"]} | {key: person[key] for key in keys},
    st.sampled_from(GUESSES),
    st.sets(st.sampled_from(["email", "profile_url"]), min_size=1),
)
who, number = st.sampled_from(["rep", "connector", "both"]), st.integers(0, 5)
query = st.fixed_dictionaries(
    {},
    optional={
        "q": st.sampled_from(["", "petra", "vandenbroucke", "quentin oduya", "meridian", "vp"]),
        "seniority": st.sampled_from(["vp", "c_level"]),
        "department": st.sampled_from(["procurement", "sales"]),
        "company": st.sampled_from(["meridian", "petra", "freight"]),
        "industry": st.sampled_from(["Industrials", "Bell founding"]),
        "country": st.sampled_from(["DE", "US"]),
        "order": st.sampled_from(["relevance", "price", "strength", "newest"]),
        "strength": st.integers(1, 5),
        "page": st.sampled_from(["1", "2", "last"]),
    },
)
step = st.one_of(
    st.tuples(st.just("add"), who, guess),
    st.tuples(st.just("import"), who, st.lists(guess, min_size=1, max_size=3)),
    st.tuples(st.just("edit"), who, number, guess),
    st.tuples(st.just("edit"), who, number, st.just(FACTS)),
    st.tuples(st.just("remove"), who, number),
    st.tuples(st.just("list"), who, number, st.booleans(), st.booleans()),
    st.tuples(st.just("search"), who, query),
    st.tuples(st.just("network"), who, query),
    st.tuples(st.just("ask"), who, number),
    st.tuples(st.just("move"), who, number, st.sampled_from(MOVES)),
    st.tuples(st.just("rules"), who, st.sampled_from(RULES)),
    st.tuples(st.just("say"), who, st.sampled_from(WORDS)),
    st.tuples(st.just("board"), who),
)  # fmt: skip


class Gang:
    """The attackers' accounts, what they have made so far, and all that they were answered."""

    def __init__(self, users: dict[str, User], secret: str) -> None:
        self.who = {name: Attacker(user) for name, user in users.items()}
        self.users, self.secret = users, secret
        self.rows: list[tuple[str, str]] = []
        self.asked: list[str] = []
        self.seen: list[tuple[str, Seen]] = []

    def do(self, name: str, method: str, path: str, data: Any = None, **more: Any) -> Any:
        one = self.who[name]
        answer = one.do(method, "/api/v1/" + path, data, **more)
        self.seen.append(one.seen[-1])
        return answer

    def row(self, number: int) -> tuple[str, str]:
        return self.rows[number % len(self.rows)] if self.rows else ("both", self.secret)

    def take(self, kind: str, name: str, *rest: Any) -> None:
        getattr(self, f"_{kind}")(name, *rest)

    def _add(self, name: str, facts: dict[str, str]) -> None:
        answer = self.do(name, "post", "relationships/", facts)
        if answer.status_code == 201:
            self.rows.append((name, answer.json()["id"]))

    def _import(self, name: str, people: list[dict[str, str]]) -> None:
        lines = ["First Name,Last Name,URL,Email Address,Company,Position,Connected On"]
        for one in people:
            first, last = one["name"].split(" ", 1)
            lines.append(
                f"{first},{last},{one.get('profile_url', '')},{one.get('email', '')},Meridian Freight,VP,"
            )
        file = SimpleUploadedFile("Connections.csv", ("\n".join(lines) + "\n").encode(), "text/csv")
        answer = self.do(name, "post", "imports/", {"file": file, "lawful": "true"}, upload=True)
        if answer.status_code == 202:
            run_id = ImportRun.objects.get(public_id=answer.json()["id"]).pk
            connectors.carry_out_import(run_id)
            self.do(name, "get", f"imports/{answer.json()['id']}/rows/")
            carry_through(run_id)
            self.do(name, "get", f"imports/{answer.json()['id']}/")

    def _edit(self, name: str, number: int, facts: dict[str, str]) -> None:
        owner, row = self.row(number)
        self.do(owner if owner != name else name, "patch", f"relationships/{row}/", facts)
        self.do(name, "get", f"relationships/{row}/")

    def _remove(self, name: str, number: int) -> None:
        owner, row = self.row(number)
        self.do(owner, "delete", f"relationships/{row}/")

    def _list(self, name: str, number: int, listed: bool, show: bool) -> None:
        owner, row = self.row(number)
        self.do(owner, "post", "relationships/bulk/",
                {"ids": [row], "price": EUR, "listed": listed, "show_company": show})  # fmt: skip

    def _search(self, name: str, query: dict[str, Any]) -> None:
        self.do(name, "get", "listings/", query)
        self.do(name, "get", f"listings/{self.secret}/")

    def _network(self, name: str, query: dict[str, Any]) -> None:
        self.do(name, "get", "relationships/", query)

    def _ask(self, name: str, number: int) -> None:
        listing = self.secret if number % 2 else self.row(number)[1]
        answer = self.do(name, "post", "introductions/", {
            "listing": listing, "pitch": PITCH, "purpose": "Freight", "no_way_in": True,
        })  # fmt: skip
        if answer.status_code == 201:
            self.asked.append(answer.json()["id"])

    def _move(self, name: str, number: int, move: str) -> None:
        if self.asked:
            path = f"introductions/{self.asked[number % len(self.asked)]}/"
            self.do(
                name, "post", f"{path}{move}/", {"not_my_employer": True, "no_duty_breached": True}
            )
            self.do(name, "get", path)

    def _rules(self, name: str, rules: dict[str, Any]) -> None:
        self.do(name, "patch", "rules/", rules)

    def _say(self, name: str, words: str) -> None:
        self.do(name, "patch", "profile/", {"headline": words, "no_employer": True})

    def _board(self, name: str) -> None:
        self.do(name, "get", "introductions/")


@pytest.fixture
def cast(db: None, monkeypatch: pytest.MonkeyPatch) -> dict[str, User]:
    at = clock.now()
    monkeypatch.setattr(clock, "now", lambda: at)
    monkeypatch.setattr("introductions.api.introductions.payments.send_and_wait", lambda call: None)
    people = {
        "colin": builders.connector("colin"), "rep": builders.rep("ruth"),
        "connector": builders.connector("carl"), "both": builders.outsider("eve"),
    }  # fmt: skip
    for name in ("colin", "connector", "both"):
        connectors.save_profile(people[name], headline="Knows people", employer_name="Own Works")
    return people


def told(cast: dict[str, User], person: dict[str, str], steps: list[tuple[Any, ...]]) -> list[Any]:
    """All that the attackers are answered where Colin lists this person."""
    with world():
        colin = cast["colin"]
        row = add_relationship(colin, **person, **FACTS)
        connectors.set_price(colin, [row.public_id], Money(30_000, "EUR"))
        assert not connectors.list_relationships(colin, [row.public_id]).refused
        gang = Gang(
            {name: user for name, user in cast.items() if name != "colin"}, str(row.public_id)
        )
        for one in steps:
            gang.take(*one)
        gang.take("search", "both", {})
        gang.take("ask", "rep", 1)
        gang.take("network", "both", {})
        return gang.seen


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(step, min_size=3, max_size=14))
def test_the_same_steps_are_answered_alike(
    cast: dict[str, User], steps: list[tuple[Any, ...]]
) -> None:
    assert not first_difference(*(told(cast, person, steps) for person in (ONE, OTHER)))


LISTED = [("add", "both", ONE), ("list", "both", 0, True, True)]
SCRIPTS = {
    "an own listing is asked for until it says no": [
        *LISTED, ("rules", "both", RULES[0]), *[("ask", "rep", 0)] * 4, ("ask", "rep", 1)],
    "unpaid checkouts use up a person": [
        *LISTED, ("ask", "rep", 0), ("ask", "both", 1), ("ask", "rep", 1), ("move", "rep", 0, "withdraw")],
    "both listings are asked for": [*LISTED, ("ask", "rep", 0), ("ask", "rep", 1), ("board", "rep")],
    "every guess is imported twice": [
        ("import", "connector", GUESSES), ("import", "connector", GUESSES), ("network", "connector", {})],
    "one row becomes every guess": [
        *LISTED, *[("edit", "both", 0, one) for one in GUESSES], ("list", "both", 0, True, False)],
    "a headline that names the guess": [
        *LISTED, ("say", "both", "I know Petra Vandenbroucke"), ("search", "rep", {"q": "petra"})],
    "listed, removed, listed by another": [
        *LISTED, ("remove", "both", 0), ("add", "connector", ONE), ("list", "connector", 1, True, True)],
}  # fmt: skip


@pytest.mark.parametrize("name", SCRIPTS)
def test_what_named_people_once_tells_nothing(cast: dict[str, User], name: str) -> None:
    one, other = (told(cast, person, SCRIPTS[name]) for person in (ONE, OTHER))
    asked = [answer[0] for path, answer in one if path == "post /api/v1/introductions/"]
    assert 201 in asked  # they do get somewhere
    assert not first_difference(one, other)


def test_the_worlds_differ_for_their_connector(cast: dict[str, User]) -> None:
    """So that the comparison is no empty one: Colin himself reads who it is."""

    def own(person: dict[str, str]) -> str:
        with world():
            add_relationship(cast["colin"], **person, **FACTS)
            colin = Attacker(cast["colin"])
            colin.do("get", "/api/v1/relationships/")
            return str(colin.seen)

    assert own(ONE) != own(OTHER)
    assert own(ONE) == own(ONE)
