"""Petra as witness: her yes shortens the wait, her no freezes the money, each only once."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from brokerage.kit.errors import Refusal
from brokerage.kit.money import Money
from connectors.models import Company
from introductions import actions
from introductions.queries import WITNESS, next_deadline, open_dispute, prospect_token
from tests.support import builders
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage, settle
from tests.support.together import together


def page_of(stage: Stage) -> str:
    return "/p/" + prospect_token(stage.now(), WITNESS) + "/witness/"


def test_looking_changes_nothing(stage: Stage, client: Client) -> None:
    stage.confirming()
    before = stage.introduction.events.count()
    for ask in (client.get, client.head):
        assert ask(page_of(stage)).status_code == 200
    assert (stage.now().events.count(), stage.now().prospect_word) == (before, "")


def test_yes_shortens_the_wait_to_three_days(stage: Stage, client: Client) -> None:
    stage.confirming()
    answer = client.post(page_of(stage), {"word": "yes", "rating": "4"})
    assert answer.status_code == 302
    row = stage.now()
    assert (row.prospect_word, row.prospect_rating, row.proof) == ("yes", 4, "prospect")
    deadline = next_deadline(row)
    assert deadline is not None
    assert deadline.due_at - row.state_since == timedelta(days=3)
    assert "Thank you" in client.get(page_of(stage)).content.decode()


def test_a_yes_from_an_address_we_cannot_tell_is_a_word_like_another(
    stage: Stage, client: Client
) -> None:
    Company.objects.update(domain="elsewhere.example")
    stage.relationship.refresh_from_db()
    stage.confirming()
    before = next_deadline(stage.now())
    client.post(page_of(stage), {"word": "yes", "rating": "4"})
    row = stage.now()
    assert (row.prospect_word, row.prospect_rating, row.proof) == ("yes", 4, "word")
    after = next_deadline(row)
    assert before is not None and after is not None
    assert abs(after.due_at - before.due_at) < timedelta(seconds=5)


@pytest.mark.parametrize("rating", ["", "0", "6", "five", "4.5"])
def test_a_rating_that_is_none_is_left_out(stage: Stage, client: Client, rating: str) -> None:
    stage.confirming()
    client.post(page_of(stage), {"word": "yes", "rating": rating})
    assert (stage.now().prospect_word, stage.now().prospect_rating) == ("yes", None)


@pytest.mark.parametrize("word", ["no", "never_asked"])
def test_no_freezes_the_money_for_a_moderator(stage: Stage, client: Client, word: str) -> None:
    stage.confirming()
    client.post(page_of(stage), {"word": word})
    assert (stage.now().state, stage.now().prospect_word) == ("disputed", word)
    dispute = open_dispute(stage.now())
    assert dispute is not None
    assert dispute.opened_by == "prospect"


def test_a_second_word_is_refused_politely(stage: Stage, client: Client) -> None:
    stage.confirming()
    client.post(page_of(stage), {"word": "yes"})
    before = stage.now().events.count()
    again = client.post(page_of(stage), {"word": "yes", "rating": "1"})
    assert again.status_code == 409
    assert "Nothing has been changed" in again.content.decode()
    assert (stage.now().events.count(), stage.now().prospect_rating) == (before, None)


def test_a_no_after_both_words_still_counts(stage: Stage, client: Client) -> None:
    stage.confirmed()
    assert "yes" not in client.get(page_of(stage)).context["page"].words
    client.post(page_of(stage), {"word": "never_asked"})
    assert stage.now().state == "disputed"


def test_before_the_introduction_and_after_the_payout_it_is_too_early_or_late(
    stage: Stage, client: Client, clock: MovingClock
) -> None:
    stage.consenting()
    early = client.post(page_of(stage), {"word": "yes"})
    assert early.status_code == 409
    stage.agree().introduce().confirm().wait(clock, days=8)
    assert stage.now().state == "released"
    late = client.post(page_of(stage), {"word": "yes"})
    assert late.status_code == 409
    assert stage.now().prospect_word == ""


def test_nonsense_is_refused(stage: Stage, client: Client) -> None:
    stage.confirming()
    assert client.post(page_of(stage), {"word": "maybe"}).status_code == 400
    assert stage.now().state == "confirming"


def test_the_yes_pays_the_connector_sooner(
    stage: Stage, client: Client, clock: MovingClock
) -> None:
    stage.confirming()
    client.post(page_of(stage), {"word": "yes", "rating": "5"})
    settle()
    stage.wait(clock, days=3, hours=1)
    assert stage.now().state == "confirmed"


def test_the_api_does_the_same(stage: Stage, client: Client) -> None:
    stage.confirming()
    api = "/api/v1/prospect/" + prospect_token(stage.now(), WITNESS) + "/witness/"
    assert client.get(api).json()["words"] == ["yes", "no", "never_asked"]
    bad = client.post(api, {"word": "yes", "rating": 9}, "application/json")
    assert bad.status_code == 400
    done = client.post(api, {"word": "yes", "rating": 3}, "application/json")
    assert done.status_code == 200
    assert (stage.now().prospect_word, stage.now().prospect_rating) == ("yes", 3)


# --- While the sides disagree ---------------------------------------------------------------------


WHY = "We have waited for two weeks and heard nothing at all."


@pytest.mark.parametrize("word", ["no", "never_asked"])
def test_a_no_in_a_dispute_of_the_sides_leaves_it_to_a_moderator(
    stage: Stage, client: Client, word: str
) -> None:
    part = Money(20_000, "EUR")
    stage.confirming()
    actions.dispute(stage.now(), user=stage.rep, reason="never_happened", statement=WHY)
    actions.offer_split(stage.now(), user=stage.rep, part=part)
    settle()
    mail.outbox.clear()
    assert client.post(page_of(stage), {"word": word}).status_code == 302
    settle()
    row = stage.now()
    found = open_dispute(row)
    assert found and (row.state, row.prospect_word, found.testimony) == ("disputed", word, word)
    with pytest.raises(Refusal, match="a moderator decides"):
        actions.offer_split(row, user=stage.connector, part=part)
    assert found.split_offer is None
    clocks = {one.move for one in row.deadlines.all()}
    assert clocks >= {"call_desk", "end"} and not clocks & {"rule_by_default", "forget_split"}
    subjects = {(one.to[0], str(one.subject)) for one in mail.outbox}
    said = "The prospect was heard in your dispute"
    assert subjects == {(stage.rep.email, said), (stage.connector.email, said)}
    assert "A moderator decides, and nobody else." in client.get(page_of(stage)).text
    assert client.post(page_of(stage), {"word": "yes"}).status_code == 409
    assert stage.now().prospect_word == word


def test_a_no_sets_a_ruling_by_silence_aside(
    stage: Stage, client: Client, clock: MovingClock
) -> None:
    stage.confirming()
    actions.dispute(stage.now(), user=stage.connector, reason="never_happened", statement=WHY)
    stage.wait(clock, days=4)
    found = open_dispute(stage.now())
    assert found and found.ruling == "release"
    client.post(page_of(stage), {"word": "never_asked"})
    found = open_dispute(stage.now())
    assert found and found.ruling == ""
    stage.wait(clock, days=40)
    payment = stage.now().payment
    assert payment and (stage.now().state, payment.refunded) == ("refunded", 50_000)


def test_what_a_moderator_decided_before_stands(stage: Stage, client: Client) -> None:
    """The sides may appeal; the word is before whoever decides then."""
    stage.confirming()
    actions.dispute(stage.now(), user=stage.rep, reason="never_happened", statement=WHY)
    actions.respond(stage.now(), user=stage.connector, response=WHY)
    mona = builders.staff("mona", "moderator")
    actions.decide(stage.now(), moderator=mona, ruling="release", reason=WHY)
    client.post(page_of(stage), {"word": "no"})
    found = open_dispute(stage.now())
    assert found and (found.ruling, found.testimony) == ("release", "no")
    assert stage.now().deadlines.filter(move="rule_release").exists()


def test_a_yes_in_a_dispute_of_the_sides_is_proof_for_whoever_decides(
    stage: Stage, client: Client
) -> None:
    stage.confirming()
    actions.dispute(stage.now(), user=stage.rep, reason="never_happened", statement=WHY)
    assert 'value="yes"' in client.get(page_of(stage)).text
    client.post(page_of(stage), {"word": "yes", "rating": "5"})
    row = stage.now()
    found = open_dispute(row)
    assert found and (row.state, row.proof, found.testimony) == ("disputed", "prospect", "yes")
    assert not found.is_objected_to
    assert client.post(page_of(stage), {"word": "yes"}).status_code == 409


@pytest.mark.django_db(transaction=True)
def test_a_no_and_a_dispute_at_the_same_moment_are_both_heard(stage: Stage, client: Client) -> None:
    stage.confirming()
    row = stage.now()
    answers = together(
        lambda: actions.bear_witness(row, word="no"),
        lambda: actions.dispute(row, user=stage.rep, reason="never_happened", statement=WHY),
    )
    assert stage.now().prospect_word == "no", answers
    found = open_dispute(stage.now())
    assert found is not None and found.is_objected_to
