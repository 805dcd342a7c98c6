"""Petra's own page names who lists her, and as what; she corrects, leaves one network, says never."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from brokerage.accounts.models import User
from brokerage.kit.money import Money
from connectors import actions as networks
from connectors.models import Relationship
from connectors.queries import CANNOT_BE_LISTED, is_suppressed, listings
from introductions import actions, tasks
from introductions.actions import refusing
from introductions.actions.own_data import other_addresses
from introductions.models import Introduction, PendingRefusal
from introductions.prospect_data import Held, held_on, own_link
from introductions.queries import ANSWER, prospect_token
from tests.support import builders
from tests.support.builders import PETRA, Person
from tests.support.emails import sent
from tests.support.importing import carry_through
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage, listed, settle

Door = Callable[[Client, Relationship, dict[str, str]], int]
OLIVIA = Person("Olivia Other", "olivia@other.example", "", "CFO")


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


def held(email: str = PETRA.email) -> Held:
    found = held_on(email)
    assert found is not None
    return found


def page(email: str = PETRA.email) -> str:
    return "/" + own_link(held(email)).split("/", 3)[3]


def api(email: str = PETRA.email) -> str:
    return "/api/v1/own-data" + page(email)[3:]


@pytest.fixture
def carla() -> User:
    return builders.connector("carla")


@pytest.fixture
def two(colin: User, carla: User) -> tuple[Relationship, Relationship]:
    """Petra, listed by Colin and by Carla."""
    return listed(colin), listed(carla, price=20_000)


# --- Who lists me ---------------------------------------------------------------------------------


def test_the_first_thing_it_says_is_who_lists_her_and_under_what_facts(
    two: tuple[Relationship, Relationship], client: Client
) -> None:
    text = client.get(page()).text
    order = [
        text.index(one)
        for one in (
            "Never contact me again",
            "Erase my data",
            "Who lists you",
            "Colin",
            "Carla",
            "Who asked, and who saw what",
            "How often you may be asked",
        )
    ]
    assert order == sorted(order)
    for fact in (PETRA.name, PETRA.email, PETRA.profile_url, PETRA.title, "Meridian Freight"):
        assert text.count(fact) >= 2, fact
    for price in ("€500", "€200"):
        assert price in text
    entries = client.get(api()).json()["contact_data"]
    assert [(one["connector"], one["price"], one["listed"]) for one in entries] == [
        ("Colin", 50_000, True),
        ("Carla", 20_000, True),
    ]
    assert all(one["title"] == PETRA.title and one["reps_read"] for one in entries)
    networks.unlist(two[0].connector, [two[0].public_id])
    text = client.get(page()).text
    assert "€500" not in text and "Does not offer to introduce you" in text


def test_it_names_nobody_who_holds_another_address(
    two: tuple[Relationship, Relationship], eve: User, client: Client
) -> None:
    """Eve writes Petra's profile and name beside an address of her own: each reads about themselves."""
    spy = Person(PETRA.name, "spy@eve-company.example", PETRA.profile_url, "Spy")
    mine = listed(eve, spy)
    assert connectors_named(client) == ["Colin", "Carla"]
    assert not re.search(r">Eve<|Eve's", client.get(page()).text)
    theirs = re.sub(r'(href|action|value)="[^"]*"', "", client.get(page(spy.email)).text)
    assert "Colin" not in theirs and "Carla" not in theirs and PETRA.email not in theirs
    # Nor does her link open, change or leave what is Petra's.
    for row in two:
        one = f"networks/{row.public_id}/"
        for path in (f"{page(spy.email)}{one}correct/", f"{page(spy.email)}{one}leave/"):
            assert client.get(path).status_code == 404
            assert client.post(path, {"answer": "leave", "name": "X"}).status_code == 404
        assert client.patch(api(spy.email) + one, {"name": "X"}, JSON).status_code == 404
        assert client.delete(api(spy.email) + one).status_code == 404
    assert client.get(f"{page()}networks/{mine.public_id}/leave/").status_code == 404
    assert listings().count() == 3


# --- Correct --------------------------------------------------------------------------------------

JSON = "application/json"


def correct_by_page(client: Client, row: Relationship, facts: dict[str, str]) -> int:
    path = f"{page()}networks/{row.public_id}/correct/"
    said = dict(re.findall(r'name="(\w+)" value="([^"]*)"', client.get(path).text))
    assert said["name"] == PETRA.name
    country = {"country": row.country}
    status = client.post(path, said | country | facts).status_code
    return 200 if status == 302 else status


def correct_by_api(client: Client, row: Relationship, facts: dict[str, str]) -> int:
    path = f"{api()}networks/{row.public_id}/"
    return client.patch(path, facts, JSON).status_code


DOORS: list[Door] = [correct_by_page, correct_by_api]
by_door = pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
FACTS = {
    "name": "Petra van den Broucke",
    "title": "Chief Procurement Officer",
    "company_name": "Acme",
}


@by_door
def test_she_corrects_facts_and_no_file_changes_them_back(
    two: tuple[Relationship, Relationship], client: Client, door: Door
) -> None:
    row, other = two
    assert door(client, row, FACTS) == 200
    row.refresh_from_db()
    assert {name: getattr(row, name) for name in FACTS} == FACTS
    assert (row.company and row.company.name, row.role != other.role) == ("Acme", True)
    other.refresh_from_db()
    assert other.title == PETRA.title
    line = (
        f"Petra,Vandenbroucke,{PETRA.profile_url},{PETRA.email},Meridian Freight,VP,01 Jan 2024\r\n"
    )
    head = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\r\n"
    for owner in (row.connector, other.connector):
        run = networks.import_network(
            owner, "Connections.csv", (head + line).encode(), lawful_basis="legitimate interest"
        )
        carry_through(run.pk)
    row.refresh_from_db()
    other.refresh_from_db()
    assert {name: getattr(row, name) for name in FACTS} == FACTS
    assert row.company and row.company.name == "Acme"
    assert other.title == "VP"


@by_door
@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("name", ""),
        ("name", "x" * 300),
        ("title", "Write to me@there.example"),
        ("title", "see https://there.example"),
        ("company_name", "a\nb"),
        ("profile_url", "javascript:alert(1)"),
        ("country", "XX"),
    ],
)
def test_what_a_connector_may_not_write_she_may_not_either(
    two: tuple[Relationship, Relationship], client: Client, door: Door, field: str, said: str
) -> None:
    before = Relationship.objects.filter(pk=two[0].pk).values().get()
    answer = door(client, two[0], {field: said})
    shown = door is correct_by_page and field in {"name", "country"}
    assert answer in ({200, 400} if shown else {400})
    now = Relationship.objects.filter(pk=two[0].pk).values().get()
    if (field, said) == ("company_name", "a\nb"):
        before["company_name"] = now["company_name"]
        assert "\n" not in now["company_name"]
        return
    assert now == before


def test_an_address_is_not_among_the_facts(
    two: tuple[Relationship, Relationship], client: Client
) -> None:
    correct_by_api(client, two[0], {"email": "other@there.example", "notes": "x", "title": "CTO"})
    two[0].refresh_from_db()
    assert (two[0].email, two[0].notes, two[0].title) == (PETRA.email, "", "CTO")


# --- Leave one network ----------------------------------------------------------------------------


def leave_by_page(client: Client, row: Relationship, said: dict[str, str]) -> int:
    path = f"{page()}networks/{row.public_id}/leave/"
    assert client.get(path).status_code == 200
    assert client.post(path).status_code == 200  # a form posted as it stands says nothing
    assert not is_suppressed(row)
    return client.post(path, said).status_code


def leave_by_api(client: Client, row: Relationship, said: dict[str, str]) -> int:
    erase = "?erase=true" if said["answer"] == "erase" else ""
    status = client.delete(f"{api()}networks/{row.public_id}/{erase}").status_code
    return 200 if status == 204 else status


LEAVING: list[Door] = [leave_by_page, leave_by_api]


@pytest.mark.parametrize("door", LEAVING, ids=lambda door: door.__name__)
def test_she_leaves_one_network_for_good_and_stays_in_the_others(
    two: tuple[Relationship, Relationship], client: Client, door: Door
) -> None:
    row, other = two
    assert door(client, row, {"answer": "leave"}) == 200
    assert [one.pk for one in listings()] == [other.pk]
    row.refresh_from_db()
    assert row.email == PETRA.email, "Colin keeps a private contact"
    assert is_suppressed(row) and not is_suppressed(other)
    colin = row.connector
    networks.save_profile(colin, headline="Knows people", employer_name="Colin Works")
    again = {"email": "p@private.example", "name": "Somebody Else", "profile_url": ""}
    networks.edit_relationship(colin, row.public_id, **again)
    refused = networks.list_relationships(colin, [row.public_id]).refused
    assert list(refused.values()) == [CANNOT_BE_LISTED]
    networks.remove(colin, [row.public_id])
    for facts in (
        {"name": PETRA.name, "email": PETRA.email},
        {"name": "Vandenbroucke P.", "email": "petra@third.example"},
    ):
        back = networks.add_relationship(colin, **facts)
        networks.set_price(colin, [back.public_id], Money(20_000, "EUR"))
        refused = networks.list_relationships(colin, [back.public_id]).refused
        assert list(refused.values()) == [CANNOT_BE_LISTED]
    assert [one.pk for one in listings()] == [other.pk]


@pytest.mark.parametrize("door", LEAVING, ids=lambda door: door.__name__)
@pytest.mark.parametrize("step", ["requested", "consenting", "introducing"])
def test_what_runs_through_this_connector_ends_and_costs_nobody_anything(
    stage: Stage, client: Client, step: str, door: Door
) -> None:
    getattr(stage, step)()
    other = listed(builders.connector("carla"))
    mail.outbox.clear()
    assert door(client, stage.relationship, {"answer": "erase"}) == 200
    settle()
    row = stage.now()
    assert row.state == ("lapsed" if step == "requested" else "refused")
    assert row.payment and row.payment.captured == row.payment.refunded
    row.relationship.refresh_from_db()
    assert (row.relationship.name, row.relationship.email) == ("", "")
    assert not PendingRefusal.objects.exists()
    other.refresh_from_db()
    assert other.listed_at and other.email == PETRA.email
    assert PETRA.email not in [one.to[0] for one in mail.outbox]
    assert connectors_named(client) == ["Carla"]


def connectors_named(client: Client) -> list[str]:
    return [one["connector"] for one in client.get(api()).json()["contact_data"]]


def test_requests_through_others_go_on(stage: Stage, client: Client) -> None:
    mine = listed(builders.connector("carla"))
    stage.consenting()
    assert leave_by_page(client, mine, {"answer": "leave"}) == 200
    settle()
    assert stage.now().state == "consent"
    actions.agree(stage.now())
    settle()
    assert stage.now().state == "introducing"


def test_leaving_is_kept_though_the_rest_fails(
    stage: Stage, client: Client, clock: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("no")

    stage.consenting()
    mail.outbox.clear()
    with monkeypatch.context() as patch:
        patch.setattr(refusing, "_way_out", lambda row: fail)
        assert leave_by_page(client, stage.relationship, {"answer": "leave"}) == 200
        stage.wait(clock, days=5)
    assert PETRA.email not in [one.to[0] for one in mail.outbox], "no reminder meanwhile"
    stage.wait(clock, days=1)
    assert stage.now().state == "refused"
    assert not PendingRefusal.objects.exists()


# --- Never ----------------------------------------------------------------------------------------


def never_by_page(client: Client) -> int:
    path = page() + "never/"
    assert client.get(path).status_code == client.post(path).status_code == 200
    assert not held().suppressed
    return client.post(path, {"answer": "never"}).status_code


def never_by_api(client: Client) -> int:
    status = client.post(api() + "never/").status_code
    return 200 if status == 204 else status


@pytest.mark.parametrize("never", [never_by_page, never_by_api])
def test_she_says_never_from_there(
    stage: Stage, client: Client, never: Callable[[Client], int]
) -> None:
    listed(builders.connector("carla"))
    stage.consenting()
    assert never(client) == 200
    settle()
    assert held().suppressed
    assert not listings().exists()
    assert stage.now().state == "refused"
    assert Relationship.objects.filter(prospect=stage.now().prospect_id).count() == 2
    text = client.get(page()).text
    assert "You asked us never to contact you again" in text
    assert 'never/">Never contact me again' not in text


# --- Other addresses, proven by link --------------------------------------------------------------

SECOND = Person("Nell Vdb", "petra@private.example", "", "VP Procurement")


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker does at once what it is given."""
    monkeypatch.setattr(other_addresses, "run_later", lambda _, token: tasks.send_other_link(token))


def link_in_mail() -> str:
    found = [
        re.search(r"/me/other/(\S+)/", str(one.body)) for one in sent() if one.to == [SECOND.email]
    ]
    assert len(found) == 1 and found[0]
    return found[0][1]


@pytest.mark.usefixtures("worker")
@pytest.mark.parametrize("what", ["never", "erase"])
def test_an_api_adds_another_address_proven_by_link(
    colin: User, carla: User, client: Client, what: str
) -> None:
    listed(colin)
    second, path = listed(carla, SECOND), api()
    client.delete(path) if what == "erase" else client.post(f"{path}never/")
    facts = {"email": SECOND.email, "what": what}
    assert client.post(f"{path}other-addresses/", facts, JSON).status_code == 202
    assert listings().get() == second, "nothing is proven yet"
    link = f"/api/v1/own-data/other-addresses/{link_in_mail()}/"
    assert client.get(link).json() == {"what": what}
    assert listings().get() == second
    assert client.post(link).json() == {"what": what}
    assert not listings().exists()
    assert Relationship.objects.filter(pk=second.pk).exists() == (what == "never")


@pytest.mark.usefixtures("worker")
def test_after_a_never_by_answer_too(stage: Stage, carla: User, client: Client) -> None:
    second = listed(carla, SECOND)
    stage.consenting()
    path = f"/api/v1/prospect/{prospect_token(stage.now(), ANSWER)}/"
    facts = {"email": SECOND.email}
    assert client.post(f"{path}other-addresses/", facts, JSON).status_code == 409
    assert not [one for one in sent() if one.to == [SECOND.email]]
    client.post(path, {"answer": "never"}, JSON)
    assert client.post(f"{path}other-addresses/", facts, JSON).status_code == 202
    client.post(f"/api/v1/own-data/other-addresses/{link_in_mail()}/")
    assert is_suppressed(second)


def test_other_addresses_are_no_way_to_flood_anybody(
    colin: User, client: Client, clock: MovingClock
) -> None:
    """Links are counted by person: opening the page again gives no more of them."""
    listed(colin)
    path = api()
    answers = [
        client.post(f"{path}other-addresses/", {"email": f"a{n}@b.example"}, JSON).status_code
        for n in range(4)
    ]
    for n in range(4):
        carried = re.findall(r'name="pass" value="([^"]+)"', client.get(page()).text)[0]
        answers.append(
            client.post("/me/other/", {"pass": carried, "email": f"c{n}@b.example"}).status_code
        )
    assert answers == [202] * 4 + [200] + [429] * 3
    bad = client.post(f"{path}other-addresses/", {"email": "none"}, JSON)
    assert (bad.status_code, bad.json()["code"]) == (400, "email")
    for token in ("x", path.split("/")[4][:-2]):
        there = f"/api/v1/own-data/{token}/other-addresses/"
        assert client.post(there, {"email": SECOND.email}, JSON).status_code == 404
        assert client.post(f"/api/v1/own-data/other-addresses/{token}/").status_code == 404
    clock.forward(hours=25)
    assert client.post(f"{path}other-addresses/", {"email": "d@b.example"}, JSON).status_code == 410


def test_links_that_ran_out_do_nothing(
    two: tuple[Relationship, Relationship], client: Client, clock: MovingClock
) -> None:
    base, programs = page(), api()
    one = f"networks/{two[0].public_id}/"
    clock.forward(hours=25)
    for path in ("never/", f"{one}leave/", f"{one}correct/"):
        assert client.get(base + path).status_code == 410
        facts = {"answer": "leave", "name": "X"}
        assert client.post(base + path, facts | {"answer": "never"}).status_code == 410
    assert client.post(f"{programs}never/").status_code == 410
    assert client.patch(programs + one, {"name": "X"}, JSON).status_code == 410
    assert client.delete(programs + one).status_code == 410
    assert listings().count() == 2
    assert not Introduction.objects.exists()
