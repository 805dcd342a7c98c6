"""One world of the torture: its cast, its clock, its hands on the sandbox, and what it counts."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, TypeVar
from unittest.mock import patch

from django.conf import settings
from django.core import mail
from django.db import transaction
from django.test import Client
from django.utils import timezone

from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from introductions import lifecycle, notices
from introductions import tasks as introduction_tasks
from introductions.models import Introduction
from payments import actions as payments
from payments import tasks
from payments.gateway.errors import Unreachable
from payments.models import Payment, PayoutAccount, ProviderCall
from tests.support import torture_tally as tallies
from tests.support.moving_clock import MovingClock
from tests.support.sandbox_process import Sandbox
from tests.support.shop import WEBHOOK_SECRET, Receiver

BEGINS = datetime(2027, 3, 2, 9, 0, tzinfo=UTC)
TICK = timedelta(milliseconds=20)
T = TypeVar("T")


class TickingClock(MovingClock):
    """A clock that goes on by a tick whenever it is read: a slow machine lives through the same times."""

    def __init__(self) -> None:
        super().__init__()
        self.at = BEGINS

    def install(self) -> None:
        clock.install(self._ahead)

    def _ahead(self) -> timedelta:
        self.at += TICK
        return self.at - timezone.now()

    def move_to(self, at: datetime) -> datetime:
        self.at = at + timedelta(seconds=1)
        self.offset = self.at - timezone.now()
        return self.now()


class Base:
    """Set `sandbox` and `receiver` before running. Everything is one transaction, undone afterwards."""

    sandbox: ClassVar[Sandbox]
    receiver: ClassVar[Receiver]
    tally: ClassVar[Counter[str]] = Counter()
    known: ClassVar[Counter[str]] = Counter()  # made in worlds before: not looked for again
    crowd: ClassVar[int] = 2  # so many reps, one more connector, three listings for each

    def __init__(self) -> None:
        self._begin()
        self.story_so_far: list[str] = []
        self.fee = settings.FEE_BASIS_POINTS
        self.sandbox.post("reset", url=self.receiver.url, secrets=[WEBHOOK_SECRET])
        self.sandbox.post("webhooks", mode="hold")
        self.receiver.received.clear()
        mail.outbox.clear()
        self.moving = self._new_clock()
        self.moving.install()
        self._forward(timedelta())
        self.http = Client()
        self.reps: list[User] = []
        self.connectors: list[User] = []
        self.made: Counter[str] = Counter(self.known)
        self.begun: Counter[str] = Counter()  # scenes
        self.live: dict[int, list[str]] = {}
        self.nevers: dict[int, tuple[datetime, str, int]] = {}
        self._stop_watching = tallies.watch(self._note)
        # A sweep survives one row that fails; here such a row is a finding.
        self.loud = patch("brokerage.cases.sweeping.log.error", _raise)
        self.loud.start()

    def _begin(self) -> None:
        self.savepoint = transaction.atomic()
        self.savepoint._from_testcase = True  # what insists on being outermost may be inside of it
        self.savepoint.__enter__()

    def _end(self) -> None:
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    def _new_clock(self) -> MovingClock:
        return TickingClock()

    def leave(self) -> None:
        """Leave no trace."""
        self._stop_watching()
        settings.FEE_BASIS_POINTS = self.fee
        self.loud.stop()
        self.moving.remove()
        self._end()

    def _note(self, event: int, move: str, calls: list[str]) -> None:
        self.live[event] = calls
        self.made[move] += 1

    def _live(self) -> dict[int, list[str]]:
        return self.live

    # -- choosing ----------------------------------------------------------------------------------

    def seldom(self, dice: random.Random, names: list[str], prefix: str = "") -> str:
        """One of `names`, rather what this world has seldom done."""
        weights = [1 / (1 + 4 * self.made[prefix + name]) ** 2 for name in names]
        chosen = dice.choices(names, weights)[0]
        self.made[prefix + chosen] += 1
        return chosen

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

    @property
    def staff(self) -> list[User]:
        """Everybody of the desk and of finance."""
        return [*self.moderators, *self.finance]

    moderators: list[User]
    finance: list[User]
    refused = ""
    """Why the last deed was."""
    own_money: dict[str, int]
    """Of the platform's, at the provider, in minor units of each currency."""

    # -- doing -------------------------------------------------------------------------------------

    def _count(self, what: str) -> None:
        self.tally[what] += 1

    def _try(self, name: str, deed: Callable[[], object]) -> bool:
        """Whether it was done; a refusal is an answer too."""
        self.tally["deeds"] += 1
        try:
            deed()
        except Refusal as no:
            self.tally["deeds refused"] += 1
            self.refused = no.sentence
            return False
        return True

    def _carry_out(self, call_id: int) -> None:
        payments.carry_out(call_id)

    def never_said(self, row: Introduction) -> None:
        """From now on nobody writes to this person."""
        address = (row.asked or {}).get("email", "")
        self.nevers.setdefault(row.prospect_id, (clock.now(), address, len(mail.outbox)))
        self._count("never")

    # -- the sandbox -----------------------------------------------------------------------------------

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
            try:
                payments.look_at_account(one.account_id)
            except Unreachable:
                continue

    def _deliver(self, how: str, dice: random.Random, most: int = 400) -> None:
        """What waits there arrives, as it does; of very many messages some, for each says only: look."""
        self.sandbox.flush()
        arrived, self.receiver.received[:] = list(self.receiver.received), []
        if len(arrived) > most:
            arrived = dice.sample(arrived, most)
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

    # -- time and work -----------------------------------------------------------------------------------

    def _forward(self, period: timedelta) -> None:
        """Time for both."""
        self.moving.move_to(self.moving.now() + period)
        self.sandbox.follow(self.moving.offset.total_seconds())

    def _work(self, everything: bool = False) -> None:
        """What the sweeps do, until nothing moves; what did not move is not looked at again."""
        before: dict[int, Any] = {}
        for _ in range(6):
            self._sweep_calls()
            now = fingerprints()
            seen = Payment.objects.all() if everything else Payment.objects.exclude(funds="settled")
            for pk in seen.order_by("pk").values_list("pk", flat=True):
                if before.get(pk) != now.get(pk):
                    tasks.look(pk)
            tasks.sweep_events()
            introduction_tasks.sweep_payments()
            introduction_tasks.sweep()
            tasks.sweep_due()
            tasks.sweep_letters()
            self._sweep_notices()
            if fingerprints() == before:
                return
            before = now

    def _work_for(self, row: Introduction) -> None:
        """What the sweeps do, of the provider's facts only this payment's: much cheaper."""
        before = None
        for _ in range(4):
            self._sweep_calls()
            if row.payment_id:
                tasks.look(row.payment_id)
            tasks.sweep_events()
            introduction_tasks.sweep_payments()
            introduction_tasks.sweep()
            now = fingerprints().get(row.payment_id or 0)
            if now == before:
                return
            before = now

    def _sweep_calls(self) -> None:
        tasks.sweep_calls()

    def _sweep_notices(self) -> None:
        """Only prospects are written to here: what the sides read changes nothing, and takes its time."""
        for pk in notices.OUTBOX.due().filter(audience=lifecycle.Actor.PROSPECT).values("pk"):
            notices.OUTBOX.send(pk["pk"])


def fingerprints() -> dict[int, Any]:
    """Of each payment, what a look or a sweep may change."""
    states = dict(Introduction.objects.values_list("payment_id", "state"))
    calls: dict[int | None, list[Any]] = {}
    for payment, *rest in ProviderCall.objects.order_by("pk").values_list(
        "payment_id", "status", "next_try_at"
    ):
        calls.setdefault(payment, []).append(rest)
    return {
        pk: (states.get(pk), calls.get(pk), *facts)
        for pk, *facts in Payment.objects.values_list("pk", "funds", "disputed_at", "reversed")
    }


def _raise(*_: object) -> None:
    raise
