"""Every page of an introduction, for rep and connector, in every state a person can meet it in."""

import re
from collections.abc import Callable
from decimal import Decimal
from html import unescape

import pytest
from django.test import Client

from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.money import Money
from introductions import actions
from introductions.actions.by_hand import BY_HAND
from introductions.lifecycle import MOVES, PATIENCE, Actor, State
from introductions.models import Introduction
from introductions.moves import DECLARED
from introductions.places import PLACES, meaning
from tests.support.builders import PETRA
from tests.support.moving_clock import MovingClock
from tests.support.stages import PITCH, PURPOSE, Stage, settle

pytestmark = pytest.mark.django_db

STATEMENT = "Nobody ever wrote to me, and the month is almost over."


def disputed(stage: Stage) -> None:
    stage.confirming()
    actions.dispute(stage.now(), user=stage.rep, reason="never_happened", statement=STATEMENT)


def declined(stage: Stage) -> None:
    stage.requested()
    actions.decline(stage.now(), user=stage.connector, reason="She is about to retire.")


def refused(stage: Stage) -> None:
    stage.consenting()
    actions.refuse(stage.now(), how="not_now")
    settle()


def withdrawn(stage: Stage) -> None:
    stage.requested()
    actions.withdraw(stage.now(), user=stage.rep)
    settle()


def refunded(stage: Stage) -> None:
    stage.introducing()
    actions.step_back(stage.now(), user=stage.connector, note="I am ill.")
    settle()


def securing(stage: Stage) -> None:
    stage.consenting()
    actions.agree(stage.now())


def settling(stage: Stage) -> None:
    """They settled on 200.00 of 500.00."""
    disputed(stage)
    part = Money(20_000, "EUR")
    actions.offer_split(stage.now(), user=stage.connector, part=part)
    actions.accept_split(stage.now(), user=stage.rep, part=part)
    settle()


def split(stage: Stage) -> None:
    settling(stage)
    due(stage, "pay_split")


def released(stage: Stage) -> None:
    stage.confirmed()
    due(stage, "release")


def lapsed(stage: Stage) -> None:
    stage.consenting()
    due(stage, "lapse")


def charged_back(stage: Stage) -> None:
    stage.confirming()
    intent = stage.now().payment.checkouts.get().intent_id  # type: ignore[union-attr]
    stage.sandbox.post("dispute", payment_intent=intent, reason="fraudulent")
    settle()


def due(stage: Stage, move: str) -> None:
    """The time of this clock has come."""
    assert stage.now().deadlines.filter(move=move).update(due_at=clock.now())
    settle()


WAYS: dict[str, Callable[[Stage], object]] = {
    "checkout": Stage.request,
    "requested": Stage.requested,
    "consent": Stage.consenting,
    "securing": securing,
    "introducing": Stage.introducing,
    "confirming": Stage.confirming,
    "confirmed": Stage.confirmed,
    "disputed": disputed,
    "declined": declined,
    "refused": refused,
    "withdrawn": withdrawn,
    "refunded": refunded,
    "settling": settling,
    "split": split,
    "released": released,
    "lapsed": lapsed,
    "charged_back": charged_back,
}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(row: Introduction, more: str = "") -> str:
    return f"/introductions/{row.public_id}/{more}"


@pytest.mark.parametrize("state", WAYS)
def test_page_list_and_api_answer_for_both_sides(stage: Stage, state: str) -> None:
    WAYS[state](stage)
    row = stage.now()
    assert row.state == state
    for user in (stage.rep, stage.connector):
        if user == stage.connector and state == "checkout":
            continue
        client = signed_in(user)
        page = client.get(page_of(row))
        assert page.status_code == 200
        assert row.listing["headline"] in page.text
        side = Actor.REP if user == stage.rep else Actor.CONNECTOR
        assert meaning(State(state), side) in page.text.replace("&#x27;", "'")
        assert row.listing["headline"] in client.get("/introductions/").text


@pytest.mark.parametrize("state", WAYS)
def test_the_rep_meets_no_identity_before_it_is_revealed(stage: Stage, state: str) -> None:
    WAYS[state](stage)
    row = stage.now()
    client = signed_in(stage.rep)
    texts = client.get(page_of(row)).text + client.get("/introductions/").text
    came_to_nothing = row.is_over and row.introduced_at is None
    may_know = row.revealed_at is not None and not came_to_nothing
    for secret in (PETRA.name, PETRA.email):
        assert (secret in texts) == may_know


MONEY: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "settling": (
        ("Divided", "Back to you", "€300.00", "It is divided."),
        ("Divided", "€160.00 is held for you", "yours follows after any hold"),
    ),
    "split": (
        ("Divided", "Refunded to you", "€300.00"),
        ("Divided", "Paid to you", "€160.00"),
    ),
    "released": (
        ("Paid", "The connector has €400.00.", "Taken from your card", "€500.00"),
        ("Paid", "Paid to you", "€400.00"),
    ),
    "lapsed": (
        ("Hold being released|Nothing taken|Hold ended", "You paid nothing."),
        ("The request lapsed.",),
    ),
    "charged_back": (
        ("Disputed by the bank", "Your bank took the payment back.", "bank disputes this charge"),
        ("Disputed by the bank", "bank took the payment back.", "bank disputes this charge"),
    ),
}
"""What the rep reads, and the connector; alternatives with a bar between them."""


@pytest.mark.parametrize("state", MONEY)
def test_each_side_reads_where_the_money_is(stage: Stage, state: str) -> None:
    WAYS[state](stage)
    row = stage.now()
    assert row.state == state
    for user, expected in zip((stage.rep, stage.connector), MONEY[state], strict=True):
        text = unescape(signed_in(user).get(page_of(row)).text)
        for words_ in expected:
            assert any(one in text for one in words_.split("|")), (user.name, words_)
    connector = unescape(signed_in(stage.connector).get(page_of(row)).text)
    assert "Refunded to you" not in connector and "Taken from your card" not in connector
    rep = signed_in(stage.rep).get(page_of(row)).text
    assert "Paid to you" not in rep


@pytest.mark.parametrize("state", ["split", "released", "lapsed", "charged_back"])
def test_an_end_offers_no_move(stage: Stage, state: str) -> None:
    WAYS[state](stage)
    row = stage.now()
    for user in (stage.rep, stage.connector):
        client = signed_in(user)
        page = client.get(page_of(row))
        assert (page.context["first"], page.context["more"]) == ([], [])
        api = client.get(f"/api/v1/introductions/{row.public_id}/").json()
        assert (api["state"], api["allowed_actions"]) == (state, [])


def test_while_a_settlement_waits_nobody_disputes_again(stage: Stage) -> None:
    settling(stage)
    row = stage.now()
    for user in (stage.rep, stage.connector):
        facts = {"reason": "other", "statement": STATEMENT}
        assert signed_in(user).post(page_of(row, "dispute/"), facts).status_code == 409
    assert (stage.now().state, stage.now().disputes.count()) == ("settling", 1)


def test_a_late_objection_is_answered_on_the_page(stage: Stage) -> None:
    released(stage)
    actions.bear_witness(stage.now(), word="no")
    row = stage.now()
    for user in (stage.rep, stage.connector):
        client = signed_in(user)
        page = unescape(client.get(page_of(row)).text)
        assert "The prospect’s objection" in page
        assert "for now it stays where it is" in page
        assert "Otherwise the payment stays where it is." in page
        api = client.get(f"/api/v1/introductions/{row.public_id}/").json()
        assert api["allowed_actions"] == ["respond", "evidence"]
        assert (api["dispute"]["late"], api["dispute"]["finding"]) == (True, "")
    assert row.listing["headline"] in signed_in(stage.rep).get("/introductions/?tab=waiting").text


def test_a_stranger_finds_nothing(stage: Stage, eve: User) -> None:
    row = stage.confirmed().now()
    for path in ("", "pay/", "receipt/"):
        assert signed_in(eve).get(page_of(row, path)).status_code == 404
    assert signed_in(eve).post(page_of(row, "confirm/")).status_code == 404
    assert Client().get(page_of(row)).status_code == 302


def test_an_unpaid_request_is_not_the_connectors_business(stage: Stage) -> None:
    row = stage.request().now()
    assert signed_in(stage.connector).get(page_of(row)).status_code == 404


def test_composing_leads_to_the_payment_page(stage: Stage) -> None:
    client = signed_in(stage.rep)
    path = f"/introductions/new/{stage.relationship.public_id}/"
    page = client.get(path)
    for amount in ("€500.00", "€400.00", "€100.00", "10 days", "14 days"):
        assert amount in page.text
    typed = {
        "topic": "it",
        "pitch": PITCH,
        "purpose": PURPOSE,
        "keep_asking": "no",
        "no_way_in": "on",
    }
    answer = client.post(path, typed)
    row = Introduction.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == page_of(row, "pay/")
    checkout = row.payment.checkouts.get()  # type: ignore[union-attr]
    assert f'content="0;url={checkout.url}"' in client.get(page_of(row, "pay/")).text


def test_a_price_that_was_raised_meanwhile_is_shown_before_it_is_asked(stage: Stage) -> None:
    client = signed_in(stage.rep)
    path = f"/introductions/new/{stage.relationship.public_id}/"
    typed = {
        "topic": "it",
        "pitch": PITCH,
        "purpose": PURPOSE,
        "keep_asking": "no",
        "no_way_in": "on",
        "price": hidden(client.get(path).text),
    }
    stage.relationship.price_minor = 70_000
    stage.relationship.save()
    answer = client.post(path, typed)
    assert (answer.status_code, Introduction.objects.count()) == (422, 0)
    assert "it is €700.00 now" in answer.text and PITCH in answer.text
    body = {**typed, "listing": str(stage.relationship.public_id), "keep_asking": False}
    body |= {"no_way_in": True, "price": 50_000}
    told = client.post("/api/v1/introductions/", body, content_type="application/json")
    assert (told.status_code, told.json()["code"]) == (409, "price_changed")
    assert client.post(path, typed | {"price": "a lot"}).status_code == 422
    assert Introduction.objects.count() == 0
    assert client.post(path, typed | {"price": hidden(answer.text)}).status_code == 302
    assert Introduction.objects.get().price == 70_000


def hidden(page: str) -> str:
    """The price that the page's form carries."""
    found = re.search(r'name="price" value="([^"]+)"', page)
    assert found
    return found[1]


def test_a_refused_request_keeps_what_was_typed(stage: Stage) -> None:
    pitch = PITCH + " See www.example.com for more."
    typed = {
        "topic": "it",
        "pitch": pitch,
        "purpose": PURPOSE,
        "keep_asking": "yes",
        "no_way_in": "on",
    }
    path = f"/introductions/new/{stage.relationship.public_id}/"
    answer = signed_in(stage.rep).post(path, typed)
    assert answer.status_code == 422
    assert pitch in answer.text
    assert PURPOSE in answer.text
    assert "Leave out a link" in answer.text
    assert not Introduction.objects.exists()


def test_without_a_payment_page_one_waits_for_it(stage: Stage) -> None:
    row, _ = actions.request(
        stage.rep,
        stage.relationship,
        pitch=PITCH,
        purpose=PURPOSE,
        keep_asking=False,
        no_way_in=True,
    )
    client = signed_in(stage.rep)
    assert "being prepared" in client.get(page_of(row, "pay/")).text
    settle()
    answer = client.get(page_of(row, "pay/"), headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == page_of(row, "pay/")


def test_back_from_the_payment_page_it_is_up_to_date(stage: Stage) -> None:
    row = stage.request().now()
    checkout = row.payment.checkouts.get()  # type: ignore[union-attr]
    stage.sandbox.pay(checkout.session_id)
    page = signed_in(stage.rep).get(page_of(row, "?paid=1"))
    assert stage.now().state == "requested"
    assert PLACES[State.REQUESTED].rep in page.text


def test_the_story_by_hand(stage: Stage) -> None:
    row = stage.requested().now()
    rep, connector = signed_in(stage.rep), signed_in(stage.connector)
    posts = [
        (connector, "ask", {"text": "Which region?"}),
        (rep, "answer", {"text": "Benelux."}),
        (connector, "accept", {"not_my_employer": "on", "no_duty_breached": "on"}),
    ]
    for client, name, facts in posts:
        assert client.post(page_of(row, f"{name}/"), facts).status_code == 302, name
    actions.agree(stage.now())
    settle()
    assert PETRA.email in rep.get(page_of(row)).text
    assert "I am paid for this introduction" in connector.get(page_of(row)).text
    assert connector.post(page_of(row, "introduce/"), {"made": "on"}).status_code == 302
    assert rep.post(page_of(row, "confirm/"), {"evidence": "We met."}).status_code == 302
    assert stage.now().state == "confirmed"
    assert "€500.00" in rep.get(page_of(row, "receipt/")).text
    assert "€400.00" in connector.get(page_of(row, "receipt/")).text


def test_a_refused_move_keeps_what_was_typed(stage: Stage) -> None:
    row = stage.requested().now()
    answer = signed_in(stage.connector).post(page_of(row, "counter/"), {"price": "1.00"})
    assert answer.status_code == 400
    assert "The lowest price is" in answer.text
    assert 'value="1.00"' in answer.text
    assert stage.now().counter_price is None


def test_a_move_too_late_says_so_and_keeps_the_words(stage: Stage) -> None:
    row = stage.consenting().now()
    answer = signed_in(stage.rep).post(page_of(row, "answer/"), {"text": "Benelux, I would say."})
    assert answer.status_code == 409
    assert "has moved on" in answer.text
    assert "Benelux, I would say." in answer.text


def test_the_others_move_is_refused(stage: Stage) -> None:
    row = stage.requested().now()
    facts = {"not_my_employer": "on", "no_duty_breached": "on"}
    assert signed_in(stage.rep).post(page_of(row, "accept/"), facts).status_code == 403
    assert stage.now().state == "requested"


def test_who_cannot_be_paid_reads_why_they_cannot_accept(stage: Stage) -> None:
    row = stage.requested().now()
    account = stage.connector.payout_account
    account.transfers_status = "inactive"
    account.save()
    page = signed_in(stage.connector).get(page_of(row))
    assert "Connect your payout account first" in page.text
    assert f'action="{page_of(row, "accept/")}"' not in page.text


def test_another_price_is_agreed_on_the_page(stage: Stage) -> None:
    row = stage.requested().now()
    signed_in(stage.connector).post(page_of(row, "counter/"), {"price": str(Decimal(450))})
    rep = signed_in(stage.rep)
    assert "€450.00 instead of €500.00" in rep.get(page_of(row)).text
    assert rep.post(page_of(row, "agree_to_counter/")).status_code == 302
    assert stage.now().price == 45_000


def test_a_move_that_nobody_makes_by_hand_is_not_found(stage: Stage) -> None:
    row = stage.requested().now()
    for name in ("authorise", "lapse", "decide", "nonsense"):
        assert signed_in(stage.rep).post(page_of(row, f"{name}/")).status_code == 404


def test_waiting_for_you_is_the_side_whose_word_is_next(stage: Stage, clock: MovingClock) -> None:
    stage.requested()
    assert "tab=waiting" in signed_in(stage.rep).get("/introductions/").text
    headline = stage.now().listing["headline"]
    assert headline in signed_in(stage.connector).get("/introductions/?tab=waiting").text
    assert headline not in signed_in(stage.rep).get("/introductions/?tab=waiting").text


def test_every_row_of_the_process_has_words() -> None:
    by_hand = {move.name for move in MOVES if {Actor.REP, Actor.CONNECTOR} & set(move.who)}
    assert by_hand == set(BY_HAND)
    for declared in BY_HAND.values():
        words_of = declared.words
        assert all((words_of.past, words_of.title, words_of.text, words_of.button, words_of.done))
    assert {name for name, one in DECLARED.items() if one.words.past} == {
        move.name for move in MOVES
    }
    assert set(PLACES) == set(State)
    clocks = {
        (state.value, clock.move)
        for state, entries in PATIENCE.items()
        for clock in entries
        if clock.move not in {"capture_early", "call_desk", "refund_overdue"}
    }
    assert clocks <= {(state.value, name) for state, one in PLACES.items() for name in one.waits}
