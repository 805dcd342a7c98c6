"""Petra asks what is held, sees it, limits it, takes it along, has it erased: nobody else can."""

import re
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from brokerage.accounts.models import User
from brokerage.kit.errors import Refusal
from connectors.actions import import_network
from connectors.models import ImportRun, Prospect, ProspectKey, Relationship
from connectors.queries import CANNOT_BE_LISTED, why_not_listable
from introductions import actions, tasks
from introductions.actions.own_data import rights
from introductions.models import Introduction
from introductions.prospect_data import Held, held_on, own_link
from introductions.queries import answer_record
from tests.support import builders
from tests.support.builders import PETRA, Person
from tests.support.emails import sent
from tests.support.importing import carry_through
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage, listed, settle

CSV = (
    "First Name,Last Name,URL,Email Address,Company,Position,Connected On\r\n"
    f"Petra,Vandenbroucke,{PETRA.profile_url},{PETRA.email},Meridian Freight,VP,01 Jan 2024\r\n"
    "Otto,Other,https://www.linkedin.com/in/otto-o,otto@other.example,Other,CEO,01 Jan 2024\r\n"
)


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What was sent to the worker."""
    sent: list[tuple[Any, ...]] = []
    monkeypatch.setattr(rights, "run_later", lambda *call: sent.append(call))
    return sent


def work(queue: list[tuple[Any, ...]]) -> None:
    """The worker does what was sent."""
    while queue:
        name, sealed = queue.pop(0)
        assert name == "introductions.tasks.send_own_link"
        tasks.send_own_link(sealed)
    sent()


def held() -> Held:
    found = held_on(PETRA.email)
    assert found is not None
    return found


def page() -> str:
    return "/" + own_link(held()).split("/", 3)[3]


# --- Asking for the link ----------------------------------------------------------------------


def test_the_answer_is_the_same_for_every_address(
    client: Client, colin: User, queue: list[tuple[Any, ...]]
) -> None:
    listed(colin)
    answers = {
        client.post("/me/", {"email": email}).content
        for email in [PETRA.email, "nobody@nowhere.example", colin.email]
    }
    assert len(answers) == 1
    assert len(queue) == 3  # the work is the same too: only the worker looks
    assert PETRA.email not in str(queue)
    work(queue)
    assert [one.to for one in mail.outbox] == [[PETRA.email]]


def test_the_link_goes_to_the_address_we_hold_never_to_a_spelling_of_it(
    client: Client, colin: User, queue: list[tuple[Any, ...]]
) -> None:
    listed(colin)
    local, domain = PETRA.email.split("@")
    client.post("/me/", {"email": f"{local}+evil@{domain}"})
    client.post("/me/", {"email": PETRA.email.upper()})
    work(queue)
    assert [one.to for one in mail.outbox] == [[PETRA.email]] * 2


def test_the_link_works_for_a_day(
    client: Client, colin: User, queue: list[tuple[Any, ...]], clock: MovingClock
) -> None:
    listed(colin)
    client.post("/me/", {"email": PETRA.email})
    work(queue)
    found = re.search(r"/me/\S+/", str(mail.outbox[0].body))
    assert found is not None
    assert client.get(found[0]).status_code == 200
    clock.forward(hours=23)
    assert client.get(found[0]).status_code == 200
    clock.forward(hours=2)
    for path in [found[0], found[0] + "export/", found[0] + "erase/"]:
        assert client.get(path).status_code == 410
        assert client.post(path).status_code == 410
    assert held().address == PETRA.email


@pytest.mark.parametrize("token", ["x", "1.9999999999", "1.9999999999:forged"])
def test_a_forged_link_leads_nowhere(client: Client, colin: User, token: str) -> None:
    listed(colin)
    for path in [f"/me/{token}/", f"/me/{token}/export/", f"/me/{token}/erase/"]:
        assert client.get(path).status_code == 404
        assert client.post(path).status_code == 404
    assert client.delete(f"/api/v1/own-data/{token}/").status_code == 404
    assert held().address == PETRA.email


def test_asking_too_often_is_refused_or_silently_not_sent(
    client: Client, colin: User, queue: list[tuple[Any, ...]]
) -> None:
    listed(colin)
    for _ in range(5):
        assert client.post("/me/", {"email": PETRA.email}).status_code == 200
    assert len(queue) == 3
    for number in range(15):
        client.post("/me/", {"email": f"a{number}@b.example"})
    assert client.post("/me/", {"email": "last@b.example"}).status_code == 429
    elsewhere = {"REMOTE_ADDR": "203.0.113.9"}
    assert client.post("/me/", {"email": "last@b.example"}, **elsewhere).status_code == 200


def test_looking_changes_nothing_and_leaves_no_trace(client: Client, colin: User) -> None:
    listed(colin)
    for path in ["/me/", page(), page() + "export/", page() + "erase/"]:
        for ask in (client.get, client.head):
            answer = ask(path)
            assert answer.status_code == 200
            assert (answer["Cache-Control"], answer["Referrer-Policy"]) == (
                "no-store",
                "no-referrer",
            )
    assert held().connectors == 1


# --- Seeing it ----------------------------------------------------------------------------------


def test_it_shows_who_lists_her_and_requests_but_no_rep_before_she_was_asked(
    stage: Stage, client: Client
) -> None:
    listed(builders.connector("carla"))
    stage.requested()
    text = client.get(page()).content.decode()
    assert "never reached you" in text
    assert "Colin" in text
    assert "Carla" in text
    assert "Rita" not in text
    stage.accept()
    assert (
        "Rita of Rita Company (not confirmed), through Colin" in client.get(page()).content.decode()
    )


def test_the_file_has_all_of_it_and_who_saw_it(stage: Stage, client: Client) -> None:
    stage.introducing()
    actions.reveal(stage.now(), viewer=stage.rep, ground="introduction page")
    answer = client.get(page() + "export/")
    assert "attachment" in answer["Content-Disposition"]
    data = answer.json()
    assert data["contact_data"][0]["email"] == PETRA.email
    assert data["contact_data"][0]["name"] == PETRA.name
    assert data["requests"][0]["state"] == "introducing"
    assert data["who_saw_who_you_are"][0]["who"] == "Rita"
    assert data["who_saw_who_you_are"][0]["ground"] == "introduction page"
    api = client.get("/api/v1/own-data" + page()[3:]).json()
    assert api.keys() == data.keys()
    assert api["contact_data"][0].keys() == data["contact_data"][0].keys()


def test_an_address_slipped_in_by_another_connector_opens_nothing(
    stage: Stage, client: Client, eve: User
) -> None:
    """Eve imports Petra's profile with an address of her own, and asks what is held."""
    stage.consenting()
    spy = "spy@eve-company.example"
    mixed = Person(name="Petra", email=spy, profile_url=PETRA.profile_url, title="Spy")
    listed(eve, mixed)
    found = held_on(spy)
    assert found is not None
    assert found.prospect != stage.now().prospect
    path = "/" + own_link(found).split("/", 3)[3]
    shown = client.get(path).content.decode() + client.get(path + "export/").content.decode()
    for secret in ["Rita", "Colin", "Freight invoices", PETRA.email, PETRA.name]:
        assert secret not in shown, secret
    client.post(path + "erase/")
    assert stage.now().state == "consent"
    assert stage.now().relationship.email == PETRA.email  # type: ignore[union-attr]


def test_her_numbers_are_kept(client: Client, colin: User, clock: MovingClock) -> None:
    listed(colin)
    answer = client.post(
        page(), {"requests_a_month": "1", "rest_days": "", "refused_topics": "solar"}
    )
    assert answer.status_code == 302
    prospect = Prospect.objects.get()
    assert (prospect.requests_a_month, prospect.rest_days) == (1, None)
    assert prospect.refused_topics == "solar"
    bad = client.post(page(), {"requests_a_month": "99"})
    assert bad.status_code == 200
    assert "another look" in bad.content.decode()
    prospect.refresh_from_db()
    assert prospect.requests_a_month == 1
    put = client.put(
        "/api/v1/own-data" + page()[3:],
        {
            "requests_a_month": 0,
            "rest_days": 5,
            "paused_until": "2099-01-01T00:00:00Z",
            "refused_topics": "",
        },
        "application/json",
    )
    assert put.status_code == 200
    prospect.refresh_from_db()
    assert (prospect.requests_a_month, prospect.rest_days) == (0, 5)


# --- Erasing --------------------------------------------------------------------------------------


def erased(row: Relationship) -> bool:
    row.refresh_from_db()
    return not any(
        [row.name, row.email, row.profile_url, row.title, row.company_name, row.notes,
         row.company, row.role, row.listed_at, row.domain_digest, row.name_digest]
    )  # fmt: skip


@pytest.mark.parametrize("step", ["request", "requested", "consenting", "introducing"])
def test_erasing_ends_what_is_not_made_and_costs_nobody_anything(
    stage: Stage, client: Client, step: str
) -> None:
    carla = listed(builders.connector("carla"))
    getattr(stage, step)()
    before = len(mail.outbox)
    assert client.post(page() + "erase/").status_code == 200
    settle()
    asked = step in {"consenting", "introducing"}
    assert stage.now().state == ("refused" if asked else "lapsed")
    payment = stage.now().payment
    assert payment is not None
    assert payment.captured == payment.refunded
    assert not payment.checkouts.filter(status="authorised").exists()
    assert erased(stage.relationship)
    assert not Relationship.objects.filter(pk=carla.pk).exists()
    told = [str(one.body) for one in mail.outbox[before:]]
    assert not [text for text in told if "eras" in text.lower() or PETRA.name in text]
    assert not [one for one in mail.outbox[before:] if one.to == [PETRA.email]]


@pytest.mark.parametrize("step", ["request", "requested"])
def test_of_somebody_who_was_never_asked_nobody_hears_that_there_was_a_no(
    stage: Stage, client: Client, step: str
) -> None:
    getattr(stage, step)()
    before = len(mail.outbox)
    client.post(page() + "erase/")
    settle()
    path = f"/introductions/{stage.now().public_id}/"
    seen = [str(one.body) for one in mail.outbox[before:]]
    for person in (stage.rep, stage.connector):
        client.force_login(person)
        seen.append(client.get(path).text)
        seen.append(client.get(f"/api/v1{path}").text)
    assert "can no longer be made" in " ".join(seen)
    for word in ("refuse", "declined", "would rather not", "does not wish", 'the prospect"'):
        assert not [text for text in seen if word in text.lower()], word
    assert stage.now().events.latest("pk").actor == "clock"
    assert answer_record(stage.connector).asked == 0, "nothing that was theirs to answer"


@pytest.mark.parametrize("step", ["confirming", "confirmed"])
def test_what_was_made_keeps_its_course_on_ids_alone(
    stage: Stage, client: Client, clock: MovingClock, step: str
) -> None:
    getattr(stage, step)()
    client.post(page() + "erase/")
    assert stage.now().state == step
    stage.wait(clock, days=25)
    assert stage.now().state == "released"
    payment = stage.now().payment
    assert payment is not None
    assert payment.transferred == 40_000
    assert erased(stage.relationship)


def test_no_import_brings_her_back_to_the_market(colin: User, client: Client) -> None:
    listed(colin)
    client.post(page() + "erase/")
    assert not ProspectKey.objects.exists()  # nobody knows her: not even a key of hers is kept
    for connector in (colin, builders.connector("carla")):
        run = import_network(
            connector, "Connections.csv", CSV.encode(), lawful_basis="legitimate interest"
        )
        carry_through(run.pk)
        run = ImportRun.objects.get(pk=run.pk)
        assert (run.new, run.skipped) == (2, 0), "no count tells that she objected"
    Relationship.objects.update(price_minor=20_000, currency="EUR")
    back = [row for row in Relationship.objects.all() if "Petra" in row.name]
    assert [why_not_listable(row) for row in back] == [CANNOT_BE_LISTED] * 2


def test_a_second_erasing_finds_the_link_used(stage: Stage, client: Client) -> None:
    stage.consenting()
    path = page()
    client.post(path + "erase/")
    again = client.get(path)
    assert again.status_code == 200  # requests remain, by ids
    assert "Nobody has you in their network" in again.content.decode()
    assert PETRA.email not in client.get(path + "export/").content.decode()
    assert client.post(path + "erase/").status_code == 200
    assert Introduction.objects.count() == 1


def test_never_again_ends_the_requests_of_all_reps(stage: Stage, eve: User) -> None:
    stage.consenting()
    other, _ = actions.request(
        eve,
        stage.relationship,
        pitch="x" * 100,
        purpose="Something else",
        keep_asking=False,
        no_way_in=True,
    )
    actions.never_again(stage.now())
    settle()
    assert stage.now().state == "refused"
    other.refresh_from_db()
    assert other.state == "lapsed"
    with pytest.raises(Refusal):
        actions.agree(stage.now())
