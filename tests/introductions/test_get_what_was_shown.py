"""A rep gets whom they were shown and paid for, or pays nothing: whatever the connector edits."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from brokerage.accounts.models import User
from connectors import actions as connecting
from connectors.models import Relationship
from introductions import actions, notices
from introductions.actions.disputing import object_to
from introductions.actions.ending import follow
from introductions.models import Event, Introduction, Notice
from introductions.queries import ANSWER, prospect_token
from introductions.snapshots.entry import changed_facts
from tests.support.builders import PETRA
from tests.support.importing import carry_through
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage, listed, settle

pytestmark = pytest.mark.django_db
JSON = "application/json"
ACCEPT = {"not_my_employer": True, "no_duty_breached": True}
HEAD = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
#: Every field of an entry that tells something of the person, and another value of it.
OTHERS: dict[str, Any] = {
    "name": "Bob Nobody",
    "email": "bob@corner-shop.example",
    "profile_url": "https://www.linkedin.com/in/bob-nobody",
    "title": "Shop Assistant",
    "company_name": "Corner Shop",
    "country": "FR",
    "strength": 1,
    "how_known": "event",
    "last_contact_on": "2019-05-01",
}
BULK: dict[str, dict[str, Any]] = {"strength": {"strength": 1}}
#: What is the connector's own, or an offer to others.
HARMLESS: dict[str, dict[str, Any]] = {
    "price": {"price": {"amount": 90_000, "currency": "EUR"}},
    "show_company": {"show_company": False},
    "listed": {"listed": False},
}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def entry(stage: Stage) -> str:
    return f"/api/v1/relationships/{stage.relationship.public_id}/"


def by_api(stage: Stage, field: str) -> None:
    answer = signed_in(stage.connector).patch(entry(stage), {field: OTHERS[field]}, JSON)
    assert answer.status_code == 200, answer.content


def by_page(stage: Stage, field: str) -> None:
    client, path = signed_in(stage.connector), f"/network/{stage.relationship.public_id}/"
    row = Relationship.objects.get(pk=stage.relationship.pk)
    facts = {name: getattr(row, name) or "" for name in OTHERS} | {field: OTHERS[field]}
    answer = client.post(path, facts)
    assert answer.status_code == 302, answer.text


def by_bulk(stage: Stage, change: dict[str, Any]) -> None:
    body = {"ids": [str(stage.relationship.public_id)], **change}
    answer = signed_in(stage.connector).post("/api/v1/relationships/bulk/", body, JSON)
    assert answer.status_code == 200 and answer.json()["changed"] == 1, answer.content


def by_import(stage: Stage, title: str, company: str) -> None:
    line = f"Petra,Vandenbroucke,{PETRA.profile_url},{PETRA.email},{company},{title},\n"
    run = connecting.import_network(stage.connector, "Connections.csv", (HEAD + line).encode())
    carry_through(run.pk, same=True)


def accept_by_api(stage: Stage) -> Any:
    path = f"/api/v1/introductions/{stage.introduction.public_id}/accept/"
    return signed_in(stage.connector).post(path, ACCEPT, JSON)


def accept_by_page(stage: Stage) -> Any:
    path = f"/introductions/{stage.introduction.public_id}/accept/"
    return signed_in(stage.connector).post(
        path, {"not_my_employer": "on", "no_duty_breached": "on"}
    )


def is_released(stage: Stage) -> bool:
    """The rep paid nothing, nobody was asked, and it is over."""
    settle()
    row = stage.now()
    payment = row.payment
    assert payment is not None
    live = payment.checkouts.filter(status__in=["ordered", "open", "authorised"])
    over = (row.state, row.accepted_at, row.asked) == ("lapsed", None, None)
    nobody = not [one for one in mail.outbox if one.to[0] in {PETRA.email, OTHERS["email"]}]
    return over and not live.exists() and not payment.captured and nobody


# --- Before it is accepted --------------------------------------------------------------------------


@pytest.mark.parametrize("field", OTHERS)
def test_accept_refuses_and_releases_the_rep(stage: Stage, field: str) -> None:
    stage.requested()
    by_api(stage, field)
    client = signed_in(stage.connector)
    seen = client.get(f"/api/v1/introductions/{stage.introduction.public_id}/").json()
    assert not {"accept", "ask", "counter"} & set(seen["allowed_actions"])
    answer = accept_by_api(stage)
    assert (answer.status_code, answer.json()["code"]) == (409, "listing_changed")
    assert "after the rep asked" in answer.json()["detail"]
    assert is_released(stage)
    assert not stage.now().events.filter(move="accept").exists()


@pytest.mark.parametrize("field", OTHERS)
def test_the_pages_are_doors_too(stage: Stage, field: str) -> None:
    stage.requested()
    client = signed_in(stage.connector)
    assert "can no longer accept" in client.get(f"/network/{stage.relationship.public_id}/").text
    by_page(stage, field)
    page = client.get(f"/introductions/{stage.introduction.public_id}/").text
    assert "after the rep asked" in page and "/accept/" not in page
    answer = accept_by_page(stage)
    assert answer.status_code == 409 and "The request has ended" in answer.text
    assert is_released(stage)


def by_a_bulk_change(stage: Stage) -> None:
    by_bulk(stage, BULK["strength"])


def by_a_title_in_an_import(stage: Stage) -> None:
    by_import(stage, "Shop Assistant", "Meridian Freight")


def by_a_company_in_an_import(stage: Stage) -> None:
    by_import(stage, PETRA.title, "Corner Shop")


def by_a_merge_with_a_contact_of_the_same_name(stage: Stage) -> None:
    """The file knows the person by name alone; what it knows better is taken over."""
    line = "Petra,Vandenbroucke,,,Meridian Freight,Intern,\n"
    run = connecting.import_network(stage.connector, "Connections.csv", (HEAD + line).encode())
    carry_through(run.pk)


def by_another_mailbox_of_the_same_name(stage: Stage) -> None:
    connecting.edit_relationship(
        stage.connector, stage.relationship.public_id, email="petra@elsewhere.example"
    )


@pytest.mark.parametrize(
    "change",
    [
        by_a_bulk_change,
        by_a_title_in_an_import,
        by_a_company_in_an_import,
        by_a_merge_with_a_contact_of_the_same_name,
        by_another_mailbox_of_the_same_name,
    ],
)
def test_every_other_door_is_seen(stage: Stage, change: Callable[[Stage], None]) -> None:
    stage.requested()
    change(stage)
    assert accept_by_api(stage).json()["code"] == "listing_changed"
    assert is_released(stage)


def test_what_is_put_back_can_be_accepted(stage: Stage) -> None:
    stage.requested()
    name = stage.relationship.name
    by_api(stage, "name")
    connecting.edit_relationship(
        stage.connector, stage.relationship.public_id, name=f" {name.upper()} "
    )
    assert accept_by_api(stage).status_code == 200
    assert stage.now().state == "consent"


@pytest.mark.parametrize("field", ["notes", *HARMLESS])
def test_notes_and_the_offer_to_others_change_nothing(stage: Stage, field: str) -> None:
    stage.requested()
    before = stage.now().listing
    if field == "notes":
        connecting.edit_relationship(
            stage.connector, stage.relationship.public_id, notes="Likes tea"
        )
    else:
        by_bulk(stage, HARMLESS[field])
    assert accept_by_api(stage).status_code == 200
    row = stage.now()
    assert (row.state, row.price, row.listing) == ("consent", 50_000, before)


def test_a_profile_that_was_missing_may_be_added(stage: Stage) -> None:
    Relationship.objects.filter(pk=stage.relationship.pk).update(profile_url="")
    stage.requested()
    connecting.edit_relationship(
        stage.connector, stage.relationship.public_id, profile_url=PETRA.profile_url
    )
    assert accept_by_api(stage).status_code == 200


@pytest.mark.parametrize("field", OTHERS)
def test_a_listing_that_changes_before_it_is_paid_for_costs_nothing(
    stage: Stage, field: str
) -> None:
    stage.request()
    connector = signed_in(stage.connector)
    assert (
        "can no longer accept"
        not in connector.get(f"/network/{stage.relationship.public_id}/").text
    )
    by_api(stage, field)
    stage.pay()
    assert is_released(stage)
    assert connector.get(f"/introductions/{stage.introduction.public_id}/").status_code == 404
    assert not [one for one in mail.outbox if one.to == [stage.connector.email]]


def test_both_are_told_and_the_rep_learns_nothing_of_the_person(stage: Stage) -> None:
    stage.requested()
    mail.outbox.clear()
    by_api(stage, "name")
    accept_by_api(stage)
    settle()
    to_rep = next(one for one in mail.outbox if one.to == [stage.rep.email])
    to_connector = next(one for one in mail.outbox if one.to == [stage.connector.email])
    assert "changed after you asked" in str(to_rep.body)
    assert "You changed your entry" in str(to_connector.body)
    page = signed_in(stage.rep).get(f"/introductions/{stage.introduction.public_id}/").text
    api = signed_in(stage.rep).get(f"/api/v1/introductions/{stage.introduction.public_id}/").text
    for said in (f"{to_rep.subject} {to_rep.body}", page, api):
        assert not [
            one for one in ("Petra", "Vandenbroucke", "Bob", "Nobody,", "name of") if one in said
        ]


def test_the_connector_cannot_name_somebody_behind_a_changed_entry(stage: Stage) -> None:
    """The words to the rep are held against the entry: it must be the one that was shown."""
    stage.requested()
    by_api(stage, "name")
    path = f"/api/v1/introductions/{stage.introduction.public_id}/ask/"
    answer = signed_in(stage.connector).post(path, {"text": f"It is {PETRA.name}."}, JSON)
    assert (answer.status_code, answer.json()["code"]) == (409, "as_shown")
    assert not stage.now().messages.exists() and stage.now().state == "requested"


def test_no_change_of_the_keys_is_a_change_of_the_entry(stage: Stage, settings: Any) -> None:
    stage.requested()
    settings.HASH_KEYS = {"newer": "another-key-0123456789-0123456789", **settings.HASH_KEYS}
    assert changed_facts(stage.now()) == []
    by_api(stage, "title")
    assert changed_facts(stage.now()) == ["the job title"]


def test_a_request_from_before_knows_its_person(stage: Stage) -> None:
    stage.requested()
    Introduction.objects.filter(pk=stage.introduction.pk).update(entry=None)
    by_api(stage, "title")
    assert changed_facts(stage.now()) == []
    by_api(stage, "email")
    assert accept_by_api(stage).json()["code"] == "listing_changed"
    assert is_released(stage)


def test_the_marks_tell_nothing(stage: Stage) -> None:
    stage.requested()
    kept = str(stage.now().entry)
    assert not [one for one in ("petra", "vandenbroucke", "Procurement", "meridian") if one in kept]


def test_what_was_shown_is_kept_whole(stage: Stage) -> None:
    stage.request()
    kept = stage.now().listing
    shown = signed_in(stage.rep).get(f"/api/v1/listings/{stage.relationship.public_id}/").json()
    assert kept["version"] == 2
    assert (kept["price"], kept["currency"]) == tuple(shown["price"].values())
    for name in ("role", "company", "company_shown", "industry", "size_band", "strength"):
        assert kept[name] == shown[name], name
    api = signed_in(stage.rep).get(f"/api/v1/introductions/{stage.introduction.public_id}/").json()
    assert (api["listing"]["strength"], api["listing"]["price"]) == (4, 50_000)


# --- After it ---------------------------------------------------------------------------------------


def settling(stage: Stage) -> None:
    disputed(stage)
    actions.offer_split(stage.now(), user=stage.rep, part=stage.now().price_money)
    actions.accept_split(stage.now(), user=stage.connector, part=stage.now().price_money)
    settle()


def disputed(stage: Stage) -> None:
    stage.confirming()
    object_or_dispute = "Nobody ever wrote to me, and the month is almost over."
    actions.dispute(
        stage.now(), user=stage.rep, reason="never_happened", statement=object_or_dispute
    )
    settle()


AFTER: dict[str, Callable[[Stage], object]] = {
    "consent": lambda stage: stage.consenting(),
    "introducing": lambda stage: stage.introducing(),
    "confirming": lambda stage: stage.confirming(),
    "confirmed": lambda stage: stage.confirmed(),
    "disputed": disputed,
    "settling": settling,
}


def everything_said(stage: Stage) -> list[str]:
    """All that pages, API and mails say of it, to each of the three."""
    row = stage.now()
    found = []
    for user in (stage.rep, stage.connector):
        client = signed_in(user)
        for path in (f"/introductions/{row.public_id}/", f"/api/v1/introductions/{row.public_id}/"):
            found.append(client.get(path).text)
    for path in ("/p/{}/", "/api/v1/prospect/{}/"):
        found.append(Client().get(path.format(prospect_token(row, ANSWER))).text)
    event = Event(introduction=row, move="x", source=row.state, target=row.state, actor="clock")
    for kind, audience in sorted(notices.kinds()):
        one = notices.compose(Notice(event=event, audience=audience, kind=kind))
        found.append(f"{one.subject}\n{one.body}\n{one.to}")
    return [re.sub(r'nonce="[^"]*"|[A-Za-z0-9]{64}|\b1\d{9}\b', "", text) for text in found]


@pytest.mark.parametrize("state", AFTER)
def test_nothing_edited_after_the_accept_is_said_anywhere(
    stage: Stage, clock: MovingClock, state: str
) -> None:
    AFTER[state](stage)
    assert stage.now().state == state
    before = everything_said(stage)
    page = signed_in(stage.connector).get(f"/network/{stage.relationship.public_id}/").text
    assert "changes nothing about it" in page
    for field in OTHERS:
        if field == "email":
            answer = signed_in(stage.connector).patch(entry(stage), {field: OTHERS[field]}, JSON)
            assert answer.json()["code"] == "under_way"
        else:
            by_api(stage, field)
    for change in HARMLESS.values():
        by_bulk(stage, change)
    by_import(stage, "Intern", "Corner Shop")
    connecting.edit_relationship(stage.connector, stage.relationship.public_id, notes="Bob!")
    after = everything_said(stage)
    for one, other in zip(before, after, strict=True):
        assert one == other
    assert stage.now().state == state


def test_a_company_written_in_later_proves_no_address(stage: Stage) -> None:
    """A prospect's yes shortens the rep's wait only where the address was known when they were asked."""
    Relationship.objects.filter(pk=stage.relationship.pk).update(company=None, company_name="")
    stage.consenting().agree()
    connecting.edit_relationship(
        stage.connector, stage.relationship.public_id, company_name="Meridian Freight"
    )
    stage.introduce()
    actions.vouch(stage.now())
    assert stage.now().prospect_word == "yes" and stage.now().proof == "word"


def test_an_objection_reaches_who_was_asked(stage: Stage) -> None:
    stage.confirming()
    by_api(stage, "name")
    object_to(stage.now(), word="no")
    assert stage.now().state == "disputed"
    follow(stage.now().payment_id or 0)
    assert (stage.now().asked or {})["name"] == PETRA.name


def test_another_entry_of_the_same_connector_is_none_of_its_business(stage: Stage) -> None:
    stage.requested()
    other = listed(
        stage.connector,
        type(PETRA)("Olga Ostrander", "olga@ostrander.example", "", "CFO"),
    )
    connecting.edit_relationship(stage.connector, other.public_id, name="Olga O.")
    assert accept_by_api(stage).status_code == 200
