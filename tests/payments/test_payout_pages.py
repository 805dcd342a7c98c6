"""A connector's payouts: the account in plain words, and every cent that is held, coming or paid."""

import re
from datetime import timedelta
from threading import Event

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test import Client

from brokerage.accounts.models import User
from brokerage.cases.models import Case
from brokerage.kit.errors import Refusal
from payments import actions as payments
from payments.gateway.client import client as provider
from payments.models import PayoutAccount, ProviderCall
from tests.payments.test_chargebacks import desk, indebted
from tests.support import builders
from tests.support.moving_clock import MovingClock
from tests.support.sandbox_process import Sandbox
from tests.support.shop import Desk, wait_until
from tests.support.signing_in import signed_in_now
from tests.support.stages import Stage, settle
from tests.support.together import together

__all__ = ["desk"]
pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    return signed_in_now(user)


def test_from_nothing_to_ready(colin: User, sandbox: Sandbox) -> None:
    client = signed_in(colin)
    assert "Not started" in client.get("/payouts/").text
    page = client.post("/payouts/connect/")
    found = re.search(r'content="0;url=([^"]+)"', page.text)
    assert found is not None
    assert found[1] in page.text.replace("content=", "", 1)
    assert client.get("/payouts/return/").status_code == 302
    assert "Not complete" in client.get("/payouts/").text
    sandbox.onboard(PayoutAccount.objects.get().account_id)
    client.get("/payouts/return/")
    assert "Ready" in client.get("/payouts/").text


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_has_just_begun_is_waited_for(
    colin: User, sandbox: Sandbox, clock: MovingClock
) -> None:
    sandbox.post("faults", match="POST /v2/core/accounts", kind="500", times=1)
    with pytest.raises(Refusal, match="does not answer"):
        payments.open_payout_account(colin)
    clock.forward(hours=1)
    sandbox.follow(clock.offset.total_seconds())
    asked, locked = ProviderCall.objects.get(), Event()

    def worker() -> None:
        """Claim the call, answer after a page has begun to wait for the claim."""
        with transaction.atomic():
            row = ProviderCall.objects.select_for_update().get()
            locked.set()
            wait_until(somebody_waits_for_a_lock)
            row.leased_until = clock.now() + timedelta(minutes=2)
            row.save()
        with transaction.atomic():
            PayoutAccount.objects.update(account_id="acct_by_worker")
            ProviderCall.objects.update(status="granted", leased_until=None)

    def page() -> PayoutAccount:
        assert locked.wait(10)
        return payments.open_payout_account(colin)

    _, account = together(worker, page)
    assert getattr(account, "account_id", account) == "acct_by_worker"
    assert ProviderCall.objects.get() == asked
    assert accounts() == 0


def somebody_waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


def accounts() -> int:
    """How many the provider knows."""
    return len(list(provider().v2.core.accounts.list({"limit": 20}).auto_paging_iter()))


@pytest.mark.parametrize(("kind", "n"), [("500_after_commit", 1), ("500", 2)])
def test_an_account_in_doubt_is_found_by_its_mark_or_opened_once_more(
    colin: User, sandbox: Sandbox, clock: MovingClock, kind: str, n: int
) -> None:
    sandbox.post("faults", match="POST /v2/core/accounts", kind=kind, times=1)
    with pytest.raises(Refusal, match="does not answer"):
        payments.open_payout_account(colin)
    for _ in range(2):
        clock.forward(hours=1)
        sandbox.follow(clock.offset.total_seconds())
        settle()
    account = payments.open_payout_account(colin)
    asked = ProviderCall.objects.filter(operation="account").order_by("n")
    assert [row.status for row in asked] == ["dropped"] * (n - 1) + ["granted"]
    assert accounts() == 1
    assert provider().v2.core.accounts.retrieve(account.account_id).display_name == colin.name


def test_what_the_provider_wants_of_us_first_calls_the_desk_once(
    colin: User, sandbox: Sandbox
) -> None:
    error = {"code": "platform_registration_required", "message": "Sign up for Connect."}
    error["type"] = "invalid_request_error"
    sandbox.post("faults", match="POST /v2/core/accounts", kind="error", times=9, error=error)
    for _ in range(3):
        with pytest.raises(Refusal, match="Our desk has been told") as refused:
            payments.open_payout_account(colin)
        assert (refused.value.code, refused.value.status) == ("payouts_unavailable", 503)
    row = ProviderCall.objects.get(operation="account")
    case = Case.objects.get(kind="call", subject=row.key)
    assert (row.status, row.n, accounts()) == ("stuck", 1, 0)
    sandbox._call("DELETE", "faults", None)
    finance = builders.staff("fiona", "finance")
    assert (
        "Sign up for Connect."
        in signed_in(finance).get(f"/moderation/cases/{case.public_id}/").text
    )
    assert payments.look_and_decide(row, staff=finance) == "asked again"
    settle()
    case.refresh_from_db()
    assert not case.is_open
    assert payments.open_payout_account(colin).account_id and accounts() == 1


def test_each_click_makes_a_fresh_link(colin: User, sandbox: Sandbox) -> None:
    client = signed_in(colin)
    links = {client.post("/api/v1/payouts/onboarding/").json()["url"] for _ in range(2)}
    assert len(links) == 2
    assert client.get("/payouts/connect/").status_code == 405


def test_who_is_no_connector_is_told_so(rita: User) -> None:
    assert signed_in(rita).get("/payouts/").status_code == 403
    assert signed_in(rita).get("/api/v1/payouts/").status_code == 403


def test_a_country_not_served_is_said(colin: User) -> None:
    colin.country = "BR"
    colin.save()
    answer = signed_in(colin).post("/payouts/connect/")
    assert answer.status_code == 409
    assert "cannot pay out to your country" in answer.text


def test_held_then_paid(stage: Stage, clock: MovingClock) -> None:
    client = signed_in(stage.connector)

    def sums() -> tuple[int, int, int]:
        found = client.get("/api/v1/payouts/").json()
        assert found["account"]["status"] == "ready"
        one = found["balances"][0]
        return one["held"], one["coming"], one["paid"]

    stage.requested()
    assert client.get("/api/v1/payouts/").json()["balances"] == []
    stage.accept().agree()
    assert sums() == (40_000, 0, 0)
    assert "€400.00" in client.get("/payouts/").text
    stage.introduce().confirm().wait(clock, days=8)
    assert stage.now().state == "released"
    assert sums() == (0, 0, 40_000)


def test_what_cannot_be_paid_is_shown_with_the_day_it_goes_back(
    stage: Stage, clock: MovingClock
) -> None:
    stage.confirmed()
    account = PayoutAccount.objects.get()
    account.transfers_status, account.requirements = "inactive", ["individual.address.line1"]
    account.save()
    client = signed_in(stage.connector)
    page = client.get("/payouts/").text
    assert "€400.00 cannot be paid to you yet" in page and "Your address" in page
    found = client.get("/api/v1/payouts/").json()["waiting"]
    assert [(one["amount"], one["currency"]) for one in found] == [(40_000, "EUR")]
    assert found[0]["goes_back_at"] > clock.now().isoformat()


def test_a_payee_who_cannot_be_paid_is_reminded_until_they_can(
    stage: Stage, clock: MovingClock
) -> None:
    stage.introducing()
    mail.outbox.clear()

    def reminders() -> int:
        return sum("cannot be paid to you yet" in one.subject for one in mail.outbox)

    stage.wait(clock, days=4)
    assert reminders() == 0  # all is well
    PayoutAccount.objects.update(
        transfers_status="inactive", requirements=["external_account", "tos_acceptance.date"]
    )
    stage.introduce().confirm().wait(clock, days=7)
    assert reminders() == 1
    body = str(next(one.body for one in mail.outbox if "cannot be paid" in one.subject))
    assert "Your bank account; Your agreement to the provider's terms" in body
    assert body.count("/payouts/") == 1
    stage.wait(clock, days=50)
    assert reminders() == 4  # after 10, 20, 30 and 45 days
    waited = {one.to[0] for one in mail.outbox if "60 days" in one.body or "60 days" in one.subject}
    assert waited == {stage.rep.email, stage.connector.email}
    assert Case.objects.get(kind="unpaid").is_open
    stage.wait(clock, days=26)
    assert stage.now().state == "refunded"
    written = len(mail.outbox)
    stage.wait(clock, days=10)
    assert len(mail.outbox) == written


def test_a_debt_is_shown_with_why_and_from_when(
    stage: Stage, desk: Desk, clock: MovingClock
) -> None:
    indebted(stage, desk, clock)
    client = signed_in(stage.connector)
    page = client.get("/payouts/").text
    assert "The rep&#x27;s bank took it back" in page or "The rep's bank took it back" in page
    found = client.get("/api/v1/payouts/").json()
    assert [(one["amount"], one["why"]) for one in found["debts"]] == [(40_000, "dispute")]
    assert found["debts"][0]["kept_from"] and found["balances"][0]["owed"] == 40_000
