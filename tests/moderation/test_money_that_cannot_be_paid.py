"""The desk's case of money that cannot be paid out: called after 60 days, worked by finance."""

import pytest

from brokerage.cases.models import Case
from payments.actions import look_at_account
from tests.moderation.conftest import hire, signed_in
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage

pytestmark = pytest.mark.django_db
REASON = {"reason": "Written to Colin, who answers tomorrow."}


@pytest.fixture
def waiting(stage: Stage, clock: MovingClock) -> Case:
    """Held for 60 days, for Colin's account lacks something."""
    stage.confirmed()
    account = stage.connector.payout_account
    stage.sandbox.onboard(account.account_id, missing=["payout_method"])
    look_at_account(account.account_id)
    stage.wait(clock, days=60, hours=1)
    return Case.objects.get(kind="unpaid")


def test_it_says_what_the_provider_asks_for_and_how_much_waits(waiting: Case) -> None:
    finance = signed_in(hire("finance"))
    assert waiting.amount == 50_000
    assert "The connector cannot be paid" in finance.get("/moderation/").text
    page = finance.get(f"/moderation/cases/{waiting.public_id}/").text
    assert "Missing" in page and "€500.00" in page
    assert "Nothing: it can be paid now" not in page


def test_finance_closes_it_with_a_reason_others_do_not(waiting: Case) -> None:
    path = f"/api/v1/moderation/cases/{waiting.public_id}/close/"
    for role in ("moderator", "support"):
        answer = signed_in(hire(role)).post(path, REASON, content_type="application/json")
        assert answer.status_code == 403
        waiting.refresh_from_db()
        assert waiting.is_open
    finance = signed_in(hire("finance"))
    assert finance.post(path, REASON, content_type="application/json").status_code == 200
    waiting.refresh_from_db()
    assert (waiting.is_open, waiting.reason) == (False, REASON["reason"])


def test_trying_while_nothing_waits_is_refused_in_words(waiting: Case, stage: Stage) -> None:
    path = f"/api/v1/moderation/cases/{waiting.public_id}/retry/"
    answer = signed_in(hire("finance")).post(path, REASON, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (409, "nothing_waits")
    waiting.refresh_from_db()
    assert waiting.is_open and stage.now().state == "confirmed"


def test_it_ends_by_itself_once_the_connector_is_paid(
    waiting: Case, stage: Stage, clock: MovingClock
) -> None:
    account = stage.connector.payout_account
    stage.sandbox.onboard(account.account_id)
    look_at_account(account.account_id)
    stage.wait(clock, hours=7)
    assert stage.now().state == "released"
    waiting.refresh_from_db()
    assert not waiting.is_open


def test_it_ends_by_itself_when_all_is_refunded_on_day_85(
    waiting: Case, stage: Stage, clock: MovingClock
) -> None:
    stage.wait(clock, days=25)
    payment = stage.now().payment
    assert payment is not None
    assert (stage.now().state, payment.refunded) == ("refunded", 50_000)
    waiting.refresh_from_db()
    assert not waiting.is_open
