"""A chargeback is answered with the introduction's own record, once, in time, and naming no prospect."""

import pytest
from django.test import Client

from brokerage.cases.models import Case
from introductions.models import Trace
from introductions.tasks import forget_traces
from payments.gateway.client import client as provider
from payments.models import ProviderCall
from tests.moderation.conftest import hire, signed_in
from tests.payments.test_chargebacks import charge_back, desk, see
from tests.support.moving_clock import MovingClock
from tests.support.shop import Desk
from tests.support.stages import Stage, settle

__all__ = ["desk"]
pytestmark = pytest.mark.django_db
REASON = {"reason": "Looked at the whole record."}


def case_of(dispute: str) -> Case:
    return Case.objects.get(kind="chargeback", subject=dispute)


def path_of(case: Case) -> str:
    return f"/moderation/cases/{case.public_id}/"


def confirmed_by_hand(stage: Stage) -> None:
    """Rita confirms on the page, from her own browser."""
    client = Client(headers={"User-Agent": "Ritas Browser 1.0"})
    client.force_login(stage.rep)
    there = f"/introductions/{stage.introduction.public_id}/confirm/"
    assert client.post(there, REMOTE_ADDR="203.0.113.9").status_code == 302
    settle()


def test_the_pack_has_the_whole_record_and_names_nobody(stage: Stage, desk: Desk) -> None:
    stage.confirming()
    stage.now().thread_mails.create(sender="connector", digest="ab" * 32)
    confirmed_by_hand(stage)
    stage.rep.terms.create(version="2026-11")
    dispute = charge_back(stage, desk)
    client = signed_in(hire("moderator"))
    page = client.get(path_of(case_of(dispute))).text
    for said in (
        "The person to be introduced agreed",
        "The introduction was made by e-mail",
        "A side confirmed that it took place (rep)",
        "SHA-256 " + "ab" * 32,
        "version 2026-11",
        "refunded in full, fee included",
        "203.0.113.9",
        "Ritas Browser 1.0",
    ):
        assert said in page, said
    for secret in ("Petra", "meridian-freight.example", "linkedin.com"):
        assert secret.lower() not in page.lower()


def test_before_consent_it_tells_of_no_agreement(stage: Stage, desk: Desk) -> None:
    stage.consenting(keep_asking=True)
    from payments import actions as payments

    payments.capture(stage.now().payment)  # type: ignore[arg-type]
    settle()
    dispute = charge_back(stage, desk)
    page = signed_in(hire("moderator")).get(path_of(case_of(dispute))).text
    assert "The connector accepted the request" in page
    assert "agreed (prospect)" not in page and "confirmed" not in page.lower()


def test_own_words_are_sent_once_and_then_it_is_locked(stage: Stage, desk: Desk) -> None:
    stage.confirming()
    dispute = charge_back(stage, desk)
    case = case_of(dispute)
    client = signed_in(hire("moderator"))
    words = {"words": "The cardholder met the prospect on Monday."}
    assert client.post(path_of(case) + "answer/", REASON | words).status_code == 302
    settle()
    sent = provider().v1.disputes.retrieve(dispute).evidence.uncategorized_text or ""
    assert sent.endswith(words["words"]) and REASON["reason"] not in sent
    case.refresh_from_db()
    assert not case.is_open
    see(stage)
    assert Case.objects.filter(kind="chargeback", subject=dispute).count() == 1
    again = client.post(path_of(case) + "answer/", REASON | words)
    assert again.status_code == 409
    assert ProviderCall.objects.filter(operation="evidence").count() == 1
    page = client.get(path_of(case)).text
    assert "cannot be changed any more" in page and words["words"] in page


@pytest.mark.parametrize("words", ["Ask Petra yourself.", "PETRA confirmed it."])
def test_words_that_name_the_prospect_are_refused_and_kept_in_the_form(
    stage: Stage, desk: Desk, words: str
) -> None:
    stage.confirming()
    case = case_of(charge_back(stage, desk))
    answer = signed_in(hire("moderator")).post(path_of(case) + "answer/", REASON | {"words": words})
    assert answer.status_code == 400
    assert words in answer.text and "Say “the prospect” instead" in answer.text
    assert not ProviderCall.objects.filter(operation="evidence").exists()
    case.refresh_from_db()
    assert case.is_open


def test_who_may_not_answer_does_not_see_the_pack(stage: Stage, desk: Desk) -> None:
    stage.confirming()
    confirmed_by_hand(stage)
    case = case_of(charge_back(stage, desk))
    page = signed_in(hire("support")).get(path_of(case)).text
    assert "203.0.113.9" not in page and "What will be sent" not in page


def test_from_where_somebody_asked_is_forgotten_in_time(stage: Stage, clock: MovingClock) -> None:
    stage.confirming()
    confirmed_by_hand(stage)
    clock.forward(days=209)
    assert forget_traces() == 0
    clock.forward(days=2)
    assert forget_traces() == 1
    assert not Trace.objects.exists()
