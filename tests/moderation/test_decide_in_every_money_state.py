"""Every decision in every state of the money: what each side has in the end, to the cent.

One story for each way a dispute ends, all told at the same time, each with a rep and a connector of its
own. What is expected is written down in cents: refunded, transferred, our fee. After every step the sums
hold, and in the end the sandbox's own books say the same as ours.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from brokerage.accounts.models import User
from brokerage.cases.models import Case
from brokerage.kit.errors import Refusal
from brokerage.kit.money import Money
from introductions import actions
from payments import actions as payments
from payments import ledger
from payments.models import LedgerAccount, Payment, ProviderCall
from tests.support import builders
from tests.support.audit import FLOAT, check_against, check_sums
from tests.support.builders import Person
from tests.support.moving_clock import MovingClock
from tests.support.sandbox_process import Sandbox
from tests.support.stages import GOOD_CARD, Stage, listed, payable, settle

pytestmark = pytest.mark.django_db
WORDS = "It did not happen the way it was described to me at all."
Sums = tuple[int, int, int]
"""Refunded, transferred, our fee: in cents."""

RULED = {"release": None, "refund": None, "split": 12_345}
SETTLED_AT, SECOND_WORD = 33_333, 23_457
STORIES = ("release", "refund", "split", "silent connector", "silent rep", "settlement", "appeal")
NOTHING = dict.fromkeys(STORIES, (0, 0, 0))
USUAL: dict[str, Sums] = {  # of 500.00
    "release": (0, 40_000, 10_000),
    "refund": (50_000, 0, 0),
    "split": (37_655, 9_876, 2_469),
    "silent connector": (50_000, 0, 0),
    "silent rep": (0, 40_000, 10_000),
    "settlement": (16_667, 26_666, 6_667),
    "appeal": (26_543, 18_766, 4_691),
}
ENDS = {
    "release": "released",
    "refund": "refunded",
    "split": "split",
    "silent connector": "refunded",
    "silent rep": "released",
    "settlement": "split",
    "appeal": "split",
}


@dataclass
class World:
    """One story for each way a dispute ends, and the people in them."""

    sandbox: Sandbox
    clock: MovingClock
    mona: User
    max: User
    stories: dict[str, Stage] = field(default_factory=dict)

    # -- up to the dispute

    def begin(self, *, price: int = 50_000, counter: int = 0, card: str = GOOD_CARD) -> "World":
        """Everything asked for, paid, made: `confirming`. `counter`: agreed on before it is accepted."""
        for number, name in enumerate(STORIES):
            old = self.stories.get(name)
            rep = old.rep if old else builders.rep(f"rep{number}")
            connector = old.connector if old else builders.connector(f"connector{number}")
            if old is None:
                payable(connector, self.sandbox)
            person = Person(
                f"Pia {number}",
                f"pia{number}@freight{price}.example",
                f"https://linkedin.com/in/pia-{number}-{price}",
                "CFO",
            )
            row = listed(connector, person, price=price)
            self.stories[name] = Stage(rep, connector, row, self.sandbox).request()
        self.pay(card)
        if counter:
            self.agree_on(counter, card)
        for one in self.each():
            actions.accept(
                one.now(), user=one.connector, not_my_employer=True, no_duty_breached=True
            )
            actions.agree(one.now())
        self.settle()
        for one in self.each():
            actions.introduce(one.now(), user=one.connector)
        self.settle()
        return self

    def pay(self, card: str) -> None:
        """Rita pays on the newest pages."""
        for one in self.each():
            newest = payment_of(one).checkouts.last()
            assert newest is not None
            self.sandbox.pay(newest.session_id, card)
        self.settle()

    def agree_on(self, price: int, card: str) -> None:
        """Another price; a higher one takes a second card reservation."""
        made = []
        for one in self.each():
            actions.counter(one.now(), user=one.connector, price=euros(price))
            _, call = actions.agree_to_counter(one.now(), user=one.rep)
            made += [call] if call else []
        for call in made:
            payments.carry_out(call.pk)
        if made:
            self.pay(card)
        assert {one.now().price for one in self.each()} == {price}

    def dispute(self) -> "World":
        """All are disputed; who is not silent answers."""
        for name, one in self.stories.items():
            opener = one.connector if name == "silent rep" else one.rep
            other = one.rep if name == "silent rep" else one.connector
            actions.dispute(one.now(), user=opener, reason="never_happened", statement=WORDS)
            if not name.startswith("silent"):
                actions.respond(one.now(), user=other, response=WORDS)
        check_sums()
        return self

    # -- how they end

    def decide(self) -> "World":
        """What moderators and sides say; nothing has taken effect yet."""
        self.rule()
        self.settle_up()
        return self

    def rule(self) -> None:
        """The decisions, the appeal and its second word."""
        for ruling, part in RULED.items():
            self._decide(ruling, self.mona, ruling, part)
        self._decide("appeal", self.mona, "refund")
        heard = self.stories["appeal"]
        actions.appeal(heard.now(), user=heard.connector, statement=WORDS)
        actions.answer_appeal(heard.now(), user=heard.rep, response=WORDS)
        self._decide("appeal", self.max, "split", SECOND_WORD)

    def _decide(self, name: str, who: User, ruling: str, part: int | None = None) -> None:
        money = None if part is None else euros(part)
        actions.decide(
            self.stories[name].now(), moderator=who, ruling=ruling, reason=WORDS, part=money
        )

    def settle_up(self) -> None:
        """The two sides of one story settle."""
        one = self.stories["settlement"]
        actions.offer_split(one.now(), user=one.connector, part=euros(SETTLED_AT))
        actions.accept_split(one.now(), user=one.rep, part=euros(SETTLED_AT))

    # -- time, and what is seen

    def each(self) -> list[Stage]:
        """All stories."""
        return list(self.stories.values())

    def settle(self) -> None:
        """Until nothing moves; then the sums hold."""
        settle()
        check_sums()

    def wait(self, **period: float) -> "World":
        """Time passes for everybody; the workers come by once a day."""
        target = self.clock.now() + timedelta(**period)
        while (now := self.clock.now()) < target:
            self.clock.move_to(min(now + timedelta(days=1), target))
            self.sandbox.follow(self.clock.offset.total_seconds())
            self.settle()
        return self

    def see(self) -> None:
        """The workers look again, as after messages of the provider, and do what follows."""
        for _ in range(2):
            for payment in Payment.objects.all():
                payments.look(payment.pk)
            self.settle()

    def sums(self) -> dict[str, Sums]:
        """What happened to the money of each story."""
        rows = {name: payment_of(one) for name, one in self.stories.items()}
        return {name: (row.refunded, row.transferred, row.fee_kept) for name, row in rows.items()}

    def states(self) -> dict[str, str]:
        """Where each introduction stands."""
        return {name: one.now().state for name, one in self.stories.items()}

    def over(self, expected: dict[str, Sums], states: dict[str, str] = ENDS) -> None:
        """All has come to its end: states, amounts, and both books."""
        check_sums()
        assert self.states() == states
        assert self.sums() == expected
        check_against(self.sandbox)
        for one in self.each():
            assert payments.compare_payment(payment_of(one)) == []

    # -- trouble

    def bank(self, path: str, amounts: dict[str, int] | None = None, **more: Any) -> dict[str, str]:
        """Each rep's bank does this to the payment (`amounts` in cents, all by default); the ids."""
        made = {}
        for name, one in self.stories.items():
            intent = payment_of(one).checkouts.get(status="captured").intent_id
            amount = {"amount": amounts[name]} if amounts and name in amounts else {}
            found = self.sandbox.post(path, payment_intent=intent, **amount, **more)
            made[name] = str(found.get("id", ""))
        self.see()
        return made

    def bank_says(self, disputes: dict[str, str], status: str) -> None:
        """How each of them ends."""
        for one in disputes.values():
            self.sandbox.post("dispute", dispute=one, status=status)
        self.see()

    def can_be_paid(self, yes: bool) -> None:
        """The payout accounts take money, or do not; and we know it."""
        for one in self.each():
            account = one.connector.payout_account.account_id
            self.sandbox.onboard(account, **({} if yes else {"missing": ["payout_method"]}))
            payments.look_at_account(account)


def euros(cents: int) -> Money:
    return Money(cents, "EUR")


def payment_of(stage: Stage) -> Payment:
    payment = stage.now().payment
    assert payment is not None
    return payment


@pytest.fixture
def world(sandbox: Sandbox, clock: MovingClock, mona: User, max: User) -> World:
    """Nobody has asked for anything yet."""
    sandbox.top_up(FLOAT)
    return World(sandbox, clock, mona, max)


# --- The money is held ----------------------------------------------------------------------------


def test_held_the_provider_s_fee_is_ours_alone(world: World) -> None:
    world.begin().dispute().decide().wait(days=6, hours=23)
    before = USUAL | dict.fromkeys(["release", "refund", "split"], (0, 0, 0))
    before |= {"settlement": (16_667, 0, 0), "silent connector": (0, 0, 0), "silent rep": (0, 0, 0)}
    assert world.sums() == before, (
        "only the second word and the rep's part of a settlement are final"
    )
    world.wait(days=6)
    world.over(USUAL)
    taken = ledger.balance(LedgerAccount.Kind.PROVIDER_FEES, "EUR")
    assert taken == 1_480 * len(STORIES), (
        "2.9 % and 30 cents of each charge, out of no side's share"
    )


@pytest.mark.parametrize(
    ("price", "expected"),
    [
        (
            33_335,
            {
                "release": (0, 26_668, 6_667),
                "refund": (33_335, 0, 0),
                "split": (20_990, 9_876, 2_469),
                "silent connector": (33_335, 0, 0),
                "silent rep": (0, 26_668, 6_667),
                "settlement": (2, 26_666, 6_667),
                "appeal": (9_878, 18_766, 4_691),
            },
        ),
        (
            77_777,
            {
                "release": (0, 62_222, 15_555),
                "refund": (77_777, 0, 0),
                "split": (65_432, 9_876, 2_469),
                "silent connector": (77_777, 0, 0),
                "silent rep": (0, 62_222, 15_555),
                "settlement": (44_444, 26_667, 6_666),
                "appeal": (54_320, 18_766, 4_691),
            },
        ),
    ],
)
def test_captured_at_another_price_than_was_first_reserved(
    world: World, price: int, expected: dict[str, Sums]
) -> None:
    world.begin(counter=price).dispute().decide().wait(days=12)
    world.over(expected)
    assert {payment_of(one).captured for one in world.each()} == {price}


# --- The connector --------------------------------------------------------------------------------


def test_the_connector_cannot_be_paid_and_the_rep_does_not_wait_for_that(world: World) -> None:
    world.begin().dispute()
    world.can_be_paid(False)
    world.decide().wait(days=12)
    refunds = {name: (back, 0, 0) for name, (back, _, _) in USUAL.items()}
    fees = {name: payment_of(one).fee_kept for name, one in world.stories.items()}
    assert {name: (one[0], one[1], 0) for name, one in world.sums().items()} == refunds
    assert fees == dict.fromkeys(STORIES, 0)
    settling = dict.fromkeys(["settlement", "split", "appeal"], "settling")
    waiting = settling | {"release": "confirmed", "silent rep": "confirmed"}
    assert world.states() == ENDS | waiting
    world.can_be_paid(True)
    world.wait(days=1)
    world.over(USUAL)


def test_the_connector_can_never_be_paid_and_their_part_goes_back(
    world: World,
) -> None:
    world.begin().dispute()
    world.can_be_paid(False)
    world.decide().wait(days=12)
    world.clock.forward(days=75)
    world.wait(days=1)
    unpaid = ["release", "silent rep", "settlement", "split", "appeal"]
    back = dict.fromkeys(unpaid, (50_000, 0, 0))
    world.over(USUAL | back, ENDS | dict.fromkeys(unpaid, "refunded"))
    assert not Case.objects.filter(kind="unpaid", closed_at=None).exists()


def test_a_debt_is_kept_from_the_connector_s_share_alone(world: World) -> None:
    world.begin(price=10_000)
    for one in world.each():
        actions.confirm(one.now(), user=one.rep)
    world.wait(days=7, hours=1)
    for one in world.each():
        account = one.connector.payout_account.account_id
        world.sandbox.post("payout", account=account, amount=8_000, currency="eur")
    world.bank_says(world.bank("dispute", reason="fraudulent"), "lost")
    first = [payment_of(one).pk for one in world.each()]
    assert set(Payment.objects.values_list("advanced", flat=True)) == {8_000}

    world.begin().dispute().decide().wait(days=12)
    netted = {
        "release": (0, 32_000, 10_000),
        "split": (37_655, 1_876, 2_469),
        "silent rep": (0, 32_000, 10_000),
        "settlement": (16_667, 18_666, 6_667),
        "appeal": (26_543, 10_766, 4_691),
    }
    world.over(USUAL | netted)
    rows = {name: payment_of(one) for name, one in world.stories.items()}
    assert {name: row.netted for name, row in rows.items()} == (
        dict.fromkeys(STORIES, 0) | dict.fromkeys(netted, 8_000)
    )
    assert {row.pk for row in rows.values()}.isdisjoint(first)
    receivable = LedgerAccount.Kind.RECEIVABLE
    owing = {
        name: ledger.balance(receivable, "EUR", user=one.connector)
        for name, one in world.stories.items()
    }
    assert owing == dict.fromkeys(STORIES, 8_000) | dict.fromkeys(netted, 0)


# --- The card network fears or asks -----------------------------------------------------------------


@pytest.mark.parametrize("what", ["early fraud warning", "inquiry"])
def test_a_warning_holds_back_what_would_be_paid_until_it_is_cleared(
    world: World, what: str
) -> None:
    world.begin().dispute().wait(days=2)
    if what == "inquiry":
        asked = world.bank("dispute", reason="fraudulent", inquiry=True)
    else:
        world.bank("early_fraud_warning")
    world.rule()
    with pytest.raises(Refusal, match="frozen"):
        world.settle_up()
    world.wait(days=8, hours=12)  # an inquiry that nobody answers is over after nine days
    refunds = dict.fromkeys(["refund", "silent connector"], (50_000, 0, 0))
    assert world.sums() == NOTHING | refunds
    waiting = dict.fromkeys(["split", "settlement", "appeal"], "disputed")
    waiting |= dict.fromkeys(["release", "silent rep"], "confirmed")
    assert world.states() == ENDS | waiting
    check_against(world.sandbox)

    if what == "inquiry":
        world.bank_says(asked, "warning_closed")
    else:
        for one in world.each():
            payments.clear_warning(payment_of(one))
    world.settle_up()
    world.wait(days=7, hours=7)
    world.over(USUAL)


# --- The card network takes -------------------------------------------------------------------------

TAKEN = dict.fromkeys(STORIES, "charged_back")


def charged_back_during_the_decision(world: World) -> dict[str, str]:
    """All is said, nothing has taken effect but the refund that the settlement ordered."""
    world.begin().dispute().decide()
    payments.carry_out(ProviderCall.objects.get(operation="refund").pk)
    payments.look(payment_of(world.stories["settlement"]).pk)
    made = world.bank("dispute", {"settlement": SETTLED_AT}, reason="fraudulent")
    assert world.states() == TAKEN
    settled = {"settlement": (16_667, 0, 0)}
    assert world.sums() == NOTHING | settled
    return made


def test_a_chargeback_that_is_lost_ends_every_decision(world: World) -> None:
    made = charged_back_during_the_decision(world)
    world.bank_says(made, "lost")
    world.wait(days=11)
    world.over(NOTHING | {"settlement": (16_667, 0, 0)}, TAKEN)
    taken = {name: payment_of(one).charged_back for name, one in world.stories.items()}
    assert taken == dict.fromkeys(STORIES, 50_000) | {"settlement": SETTLED_AT}


def test_a_chargeback_that_is_won_and_nobody_decides_gives_the_rep_everything(world: World) -> None:
    world.bank_says(charged_back_during_the_decision(world), "won")
    world.wait(days=15)
    world.over(dict.fromkeys(STORIES, (50_000, 0, 0)), TAKEN)


def test_a_chargeback_that_is_won_may_be_decided_for_the_connector(world: World) -> None:
    finance = builders.staff("fiona", "finance")
    world.bank_says(charged_back_during_the_decision(world), "won")
    for one in world.each():
        payments.decide_won(payment_of(one), to_payee=True, staff=finance)
    world.settle()
    paid = dict.fromkeys(STORIES, (0, 40_000, 10_000))
    world.over(paid | {"settlement": USUAL["settlement"]}, TAKEN)


def test_a_chargeback_before_anything_is_decided_leaves_nothing_to_decide(world: World) -> None:
    world.begin().dispute()
    made = world.bank("dispute", reason="fraudulent")
    for name in STORIES:
        with pytest.raises(Refusal) as refusal:
            actions.decide(
                world.stories[name].now(), moderator=world.mona, ruling="refund", reason=WORDS
            )
        assert refusal.value.code == "moved_on"
    world.bank_says(made, "lost")
    world.over(NOTHING, TAKEN)


def test_a_chargeback_of_a_part_gives_the_rep_the_rest(world: World) -> None:
    world.begin().dispute().rule()
    made = world.bank("dispute", dict.fromkeys(STORIES, 20_001), reason="fraudulent")
    world.bank_says(made, "lost")
    world.over(dict.fromkeys(STORIES, (29_999, 0, 0)), TAKEN)
    assert {payment_of(one).charged_back for one in world.each()} == {20_001}


def test_a_chargeback_after_the_end_takes_what_is_left_back_from_each(world: World) -> None:
    world.begin().dispute().decide().wait(days=12)
    for name in ("refund", "silent connector"):
        del world.stories[name]  # nothing is left that a bank could take
    left = {name: 50_000 - payment_of(one).refunded for name, one in world.stories.items()}
    world.bank_says(world.bank("dispute", left, reason="fraudulent"), "lost")
    rows = {name: payment_of(one) for name, one in world.stories.items()}
    assert {name: row.reversed for name, row in rows.items()} == {
        name: USUAL[name][1] for name in rows
    }
    assert {(row.fee_kept, row.held_amount, row.advanced) for row in rows.values()} == {(0, 0, 0)}
    assert all(row.refunded + row.charged_back == 50_000 for row in rows.values())
    check_against(world.sandbox)


# --- The refund -------------------------------------------------------------------------------------


def test_a_refund_that_is_refused_for_now_is_made_later(world: World) -> None:
    world.begin().dispute()
    error = {
        "type": "invalid_request_error",
        "code": "balance_insufficient",
        "message": "Told to fail.",
    }
    world.sandbox.post("faults", match="POST /v1/refunds", kind="error", times=5, error=error)
    world.decide().wait(days=12)
    world.wait(days=1)
    world.over(USUAL)


def test_a_refund_that_the_card_s_bank_sends_back_is_paid_by_hand(world: World) -> None:
    finance = builders.staff("fiona", "finance")
    world.begin(card="4000000000005126").dispute().decide().wait(days=12)
    world.see()
    returned = {name: (0, paid, fee) for name, (_, paid, fee) in USUAL.items()}
    world.over(returned)
    stuck = ProviderCall.objects.filter(operation="refund", status="stuck")
    owed = {row.payment_id: row.parameters["amount"] for row in stuck}
    assert owed == {
        payment_of(one).pk: USUAL[name][0] for name, one in world.stories.items() if USUAL[name][0]
    }
    assert Case.objects.filter(kind="refund", closed_at=None).count() == len(owed)
    for row in stuck:
        payments.mark_refund_handled(row, staff=finance, reason="Paid to their bank account.")
    world.settle()
    check_sums()
    assert world.sums() == USUAL
    check_against(world.sandbox)


# --- What the pages say -----------------------------------------------------------------------------


def test_the_case_promised_each_decision_to_the_cent(world: World) -> None:
    world.begin().dispute()
    mona = Client()
    mona.force_login(world.mona)
    one = world.stories["split"]
    case = Case.objects.get(subject=one.now().reference)
    page = mona.get(f"/moderation/cases/{case.public_id}/").text
    for words in ("€500.00", "€400.00", "€100.00"):
        assert words in page
    preview = mona.get(f"/moderation/cases/{case.public_id}/preview/", {"part": "123.45"}).text
    for words in ("€376.55", "€98.76", "€24.69"):
        assert words in preview
