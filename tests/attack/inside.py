"""The demo's people and networks inside the process of a test: plays run in seconds.

Needs the fixtures `db`, `sandbox` and `clock`. What workers and the provider's messages would do happens
whenever a play waits (`tests.support.stages.settle`).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO, StringIO
from random import Random
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client

from brokerage.accounts.models import User
from brokerage.demo import world as seeds
from brokerage.demo.mail_in import signed
from introductions.prospects.inbound import hand_in
from introductions.queries import next_due
from payments import actions as payments
from payments.models import Payment
from tests.attack.people import Answer, File, Person
from tests.attack.world import COLIN, T, World
from tests.support.envelopes import trial
from tests.support.importing import carry_through
from tests.support.moving_clock import MovingClock
from tests.support.provider_messages import signature
from tests.support.sandbox_process import Sandbox
from tests.support.signing_in import signed_in_now
from tests.support.stages import payable, settle

UNITS = {"h": "hours", "d": "days", "w": "weeks"}
LEAST_STEP = timedelta(hours=6)
"""A clock that rings every hour (a frozen payment is looked at again) would take minutes."""
SETTINGS = {
    "EMAIL_BACKEND": "brokerage.demo.mail.InboxBackend",
    "INBOUND_DKIM": True,
    "DKIM_LOOKUP": "brokerage.demo.mail_in.key_of",
}
"""What a demo has otherwise than the tests."""


class Browser:
    """Sends requests to the views of this process."""

    def __init__(self, client: Client) -> None:
        client.raise_request_exception = False
        self.client = client

    def __call__(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        form: Mapping[str, Any] | None = None,
        files: Mapping[str, File] | None = None,
        body: bytes | None = None,
        content_type: str = "",
        follow: bool = False,
    ) -> Answer:
        """See `Sender`."""
        where = f"{path}{'&' if '?' in path else '?'}{urlencode(query)}" if query else path
        if body is not None:
            answer = self.client.generic(method, where, body, content_type, follow=follow)
        else:
            data: dict[str, Any] = dict(form or {})
            for field, (name, content) in (files or {}).items():
                data[field] = file = BytesIO(content)
                file.name = name
            send = self.client.get if method == "GET" else self.client.post
            answer = send(where, data, follow=follow)
        chain = getattr(answer, "redirect_chain", [])
        raw = b"".join(answer) if answer.streaming else answer.content
        return Answer(
            answer.status_code, raw.decode(errors="replace"), chain[-1][0] if chain else where
        )


class InsideWorld(World):
    """The demo's people without the stories of their past."""

    patience = 0.0

    def __init__(self, sandbox: Sandbox, clock: MovingClock, seed: int) -> None:
        """Seed it; `seed` chooses the tries. `SETTINGS` must hold already."""
        self.control, self.clock, self.chosen = sandbox, clock, Random(seed)
        clock.forward(days=-1)
        for _ in seeds._make_people():
            pass
        clock.forward(days=1)
        sandbox.top_up(1_000_000)
        payable(User.objects.get(email=COLIN), sandbox)

    @contextmanager
    def apart(self) -> Iterator[None]:
        """What a play leaves behind is undone: the next one finds few payments, and is fast."""
        offset = self.clock.offset
        self.control.post("keep", name="play")
        try:
            with trial():
                yield
        finally:
            self.control.post("go_back", name="play")
            self.clock.offset = offset
            cache.clear()

    def some(self, tries: Iterable[T]) -> list[T]:
        """Another pair each time, so that no run is long and none of the tries is never made."""
        return self.chosen.sample(found, min(2, len(found))) if (found := list(tries)) else []

    def somebody(self) -> Person:
        return Person(Browser(Client()))

    def be(self, email: str) -> Person:
        return Person(
            Browser(signed_in_now(User.objects.get(email=email), "password", "mfa")), email
        )

    def rows(self, sql: str, *given: Any) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql, given or None)
            return list(cursor.fetchall()) if cursor.description else []

    def sandbox(self, name: str, **body: Any) -> Any:
        return self.control.post(name, **body)

    def send(self, raw: bytes, to: str, sender: str = "somebody@elsewhere.example") -> None:
        hand_in(signed(re.sub(rb"\r?\n", b"\r\n", raw)), [to])

    def forward(self, how_far: str) -> None:
        target = self.clock.now() + timedelta(**{UNITS[how_far[-1]]: int(how_far[:-1])})
        while (due := next_due()) and max(due, self.clock.now() + LEAST_STEP) < target:
            self._at(max(due, self.clock.now() + LEAST_STEP))
        self._at(target)

    def _at(self, moment: Any) -> None:
        self.clock.move_to(moment)
        self.control.follow(self.clock.offset.total_seconds())
        for payment in Payment.objects.filter(funds="settled"):
            payments.look(payment.pk)  # others may have moved it: a message would say so
        settle()

    def message(self, body: bytes, *, signed: bool = True) -> Answer:
        secret = settings.STRIPE_WEBHOOK_SECRETS[0] if signed else "whsec_other"
        answer = Client(headers={"Stripe-Signature": signature(body, secret)}).generic(
            "POST", "/stripe/webhook/", body, "application/json"
        )
        return Answer(answer.status_code, answer.content.decode(errors="replace"), "")

    def manage(self, *command: str) -> str:
        out = StringIO()
        call_command(*command, stdout=out, stderr=out)
        return out.getvalue()

    def go_on(self) -> None:
        """What waits is done."""
        for (pk,) in self.rows("SELECT id FROM payments_providercall WHERE status = 'waiting'"):
            payments.carry_out(pk)
        for (pk,) in self.rows("SELECT id FROM connectors_importrun WHERE status = 'waiting'"):
            carry_through(pk)
        settle()
