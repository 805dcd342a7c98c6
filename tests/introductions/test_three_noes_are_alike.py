"""Nobody is told which no it was: not now, not from this person, never, a pause, leaving a network.

Worlds that differ only in the answer are the same to the rep and to the connector: every page, API answer,
list, count, export and email, at the same moments, whatever they try next; and each time the listing rests
for a time that is drawn by lot.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from brokerage.accounts.models import User
from brokerage.kit import clock as kit_clock
from brokerage.kit.money import Money
from connectors import actions as connectors
from connectors.actions import resting
from connectors.models import ImportRun, Relationship
from introductions import actions
from introductions.actions import refusing
from introductions.models import Introduction
from introductions.queries import ANSWER, prospect_token
from tests.support.builders import PETRA
from tests.support.importing import carry_through
from tests.support.moving_clock import MovingClock
from tests.support.onlooker import Onlooker, StandingClock, assert_alike, told_apart
from tests.support.stages import PITCH, PURPOSE, Stage, listed, settle
from tests.support.two_worlds import world

EUR = {"amount": 40_000, "currency": "EUR"}


def by_page(answer: str) -> Callable[[Stage], None]:
    def answering(stage: Stage) -> None:
        path = f"/p/{prospect_token(stage.now(), ANSWER)}/{answer}/"
        assert Client().post(path, {"answer": answer}).status_code in {200, 302}

    return answering


def by_api(answer: str) -> Callable[[Stage], None]:
    def answering(stage: Stage) -> None:
        path = f"/api/v1/prospect/{prospect_token(stage.now(), ANSWER)}/"
        answered = Client().post(path, {"answer": answer}, content_type="application/json")
        assert answered.status_code == 200

    return answering


def from_own_page(stage: Stage) -> None:
    refusing.never_from_own_page(stage.now().prospect)


def leaving(stage: Stage) -> None:
    refusing.leave_network(stage.relationship)


def pausing(stage: Stage) -> None:
    day = kit_clock.now() + timedelta(days=90)
    actions.change_attention(
        stage.now().prospect,
        paused_until=day, requests_a_month=None, rest_days=None, refused_topics="",
    )  # fmt: skip


def taking_back(stage: Stage) -> None:
    actions.take_back(stage.now())


NOES: dict[str, Callable[[Stage], None]] = {
    "not now": by_page("not_now"),
    "never": by_page("never"),
    "not this seller by API": by_api("not_seller"),
    "never by API": by_api("never"),
    "never from their own page": from_own_page,
    "leaving the network": leaving,
    "a pause": pausing,
}
LATE_NOES = {"taken back": taking_back, "never": by_page("never")}


@pytest.fixture
def still(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandingClock]:
    """The clock stands, and lots fall alike."""
    monkeypatch.setattr(resting.CHANCE, "random", lambda: 0.5)
    standing = StandingClock()
    standing.install()
    yield standing
    standing.remove()


def names_again(stage: Stage) -> list[Callable[[Onlooker], Any]]:
    """What a connector tries in order to be told which no it was."""
    row = f"/api/v1/relationships/{stage.relationship.public_id}/"
    page = f"/network/{stage.relationship.public_id}/"
    facts = {"title": PETRA.title, "company_name": "Meridian Freight"}
    other = {"name": PETRA.name, "email": "petra@home.example", **facts}
    spelt = {"name": "VANDENBROUCKE, Petra", "email": "pv@other.example", **facts}
    profiled = {"name": "P. Unknown", "profile_url": PETRA.profile_url, "email": "x@other.example"}

    def add(person: dict[str, str]) -> Callable[[Onlooker], Any]:
        def adding(colin: Onlooker) -> None:
            answer = colin.do("post", "/api/v1/relationships/", person)
            if answer.status_code == 201:
                ids = [answer.json()["id"]]
                offer(ids)(colin)
                again = f"/api/v1/relationships/{ids[0]}/"
                colin.do("patch", again, {"name": "Quentin Oduya"})
                colin.do("patch", again, {"email": "quentin.oduya@other.example"})
                offer(ids)(colin)
                colin.do("delete", again)

        return adding

    def offer(ids: list[str]) -> Callable[[Onlooker], Any]:
        wanted = {"ids": ids, "price": EUR, "listed": True}
        return lambda colin: colin.do("post", "/api/v1/relationships/bulk/", wanted)

    def import_again(colin: Onlooker) -> None:
        lines = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n" + "".join(
            f"Petra,Vandenbroucke,,{email},Meridian Freight,VP,\n"
            for email in (PETRA.email, "petra.v@third.example")
        )
        file = SimpleUploadedFile("Connections.csv", lines.encode(), "text/csv")
        body = {"file": file, "lawful": "true"}
        answer = colin.do("post", "/api/v1/imports/", body, upload=True)
        run_id = ImportRun.objects.get(public_id=answer.json()["id"]).pk
        connectors.carry_out_import(run_id)
        colin.do("get", f"/api/v1/imports/{answer.json()['id']}/rows/")
        carry_through(run_id)
        colin.do("get", f"/api/v1/imports/{answer.json()['id']}/")

    return [
        offer([str(stage.relationship.public_id)]),
        lambda colin: colin.do("post", f"{page}offer/", {
            "offer-price": "400", "offer-currency": "EUR", "offer-listed": "on"}),
        *map(add, (other, spelt, profiled)),
        import_again,
        lambda colin: colin.do("patch", row, {"title": "CFO"}),
        lambda colin: colin.do("patch", row, {"name": "Somebody Else", "email": "se@third.example"}),
        offer([str(stage.relationship.public_id)]),
        lambda colin: colin.do("delete", row),
    ]  # fmt: skip


def ask_again(stage: Stage) -> list[Callable[[Onlooker], Any]]:
    """What a rep tries."""
    listing = str(stage.relationship.public_id)
    body = {"listing": listing, "pitch": PITCH, "purpose": PURPOSE, "no_way_in": True}
    return [
        lambda rita: rita.do("post", "/api/v1/introductions/", body),
        lambda rita: rita.do("get", f"/listings/{listing}/"),
        lambda rita: rita.do("get", f"/introductions/new/{listing}/"),
    ]


def told(stage: Stage, still: StandingClock, say_no: Callable[[Stage], None], state: str) -> Any:
    """All that both sides read, and are answered, once the person said no."""
    mail.outbox.clear()
    with stage.fork(still), world():
        rita, colin = Onlooker(stage.rep), Onlooker(stage.connector)
        found: dict[str, Any] = {}

        def look(when: str) -> None:
            one = f"/introductions/{stage.introduction.public_id}/"
            for name, side in (("rep", rita), ("connector", colin)):
                seen = side.look(one, f"{one}receipt/", f"/api/v1{one}")
                found.update({f"{when}: {name}: {path}": what for path, what in seen.items()})

        say_no(stage)
        look("at once, before any worker")
        settle()
        assert stage.now().state == state
        for side, tries in ((colin, names_again(stage)), (rita, ask_again(stage))):
            for number, one in enumerate(tries):
                before = len(side.seen)
                one(side)
                still.forward(minutes=1)
                found[f"try {number} of {side.user.name}"] = side.seen[before:]
        settle()
        look("then")
        still.forward(days=25)
        stage.sandbox.follow(still.offset.total_seconds())
        settle()
        names_again(stage)[0](colin)
        look("25 days later")
        return found


def same_for_all(
    stage: Stage, still: StandingClock, noes: dict[str, Callable[[Stage], None]], state: str
) -> None:
    first, *rest = noes
    one = told(stage, still, noes[first], state)
    assert len(one) > 100, "they do look around"
    for name in rest:
        assert_alike(one, told(stage, still, noes[name], state), name)


@pytest.fixture
def namesake(stage: Stage) -> Relationship:
    """Colin lists Petra a second time, under an address of her own."""
    connectors.save_profile(stage.connector, headline="Knows people", employer_name="Own Works")
    row = connectors.add_relationship(
        stage.connector, name=PETRA.name, email="petra@second.example", title=PETRA.title
    )
    connectors.set_price(stage.connector, [row.public_id], Money(30_000, "EUR"))
    assert not connectors.list_relationships(stage.connector, [row.public_id]).refused
    return row


def test_while_they_are_asked(still: StandingClock, stage: Stage, namesake: Relationship) -> None:
    stage.consenting()
    same_for_all(stage, still, NOES, "refused")


def test_after_they_agreed(still: StandingClock, stage: Stage, namesake: Relationship) -> None:
    stage.introducing()
    same_for_all(stage, still, LATE_NOES, "refused")


def test_the_worlds_are_no_empty_ones(still: StandingClock, stage: Stage) -> None:
    """So that the comparison says something: a yes, or no answer at all, does read otherwise."""
    stage.consenting()
    no = told(stage, still, NOES["not now"], "refused")
    assert told_apart(no, told(stage, still, lambda stage: None, "consent"))


@pytest.mark.parametrize("name", NOES)
def test_the_listing_rests_for_a_time_that_is_drawn_by_lot(
    stage: Stage, namesake: Relationship, clock: MovingClock, settings: Any, name: str
) -> None:
    stage.consenting()
    spans = []
    for _ in range(2):
        with stage.fork(clock), world():
            NOES[name](stage)
            row = Relationship.objects.get(pk=stage.relationship.pk)
            assert row.listed_at is None and row.rests_until is not None
            assert Relationship.objects.get(pk=namesake.pk).listed_at is None
            spans.append(row.rests_until - Introduction.objects.get().state_since)
    least, most = (timedelta(days=days) for days in settings.LISTING_REST_DAYS)
    assert all(least <= one <= most for one in spans)
    assert spans[0] != spans[1]


def test_after_its_rest_it_can_be_listed_again(
    still: StandingClock, stage: Stage, namesake: Relationship, settings: Any
) -> None:
    stage.consenting()
    NOES["not now"](stage)
    ids = [stage.relationship.public_id, namesake.public_id]
    assert len(connectors.list_relationships(stage.connector, ids).refused) == 2
    still.forward(days=46)
    assert not connectors.list_relationships(stage.connector, ids).refused


def test_somebody_elses_listing_does_not_rest(stage: Stage, eve: User) -> None:
    theirs = listed(eve)
    stage.consenting()
    NOES["not now"](stage)
    assert Relationship.objects.get(pk=theirs.pk).listed_at is not None
