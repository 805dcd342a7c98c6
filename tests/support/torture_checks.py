"""What must hold of a world: at every moment, after work in calm, and when all is over."""

import random
from datetime import timedelta
from typing import Any

from django.core import mail

from brokerage.cases.models import Case
from brokerage.kit import clock
from introductions import lifecycle
from introductions.models import Deadline, Introduction, Notice
from payments.models import Checkout, LedgerAccount, Payment, PayoutAccount, ProviderCall
from tests.support import torture_tally as tallies
from tests.support.audit import Kind, check_sums
from tests.support.torture_provider import Provider

FLOAT = 5_000_000
CURRENCIES = ("EUR", "USD")
OPEN_CALLS = [ProviderCall.Status.WAITING, ProviderCall.Status.SENT, ProviderCall.Status.DOUBTFUL]
LONGEST = lifecycle.REFUND_AFTER + timedelta(days=3)
"""After so long nothing may still be held without somebody on the desk who knows."""


class Checks(Provider):
    """The invariants, and the end of a world."""

    def sums_hold(self) -> None:
        """At every moment, whatever is on its way."""
        self._sums()
        self._a_never_is_kept()

    def _sums(self) -> None:
        check_sums()

    def _a_never_is_kept(self) -> None:
        """Whoever said never was not written to since, about anything."""
        for prospect, (since, address, sent) in self.nevers.items():
            told = Notice.objects.filter(
                audience=lifecycle.Actor.PROSPECT,
                event__introduction__prospect=prospect,
                told_at__gt=since,
                dropped="",
            )
            assert not told, [(one.kind, one.told_at, since) for one in told]
            later = mail.outbox[sent:] if address else []
            assert not [one.subject for one in later if address in one.to], address

    def _nothing_is_forgotten(self) -> None:
        """After work in calm: what is open has a clock, what is held for too long has a case."""
        for row in Introduction.objects.exclude(state__in=lifecycle.ENDS):
            assert row.deadlines.exists(), (row.pk, row.state)
        long_ago = clock.now() - LONGEST
        for payment in Payment.objects.filter(captured_at__lt=long_ago):
            if payment.held_amount > 0 or payment.owed_amount > 0:
                assert has_case(payment), (payment, payment.held_amount, payment.owed_amount)

    # -- the end -------------------------------------------------------------------------------------

    def end(self) -> None:
        """Let everything settle, look whether all is as it must be, and count what was done."""
        self._settle()
        self._check()
        tallies.count(self.tally, self._live())
        self.tally["worlds"] += 1

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
            self._nothing_is_forgotten()
            if not self._unfinished() and not self._open_disputes():
                break
            due = Deadline.objects.order_by("due_at").first()
            wait = timedelta(hours=25)
            if due:
                wait = max(due.due_at - self.moving.now() + timedelta(minutes=1), wait)
            self._forward(wait)
        self._forward(timedelta(days=3))
        self._deliver("duplicate", random.Random(1), most=30)
        self._work(everything=True)
        self._nothing_is_forgotten()

    def _unfinished(self) -> bool:
        return (
            Introduction.objects.exclude(state__in=lifecycle.ENDS).exists()
            or ProviderCall.objects.filter(status__in=OPEN_CALLS).exists()
            or Checkout.objects.filter(status__in=["ordered", "open", "authorised"]).exists()
            or any(
                p.owed_amount or (p.refunds_ordered > p.refunded and not stuck(p))
                for p in Payment.objects.all()
                if not left_to_a_person(p)
            )
        )

    def _check(self) -> None:
        """The run is over: every introduction ended, every call granted, both books the same."""
        self.sums_hold()
        waiting = Introduction.objects.exclude(state__in=lifecycle.ENDS)
        assert not waiting, [(one.pk, one.state, str(one.payment_id)) for one in waiting]
        open_calls = ProviderCall.objects.filter(status__in=OPEN_CALLS)
        assert not open_calls, [(w.key, w.status, w.error) for w in open_calls]
        for call in ProviderCall.objects.filter(status="stuck"):
            known = Case.objects.filter(kind__in=["call", "refund"], subject=call.key[:120])
            assert known.exists(), (call.key, call.error_code, call.error)
        books = self.sandbox.get("books")
        for payment in Payment.objects.all():
            self._check_payment(payment, books)
        for currency in CURRENCIES:
            self._check_balance(currency, books)

    def _check_balance(self, currency: str, books: Any) -> None:
        booked = LedgerAccount.objects.filter(kind=Kind.OUTSIDE, payment=None, currency=currency)
        cash = _balance(Kind.CASH, currency) + sum(one.balance for one in booked)
        own = books["platform"][currency.lower()]
        there = own["available"] + own["pending"]
        assert there == self.own_money[currency] + cash, (currency, own, cash)
        owing = sum(_balance(kind, currency) for kind in (Kind.HELD, Kind.OWED, Kind.REFUNDS))
        assert there >= -owing

    def _check_payment(self, payment: Payment, books: Any) -> None:
        intents = payment.checkouts.exclude(intent_id="").values_list("intent_id", flat=True)
        theirs = [books["payments"][intent] for intent in intents]
        group = books["transfer_groups"].get(payment.reference, {})
        said = {
            "captured": sum(one["captured"] for one in theirs),
            "refunded": sum(one["refunded"] for one in theirs) + handled(payment),
            "transferred": group.get("transferred", 0),
            "reversed": group.get("reversed", 0),
        }
        ours = {name: getattr(payment, name) for name in said}
        assert ours == said, (payment, ours, said)
        assert sum(one["captured"] > 0 for one in theirs) <= 1
        disputed = sum(one["disputed"] for one in theirs)
        assert disputed == payment.charged_back, (disputed, payment.charged_back)
        self._paid_once(payment)
        state = payment.introduction.state
        self.tally[f"ended {state}"] += 1
        if payment.held_amount or payment.owed_amount or stuck(payment):
            # By design a person decides: then there is a case that says so.
            assert has_case(payment), (payment, state, payment.held_amount, payment.owed_amount)
            self.tally[f"left to a person, {state}"] += 1

    def _paid_once(self, payment: Payment) -> None:
        """What we transferred ourselves and what did not come back is the payee's part, once."""
        made = payment.calls.filter(operation="transfer").exclude(answer_id="")
        sent = sum(int(one.parameters["amount"]) for one in made)
        assert sent - payment.reversed <= payment.price - payment.fee, (payment, sent)
        if payment.introduction.state == "released":
            assert payment.received > 0, payment


def stuck(payment: Payment) -> bool:
    """Whether a refund came back from the card's bank and nobody has paid it otherwise."""
    return payment.calls.filter(status="stuck", error_code="refund_failed").exists()


def left_to_a_person(payment: Payment) -> bool:
    """Whether a call for it waits for the desk, which then does nothing."""
    return payment.calls.filter(status="stuck").exists()


def has_case(payment: Payment) -> bool:
    """Whether somebody on the desk is called for it."""
    about = Case.objects.filter(closed_at=None)
    return about.filter(facts__introduction=payment.reference).exists()


def handled(payment: Payment) -> int:
    """Refunds that finance paid from our own bank account."""
    rows = LedgerAccount.objects.filter(kind=Kind.OUTSIDE, payment=payment)
    return abs(sum(row.balance for row in rows))


def _balance(kind: LedgerAccount.Kind, currency: str) -> int:
    rows = LedgerAccount.objects.filter(kind=kind, currency=currency)
    return sum(row.balance for row in rows)
