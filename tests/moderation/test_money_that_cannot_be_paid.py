"""The desk's case of money that cannot be paid out: called after 60 days, worked by finance."""

import pytest
from django.core import mail

from brokerage.cases.models import Case
from payments.actions import look_at_account
from payments.models import ProviderCall
from tests.moderation.conftest import hire, signed_in
from tests.payments.test_chargebacks import charge_back, desk, end, payment_of
from tests.payments.test_survive_failures import fault
from tests.support.audit import check_against, check_sums
from tests.support.moving_clock import MovingClock
from tests.support.shop import Desk
from tests.support.stages import Stage, settle

__all__ = ["desk"]

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


# --- Released, and refused by the provider --------------------------------------------------------


@pytest.fixture
def refused(stage: Stage, desk: Desk, clock: MovingClock) -> Case:
    """Released after the safety hold; the provider refuses the transfer again and again."""
    stage.confirmed()
    mail.outbox.clear()
    code = {"code": "account_closed", "type": "invalid_request_error", "message": "No."}
    fault(desk, "POST /v1/transfers", "error", times=1000, error=code)
    stage.wait(clock, days=7, hours=1)
    assert (stage.now().state, payment_of(stage).owed_amount) == ("released", 40_000)
    return Case.objects.get(kind="unpaid")


def told(stage: Stage) -> list[tuple[str, str]]:
    """Whom the mails went to, and their subjects."""
    names = {stage.rep.email: "rep", stage.connector.email: "connector"}
    return sorted((names[one.to[0]], str(one.subject)) for one in mail.outbox)


def test_nobody_is_told_paid_before_it_is(refused: Case, stage: Stage, desk: Desk) -> None:
    assert told(stage) == [
        ("connector", "On its way to you: €400.00"),
        ("rep", "The introduction is complete, and you are done"),
    ]
    mail.outbox.clear()
    desk.delete("faults")
    ProviderCall.objects.filter(operation="transfer", status="waiting").update(
        next_try_at=stage.now().state_since
    )
    settle()
    assert told(stage) == [("connector", "You are paid: €400.00"), ("rep", "Colin is paid")]
    assert not stage.now().deadlines.exists()
    settle()
    assert len(mail.outbox) == 2


def test_it_says_how_far_the_payout_came(refused: Case) -> None:
    page = signed_in(hire("finance")).get(f"/moderation/cases/{refused.public_id}/").text
    assert "Ordered, and still on its way" in page and "account_closed" in page
    assert "Goes back to the rep" in page


def test_the_refused_payout_goes_back_on_day_85(
    refused: Case, stage: Stage, clock: MovingClock
) -> None:
    stage.wait(clock, days=77, hours=12)
    payment = payment_of(stage)
    assert (stage.now().state, payment.refunded) == ("released", 0)
    mail.outbox.clear()
    stage.wait(clock, days=2)
    payment = payment_of(stage)
    assert (stage.now().state, payment.refunded, payment.funds) == ("refunded", 50_000, "settled")
    assert not ProviderCall.objects.filter(
        operation="transfer", status__in=["waiting", "sent"]
    ).exists()
    refused.refresh_from_db()
    assert (refused.is_open, refused.outcome) == (False, "refunded")
    assert told(stage) == [
        ("connector", "Refunded: you could not be paid"),
        ("rep", "Refunded: Colin could not be paid"),
    ]
    check_sums()
    check_against(stage.sandbox)


def test_finance_gives_it_back_at_once(refused: Case, stage: Stage) -> None:
    path = f"/api/v1/moderation/cases/{refused.public_id}/give_back/"
    answer = signed_in(hire("support")).post(path, REASON, content_type="application/json")
    assert (answer.status_code, payment_of(stage).intent) == (403, "release")
    finance = signed_in(hire("finance"))
    assert finance.post(path, REASON, content_type="application/json").status_code == 200
    settle()
    assert (stage.now().state, payment_of(stage).refunded) == ("refunded", 50_000)
    refused.refresh_from_db()
    assert not refused.is_open
    check_sums()
    check_against(stage.sandbox)


def test_finance_gives_back_what_is_still_held(waiting: Case, stage: Stage) -> None:
    path = f"/api/v1/moderation/cases/{waiting.public_id}/give_back/"
    finance = signed_in(hire("finance"))
    assert "Not ordered yet" in finance.get(f"/moderation/cases/{waiting.public_id}/").text
    assert finance.post(path, REASON, content_type="application/json").status_code == 200
    settle()
    assert (stage.now().state, payment_of(stage).refunded) == ("refunded", 50_000)
    check_sums()
    check_against(stage.sandbox)


def test_what_has_arrived_is_not_given_back(
    refused: Case, stage: Stage, desk: Desk, clock: MovingClock
) -> None:
    desk.delete("faults")
    stage.wait(clock, hours=8)
    Case.objects.filter(pk=refused.pk).update(closed_at=None)
    path = f"/api/v1/moderation/cases/{refused.public_id}/give_back/"
    answer = signed_in(hire("finance")).post(path, REASON, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (409, "unpaid")
    payment = payment_of(stage)
    assert (stage.now().state, payment.intent, payment.transferred) == (
        "released",
        "release",
        40_000,
    )


def test_what_a_lost_dispute_left_goes_back_too(
    refused: Case, stage: Stage, desk: Desk, clock: MovingClock
) -> None:
    end(stage, desk, charge_back(stage, desk, amount=20_000), "lost")
    assert payment_of(stage).owed_amount == 24_000
    stage.wait(clock, days=79)
    payment = payment_of(stage)
    assert (stage.now().state, payment.refunded, payment.advanced) == ("refunded", 30_000, 0)
    check_sums()
    check_against(stage.sandbox)
