"""Whatever is ordered while another call of the payment is under way is not lost: it waits, and the
difference is ordered once that call has ended. The clock never pays the other side meanwhile."""

import contextlib
from collections.abc import Callable

import pytest

from brokerage.accounts.models import User
from brokerage.cases.models import Case
from brokerage.kit.errors import Refusal
from brokerage.kit.money import Money
from introductions import actions
from introductions.actions import stopping
from introductions.actions.answering import never_again, take_back
from payments import actions as payments
from payments.actions.provider_calls import refund_under_way
from payments.models import MISUSED, Payment, ProviderCall
from payments.tasks import sweep_calls
from tests.support.audit import check_against, check_sums
from tests.support.builders import moderator
from tests.support.moving_clock import MovingClock
from tests.support.shop import Desk
from tests.support.stages import GOOD_CARD, Stage, settle
from tests.support.together import together

pytestmark = pytest.mark.django_db
WORDS = "It did not happen the way it was described to me at all."
SENT_BACK_CARD = "4000000000005126"
PART = Money(30_000, "EUR")
REFUND = "POST /v1/refunds"


def payment_of(stage: Stage) -> Payment:
    payment = stage.now().payment
    assert payment is not None
    return payment


def settling(stage: Stage, card: str = GOOD_CARD) -> Stage:
    """The sides agreed on a division before anything was made; its refund has not been sent."""
    stage.request().pay(card).accept().agree()
    actions.dispute(stage.now(), user=stage.rep, reason="never_happened", statement=WORDS)
    actions.respond(stage.now(), user=stage.connector, response=WORDS)
    actions.offer_split(stage.now(), user=stage.connector, part=PART)
    actions.accept_split(stage.now(), user=stage.rep, part=PART)
    assert stage.now().state == "settling"
    assert refund(stage).status == "waiting"
    return stage


def refund(stage: Stage) -> ProviderCall:
    return payment_of(stage).calls.filter(operation="refund").earliest("pk")


def sent(stage: Stage, kind: str, **more: object) -> None:
    """The refund is sent and meets a fault of the provider's, a few times."""
    Desk(stage.sandbox.url).post("faults", [{"match": REFUND, "kind": kind, "times": 6} | more])
    payments.carry_out(refund(stage).pk)


def marked(**facts: object) -> Callable[[Stage], None]:
    def put(stage: Stage) -> None:
        ProviderCall.objects.filter(pk=refund(stage).pk).update(**facts)

    return put


def refused(stage: Stage) -> None:
    error = {"status": 400, "type": "invalid_request_error", "code": "odd", "message": "no"}
    sent(stage, "error", error=error, times=1)


def granted(stage: Stage) -> None:
    payments.carry_out(refund(stage).pk)


LIVE: dict[str, Callable[[Stage], None]] = {
    "waiting": lambda stage: None,
    "granted": granted,
    "sent, its answer lost": lambda stage: sent(stage, "drop_after_commit"),
    "sent, never done": lambda stage: sent(stage, "drop_before"),
    "failed under its key": lambda stage: sent(stage, "500"),
    "done, but 500 was answered": lambda stage: sent(stage, "500_after_commit"),
    "rate limited": lambda stage: sent(stage, "429"),
    "in doubt": marked(status="doubtful"),
    "stuck": refused,
    "stuck with a misused key": marked(status="stuck", error_code=MISUSED),
}


def by_never(stage: Stage) -> None:
    never_again(stage.now())


def by_take_back(stage: Stage) -> None:
    take_back(stage.now())


def by_stop(stage: Stage) -> None:
    stopping.stop(stage.now(), staff=moderator("sena"))


ORDERS = {"never": by_never, "take_back": by_take_back, "stop": by_stop}


def person_looks(stage: Stage, staff: User) -> None:
    """A person decides every call that waits for one, as the desk's page does."""
    for row in payment_of(stage).calls.filter(status="stuck"):
        with contextlib.suppress(Refusal):  # another refund is under way: tried again later
            payments.look_and_decide(row, staff=staff)


def all_given_back(stage: Stage, clock: MovingClock) -> None:
    """Faults are over, a person looks at what is stuck, and three months pass."""
    staff = moderator("fay")
    check_sums()
    assert payment_of(stage).intent == "back"
    Desk(stage.sandbox.url).delete("faults")
    for days in (1, 2, 90):
        stage.wait(clock, days=days)
        person_looks(stage, staff)
        sweep_calls()
        settle()
        check_sums()
    payment = payment_of(stage)
    assert (payment.refunded, payment.transferred, payment.held_amount) == (50_000, 0, 0)
    assert stage.now().state in {"refunded", "refused"}
    assert not payment.calls.filter(status__in=["waiting", "sent", "doubtful", "stuck"]).exists()
    assert not Case.objects.filter(kind__in=["job", "call"], closed_at=None).exists()
    check_against(stage.sandbox)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("live", LIVE)
def test_all_is_given_back_whatever_the_first_refund_does(
    stage: Stage, clock: MovingClock, live: str, order: str
) -> None:
    settling(stage)
    LIVE[live](stage)
    ORDERS[order](stage)
    all_given_back(stage, clock)


@pytest.mark.parametrize("order", ORDERS)
def test_a_refund_that_the_bank_sent_back_stops_no_other(
    stage: Stage, clock: MovingClock, order: str
) -> None:
    settling(stage, SENT_BACK_CARD)
    granted(stage)
    stage.wait(clock, days=8)
    first = refund(stage)
    if first.status == "granted":
        settle()
    assert not refund_under_way(payment_of(stage))
    if stage.now().state == "settling":
        ORDERS[order](stage)
        stage.wait(clock, days=90)
    payment = payment_of(stage)
    check_sums()
    assert payment.transferred == 0 or payment.intent == "split"
    assert Case.objects.filter(kind="refund", closed_at=None).exists()


def test_the_rest_of_a_division_is_given_back_though_its_refund_waits_for_a_person(
    stage: Stage,
) -> None:
    settling(stage)
    refused(stage)
    payments.give_back(payment_of(stage))
    settle()
    payment = payment_of(stage)
    assert (payment.intent, payment.transferred, payment.refunded) == ("back", 0, 30_000)
    assert Case.objects.filter(kind="call", closed_at=None).exists(), "the first one: for a person"
    check_sums()


def test_a_second_division_never_pays_what_the_first_owes_the_rep(
    stage: Stage, clock: MovingClock
) -> None:
    settling(stage)
    sent(stage, "drop_before")
    payment = payment_of(stage)
    payments.split(payment, payee_part=Money(10_000, "EUR"))
    settle(2)
    assert payment_of(stage).release_ordered == 0
    check_sums()
    Desk(stage.sandbox.url).delete("faults")
    stage.wait(clock, days=2)
    payment = payment_of(stage)
    assert payment.refunded == 40_000
    check_sums()


def _is_no(error: Exception) -> bool:
    return isinstance(error, Refusal)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("order", ORDERS)
def test_two_at_once_lose_no_order(stage: Stage, clock: MovingClock, order: str) -> None:
    stage.introducing()
    actions.dispute(stage.now(), user=stage.rep, reason="never_happened", statement=WORDS)
    actions.respond(stage.now(), user=stage.connector, response=WORDS)
    actions.offer_split(stage.now(), user=stage.connector, part=PART)
    row = stage.now()
    moderator("sena")

    def accept() -> None:
        actions.accept_split(row, user=stage.rep, part=PART)

    def stop() -> None:
        if order == "stop":
            stopping.stop(row, staff=User.objects.get(name="Sena"))
        else:
            (never_again if order == "never" else take_back)(row)

    outcomes = together(accept, stop)
    assert not [one for one in outcomes if isinstance(one, Exception) and not _is_no(one)]
    settle()
    stage.wait(clock, days=93)
    payment = payment_of(stage)
    assert (payment.refunded, payment.transferred) == (50_000, 0)
    check_sums()
