"""A shop at the sandbox: the official SDK, every request and answer held against the schema.

``Shop`` buys, captures and pays out in one line each, so that a test tells only its own story.
``Receiver`` stands where the product's webhook view would.
"""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import requests
import stripe

from tests.support.stripe_schema import check_answer, check_event, check_request

KEY = "sk_test_shop"
WEBHOOK_SECRET = "whsec_sandbox"
NOT_DESCRIBED = ("/v1/balance_settings", "/v1/radar/")  # real, but not in the trimmed description
RETURN = "https://shop.example/paid?session={CHECKOUT_SESSION_ID}"


class CheckedClient(stripe.RequestsClient):
    """The SDK's own HTTP client, which also complains about what the schema does not allow.

    ``requests_open`` is off where a test sends something wrong on purpose.
    """

    def __init__(self, **options: Any) -> None:
        session = requests.Session()
        session.trust_env = False  # no proxy between us and the sandbox
        super().__init__(session=session, **options)
        self.complaints: list[str] = []
        self.attempts: list[tuple[str, str, int]] = []
        self.last_headers: dict[str, str] = {}
        self.requests_checked = True

    def request(
        self, method: str, url: str, headers: Any, post_data: Any = None, **rest: Any
    ) -> tuple[Any, int, Any]:
        address = urlsplit(url)
        self.attempts.append((method, address.path, 0))
        body, status, answer = super().request(method, url, headers, post_data, **rest)
        self.attempts[-1] = (method, address.path, status)
        self.last_headers = dict(answer)
        if not address.path.startswith(NOT_DESCRIBED):
            sent = post_data.decode() if isinstance(post_data, bytes) else post_data
            if self.requests_checked:
                self._complain(url, check_request(method, address.path, address.query, sent))
            text = body.decode() if isinstance(body, bytes) else body
            self._complain(url, check_answer(method, address.path, status, text))
        return body, status, answer

    def _complain(self, url: str, complaints: list[str]) -> None:
        self.complaints += [f"{urlsplit(url).path}: {complaint}" for complaint in complaints]


class Receiver:
    """Keeps what webhooks bring; ``answers`` are the statuses given first, then 200."""

    def __init__(self) -> None:
        self.received: list[tuple[str, bytes]] = []  # signature header and raw body
        self.answers: list[int] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                status = outer.answers.pop(0) if outer.answers else 200
                outer.received.append((self.headers["Stripe-Signature"], raw))
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/stripe/webhook/"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


class Desk:
    """The sandbox's control desk, as plain JSON over HTTP."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._session = requests.Session()
        self._session.trust_env = False

    def control(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Ask; returns status and JSON."""
        answer = self._session.request(method, f"{self.url}/_sandbox/{path}", json=body, timeout=60)
        return answer.status_code, answer.json()

    def post(self, path: str, body: Any = None) -> Any:
        """POST such as ``post("clock", {"offset_seconds": 60})``."""
        return self._must(*self.control("POST", path, {} if body is None else body))

    def get(self, path: str) -> Any:
        """GET such as ``get("books")``."""
        return self._must(*self.control("GET", path))

    def delete(self, path: str) -> Any:
        """DELETE such as ``delete("faults")``."""
        return self._must(*self.control("DELETE", path))

    def _must(self, status: int, body: Any) -> Any:
        assert status == 200, f"{status}: {body}"
        return body


class Shop:
    """One platform with its sandbox, SDK client and webhook receiver."""

    def __init__(self, sandbox: Desk, receiver: Receiver) -> None:
        self.sandbox, self.receiver = sandbox, receiver
        self.http = CheckedClient(timeout=10)
        self.client = self.make_client()

    def make_client(self, **options: Any) -> stripe.StripeClient:
        """Another client on the same checks: ``max_network_retries=2``, another timeout…"""
        options = {"http_client": self.http, **options}
        return stripe.StripeClient(KEY, base_addresses={"api": self.sandbox.url}, **options)

    @contextmanager
    def on_purpose(self) -> Iterator[None]:
        """Requests in here break the schema and are meant to."""
        self.http.requests_checked = False
        yield
        self.http.requests_checked = True

    # buying

    def session(self, amount: int = 50_000, key: str | None = None, **more: Any) -> Any:
        """A Checkout Session over one item, to be authorised and captured later."""
        params: dict[str, Any] = {
            "mode": "payment",
            "line_items": [
                {
                    "quantity": 1,
                    "price_data": {
                        "currency": "eur",
                        "unit_amount": amount,
                        "product_data": {"name": "Introduction"},
                    },
                }
            ],
            "allowed_payment_method_types": ["card"],
            "success_url": RETURN,
            "cancel_url": "https://shop.example/back",
            "client_reference_id": "intro-1",
            "metadata": {"intro": "1"},
            "payment_intent_data": {
                "capture_method": "manual",
                "transfer_group": "intro-1",
                "metadata": {"intro": "1"},
            },
            **more,
        }
        return self.client.v1.checkout.sessions.create(
            params, {"idempotency_key": key} if key else None
        )

    def pay(self, session: Any, card: str = "4242424242424242", **more: Any) -> str:
        """Pay a session with a test card; returns the intent's id."""
        paid = self.sandbox.post("pay", {"session": session.id, "card": card, **more})
        return str(paid["payment_intent"]["id"])

    def authorised(self, amount: int = 50_000, card: str = "4242424242424242") -> Any:
        """An intent whose money is held on the card."""
        return self.client.v1.payment_intents.retrieve(self.pay(self.session(amount), card))

    def captured(self, amount: int = 50_000, card: str = "4242424242424242") -> Any:
        """A captured intent, its charge expanded."""
        intent = self.authorised(amount, card)
        return self.client.v1.payment_intents.capture(
            intent.id, {"expand": ["latest_charge.balance_transaction"]}
        )

    def connector(self, *, ready: bool = True) -> str:
        """A connected account's id; ``ready`` to take transfers."""
        account = self.client.v2.core.accounts.create(
            {
                "contact_email": "colin@example.com",
                "display_name": "Colin",
                "dashboard": "express",
                "identity": {"country": "de", "entity_type": "individual"},
                "defaults": {
                    "currency": "eur",
                    "responsibilities": {
                        "fees_collector": "application",
                        "losses_collector": "application",
                    },
                },
                "configuration": {
                    "recipient": {
                        "capabilities": {
                            "stripe_balance": {"stripe_transfers": {"requested": True}}
                        }
                    }
                },
                "include": ["configuration.recipient", "requirements", "defaults", "identity"],
            }
        )
        if ready:
            self.sandbox.post("onboard", {"account": account.id})
        return str(account.id)

    def forward(self, *, days: float = 0, seconds: int = 0) -> None:
        """Move the sandbox's clock on."""
        now = self.sandbox.get("clock")["offset_seconds"]
        self.sandbox.post("clock", {"offset_seconds": now + int(days * 86_400) + seconds})

    # webhooks

    def flush(self) -> int:
        """Deliver all webhooks; returns how many could not be."""
        return int(self.sandbox.post("webhooks/flush")["undelivered"])

    def events(self) -> list[Any]:
        """What webhooks brought so far, each verified by the SDK and held against the schema."""
        self.flush()
        return [self._understood(*delivery) for delivery in self.receiver.received]

    def _understood(self, header: str, raw: bytes) -> Any:
        if b'"v2.core.event"' in raw:
            event: Any = self.client.parse_event_notification(raw, header, WEBHOOK_SECRET)
        else:
            event = self.client.construct_event(raw, header, WEBHOOK_SECRET)
        self.http.complaints += [
            f"event {event.type}: {said}" for said in check_event(json.loads(raw))
        ]
        return event

    def told(self) -> list[str]:
        """The types of the events that webhooks brought."""
        return [event.type for event in self.events()]


def wait_until(condition: Any, seconds: float = 5) -> None:
    """Wait for something that happens by itself."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)
