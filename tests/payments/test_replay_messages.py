"""Any stored message of the provider is read again from the admin, by finance only; the door's own rules."""

import json
import time

import pytest
from django.test import Client
from django.urls import reverse

from brokerage.accounts.models import StaffAction, User
from payments import actions as payments
from payments import hooks, stripe_events
from payments.gateway.errors import Unreachable
from payments.models import Payment, ProviderEvent
from payments.tasks import sweep_events
from tests.payments.test_survive_failures import an_event, post_event, signed
from tests.support import builders
from tests.support.doors import Doors, signed_in
from tests.support.moving_clock import MovingClock
from tests.support.shop import Receiver
from tests.support.stages import Stage

pytestmark = pytest.mark.django_db
LIST = "admin:payments_providerevent_changelist"


@pytest.fixture
def doors(stage: Stage, receiver: Receiver, clock: MovingClock) -> Doors:
    """The stage, acted on through its doors only."""
    return Doors(stage, receiver, clock)


def again(client: Client, *events: ProviderEvent) -> int:
    """Choose these in the admin's list, and "Understand again"."""
    chosen = {"action": "replay", "_selected_action": [str(one.pk) for one in events]}
    return client.post(reverse(LIST), chosen).status_code


def test_finance_has_a_message_understood_again_and_what_was_missed_is_found(doors: Doors) -> None:
    """It was understood while the provider showed an older state: reading it again looks once more."""
    doors.request()
    doors.sandbox.pay(doors.checkout.session_id)
    doors.deliver()
    kept = ProviderEvent.objects.get(type="checkout.session.completed")
    ProviderEvent.objects.update(processed_at=kept.received_at)  # done, and nothing came of it
    sweep_events()
    assert doors.payment.funds == "none"
    finance = builders.staff("fiona", "finance")
    assert again(signed_in(finance), kept) == 302
    kept.refresh_from_db()
    assert (kept.processed_at, kept.attempts, kept.error) == (None, 0, "")
    assert sweep_events() == 1
    assert doors.payment.funds == "authorised"
    kept.refresh_from_db()
    assert kept.processed_at is not None
    row = StaffAction.objects.get(action="replay an event")
    assert (row.staff, row.target) == (finance, kept.event_id)


def test_every_message_of_a_whole_story_read_again_changes_nothing(doors: Doors) -> None:
    doors.released()
    before = Payment.objects.values("captured", "transferred", "funds", "fee_kept").get()
    entries = doors.payment.entries.count()
    doors.begin()
    events = list(ProviderEvent.objects.all())
    assert len(events) > 5
    assert again(signed_in(builders.staff("fiona", "finance")), *events) == 302
    doors.work()
    assert not ProviderEvent.objects.filter(processed_at=None).exists()
    assert Payment.objects.values("captured", "transferred", "funds", "fee_kept").get() == before
    assert (doors.payment.entries.count(), doors.calls()) == (entries, [])


@pytest.mark.parametrize("role", ["moderator", "senior moderator", "support"])
def test_other_roles_do_not_replay(role: str) -> None:
    body = an_event()
    assert post_event(body, signed(body, int(time.time()))) == 200
    sweep_events()
    kept = ProviderEvent.objects.get()
    again(signed_in(builders.staff("sam", role)), kept)
    kept.refresh_from_db()
    assert kept.processed_at is not None
    assert not StaffAction.objects.filter(action="replay an event").exists()


def test_what_a_message_carries_stays_closed_in_the_admin(eve: User) -> None:
    body = json.dumps({**json.loads(an_event()), "data": {"object": {"email": eve.email}}}).encode()
    assert post_event(body, signed(body, int(time.time()))) == 200
    kept = ProviderEvent.objects.get()
    finance = signed_in(builders.staff("fiona", "finance"))
    page = finance.get(reverse("admin:payments_providerevent_change", args=[kept.pk]))
    assert kept.event_id in page.text and eve.email not in page.text


# --- The door itself ------------------------------------------------------------------------------


def kept_or_not(body: bytes, signature: str) -> tuple[int, int]:
    return post_event(body, signature), ProviderEvent.objects.count()


@pytest.mark.parametrize("secret", ["whsec_snapshot", "whsec_thin", "whsec_connect"])
def test_each_of_several_endpoints_has_its_own_signing_secret(
    settings: object, secret: str
) -> None:
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_snapshot", "whsec_thin", "whsec_connect"]  # type: ignore[attr-defined]
    body, now = an_event(), int(time.time())
    assert kept_or_not(body, signed(body, now, secret)) == (200, 1)
    assert kept_or_not(an_event("evt_2"), signed(body, now, secret)) == (400, 1)


def test_a_message_signed_with_the_old_and_the_new_secret_is_kept(settings: object) -> None:
    """While a secret is rolled the provider signs with both; we may know only one of them yet."""
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_new"]  # type: ignore[attr-defined]
    body, now = an_event(), int(time.time())
    old = signed(body, now, "whsec_old").partition(",")[2]
    new = signed(body, now, "whsec_new").partition(",")[2]
    assert kept_or_not(body, f"t={now},{old}") == (400, 0)
    assert kept_or_not(body, f"t={now},{old},{new}") == (200, 1)


@pytest.mark.parametrize(
    ("seconds", "answer"), [(-310, (400, 0)), (-290, (200, 1)), (290, (200, 1)), (310, (400, 0))]
)
def test_a_stamp_more_than_five_minutes_away_is_refused_future_too(
    seconds: int, answer: tuple[int, int]
) -> None:
    body = an_event()
    assert kept_or_not(body, signed(body, int(time.time()) + seconds)) == answer


@pytest.mark.parametrize(("live", "answer"), [(True, (200, 1)), (False, (400, 0))])
def test_the_mode_of_a_message_must_be_ours(
    settings: object, live: bool, answer: tuple[int, int]
) -> None:
    settings.STRIPE_LIVEMODE = True  # type: ignore[attr-defined]
    body = an_event(livemode=live)
    assert kept_or_not(body, signed(body, int(time.time()))) == answer


@pytest.mark.parametrize("header", ["", "nonsense", "t=,v1=", "t=abc,v1=00", "v1=00"])
def test_a_broken_signature_is_refused_and_no_error(header: str) -> None:
    assert kept_or_not(an_event(), header) == (400, 0)


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff\xfe", b'{"id": "evt_1"}', b"null"])
def test_a_signed_message_that_cannot_be_read_is_refused_and_no_error(body: bytes) -> None:
    assert kept_or_not(body, signed(body, int(time.time()))) == (400, 0)


# --- Waking a worker ------------------------------------------------------------------------------


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the tasks that the door sent to the queue."""
    sent: list[str] = []
    monkeypatch.setattr("payments.actions.keeping.run_later", lambda name, *_: sent.append(name))
    return sent


def arrive(number: int) -> None:
    body = an_event(f"evt_{number}")
    assert post_event(body, signed(body, int(time.time()))) == 200


def test_a_burst_wakes_one_worker_who_reads_all(woken: list[str]) -> None:
    for number in range(5):
        arrive(number)
    assert woken == ["payments.tasks.sweep_events"]
    assert sweep_events() == 5
    arrive(6)
    assert len(woken) == 2  # the first one has read; another is needed
    assert sweep_events() == 1


def test_a_message_that_failed_once_keeps_no_other_from_waking(woken: list[str]) -> None:
    arrive(1)
    ProviderEvent.objects.update(attempts=1, error="APIConnectionError")
    arrive(2)
    assert len(woken) == 2


def test_after_a_lost_wake_up_the_next_message_wakes_again(
    woken: list[str], clock: MovingClock
) -> None:
    arrive(1)
    clock.forward(seconds=3)
    arrive(2)
    arrive(2)  # and the same once more: nothing to wake anybody for
    assert len(woken) == 2
    assert sweep_events() == 2


def test_a_message_that_comes_while_others_are_read_is_read_too(
    woken: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It finds one untouched and wakes nobody: the worker at work must find it."""
    from payments import tasks

    arrive(1)
    arrive(2)
    ours, late = tasks.process_event, [3]

    def meanwhile(event: ProviderEvent) -> None:
        ours(event)
        while late:
            arrive(late.pop())

    monkeypatch.setattr(tasks, "process_event", meanwhile)
    assert sweep_events() == 3
    assert woken == ["payments.tasks.sweep_events"]


# --- One look for many ----------------------------------------------------------------------------


def test_one_look_answers_all_messages_that_name_a_payment(
    doors: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    doors.request()
    sweep_events()
    doors.sandbox.pay(doors.checkout.session_id)
    doors.deliver()
    assert ProviderEvent.objects.filter(processed_at=None).count() > 1
    looks: list[int] = []
    monkeypatch.setattr(stripe_events, "look", lambda pk: (looks.append(pk), payments.look(pk)))
    sweep_events()
    assert looks == [doors.payment.pk]
    assert not ProviderEvent.objects.filter(processed_at=None).exists()
    assert doors.payment.funds == "authorised"


def test_a_look_that_fails_leaves_every_message_waiting(
    doors: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    doors.request()
    sweep_events()
    doors.sandbox.pay(doors.checkout.session_id)
    doors.deliver()
    waiting = ProviderEvent.objects.filter(processed_at=None)
    before = waiting.count()

    def away(pk: int) -> None:
        raise Unreachable("no answer")

    monkeypatch.setattr(stripe_events, "look", away)
    sweep_events()
    assert waiting.count() == before and set(waiting.values_list("attempts", flat=True)) == {1}
    assert doors.payment.funds == "none"


def test_only_news_wake_whoever_follows_a_payment(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.requested()
    payment = Payment.objects.get()
    assert payment.followed == payment.changes
    woken: list[int] = []
    monkeypatch.setattr(hooks.changed, "all", [woken.append])
    payments.look(payment.pk)
    assert woken == []
    Payment.objects.update(followed=0)
    payments.look(payment.pk)
    assert woken == [payment.pk]
