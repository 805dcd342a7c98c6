"""The sequence table: each step's calls, messages, facts and books, through the real doors.

One test at least for each row (tests/data/stripe-tables.md), named after it. What was called is read from
the sandbox's own log of requests; what we know, we know because one of its messages came to our door.
"""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from brokerage.cases.models import Case
from payments import actions as payments
from payments.models import PayoutAccount, ProviderCall
from tests.support import builders
from tests.support.doors import API, Call, Doors, signed_in
from tests.support.moving_clock import MovingClock
from tests.support.shop import Receiver
from tests.support.stages import Stage

pytestmark = pytest.mark.django_db
WORDS = "It did not happen the way it was described to me at all."
TABLES = Path(__file__).resolve().parents[1] / "data" / "stripe-tables.md"


@pytest.fixture
def doors(stage: Stage, receiver: Receiver, clock: MovingClock) -> Doors:
    """The stage, acted on through its doors only."""
    return Doors(stage, receiver, clock)


def rows_of(table: str) -> list[str]:
    """The rows of one table, as copied."""
    text = TABLES.read_text().partition(f"## {table}\n")[2].partition("\n## ")[0]
    return [line for line in text.splitlines() if line]


def marked(call: Call, doors: Doors) -> bool:
    """Whether the object can be found again by our marks, whatever becomes of the answer."""
    return call.params["metadata"] == {
        "call": call.key,
        "reference": doors.stage.introduction.reference,
    }


@pytest.mark.parametrize("row", rows_of("sequence"))
def test_each_row_of_the_sequence_table_has_its_test(row: str) -> None:
    step = "inquiry" if row.startswith("inquiry") else row.split()[0].replace("'", "_declined")
    beginning = f"test_{step}_" if step == "inquiry" else f"test_step_{step}_"
    assert [name for name in globals() if name.startswith(beginning)], row


# --- 1 request ------------------------------------------------------------------------------------


def test_step_1_request_reserves_the_price_and_takes_nothing(doors: Doors) -> None:
    doors.request()
    reference = doors.stage.introduction.reference
    (call,) = doors.calls()
    assert (call.path, call.key) == ("/v1/checkout/sessions", doors.key("checkout"))
    asked = call.params
    assert (asked["mode"], asked["client_reference_id"]) == ("payment", reference)
    assert asked["allowed_payment_method_types"] == ["card"]
    assert asked["line_items"][0]["price_data"]["unit_amount"] == 50_000
    assert asked["payment_intent_data"]["capture_method"] == "manual"
    assert asked["payment_intent_data"]["transfer_group"] == reference
    assert marked(call, doors)
    assert asked["expires_at"] == int(doors.checkout.expires_at.timestamp())
    assert doors.checkout.session_id.startswith("cs_")
    assert doors.state == "checkout"

    doors.pay()
    assert doors.calls() == []
    assert doors.told() >= {
        "checkout.session.completed",
        "payment_intent.amount_capturable_updated",
        "charge.succeeded",
    }
    row = doors.checkout
    assert row.intent_id.startswith("pi_") and row.charge_id.startswith("ch_")
    assert row.capture_before is not None
    assert (doors.state, doors.payment.funds, doors.payment.captured) == (
        "requested",
        "authorised",
        0,
    )
    assert doors.books() == {}


def test_step_1_a_declined_card_may_be_tried_again_in_the_same_session(doors: Doors) -> None:
    doors.request().begin()
    with pytest.raises(AssertionError, match="card_declined"):
        doors.pay("4000000000000002")
    doors.work()
    assert "payment_intent.payment_failed" in doors.told()
    assert (doors.state, doors.payment.funds) == ("checkout", "none")
    doors.pay()
    assert (doors.state, doors.calls()) == ("requested", [])


def test_step_1_a_session_nobody_paid_expires_with_the_request(doors: Doors) -> None:
    doors.request().begin().wait(days=1, hours=1)
    assert "checkout.session.expired" in doors.told()
    assert (doors.state, doors.checkout.status) == ("lapsed", "expired")
    assert doors.books() == {}


# --- 2 capture ------------------------------------------------------------------------------------


def test_step_2_capture_when_the_prospect_agrees_holds_the_price(doors: Doors) -> None:
    doors.requested().accept().begin().agree()
    (call,) = doors.calls()
    assert call.path == f"/v1/payment_intents/{doors.checkout.intent_id}/capture"
    assert (call.params, call.key) == ({"amount_to_capture": 50_000}, doors.key("capture"))
    assert doors.told() >= {"charge.captured", "payment_intent.succeeded", "charge.updated"}
    payment = doors.payment
    assert (payment.captured, payment.funds, doors.state) == (50_000, "held", "introducing")
    assert payment.captured_at is not None
    assert doors.books() == {"cash": 50_000, "held": 50_000}
    assert doors.costs() == 1_480  # 2.9 % and 30 cents, from the charge's balance transaction


def test_step_2_capture_comes_before_the_authorisation_lapses(doors: Doors) -> None:
    doors.request(keep_asking=True).pay().accept().begin()
    before = doors.checkout.capture_before
    assert before is not None
    doors.wait(days=7)
    assert [call.key for call in doors.calls()] == [doors.key("capture")]
    assert (doors.payment.captured, doors.state) == (50_000, "consent")
    taken = ProviderCall.objects.get(operation="capture").granted_at
    assert taken is not None and taken < before


# --- 2' let go ------------------------------------------------------------------------------------


def test_step_2_declined_the_reservation_is_cancelled(doors: Doors) -> None:
    doors.requested().begin().do(doors.colin, "decline")
    (call,) = doors.calls()
    assert call.path == f"/v1/payment_intents/{doors.checkout.intent_id}/cancel"
    assert call.key == doors.key("cancel")
    assert "payment_intent.canceled" in doors.told()
    assert (doors.state, doors.checkout.status) == ("declined", "cancelled")
    assert (doors.books(), doors.costs()) == ({}, 0)


def test_step_2_declined_by_silence_the_same(doors: Doors) -> None:
    doors.requested().begin().wait(days=3, hours=1)
    assert [call.key for call in doors.calls()] == [doors.key("cancel")]
    assert (doors.state, doors.checkout.status, doors.costs()) == ("lapsed", "cancelled", 0)


def test_step_2_declined_before_anybody_paid_the_session_is_expired(doors: Doors) -> None:
    doors.request().begin().do(doors.rita, "withdraw")
    (call,) = doors.calls()
    assert call.path == f"/v1/checkout/sessions/{doors.checkout.session_id}/expire"
    assert call.key == doors.key("expire")
    assert "checkout.session.expired" in doors.told()
    assert (doors.state, doors.checkout.status) == ("withdrawn", "expired")


# --- 3 transfer -----------------------------------------------------------------------------------


def test_step_3_both_confirm_and_the_price_less_our_fee_is_transferred(doors: Doors) -> None:
    doors.confirmed().begin().wait(days=6, hours=23)
    assert doors.calls() == []
    doors.wait(hours=2)
    (call,) = doors.calls()
    assert (call.path, call.key) == ("/v1/transfers", doors.key("transfer"))
    account = doors.stage.connector.payout_account.account_id
    assert (call.params["amount"], call.params["destination"]) == (40_000, account)
    assert call.params["source_transaction"] == doors.checkout.charge_id
    assert call.params["transfer_group"] == doors.stage.introduction.reference
    assert marked(call, doors)
    assert "transfer.created" in doors.told()
    payment = doors.payment
    assert (payment.transferred, payment.fee_kept, payment.funds) == (40_000, 10_000, "settled")
    assert ProviderCall.objects.get(operation="transfer").answer_id.startswith("tr_")
    assert doors.books() == {"cash": 10_000, "fees": 10_000}


# --- 4 refund before the transfer -----------------------------------------------------------------


def test_step_4_refund_before_transfer_gives_all_back(doors: Doors) -> None:
    doors.introducing().begin().do(doors.colin, "step_back")
    (call,) = doors.calls()
    assert (call.path, call.key) == ("/v1/refunds", doors.key("refund"))
    assert call.params["payment_intent"] == doors.checkout.intent_id
    assert call.params["amount"] == 50_000
    assert marked(call, doors)
    assert doors.told() >= {"refund.created", "charge.refunded"}
    assert (doors.payment.refunded, doors.payment.funds, doors.state) == (
        50_000,
        "settled",
        "refunded",
    )
    assert ProviderCall.objects.get(operation="refund").answer_id.startswith("re_")
    assert doors.books() == {}
    assert doors.costs() == 1_480  # ours: the provider does not return its fee


# --- 5 split --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "net", "fee"), [(30_000, 24_000, 6_000), (33_333, 26_666, 6_667), (1, 1, 0)]
)
def test_step_5_partial_split_refunds_first_and_transfers_the_smaller_rest(
    doors: Doors, part: int, net: int, fee: int
) -> None:
    doors.introducing().do(doors.rita, "dispute", reason="never_happened", statement=WORDS)
    doors.begin().do(doors.colin, "offer_split", part=part)
    doors.do(doors.rita, "accept_split", part=part)
    (refund,) = doors.calls()
    assert doors.state == "settling"
    doors.wait(days=7, hours=1)
    (transfer,) = doors.calls()
    assert (refund.path, refund.key) == ("/v1/refunds", doors.key("refund"))
    assert (transfer.path, transfer.key) == ("/v1/transfers", doors.key("transfer"))
    assert (refund.params["amount"], transfer.params["amount"]) == (50_000 - part, net)
    assert transfer.params["source_transaction"] == doors.checkout.charge_id
    assert doors.told() >= {"refund.created", "charge.refunded", "transfer.created"}
    payment = doors.payment
    assert (payment.refunded, payment.transferred, payment.fee_kept) == (50_000 - part, net, fee)
    assert (doors.state, payment.funds) == ("split", "settled")
    assert doors.books() == ({"cash": fee, "fees": fee} if fee else {})


def test_step_5_agreed_before_the_capture_less_is_captured(doors: Doors) -> None:
    doors.requested().do(doors.colin, "counter", price=30_000).do(doors.rita, "agree_to_counter")
    doors.begin().accept().agree()
    (call,) = doors.calls()
    assert (call.params, call.key) == ({"amount_to_capture": 30_000}, doors.key("capture"))
    assert (doors.payment.captured, doors.payment.refunded) == (30_000, 0)
    assert doors.books() == {"cash": 30_000, "held": 30_000}


# --- 6 refund after the transfer -------------------------------------------------------------------


def give_back(doors: Doors) -> None:
    """Finance gives the money back on the card network's warning, at the desk's own door."""
    doors.sandbox.post("early_fraud_warning", payment_intent=doors.checkout.intent_id)
    doors.work()
    case = Case.objects.get(kind="warning")
    finance = signed_in(builders.staff("fiona", "finance"))
    path = f"{API}/moderation/cases/{case.public_id}/give_back/"
    facts = {"reason": "The card was stolen, the bank says."}
    answer = finance.post(path, facts, content_type="application/json")
    assert answer.status_code == 200, answer.content
    assert finance.post(path, facts, content_type="application/json").status_code == 409
    doors.work()


def test_step_6_refund_after_transfer_reverses_first_and_then_refunds_all(doors: Doors) -> None:
    doors.released().begin()
    transfer = ProviderCall.objects.get(operation="transfer").answer_id
    give_back(doors)
    reversal, refund = doors.calls()
    assert reversal.path == f"/v1/transfers/{transfer}/reversals"
    assert (reversal.params["amount"], reversal.key) == (40_000, doors.key("reverse"))
    assert (refund.path, refund.key) == ("/v1/refunds", doors.key("refund"))
    assert (refund.params["amount"], refund.status) == (50_000, 200)
    assert marked(reversal, doors) and marked(refund, doors)
    assert doors.told() >= {"transfer.reversed", "refund.created", "charge.refunded"}
    payment = doors.payment
    assert (payment.reversed, payment.refunded, payment.fee_kept) == (40_000, 50_000, 0)
    assert (payment.funds, doors.state) == ("settled", "refunded")
    assert doors.books() == {}


def test_step_6_refund_after_transfer_is_made_although_the_reversal_is_refused(
    doors: Doors,
) -> None:
    doors.released().begin()
    account = doors.stage.connector.payout_account.account_id
    doors.sandbox.post("payout", account=account, amount=40_000, currency="eur")
    give_back(doors)
    doors.wait(minutes=31)  # the refusal brings no message: the sweep looks
    reversal, refund = doors.calls()
    assert (reversal.key, reversal.status) == (doors.key("reverse"), 400)
    assert (refund.key, refund.status) == (doors.key("refund"), 200)
    payment = doors.payment
    assert (payment.reversed, payment.refunded, payment.advanced) == (0, 50_000, 40_000)
    assert doors.books() == {"cash": -40_000, "receivable": 40_000}
    debt = Case.objects.get(kind="debt")
    assert (debt.is_open, debt.amount, debt.currency) == (True, 40_000, "EUR")


def test_step_6_refund_after_transfer_while_it_is_still_on_its_way(doors: Doors) -> None:
    doors.confirmed()
    fault = {"match": "POST /v1/transfers", "kind": "429", "times": 20}
    doors.sandbox.post("faults", **fault)
    doors.wait(days=7, hours=1)
    assert (doors.state, doors.payment.transferred) == ("released", 0)
    assert ProviderCall.objects.get(operation="transfer").status == "sent"  # it may have happened
    give_back(doors)
    assert not ProviderCall.objects.filter(operation__in=["reverse", "refund"]).exists()
    doors.sandbox._call("DELETE", "faults", None)
    for _ in range(25):
        doors.wait(hours=1)  # it is not asked again; a day later it is known not to have happened
    payment = doors.payment
    assert ProviderCall.objects.get(operation="transfer").status == "dropped"
    assert (payment.transferred, payment.reversed, payment.refunded) == (0, 0, 50_000)
    assert doors.books() == {}


# --- 7 a dispute before the transfer --------------------------------------------------------------


def dispute(doors: Doors, **more: Any) -> str:
    """Rita's bank takes the charge back; the dispute's id."""
    intent = doors.payment.checkouts.get(status="captured").intent_id
    made = doors.sandbox.post("dispute", payment_intent=intent, reason="fraudulent", **more)
    doors.work()
    return str(made["id"])


def end(doors: Doors, dispute_id: str, status: str) -> None:
    doors.sandbox.post("dispute", dispute=dispute_id, status=status)
    doors.work()


def test_step_7_dispute_before_transfer_freezes_and_is_answered_never_refunded(
    doors: Doors,
) -> None:
    doors.confirmed().begin()
    made = dispute(doors)
    assert doors.calls() == []
    assert doors.told() >= {"charge.dispute.created", "charge.dispute.funds_withdrawn"}
    assert doors.payment.disputed_at is not None
    assert doors.state == "charged_back"
    assert doors.books() == {"held": 50_000, "disputed": 50_000}

    staff = signed_in(builders.staff("fiona", "finance"))
    case = Case.objects.get(kind="chargeback", subject=made)
    told = {"reason": "Both sides confirmed that it took place.", "words": "winning_evidence"}
    path = f"{API}/moderation/cases/{case.public_id}"
    if staff.post(f"{path}/answer/", told, content_type="application/json").status_code == 403:
        staff = signed_in(builders.moderator("mona"))  # whoever answers chargebacks
        staff.post(f"{path}/claim/")
        answer = staff.post(f"{path}/answer/", told, content_type="application/json")
        assert answer.status_code == 200, answer.content
    doors.work()
    (call,) = doors.calls()
    assert (call.path, call.key) == (f"/v1/disputes/{made}", doors.key("evidence"))
    assert call.params["submit"] is True and call.params["evidence"]["uncategorized_text"]
    assert "charge.dispute.updated" in doors.told()

    doors.wait(days=10)
    assert doors.told() >= {"charge.dispute.closed", "charge.dispute.funds_reinstated"}
    assert doors.payment.disputed_at is None
    assert not ProviderCall.objects.filter(operation__in=["refund", "transfer"]).exists()
    assert doors.books() == {"cash": 50_000, "held": 50_000}


def test_step_7_a_lost_dispute_takes_what_was_held(doors: Doors) -> None:
    doors.confirmed()
    end(doors, dispute(doors), "lost")
    assert (doors.payment.charged_back, doors.payment.funds) == (50_000, "settled")
    assert not ProviderCall.objects.filter(operation__in=["refund", "transfer"]).exists()
    assert doors.books() == {}


# --- 8 a dispute after the transfer ---------------------------------------------------------------


def test_step_8_dispute_after_transfer_is_reversed_at_once_and_paid_again_when_won(
    doors: Doors,
) -> None:
    doors.released().begin()
    transfer = ProviderCall.objects.get(operation="transfer").answer_id
    made = dispute(doors)
    (call,) = doors.calls()
    assert call.path == f"/v1/transfers/{transfer}/reversals"
    assert (call.params["amount"], call.key) == (40_000, doors.key("reverse"))
    assert marked(call, doors)
    assert doors.told() >= {"charge.dispute.created", "transfer.reversed"}
    assert doors.payment.reversed == 40_000
    assert doors.books() == {"held": 40_000, "fees": 10_000, "disputed": 50_000}

    end(doors, made, "won")
    (again,) = doors.calls()
    assert (again.path, again.key) == ("/v1/transfers", doors.key("transfer", 2))
    assert again.params["amount"] == 40_000
    assert "source_transaction" not in again.params  # the charge has paid its share once
    assert doors.books() == {"cash": 10_000, "fees": 10_000}


def test_step_8_a_refused_reversal_is_owed_by_the_connector_when_it_is_lost(doors: Doors) -> None:
    doors.released().begin()
    account = doors.stage.connector.payout_account.account_id
    doors.sandbox.post("payout", account=account, amount=40_000, currency="eur")
    end(doors, dispute(doors), "lost")
    assert [(call.key, call.status) for call in doors.calls()] == [(doors.key("reverse"), 400)]
    payment = doors.payment
    assert (payment.reversed, payment.advanced, payment.charged_back) == (0, 40_000, 50_000)
    assert doors.books() == {"cash": -40_000, "receivable": 40_000}


# --- 9 the connector cannot be paid ---------------------------------------------------------------


def test_step_9_connector_not_ready_the_money_waits_and_is_paid_when_they_are(
    doors: Doors,
) -> None:
    account = doors.stage.connector.payout_account.account_id
    doors.confirmed()
    doors.sandbox.onboard(account, missing=["payout_method"])
    doors.begin().work()
    assert "v2.core.account[configuration.recipient].capability_status_updated" in doors.told()
    assert not PayoutAccount.objects.get().is_ready
    doors.begin().wait(days=8)
    assert (doors.state, doors.calls()) == ("confirmed", [])
    assert doors.books() == {"cash": 50_000, "held": 50_000}

    links = {doors.colin.post(f"{API}/payouts/onboarding/").json()["url"] for _ in range(2)}
    assert len(links) == 2
    assert [call.path for call in doors.calls()] == ["/v2/core/account_links"] * 2
    doors.sandbox.onboard(account)
    doors.wait(hours=7)
    assert "v2.core.account[configuration.recipient].capability_status_updated" in doors.told()
    assert [call.key for call in doors.calls()] == [doors.key("transfer")]
    assert (doors.state, doors.payment.transferred) == ("released", 40_000)


def test_step_9_after_60_days_the_desk_is_called_and_after_85_all_is_refunded(
    doors: Doors,
) -> None:
    doors.confirmed()
    account = doors.stage.connector.payout_account.account_id
    doors.sandbox.onboard(account, missing=["payout_method"])
    doors.begin().wait(days=59, hours=23)
    assert not Case.objects.filter(kind="unpaid").exists()
    doors.wait(hours=2)
    assert Case.objects.get(kind="unpaid").is_open
    doors.wait(days=24)
    assert (doors.state, doors.calls()) == ("confirmed", [])
    doors.wait(days=2)
    assert [call.key for call in doors.calls()] == [doors.key("refund")]
    assert (doors.state, doors.payment.refunded) == ("refunded", 50_000)
    assert not Case.objects.get(kind="unpaid").is_open
    assert doors.books() == {}


def test_step_9_an_account_is_opened_once_under_a_key_of_its_own(doors: Doors) -> None:
    user = builders.connector("cora")
    cora = signed_in(user)
    for _ in range(2):
        assert cora.post(f"{API}/payouts/onboarding/").status_code == 200
    opened = [call for call in doors.calls() if call.path == "/v2/core/accounts"]
    row = PayoutAccount.objects.get(user=user)
    assert [call.key for call in opened] == [f"{settings.ENVIRONMENT}:account-{row.pk}:account:1"]
    asked = opened[0].params
    assert asked["defaults"]["responsibilities"] == {
        "fees_collector": "application",
        "losses_collector": "application",
    }


# --- 10 the authorisation is gone -----------------------------------------------------------------


def test_step_10_an_authorisation_that_expired_ends_a_request(doors: Doors) -> None:
    doors.requested().begin()
    doors.sandbox.post("expire_authorisation", payment_intent=doors.checkout.intent_id)
    doors.work()
    assert doors.told() >= {"payment_intent.canceled", "charge.expired"}
    assert (doors.state, doors.calls(), doors.books()) == ("lapsed", [], {})


def test_step_10_once_the_prospect_agreed_a_new_checkout_takes_its_place(doors: Doors) -> None:
    doors.requested().accept()
    doors.sandbox.post("expire_authorisation", payment_intent=doors.checkout.intent_id)
    doors.receiver.received.clear()
    doors.sandbox.post("webhooks", mode="lose")  # we do not hear of it before Petra agrees
    doors.sandbox.flush()
    doors.sandbox.post("webhooks", mode="hold")
    doors.begin().agree()
    payments.look(doors.payment.pk)  # nor from the refusal: the sweep looks
    doors.work()
    assert [(call.key, call.status) for call in doors.calls()] == [(doors.key("capture"), 400)]
    assert (doors.state, doors.payment.funds) == ("securing", "lost")

    doors.do(doors.rita, "authorise_again")
    (call,) = doors.calls()
    assert (call.path, call.key) == ("/v1/checkout/sessions", doors.key("checkout", 2))
    doors.pay()
    assert [call.key for call in doors.calls()] == [doors.key("capture", 2)]
    assert (doors.state, doors.payment.captured) == ("introducing", 50_000)
    assert doors.books() == {"cash": 50_000, "held": 50_000}


# --- an inquiry, an early fraud warning -----------------------------------------------------------


def test_inquiry_holds_the_release_back_and_moves_nothing(doors: Doors) -> None:
    doors.confirmed().begin()
    made = dispute(doors, inquiry=True)
    assert doors.told() >= {"charge.dispute.created"}
    assert (doors.payment.warned_at is not None, doors.payment.disputed_at) == (True, None)
    doors.wait(days=8)
    assert (doors.state, doors.payment.transferred) == ("confirmed", 0)
    assert doors.books() == {"cash": 50_000, "held": 50_000}
    assert doors.calls() == []
    if doors.payment.warned_at:
        end(doors, made, "warning_closed")
    doors.wait(days=1)
    assert (doors.state, doors.payment.transferred) == ("released", 40_000)


def test_inquiry_or_early_fraud_warning_a_person_decides(doors: Doors) -> None:
    doors.confirmed().begin()
    doors.sandbox.post("early_fraud_warning", payment_intent=doors.checkout.intent_id)
    doors.work()
    assert "radar.early_fraud_warning.created" in doors.told()
    doors.wait(days=8)
    assert (doors.state, doors.calls()) == ("confirmed", [])
    case = Case.objects.get(kind="warning")
    finance = signed_in(builders.staff("fiona", "finance"))
    path = f"{API}/moderation/cases/{case.public_id}"
    answer = finance.post(
        f"{path}/clear/", {"reason": "Rita paid herself."}, content_type="application/json"
    )
    assert answer.status_code == 200, answer.content
    doors.wait(days=1)
    assert [call.key for call in doors.calls()] == [doors.key("transfer")]
    assert (doors.state, doors.payment.transferred) == ("released", 40_000)


# --- the keys -------------------------------------------------------------------------------------


def test_keys_have_one_shape_and_every_call_that_moves_money_has_one(doors: Doors) -> None:
    doors.released()
    keys = [call.key for call in doors.calls()]
    reference = doors.stage.introduction.reference
    shape = re.compile(rf"[\w-]+:{reference}:(checkout|capture|transfer):[1-9]\d*")
    assert keys and all(shape.fullmatch(key) for key in keys), keys
    assert len(set(keys)) == len(keys)
