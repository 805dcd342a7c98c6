"""Rep, connector and prospect stay three people: who proves the prospect's address later stops it all."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from brokerage.accounts.models import User
from brokerage.cases.models import Case
from brokerage.kit.errors import Refusal
from brokerage.kit.money import Money
from connectors.queries import SearchFilters, search
from introductions import actions
from introductions.queries import ANSWER, prospect_token
from payments.models import PayoutAccount
from tests.support import builders
from tests.support.builders import PETRA
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage, listed, settle

pytestmark = pytest.mark.django_db
WORDS = "Nobody ever wrote to me, and the month is almost over."
JSON = "application/json"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def prove(user: User, email: str) -> None:
    EmailAddress.objects.create(user=user, email=email, verified=True)


def rep_proves_it(stage: Stage) -> None:
    prove(stage.rep, PETRA.email.upper())


def connector_proves_it(stage: Stage) -> None:
    prove(stage.connector, PETRA.email.replace("@", "+new@"))


def they_share_a_mailbox(stage: Stage) -> None:
    prove(stage.rep, "s.ame@gmail.com")
    prove(stage.connector, "same@googlemail.com")


def they_share_a_payout_account(stage: Stage) -> None:
    account = PayoutAccount.objects.get(user=stage.connector)
    PayoutAccount.objects.create(
        user=stage.rep, account_id=account.account_id, country="DE", currency="EUR"
    )


PROOFS = [rep_proves_it, connector_proves_it, they_share_a_mailbox, they_share_a_payout_account]


def api(stage: Stage, who: User, move: str, **facts: Any) -> int:
    path = f"/api/v1/introductions/{stage.introduction.public_id}/{move}/"
    return signed_in(who).post(path, facts, content_type=JSON).status_code


def prospect_agrees(stage: Stage) -> int:
    path = f"/api/v1/prospect/{prospect_token(stage.now(), ANSWER)}/"
    return Client().post(path, {"answer": "agree"}, content_type=JSON).status_code


def nobody_was_paid(stage: Stage) -> bool:
    payment = stage.now().payment
    assert payment is not None
    return payment.transferred == payment.release_ordered == 0


def is_held_up(stage: Stage) -> bool:
    settle()
    row = stage.now()
    case = Case.objects.filter(kind="review", subject=row.reference, closed_at=None)
    frozen = row.payment is not None and row.payment.frozen_at is not None
    return row.review == "open" and case.count() == 1 and frozen and nobody_was_paid(stage)


# --- At every later move ----------------------------------------------------------------------------


@pytest.mark.parametrize("proof", PROOFS)
def test_when_the_prospect_agrees(stage: Stage, proof: Callable[[Stage], None]) -> None:
    stage.consenting()
    proof(stage)
    assert prospect_agrees(stage) == 409
    assert stage.now().state == "consent" and is_held_up(stage)
    payment = stage.now().payment
    assert payment is not None and payment.captured == 0


@pytest.mark.parametrize("proof", PROOFS)
def test_when_the_money_is_held(
    stage: Stage, clock: MovingClock, proof: Callable[[Stage], None]
) -> None:
    stage.consenting()
    actions.agree(stage.now())
    proof(stage)
    settle()
    assert stage.now().state == "securing" and is_held_up(stage)
    assert stage.now().revealed_at is None
    stage.wait(clock, days=3)
    payment = stage.now().payment
    assert payment is not None
    assert (stage.now().state, payment.refunded) == ("lapsed", payment.captured)


@pytest.mark.parametrize("proof", PROOFS)
def test_when_it_is_made(stage: Stage, proof: Callable[[Stage], None]) -> None:
    stage.introducing()
    proof(stage)
    assert api(stage, stage.connector, "introduce") == 409
    assert stage.now().state == "introducing" and is_held_up(stage)


@pytest.mark.parametrize("proof", PROOFS)
def test_when_it_is_confirmed(stage: Stage, proof: Callable[[Stage], None]) -> None:
    stage.confirming()
    proof(stage)
    page = f"/introductions/{stage.introduction.public_id}/"
    answer = signed_in(stage.rep).post(f"{page}confirm/", {"evidence": ""})
    assert answer.status_code == 409 and "under review" in answer.text
    assert stage.now().state == "confirming" and is_held_up(stage)
    for side in (stage.rep, stage.connector):
        text = signed_in(side).get(page).text
        assert "under review" in text and "three different people" not in text


@pytest.mark.parametrize("proof", PROOFS)
def test_when_silence_would_count(
    stage: Stage, clock: MovingClock, proof: Callable[[Stage], None]
) -> None:
    stage.confirming()
    proof(stage)
    stage.wait(clock, days=15)
    assert stage.now().state == "confirming" and is_held_up(stage)


@pytest.mark.parametrize("proof", PROOFS)
def test_when_the_connector_would_be_paid(
    stage: Stage, clock: MovingClock, proof: Callable[[Stage], None]
) -> None:
    stage.confirmed()
    proof(stage)
    stage.wait(clock, days=9)
    assert stage.now().state == "confirmed" and is_held_up(stage)


def disputed(stage: Stage) -> None:
    stage.confirming()
    actions.dispute(stage.now(), user=stage.rep, reason="never_happened", statement=WORDS)
    actions.respond(stage.now(), user=stage.connector, response=WORDS)


def test_when_they_settle(stage: Stage) -> None:
    disputed(stage)
    actions.offer_split(stage.now(), user=stage.rep, part=Money(50_000, "EUR"))
    rep_proves_it(stage)
    assert api(stage, stage.connector, "accept_split", part=50_000) == 409
    assert stage.now().state == "disputed" and is_held_up(stage)


def test_when_a_settlement_is_paid(stage: Stage, clock: MovingClock) -> None:
    disputed(stage)
    actions.offer_split(stage.now(), user=stage.rep, part=Money(50_000, "EUR"))
    actions.accept_split(stage.now(), user=stage.connector, part=Money(50_000, "EUR"))
    rep_proves_it(stage)
    stage.wait(clock, days=9)
    assert stage.now().state == "settling" and is_held_up(stage)


@pytest.mark.parametrize("ruling", ["release", "split"])
def test_when_a_ruling_takes_effect(
    stage: Stage, mona: User, clock: MovingClock, ruling: str
) -> None:
    disputed(stage)
    part = Money(20_000, "EUR") if ruling == "split" else None
    actions.decide(stage.now(), moderator=mona, ruling=ruling, reason=WORDS, part=part)
    rep_proves_it(stage)
    stage.wait(clock, days=9)
    assert stage.now().state == "disputed" and is_held_up(stage)


def test_withdrawing_a_dispute_frees_no_money_under_review(stage: Stage) -> None:
    disputed(stage)
    actions.offer_split(stage.now(), user=stage.connector, part=Money(50_000, "EUR"))
    rep_proves_it(stage)
    assert api(stage, stage.rep, "accept_split", part=50_000) == 409
    assert api(stage, stage.rep, "withdraw_dispute") == 200
    assert stage.now().state == "confirming" and is_held_up(stage)


# --- What ends it -----------------------------------------------------------------------------------


def review(stage: Stage) -> str:
    case = Case.objects.get(kind="review", subject=stage.now().reference, closed_at=None)
    return f"/moderation/cases/{case.public_id}/"


def test_the_desk_finds_that_they_are_three_and_it_goes_on(
    stage: Stage, mona: User, clock: MovingClock
) -> None:
    stage.confirmed()
    they_share_a_mailbox(stage)
    stage.wait(clock, days=8)
    client = signed_in(mona)
    assert "Perhaps not three people" in client.get("/moderation/").text
    page = client.get(review(stage)).text
    assert "They are three people" in page and PETRA.name not in page and PETRA.email not in page
    answer = client.post(f"{review(stage)}clear_up/", {"reason": "A shared mailbox of an office."})
    assert answer.status_code == 302
    assert stage.now().review == "cleared"
    stage.wait(clock, hours=7)
    assert stage.now().state == "released"
    assert not Case.objects.filter(kind="review", closed_at=None).exists()


def test_the_desk_stops_it_and_all_goes_back(stage: Stage, mona: User, clock: MovingClock) -> None:
    stage.confirming()
    rep_proves_it(stage)
    stage.wait(clock, days=15)
    answer = signed_in(mona).post(f"{review(stage)}stop/", {"reason": "The rep reads her mailbox."})
    assert answer.status_code == 302
    settle()
    payment = stage.now().payment
    assert payment is not None
    assert (stage.now().state, payment.refunded) == ("refunded", 50_000)


@pytest.mark.parametrize("where", ["confirming", "confirmed"])
def test_where_nobody_looks_it_goes_back_in_the_end(
    stage: Stage, clock: MovingClock, where: str
) -> None:
    getattr(stage, where)()
    rep_proves_it(stage)
    stage.wait(clock, days=86)
    payment = stage.now().payment
    assert payment is not None
    assert (stage.now().state, payment.refunded, payment.transferred) == ("refunded", 50_000, 0)
    assert not Case.objects.filter(kind="review", closed_at=None).exists()


def test_it_is_held_up_once(stage: Stage) -> None:
    stage.confirming()
    rep_proves_it(stage)
    for _ in range(3):
        with pytest.raises(Refusal, match="under review"):
            actions.confirm(stage.now(), user=stage.rep)
    assert stage.now().events.filter(move="hold_up").count() == 1


def test_an_address_nobody_has_proven_stops_nothing(stage: Stage) -> None:
    stage.confirming()
    EmailAddress.objects.create(user=stage.rep, email=PETRA.email, verified=False)
    stage.confirm()
    assert stage.now().state == "confirmed" and stage.now().review == ""


def test_the_mail_that_proves_it_counts_once_it_is_cleared(stage: Stage, mona: User) -> None:
    from introductions.actions.stopping import clear_up
    from introductions.models import ThreadMail
    from introductions.queries import INTRODUCES

    stage.introducing()
    they_share_a_mailbox(stage)
    ThreadMail.objects.create(
        introduction=stage.now(), sender="connector", digest="d", said=INTRODUCES
    )
    actions.offer_cancel(stage.now(), user=stage.rep)
    actions.decline_cancel(stage.now(), user=stage.connector)
    assert stage.now().cancel_offered_by == ""
    assert stage.now().state == "introducing" and is_held_up(stage)
    clear_up(stage.now(), staff=mona)
    settle()
    assert stage.now().state == "confirming"


# --- Nobody finds themself ----------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["petra.v@home.example", "Petra.V+work@home.example"])
def test_a_user_sees_no_listing_of_themself_under_any_proven_address(
    stage: Stage, address: str
) -> None:
    known = builders.Person("Petra V", "petra.v@home.example", "", "CFO")
    row = listed(stage.connector, known)
    reader = builders.rep("petra")
    ids = lambda: {one.public_id for one in search(SearchFilters(), reader).listings}  # noqa: E731
    assert row.public_id in ids()
    EmailAddress.objects.create(user=reader, email=address, verified=False)
    assert row.public_id in ids(), "whoever has not proven it may not learn who it is"
    EmailAddress.objects.filter(user=reader, email=address).update(verified=True)
    assert row.public_id not in ids() and stage.relationship.public_id in ids()
    client = signed_in(reader)
    assert client.get(f"/listings/{row.public_id}/").status_code == 404
    assert client.get(f"/api/v1/listings/{row.public_id}/").status_code == 404
