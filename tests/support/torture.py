"""A state machine of faults: random people make random moves at random times, and everything fails.

Each run is one world: reps, connectors (not able to be paid at times), prospects, the sandbox over HTTP with
its switches, workers that die at the worst moment, messages lost, doubled and out of order. Afterwards
everything is let settle and the books must agree to the cent.

Here all happens in one process and one transaction: a seed repeats it exactly. `torture_real` runs the same
rules with worker processes that are killed, connections that are cut and a queue that is emptied.
"""

import random
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any, ClassVar
from unittest.mock import patch

import stripe
from django.db import transaction
from django.test import Client
from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from brokerage.kit.errors import Refusal
from brokerage.kit.money import Money
from introductions import actions, lifecycle
from introductions import tasks as introduction_tasks
from introductions.actions.stopping import let_through, stop
from introductions.models import Deadline, Dispute, Introduction
from payments import actions as payments
from payments import tasks
from payments.gateway.client import client
from payments.gateway.errors import Unreachable
from payments.models import Checkout, Payment, PayoutAccount, ProviderEvent, Wish
from tests.support import builders
from tests.support.audit import Kind, balance, check_sums
from tests.support.builders import Person
from tests.support.moving_clock import MovingClock
from tests.support.sandbox_process import Sandbox
from tests.support.shop import WEBHOOK_SECRET, Receiver
from tests.support.stages import PITCH, listed, payable

FLOAT = 5_000_000
REPS = ("rita", "rolf", "rosa", "ruth")
CONNECTORS = ("colin", "cora", "carl", "cleo", "curt")
WORDS = "It did not happen the way it was described to me at all."
CARDS = (
    ["4242424242424242"] * 6
    + ["4000000000000077"] * 3
    + ["4000000000000002", "4000000000000259", "4000000000001976", "4000000000005423"]
    + ["4000000000007726", "4000000000005126"]
)
CALLS = [
    "POST /v1/checkout/sessions*",
    "POST /v1/payment_intents/*",
    "POST /v1/refunds",
    "POST /v1/transfers*",
    "POST *",
    "GET *",
]
KINDS = [
    "drop_before",
    "drop_after_commit",
    "500",
    "500_after_commit",
    "500_no_retry",
    "429",
    "409",
    "latency",
]
DEATHS = ["", "send", "_grant", "_refuse", "_postpone"]
HEALED = [{"code": "balance_insufficient"}, {"code": "insufficient_capabilities_for_transfer"}]
REFUSED = [{"code": "transfers_not_allowed"}, {"code": "parameter_invalid_integer"}]
OPEN_WISHES = [Wish.Status.WAITING, Wish.Status.SENT, Wish.Status.DOUBTFUL]


class Killed(BaseException):
    """The worker's process ended here."""


def _killed(*_: object, **__: object) -> None:
    raise Killed


def _raise(*_: object) -> None:
    raise


class Torture(RuleBasedStateMachine):
    """One world; set `sandbox` and `receiver` before running."""

    sandbox: ClassVar[Sandbox]
    receiver: ClassVar[Receiver]
    tally: ClassVar[Counter[str]] = Counter()
    crowd: ClassVar[int] = 2  # so many reps, one more connector, three listings for each

    def __init__(self) -> None:
        super().__init__()
        self._begin()
        self.sandbox.post("reset", url=self.receiver.url, secrets=[WEBHOOK_SECRET])
        self.sandbox.post("webhooks", mode="hold")
        self.receiver.received.clear()
        self.moving = MovingClock()
        self.moving.install()
        self.http = Client()
        # A sweep survives one row that fails; here such a row is a finding.
        self.loud = patch("brokerage.cases.sweeping.log.error", _raise)
        self.loud.start()

    def _begin(self) -> None:
        """The whole world is one transaction, undone afterwards."""
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()

    def _end(self) -> None:
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    @initialize(chance=st.integers(0, 2**20))
    def people(self, chance: int) -> None:
        """The cast, the listings, the platform's own float, and some stories begun."""
        assume(
            chance
        )  # Hypothesis begins with the simplest story of all, which is a waste of a world
        self.sandbox.top_up(FLOAT)
        self.reps = [builders.rep(name) for name in REPS[: self.crowd]]
        self.connectors = [builders.connector(name) for name in CONNECTORS[: self.crowd + 1]]
        self.moderators = [builders.moderator(name) for name in ("mona", "max")]
        for one in self.connectors:
            payable(one, self.sandbox)
        self.listings = [
            listed(self.connectors[n % len(self.connectors)], _prospect(n), price=50_000 + 33 * n)
            for n in range(3 * self.crowd)
        ]

        self.dice = dice = random.Random(chance)
        for number in dice.sample(range(3 * self.crowd), 2 * self.crowd):
            self.request(dice.randrange(9), number, dice.random() < 0.3, dice.random() < 0.9)
        self._work()
        for number in range(2 * self.crowd):
            self.go_well(number, dice.randrange(6), dice.choice(DEATHS))
        for _ in range(dice.randrange(4)):
            self.fault(
                dice.choice(CALLS), dice.choice(KINDS), dice.randint(1, 3), dice.randrange(9)
            )

    # -- people ---------------------------------------------------------------------------------

    @rule(rep=st.integers(0, 9), listing=st.integers(0, 29), keep=st.booleans(), pay=st.booleans())
    def request(self, rep: int, listing: int, keep: bool, pay: bool) -> None:
        def deed() -> None:
            row, wish = actions.request(
                self.reps[rep % len(self.reps)],
                self.listings[listing % len(self.listings)],
                pitch=PITCH,
                purpose="Freight invoices",
                keep_asking=keep,
                no_way_in=True,
            )
            payments.carry_out(wish.pk)
            if pay:
                self._pay(row.payment, CARDS[0])

        self._try("request", deed)

    @rule(which=st.integers(0, 9), card=st.sampled_from(CARDS))
    def pay(self, which: int, card: str) -> None:
        if row := self._pick(which, states=["checkout", "requested", "securing"]):
            self._pay(row.payment, card)

    def _pay(self, payment: Payment | None, card: str) -> None:
        checkout = Checkout.objects.filter(payment=payment).exclude(session_id="").last()
        if checkout:
            self._control("pay", session=checkout.session_id, card=card)

    @rule(which=st.integers(0, 9), move=st.integers(0, 40), again=st.booleans(), data=st.data())
    def deed(self, which: int, move: int, again: bool, data: st.DataObject) -> None:
        """Any move that somebody may think of making from where an introduction stands."""
        row = self._pick(which)
        if row is None:
            return
        known = DEEDS
        likely = sorted(
            {m.name for m in lifecycle.moves_from(lifecycle.State(row.state))} & known.keys()
        )
        names = likely or sorted(known)
        name = names[move % len(names)]
        chance = data.draw(st.integers(0, 2**20))
        for _ in range(2 if again else 1):
            self._try(name, lambda: known[name](self, row, random.Random(chance)))

    @rule(which=st.integers(0, 9), steps=st.integers(1, 7), dies=st.sampled_from(DEATHS))
    def go_well(self, which: int, steps: int, dies: str) -> None:
        """Things go well for a while: most introductions must get somewhere for money to move."""
        row = self._pick(which)
        for _ in range(steps):
            if row is None or row.state not in GOING_WELL:
                return
            name = GOING_WELL[row.state]
            if name == "pay":
                self._pay(row.payment, CARDS[0])
            else:
                self._try(name, lambda: DEEDS[name](self, row, random.Random(1)))  # noqa: B023
            self.a_worker_dies(dies)
            self._work()
            row = Introduction.objects.get(pk=row.pk)

    # -- time and workers -------------------------------------------------------------------------

    @rule(hours=st.sampled_from([1, 2, 6, 24, 26, 49, 73, 170, 400]))
    def time_passes(self, hours: int) -> None:
        self._forward(timedelta(hours=hours))
        self._work()

    @rule()
    def workers(self) -> None:
        self._work()

    @rule(where=st.sampled_from(DEATHS))
    def a_worker_dies(self, where: str) -> None:
        """kill -9 before the call, or after it and before anything was saved."""
        due = Wish.objects.filter(status__in=["waiting", "sent"]).order_by("-pk")
        for wish in due[:2] if where else []:
            try:
                with patch(f"payments.actions.wishes.{where}", _killed):
                    payments.carry_out(wish.pk)
            except Killed:
                self._count(f"killed at {where}")

    @rule(chance=st.integers(0, 2**20))
    def everything_comes_twice(self, chance: int) -> None:
        """Tasks repeated, events understood again, payments looked at by an older worker."""
        dice = random.Random(chance)
        for model, task in (
            (Wish, tasks.carry_out),
            (Payment, tasks.look),
            (Payment, introduction_tasks.follow_payment),
            (Deadline, actions.let_due),
        ):
            ids = list(model.objects.order_by("pk").values_list("pk", flat=True))
            for one in dice.sample(ids, min(2, len(ids))):
                task(one)
        ProviderEvent.objects.filter(pk__in=_some(ProviderEvent, dice)).update(processed_at=None)
        self._count("repeated")

    @rule(which=st.integers(0, 9))
    def an_old_look_is_recorded_late(self, which: int) -> None:
        """Between a worker's look and its writing, another looked, wrote, and time went on."""
        from payments.actions.observing import fetch, record

        row = self._pick(which, ended=True)
        if row is None or row.payment is None:
            return
        try:
            old = fetch(row.payment)
        except Unreachable:
            return
        self._work()
        record(row.payment.pk, old)
        self._count("late look")

    # -- the provider, the network, the banks --------------------------------------------------------

    @rule(
        call=st.sampled_from(CALLS),
        kind=st.sampled_from(KINDS),
        times=st.integers(1, 3),
        after=st.integers(0, 2),
    )
    def fault(self, call: str, kind: str, times: int, after: int) -> None:
        seconds = 0.05
        self._faults(
            {"match": call, "kind": kind, "times": times, "after": after, "seconds": seconds}
        )

    @rule(error=st.sampled_from(HEALED))
    def no_money_there(self, error: dict[str, str]) -> None:
        error = {"type": "invalid_request_error", "message": "Told to fail.", **error}
        self._faults({"match": "POST /v1/transfers", "kind": "error", "error": error})

    @rule(error=st.sampled_from(REFUSED), times=st.integers(1, 3))
    def transfers_are_refused(self, error: dict[str, str], times: int) -> None:
        """For good, by what no time heals: a person decides, or the intent is gone before one did."""
        error = {"type": "invalid_request_error", "message": "Told to fail.", **error}
        fault = {"match": "POST /v1/transfers", "kind": "error", "error": error, "times": times}
        self._faults(fault)
        self._count("transfers refused for good")

    @rule(which=st.integers(0, 9))
    def the_desk_decides_a_stuck_transfer(self, which: int) -> None:
        stuck = Wish.objects.filter(operation="transfer", status="stuck").order_by("pk")
        if row := stuck[which % len(stuck)] if stuck else None:
            self._try("decide", lambda: payments.look_and_decide(row, staff=self.moderators[0]))
            self._count("stuck transfer decided")

    @rule(which=st.integers(0, 9))
    def the_desk_gives_back_what_cannot_be_paid(self, which: int) -> None:
        if row := self._pick(which, states=["confirmed", "settling", "released", "split"]):
            staff = self.moderators[0]
            self._try("refund_unpaid", lambda: actions.refund_unpaid(row, staff=staff))

    @rule(
        how=st.sampled_from(["lose", "duplicate", "reorder", "all"]), chance=st.integers(0, 2**20)
    )
    def messages(self, how: str, chance: int) -> None:
        self._deliver(how, random.Random(chance))

    @rule(
        which=st.integers(0, 9),
        part=st.sampled_from([None, None, 5_000]),
        inquiry=st.sampled_from([False, False, True]),
        withdrawn_after=st.sampled_from([0, 0, 108_000]),
    )
    def chargeback(self, which: int, part: int | None, inquiry: bool, withdrawn_after: int) -> None:
        intent = self._intent(which)
        if intent:
            self._control("withdrawals", seconds=withdrawn_after)
            amount = {"amount": part} if part else {}
            if self._control(
                "dispute", payment_intent=intent, reason="fraudulent", inquiry=inquiry, **amount
            ):
                self._count("inquiry" if inquiry else "chargeback")

    @rule(which=st.integers(0, 9), won=st.booleans())
    def the_bank_decides(self, which: int, won: bool) -> None:
        intent = self._intent(which)
        if not intent:
            return
        for one in self._disputes(intent):
            inquiry = one["status"].startswith("warning")
            status = "warning_closed" if inquiry else "won" if won else "lost"
            if self._control("dispute", dispute=one["id"], status=status):
                self._count(f"dispute {status}")

    @rule(
        which=st.integers(0, 9),
        what=st.sampled_from(["early_fraud_warning", "expire_authorisation"]),
    )
    def trouble(self, which: int, what: str) -> None:
        intent = self._intent(which)
        if intent and self._control(what, payment_intent=intent):
            self._count(what)

    @rule(which=st.integers(0, 9), part=st.sampled_from([None, 5_000]))
    def somebody_refunds_at_the_provider(self, which: int, part: int | None) -> None:
        """In its own pages: nobody here has ordered it."""
        if intent := self._intent(which):
            amount = {"amount": part} if part else {}
            with suppress(stripe.StripeError):
                client().v1.refunds.create({"payment_intent": intent, **amount})  # type: ignore[typeddict-item]
                self._count("refunded at the provider")

    @rule(which=st.integers(0, 9))
    def refund_fails(self, which: int) -> None:
        made = Wish.objects.filter(operation="refund").exclude(answer_id="").order_by("pk")
        if made and self._control("refund_fails", refund=made[which % len(made)].answer_id):
            self._count("refund_fails")

    @rule(who=st.integers(0, 9), ready=st.booleans())
    def payout_account(self, who: int, ready: bool) -> None:
        account = self._account(who)
        missing = {} if ready else {"missing": ["payout_method"]}
        if self._control("onboard", account=account.account_id, **missing):
            self._see_accounts()
            self._count("onboarded" if ready else "not onboarded")

    @rule(who=st.integers(0, 9))
    def connector_takes_the_money(self, who: int) -> None:
        """The connected balance is emptied: a reversal will be refused."""
        account = self._account(who).account_id
        there = self.sandbox.get("books")["accounts"].get(account, {}).get("eur", {})
        if there.get("available", 0) > 0:
            amount = there["available"]
            if self._control("payout", account=account, amount=amount, currency="eur"):
                self._count("emptied")

    @rule(which=st.integers(0, 9))
    def the_desk_refunds_what_was_paid(self, which: int) -> None:
        """After the release: the reversal first, or a debt where the balance is empty."""
        if row := self._pick(which, states=["released", "split"]):
            staff = self.moderators[0]

            def deed() -> None:
                actions.reclaim(row, staff=staff, reason=WORDS)
                self._count("refunded after the release")

            self._try("reclaim", deed)

    # -- what must hold --------------------------------------------------------------------------------

    @invariant()
    def sums_hold(self) -> None:
        """At every moment, whatever is on its way."""
        self._sums()

    def _sums(self) -> None:
        check_sums()

    def teardown(self) -> None:
        try:
            if hasattr(self, "reps"):
                self._settle()
                self._check()
        finally:
            self.tally["runs"] += 1
            self.loud.stop()
            self.moving.remove()
            self._end()

    def _settle(self) -> None:
        """No more faults; everybody can be paid; time goes on until nothing is open."""
        self.tally.update(
            {f"sandbox: {kind}": n for kind, n in self.sandbox.get("books")["faults"].items()}
        )
        self.sandbox._call("DELETE", "faults", None)
        self.sandbox.post("webhooks", mode="hold")
        for one in PayoutAccount.objects.all():
            self.sandbox.onboard(one.account_id)
        self._see_accounts()
        # A warning nobody clears holds a release back until day 85, when everything is refunded.
        for number in range(110):
            self._work(everything=number < 2 or number % 8 == 0)
            if not self._unfinished() and not self._open_disputes():
                break
            due = Deadline.objects.order_by("due_at").first()
            wait = timedelta(hours=25)
            if due:
                wait = max(due.due_at - self.moving.now() + timedelta(minutes=1), wait)
            self._forward(wait)
        self._forward(timedelta(days=3))
        self._deliver("duplicate", random.Random(1))
        self._work(everything=True)

    def _unfinished(self) -> bool:
        return (
            Introduction.objects.exclude(state__in=lifecycle.ENDS).exists()
            or Wish.objects.filter(status__in=OPEN_WISHES).exists()
            or Checkout.objects.filter(status__in=["ordered", "open", "authorised"]).exists()
            or any(
                p.owed_amount or (p.refunds_ordered > p.refunded and not _stuck(p))
                for p in Payment.objects.all()
            )
        )

    def _check(self) -> None:
        """The run is over: every introduction ended, every wish granted, both books the same."""
        self.sums_hold()
        waiting = Introduction.objects.exclude(state__in=lifecycle.ENDS)
        assert not waiting, [(one.pk, one.state, str(one.payment_id)) for one in waiting]
        open_wishes = Wish.objects.filter(status__in=OPEN_WISHES)
        assert not open_wishes, [(w.key, w.status, w.error) for w in open_wishes]
        for wish in Wish.objects.filter(status="stuck"):
            assert wish.error_code == "refund_failed", (wish.key, wish.error_code, wish.error)
        books = self.sandbox.get("books")
        for payment in Payment.objects.all():
            self._check_payment(payment, books)
        cash = balance(Kind.CASH)
        own = books["platform"]["eur"]
        assert own["available"] + own["pending"] == FLOAT + cash, (own, cash)
        liabilities = -(balance(Kind.HELD) + balance(Kind.OWED) + balance(Kind.REFUNDS))
        assert own["available"] + own["pending"] >= liabilities

    def _check_payment(self, payment: Payment, books: Any) -> None:
        intents = payment.checkouts.exclude(intent_id="").values_list("intent_id", flat=True)
        theirs = [books["payments"][intent] for intent in intents]
        group = books["transfer_groups"].get(payment.reference, {})
        said = {
            "captured": sum(one["captured"] for one in theirs),
            "refunded": sum(one["refunded"] for one in theirs),
            "transferred": group.get("transferred", 0),
            "reversed": group.get("reversed", 0),
        }
        ours = {name: getattr(payment, name) for name in said}
        assert ours == said, (payment, ours, said)
        assert sum(one["captured"] > 0 for one in theirs) <= 1
        disputed = sum(one["disputed"] for one in theirs)
        assert disputed == payment.charged_back, (disputed, payment.charged_back)
        assert payment.paid_out <= payment.price - payment.fee
        assert group.get("transfers", 0) <= 1 + (payment.reversed > 0)
        state = payment.introduction.state
        self.tally[f"ended {state}"] += 1
        if payment.held_amount:
            # By design a person decides: a dispute was won, or only a part of the charge was taken.
            assert state == "charged_back", (payment, state, payment.held_amount)
            self.tally["left to a person: held after a dispute"] += 1
        if _stuck(payment):
            self.tally["left to a person: refund failed"] += 1
        if state == "released":
            assert payment.received > 0, payment

    # -- helpers -----------------------------------------------------------------------------------------

    def _count(self, what: str) -> None:
        self.tally[what] += 1

    def _try(self, name: str, deed: Callable[[], object]) -> None:
        self.tally["deeds"] += 1
        try:
            with transaction.atomic():
                deed()
        except Refusal:
            self.tally["deeds refused"] += 1

    def _pick(
        self, which: int, states: list[str] | None = None, ended: bool = False
    ) -> Introduction | None:
        rows = Introduction.objects.select_related("payment").order_by("pk")
        if states:
            rows = rows.filter(state__in=states)
        elif not ended:
            rows = rows.exclude(state__in=lifecycle.ENDS)
        found = list(rows)
        return found[which % len(found)] if found else None

    def _account(self, who: int) -> PayoutAccount:
        return PayoutAccount.objects.get(user=self.connectors[who % len(self.connectors)])

    def _intent(self, which: int) -> str:
        found = list(Checkout.objects.exclude(intent_id="").order_by("pk"))
        return found[which % len(found)].intent_id if found else ""

    def _disputes(self, intent: str) -> list[Any]:
        try:
            found = client().v1.disputes.list({"payment_intent": intent}).data
        except Unreachable:
            return []
        return [one.to_dict() for one in found]

    def _open_disputes(self) -> bool:
        closed = {"won", "lost", "warning_closed", "prevented"}
        return any(
            one["status"] not in closed
            for checkout in Checkout.objects.filter(status="captured")
            for one in self._disputes(checkout.intent_id)
        )

    def _control(self, path: str, **body: Any) -> bool:
        """Ask the sandbox's desk; what it cannot do right now is no fault of anybody's."""
        try:
            self.sandbox.post(path, **body)
        except AssertionError:
            return False
        return True

    def _faults(self, *faults: dict[str, Any]) -> None:
        for fault in faults:
            self.sandbox.post("faults", **fault)

    def _see_accounts(self) -> None:
        for one in PayoutAccount.objects.all():
            with suppress(Unreachable):
                payments.look_at_account(one.account_id)

    def _forward(self, period: timedelta) -> None:
        """Time for both, from one due moment to the next, a few times at most."""
        target = self.moving.now() + period
        self.moving.move_to(target)
        self.sandbox.follow(self.moving.offset.total_seconds())

    def _deliver(self, how: str, dice: random.Random) -> None:
        self.sandbox.flush()
        arrived, self.receiver.received[:] = list(self.receiver.received), []
        if how == "lose":
            arrived = dice.sample(arrived, len(arrived) // 2)
        if how == "duplicate":
            arrived = arrived + arrived
        if how in {"reorder", "duplicate"}:
            dice.shuffle(arrived)
        self.tally[f"messages: {how}"] += 1
        for signature, raw in arrived:
            answer = self.http.post(
                "/stripe/webhook/",
                data=raw,
                content_type="application/json",
                headers={"stripe-signature": signature},
            )
            assert answer.status_code == 200, answer.content
        tasks.sweep_events()

    def _work(self, everything: bool = False) -> None:
        """What the sweeps do, until nothing moves."""
        for _ in range(6):
            before = _fingerprint()
            tasks.sweep_wishes()
            seen = Payment.objects.all()
            if not everything:
                seen = seen.exclude(funds="settled")
            for payment in seen:
                tasks.look(payment.pk)
            tasks.sweep_events()
            introduction_tasks.sweep_payments()
            introduction_tasks.sweep()
            tasks.sweep_due()
            tasks.sweep_letters()
            if _fingerprint() == before:
                return


def _stuck(payment: Payment) -> bool:
    return payment.wishes.filter(status="stuck", error_code="refund_failed").exists()


def _fingerprint() -> tuple[Any, ...]:
    return (
        tuple(Introduction.objects.order_by("pk").values_list("state", flat=True)),
        tuple(Wish.objects.order_by("pk").values_list("status", "next_try_at")),
        tuple(Payment.objects.order_by("pk").values_list("funds", "disputed_at", "reversed")),
    )


def _some(model: Any, dice: random.Random) -> list[int]:
    ids = list(model.objects.order_by("pk").values_list("pk", flat=True))
    return dice.sample(ids, min(3, len(ids)))


def _prospect(n: int) -> Person:
    return Person(
        name=f"Petra Number{n}",
        email=f"petra{n}@meridian-freight{n}.example",
        profile_url=f"https://www.linkedin.com/in/petra-number-{n}",
        title="VP Procurement",
    )


Deed = Callable[[Torture, Introduction, random.Random], object]


def _order(answer: tuple[Introduction, Wish | None]) -> None:
    if answer[1]:
        payments.carry_out(answer[1].pk)


def _side(row: Introduction, dice: random.Random) -> Any:
    return dice.choice([row.rep, row.connector])


def _price(row: Introduction, dice: random.Random) -> Money:
    return Money(row.price + dice.choice([-10_001, 10_003]), row.currency)


def _dispute(row: Introduction) -> Dispute:
    return row.disputes.last() or Dispute()


def _part(row: Introduction, dice: random.Random) -> Money:
    return Money(dice.choice([1, 9_999, row.price // 3, row.price - 1]), row.currency)


def _decide(world: Torture, row: Introduction, dice: random.Random) -> object:
    ruling = dice.choice(["release", "refund", "split"])
    judge = dice.choice(world.moderators)
    part = _part(row, dice)
    return actions.decide(row, moderator=judge, ruling=ruling, reason=WORDS, part=part)


DEEDS: dict[str, Deed] = {
    "withdraw": lambda w, r, d: actions.withdraw(r, user=r.rep),
    "reopen_checkout": lambda w, r, d: _order(actions.reopen_checkout(r, user=r.rep)),
    "counter": lambda w, r, d: actions.counter(r, user=r.connector, price=_price(r, d)),
    "agree_to_counter": lambda w, r, d: _order(actions.agree_to_counter(r, user=r.rep)),
    "accept": lambda w, r, d: actions.accept(
        r, user=r.connector, not_my_employer=True, no_duty_breached=True
    ),
    "decline": lambda w, r, d: actions.decline(r, user=r.connector),
    "agree": lambda w, r, d: actions.agree(r),
    "refuse": lambda w, r, d: actions.refuse(r, how="not_now"),
    "refuse_late": lambda w, r, d: actions.take_back(r),
    "authorise_again": lambda w, r, d: _order(actions.authorise_again(r, user=r.rep)),
    "introduce": lambda w, r, d: actions.introduce(r, user=r.connector),
    "step_back": lambda w, r, d: actions.step_back(r, user=r.connector),
    "offer_cancel": lambda w, r, d: actions.offer_cancel(r, user=_side(r, d)),
    "agree_cancel": lambda w, r, d: actions.agree_cancel(r, user=_side(r, d)),
    "decline_cancel": lambda w, r, d: actions.decline_cancel(r, user=_side(r, d)),
    "confirm": lambda w, r, d: actions.confirm(r, user=r.rep),
    "vouch": lambda w, r, d: actions.vouch(r),
    "testify": lambda w, r, d: actions.bear_witness(r, word=d.choice(["yes", "no", "never_asked"])),
    "object": lambda w, r, d: actions.object_to(r, word=d.choice(["no", "never_asked"])),
    "dispute": lambda w, r, d: actions.dispute(
        r, user=_side(r, d), reason="never_happened", statement=WORDS
    ),
    "respond": lambda w, r, d: actions.respond(r, user=_side(r, d), response=WORDS),
    "offer_split": lambda w, r, d: actions.offer_split(r, user=_side(r, d), part=_part(r, d)),
    "accept_split": lambda w, r, d: actions.accept_split(
        r, user=_side(r, d), part=Money(_dispute(r).split_offer or 0, r.currency)
    ),
    "decide": _decide,
    "cosign": lambda w, r, d: actions.cosign(r, moderator=d.choice(w.moderators)),
    "let_through": lambda w, r, d: let_through(r, staff=w.moderators[0]),
    "stop": lambda w, r, d: stop(r, staff=w.moderators[0]),
    "appeal": lambda w, r, d: actions.appeal(r, user=_side(r, d), statement=WORDS),
    "answer_appeal": lambda w, r, d: actions.answer_appeal(r, user=_side(r, d), response=WORDS),
    "take_back_decision": lambda w, r, d: actions.take_back_decision(
        r, moderator=d.choice(w.moderators), reason=WORDS
    ),
    "withdraw_dispute": lambda w, r, d: actions.withdraw_dispute(r, user=_side(r, d)),
    "decline_counter": lambda w, r, d: actions.decline_counter(r, user=r.rep),
    "take_back_counter": lambda w, r, d: actions.take_back_counter(r, user=r.connector),
    "accept_decision": lambda w, r, d: actions.accept_decision(
        r, user=_side(r, d), decision=_dispute(r).decision
    ),
    "disagree": lambda w, r, d: actions.disagree(r, moderator=d.choice(w.moderators), reason=WORDS),
    "object_late": lambda w, r, d: actions.object_to(r, word="no"),
    "uphold": lambda w, r, d: actions.uphold(r, moderator=d.choice(w.moderators), reason=WORDS),
    "dismiss": lambda w, r, d: actions.dismiss(r, moderator=d.choice(w.moderators), reason=WORDS),
}
GOING_WELL = {
    "checkout": "pay",
    "requested": "accept",
    "consent": "agree",
    "securing": "agree",
    "introducing": "introduce",
    "confirming": "confirm",
}
