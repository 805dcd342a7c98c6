"""A story through the real doors: the API, the prospect's link, the provider's own messages.

`Doors` acts for the people by HTTP, lets workers do what waits, and delivers the sandbox's signed messages to
our webhook view. What we know of the provider a message made us look at, or the sweep after half an hour.
"""

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.test import Client

from brokerage.accounts.models import User
from introductions.models import Introduction
from introductions.queries import ANSWER, next_due, prospect_token
from introductions.tasks import sweep, sweep_payments
from payments import ledger
from payments.models import Checkout, LedgerAccount, Payment, ProviderCall
from payments.tasks import sweep_calls, sweep_events, sweep_unseen
from tests.support.moving_clock import MovingClock
from tests.support.shop import Receiver
from tests.support.signing_in import signed_in_now
from tests.support.stages import GOOD_CARD, PITCH, PURPOSE, Stage

API = "/api/v1"
Kind = LedgerAccount.Kind
ROUNDS = 12


def signed_in(user: User) -> Client:
    """A program of theirs."""
    return signed_in_now(user)


@dataclass(frozen=True)
class Call:
    """One request as the sandbox wrote it down."""

    path: str
    params: dict[str, Any]
    key: str
    status: int
    replayed: bool


@dataclass
class Doors:
    """Rita, Colin and Petra at the doors of one stage. Each verb ends when nothing moves any more."""

    stage: Stage
    receiver: Receiver
    clock: MovingClock
    seen: int = 0
    messages: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """From here on the sandbox's messages wait to be delivered to our door."""
        self.rita, self.colin = signed_in(self.stage.rep), signed_in(self.stage.connector)
        self.sandbox = self.stage.sandbox
        secrets = settings.STRIPE_WEBHOOK_SECRETS
        self.sandbox.post("webhooks", url=self.receiver.url, secrets=secrets, mode="hold")
        self.sandbox.flush()
        self.receiver.received.clear()
        self.seen = len(self.sandbox.get("requests"))

    # -- people

    def request(self, **more: Any) -> "Doors":
        """Rita asks; the answer holds the page on which she is to pay."""
        listing = str(self.stage.relationship.public_id)
        body = {"listing": listing, "pitch": PITCH, "purpose": PURPOSE, "no_way_in": True, **more}
        answer = self.rita.post(f"{API}/introductions/", body, content_type="application/json")
        assert answer.status_code == 201, answer.content
        self.stage.introduction = Introduction.objects.get(public_id=answer.json()["id"])
        self.work()
        return self

    def pay(self, card: str = GOOD_CARD) -> "Doors":
        """Rita pays on the newest page."""
        newest = self.payment.checkouts.order_by("n").last()
        assert newest is not None
        self.sandbox.pay(newest.session_id, card)
        self.work()
        return self

    def do(self, who: Client, move: str, **facts: Any) -> "Doors":
        """A move of a side, through the API."""
        path = f"{API}/introductions/{self.stage.introduction.public_id}/{move}/"
        answer = who.post(path, facts, content_type="application/json")
        assert answer.status_code == 200, answer.content
        self.work()
        return self

    def accept(self) -> "Doors":
        """Colin accepts."""
        return self.do(self.colin, "accept", not_my_employer=True, no_duty_breached=True)

    def agree(self) -> "Doors":
        """Petra agrees, by her link."""
        path = f"{API}/prospect/{prospect_token(self.stage.now(), ANSWER)}/"
        answer = Client().post(path, {"answer": "agree"}, content_type="application/json")
        assert answer.status_code == 200, answer.content
        self.work()
        return self

    def requested(self) -> "Doors":
        """Up to `requested`."""
        return self.request().pay()

    def introducing(self) -> "Doors":
        """Up to `introducing`: the money is held."""
        return self.requested().accept().agree()

    def confirmed(self) -> "Doors":
        """Up to `confirmed`: the safety hold runs."""
        return self.introducing().do(self.colin, "introduce").do(self.rita, "confirm")

    def released(self) -> "Doors":
        """Up to `released`: Colin is paid."""
        self.confirmed().wait(days=7, hours=1)
        assert self.state == "released"
        return self

    # -- what goes on behind the doors

    def work(self) -> None:
        """Workers and messages, until nothing moves."""
        for _ in range(ROUNDS):
            before = _fingerprint()
            sweep_calls()
            arrived = self.deliver()
            sweep_events()
            sweep_unseen()  # only what nobody has looked at for half an hour
            sweep_payments()
            sweep()
            if not arrived and _fingerprint() == before:
                return

    def deliver(self) -> int:
        """Every message that waits comes to our door, signed; how many there were."""
        self.sandbox.flush()
        arrived, self.receiver.received[:] = list(self.receiver.received), []
        for signature, raw in arrived:
            answer = Client().post(
                "/stripe/webhook/",
                data=raw,
                content_type="application/json",
                headers={"stripe-signature": signature},
            )
            assert answer.status_code == 200, answer.content
            self.messages.append(_type_of(raw))
        return len(arrived)

    def wait(self, **period: float) -> "Doors":
        """Time passes for us and the provider, from one due moment to the next."""
        target = self.clock.now() + timedelta(**period)
        while (due := next_due()) is not None and due <= target:
            self._move_to(max(due, self.clock.now()))
        self._move_to(target)
        return self

    def _move_to(self, moment: Any) -> None:
        self.clock.move_to(moment)
        self.sandbox.follow(self.clock.offset.total_seconds())
        self.work()

    # -- what is to be seen

    @property
    def payment(self) -> Payment:
        """The payment as it is in the database."""
        found = self.stage.now().payment
        assert found is not None
        return found

    @property
    def state(self) -> str:
        """The introduction's state."""
        return self.stage.now().state

    @property
    def checkout(self) -> Checkout:
        """The newest attempt to authorise a card."""
        found = self.payment.checkouts.order_by("n").last()
        assert found is not None
        return found

    def key(self, operation: str, n: int = 1) -> str:
        """The idempotency key that a call must have."""
        return f"{settings.ENVIRONMENT}:{self.stage.introduction.reference}:{operation}:{n}"

    def calls(self) -> list[Call]:
        """What the provider was asked to do since this was last asked."""
        log = self.sandbox.get("requests")
        new, self.seen = log[self.seen :], len(log)
        return [Call(**one) for one in new]

    def told(self) -> set[str]:
        """The types of the messages since this was last asked."""
        types, self.messages = set(self.messages), []
        return types

    def begin(self) -> "Doors":
        """What was asked and told so far is another row's."""
        self.calls()
        self.told()
        return self

    def books(self) -> dict[str, int]:
        """Balances by kind on their usual side; what is nothing is left out.

        Cash as if the provider took no fees; what it took is said by `costs`.
        """
        payment, payee = self.payment, self.stage.connector
        found = {
            "cash": ledger.balance(Kind.CASH, "EUR") + self.costs(),
            "held": ledger.balance(Kind.HELD, "EUR", payment=payment),
            "owed": ledger.balance(Kind.OWED, "EUR", user=payee),
            "fees": ledger.balance(Kind.FEES, "EUR"),
            "refunds": ledger.balance(Kind.REFUNDS, "EUR", payment=payment),
            "disputed": ledger.balance(Kind.DISPUTED, "EUR", payment=payment),
            "receivable": ledger.balance(Kind.RECEIVABLE, "EUR", user=payee),
        }
        return {name: amount for name, amount in found.items() if amount}

    def costs(self) -> int:
        """What the provider took for itself."""
        return ledger.balance(Kind.PROVIDER_FEES, "EUR")


def _type_of(raw: bytes) -> str:
    return str(json.loads(raw)["type"])


def _fingerprint() -> tuple[Any, ...]:
    return (
        tuple(Introduction.objects.order_by("pk").values_list("pk", "state")),
        tuple(Payment.objects.order_by("pk").values_list("funds", "intent", "changed_at")),
        tuple(ProviderCall.objects.order_by("pk").values_list("pk", "status", "attempts")),
    )
