"""Petra answers from her mail: every answer, twice, late, forged, and by a mail scanner."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from brokerage.cases.models import Case
from brokerage.kit.money import Money
from connectors.models import Relationship, Suppression
from introductions import actions
from introductions.models import Introduction
from introductions.prospect_data import held_on
from introductions.queries import ANSWER, WITNESS, open_dispute, prospect_token
from tests.support.builders import PETRA
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage, settle

CHOICES = ["agree", "not_now", "not_seller", "never"]


@pytest.fixture
def browser_like() -> Client:
    """A browser that insists on CSRF as the server does in production."""
    return Client(enforce_csrf_checks=True, headers={"origin": "null"})


def page_of(stage: Stage, choice: str = "") -> str:
    token = prospect_token(stage.now(), ANSWER)
    return f"/p/{token}/{choice}/" if choice else f"/p/{token}/"


def said(choice: str) -> dict[str, str]:
    """What a person's browser posts: the button that was pressed, and for a yes the tick."""
    return {"answer": choice} | ({"sure": "yes"} if choice == "agree" else {})


def snapshot(stage: Stage) -> Any:
    row = Introduction.objects.filter(pk=stage.introduction.pk).values().get()
    events = stage.introduction.events.count()
    listed = Relationship.objects.filter(listed_at__isnull=False).count()
    return row, events, listed, Suppression.objects.count()


def test_the_links_in_the_mail_lead_to_pages(stage: Stage, client: Client) -> None:
    stage.consenting()
    body = next(str(one.body) for one in mail.outbox if one.to == [PETRA.email])
    links = [link for link in re.findall(r"http://\S+", body) if "/p/" in link]
    assert len(links) >= 4
    for link in links:
        path = "/" + link.split("/", 3)[3]
        assert client.get(path).status_code == 200, path


@pytest.mark.parametrize("choice", ["", *CHOICES])
def test_looking_changes_nothing(stage: Stage, client: Client, choice: str) -> None:
    stage.consenting()
    before = snapshot(stage)
    for ask in (client.get, client.head):
        answer = ask(page_of(stage, choice))
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "no-store"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer["X-Robots-Tag"]
        assert not answer.cookies or set(answer.cookies) == {"csrftoken"}
    settle()
    assert snapshot(stage) == before


def test_the_page_says_who_asks_why_and_who_is_paid(stage: Stage, client: Client) -> None:
    stage.consenting()
    text = client.get(page_of(stage)).content.decode()
    for words in ["Rita", "Rita Company", "Colin", "Freight invoices", "€500.00", "€400.00",
                  "half an hour", "counts as a no", "own contacts"]:  # fmt: skip
        assert words in text, words


def test_agreeing_takes_the_payment_and_introduces(stage: Stage, browser_like: Client) -> None:
    stage.consenting()
    answer = browser_like.post(page_of(stage), said("agree"))
    assert answer.status_code == 302
    assert stage.now().state == "securing"
    assert stage.now().revealed_at is None
    settle()
    assert stage.now().state == "introducing"
    assert "Thank you" in browser_like.get(page_of(stage)).content.decode()


@pytest.mark.parametrize("choice", ["not_now", "not_seller", "never"])
def test_refusing_costs_nobody_anything(stage: Stage, browser_like: Client, choice: str) -> None:
    stage.consenting()
    answer = browser_like.post(page_of(stage, choice), said(choice))
    assert answer.status_code == (200 if choice == "never" else 302)
    settle()
    assert (stage.now().state, stage.now().refusal) == ("refused", choice)
    payment = stage.now().payment
    assert payment is not None
    assert (payment.captured, payment.funds) == (0, "lost")
    assert Suppression.objects.exists() == (choice == "never")
    row = Relationship.objects.get()
    assert (row.listed_at, row.rests_until is not None) == (None, True), "alike after any no"


def test_a_second_click_is_told_politely(stage: Stage, client: Client) -> None:
    stage.consenting()
    client.post(page_of(stage), said("agree"))
    before = snapshot(stage)
    for choice in ["agree", "not_now"]:
        again = client.post(page_of(stage), said(choice))
        assert again.status_code == 409
        assert "Nothing has been changed" in again.content.decode()
        assert "Never contact me again" in again.content.decode()
    assert snapshot(stage) == before


def test_nonsense_is_refused_and_changes_nothing(stage: Stage, client: Client) -> None:
    stage.consenting()
    before = snapshot(stage)
    for nonsense in ["", "yes", "hold", "release", "agree "]:
        assert client.post(page_of(stage), {"answer": nonsense}).status_code == 400
    assert snapshot(stage) == before


def test_a_stale_link_still_offers_nobody_ever(
    stage: Stage, client: Client, clock: MovingClock
) -> None:
    stage.consenting().wait(clock, days=11)
    assert stage.now().state == "lapsed"
    for choice in ["", *CHOICES]:
        text = client.get(page_of(stage, choice)).content.decode()
        assert "Never contact me again" in text
        assert "I agree" not in text
    late = client.post(page_of(stage), said("agree"))
    assert late.status_code == 409
    assert stage.now().state == "lapsed"
    client.post(page_of(stage, "never"), said("never"))
    assert Suppression.objects.exists()
    assert "never to contact you again" in client.get(page_of(stage)).content.decode()


def test_a_link_for_one_purpose_opens_no_other_door(stage: Stage, client: Client) -> None:
    stage.consenting()
    good = prospect_token(stage.now(), ANSWER)
    witness = prospect_token(stage.now(), WITNESS)
    before = snapshot(stage)
    bad = [
        good[:-1] + ("A" if good[-1] != "A" else "B"),
        good.replace(".answer", ".witness"),
        witness,
        stage.now().public_id.hex,
        "x",
        f"{'0' * 32}.answer:nothing",
    ]
    for token in bad:
        for path in [f"/p/{token}/", f"/p/{token}/agree/"]:
            assert client.get(path).status_code == 404
            assert client.post(path, said("agree")).status_code == 404
        api = f"/api/v1/prospect/{token}/"
        assert client.get(api).status_code == 404
        assert client.post(api, {"answer": "agree"}, "application/json").status_code == 404
    for token in bad:
        if token != witness:
            assert client.post(f"/p/{token}/never/", said("never")).status_code == 404
    assert client.get(f"/p/{good}/witness/").status_code == 404
    assert client.post(f"/p/{good}/witness/", {"word": "no"}).status_code == 404
    assert snapshot(stage) == before


def test_one_click_in_the_mail_program(stage: Stage, browser_like: Client) -> None:
    stage.consenting()
    asked = next(one for one in mail.outbox if one.to == [PETRA.email])
    address = str(asked.message()["List-Unsubscribe"]).strip("<>")
    path = "/" + address.split("/", 3)[3]
    answer = browser_like.post(path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200  # no redirect: mail programs follow none
    assert stage.now().state == "refused"
    assert Suppression.objects.exists()
    again = browser_like.post(path, {"List-Unsubscribe": "One-Click"})
    assert again.status_code == 200


def test_the_one_click_of_a_mail_program_says_nothing_else(stage: Stage, client: Client) -> None:
    """Whoever handles the mail reads its headers: that link neither agrees nor tells what it is about."""
    stage.consenting()
    asked = next(one for one in mail.outbox if one.to == [PETRA.email])
    address = str(asked.message()["List-Unsubscribe"]).strip("<>")
    path = "/" + address.split("/", 3)[3]
    text = client.get(path).text
    row = stage.now()
    assert not [
        one for one in (row.pitch, row.purpose, row.rep.name, row.connector.name) if one in text
    ]
    for other in ["", "agree/", "not_now/", "witness/"]:
        assert client.post(path.replace("never/", other), said("agree")).status_code == 404
    api = path.replace("/p/", "/api/v1/prospect/").replace("never/", "")
    assert client.post(api, {"answer": "agree"}, "application/json").status_code == 404
    assert stage.now().state == "consent"


def test_the_first_mails_link_is_no_key_to_the_witness_page(stage: Stage, client: Client) -> None:
    stage.confirming()
    assert prospect_token(stage.now(), WITNESS) not in client.get(page_of(stage)).text


@pytest.mark.parametrize("end", ["lapsed", "released", "erased"])
def test_long_after_the_end_a_link_tells_only_that_it_is_over(
    stage: Stage, client: Client, clock: MovingClock, end: str
) -> None:
    if end == "released":
        stage.confirming().wait(clock, days=30)
    elif end == "lapsed":
        stage.consenting().wait(clock, days=11)
    else:
        stage.consenting()
    row = stage.now()
    told = (row.pitch, row.purpose, row.rep.name, row.connector.name)
    if end == "erased":
        held = held_on(PETRA.email)
        assert held
        actions.erase_person(held)
    else:
        assert row.purpose in client.get(page_of(stage)).text
        stage.wait(clock, days=61)
    api = client.get("/api/v1/prospect/" + prospect_token(row, ANSWER) + "/")
    text = client.get(page_of(stage)).text + api.text
    assert not [one for one in told if one in text]
    assert api.json()["price"] == 0
    if end != "erased":
        assert "Never contact me again" in text


def test_taking_the_agreement_back_refunds_in_full(stage: Stage, browser_like: Client) -> None:
    stage.introducing()
    assert "Take my agreement back" in browser_like.get(page_of(stage)).content.decode()
    browser_like.post(page_of(stage), {"answer": "take_back"})
    settle()
    assert stage.now().state == "refused"
    payment = stage.now().payment
    assert payment is not None
    assert payment.captured == payment.refunded == 50_000
    assert not Suppression.objects.exists()


def test_never_after_agreeing_ends_it_too(stage: Stage, browser_like: Client) -> None:
    stage.introducing()
    browser_like.post(page_of(stage, "never"), said("never"))
    settle()
    assert stage.now().state == "refused"
    assert Suppression.objects.exists()
    mail.outbox.clear()
    settle()
    assert not [one for one in mail.outbox if one.to == [PETRA.email]]


def test_the_api_does_the_same(stage: Stage, client: Client) -> None:
    stage.consenting()
    api = "/api/v1/prospect/" + prospect_token(stage.now(), ANSWER) + "/"
    seen = client.get(api)
    assert seen["Cache-Control"] == "no-store"
    assert seen.json()["answers"] == CHOICES
    assert (seen.json()["price"], seen.json()["connector_receives"]) == (50_000, 40_000)
    assert PETRA.name not in seen.content.decode()
    assert client.post(api, {"answer": "maybe"}, "application/json").status_code == 400
    done = client.post(api, {"answer": "not_now"}, "application/json")
    assert done.status_code == 200
    assert done.json()["state"] == "refused"
    again = client.post(api, {"answer": "agree"}, "application/json")
    assert (again.status_code, again.json()["code"]) == (409, "moved_on")


@pytest.mark.parametrize("where", ["disputed", "settling"])
@pytest.mark.parametrize("how", ["take_back", "never", "erase"])
def test_what_is_not_made_ends_though_the_sides_disagree(
    stage: Stage, browser_like: Client, how: str, where: str
) -> None:
    """Nobody is locked into an introduction by a dispute of others."""
    stage.introducing()
    actions.dispute(stage.now(), user=stage.rep, reason="never_happened", statement="x" * 40)
    if where == "settling":
        part = Money(20_000, "EUR")
        actions.offer_split(stage.now(), user=stage.rep, part=part)
        actions.accept_split(stage.now(), user=stage.connector, part=part)
    settle()
    mail.outbox.clear()
    if how == "erase":
        held = held_on(PETRA.email)
        assert held
        actions.erase_person(held)
    else:
        assert "Take my agreement back" in browser_like.get(page_of(stage)).content.decode()
        browser_like.post(page_of(stage), {"answer": how})
    settle()
    row = stage.now()
    assert (row.state, open_dispute(row)) == ("refused", None)
    assert row.payment is not None and row.payment.refunded == 50_000
    assert not Case.objects.filter(closed_at=None).exists()
    assert actions.reveal(row, viewer=stage.rep, ground="page") is None
    assert {one.to[0] for one in mail.outbox} == {stage.rep.email, stage.connector.email}


def test_what_is_made_cannot_be_taken_back(stage: Stage, browser_like: Client) -> None:
    stage.confirming()
    actions.dispute(stage.now(), user=stage.rep, reason="never_happened", statement="x" * 40)
    assert browser_like.post(page_of(stage), {"answer": "take_back"}).status_code == 409
    assert stage.now().state == "disputed"
