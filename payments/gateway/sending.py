"""Carrying out a call: one table of calls, two ways to fail."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import stripe

from payments.gateway.client import client


class Refused(Exception):
    """The provider answered for good: no. `code` is its word, `sentence` its explanation."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence


class Unclear(Exception):
    """No answer that says whether it happened: repeat with the same key."""


class Spoiled(Unclear):
    """The provider keeps an error of its own under this key and will only ever repeat that."""


class Misused(Exception):
    """The same key with other parameters: a mistake of ours; stop and call somebody."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a call: the object's id, and a page to send the browser to, if any."""

    id: str
    url: str = ""


Options = dict[str, str]


def _checkout(target: str, body: dict[str, Any], options: Options) -> Any:
    return client().v1.checkout.sessions.create(body, options)  # type: ignore[arg-type]


def _expire(target: str, body: dict[str, Any], options: Options) -> Any:
    return client().v1.checkout.sessions.expire(target, body, options)  # type: ignore[arg-type]


def _capture(target: str, body: dict[str, Any], options: Options) -> Any:
    return client().v1.payment_intents.capture(target, body, options)  # type: ignore[arg-type]


def _cancel(target: str, body: dict[str, Any], options: Options) -> Any:
    return client().v1.payment_intents.cancel(target, body, options)  # type: ignore[arg-type]


def _refund(target: str, body: dict[str, Any], options: Options) -> Any:
    return client().v1.refunds.create(body, options)  # type: ignore[arg-type]


def _transfer(target: str, body: dict[str, Any], options: Options) -> Any:
    return client().v1.transfers.create(body, options)  # type: ignore[arg-type]


def _reverse(target: str, body: dict[str, Any], options: Options) -> Any:
    return client().v1.transfers.reversals.create(target, body, options)  # type: ignore[arg-type]


def _evidence(target: str, body: dict[str, Any], options: Options) -> Any:
    return client().v1.disputes.update(target, body, options)  # type: ignore[arg-type]


def _account(target: str, body: dict[str, Any], options: Options) -> Any:
    return client().v2.core.accounts.create(body, options)  # type: ignore[arg-type]


CALLS: dict[str, Callable[[str, dict[str, Any], Options], Any]] = {
    "checkout": _checkout,
    "expire": _expire,
    "capture": _capture,
    "cancel": _cancel,
    "refund": _refund,
    "transfer": _transfer,
    "reverse": _reverse,
    "account": _account,
    "evidence": _evidence,
}


def send(operation: str, target: str, parameters: dict[str, Any], key: str) -> Answer:
    """Make the call under its idempotency key. Raises Refused, Unclear or Misused."""
    try:
        made = CALLS[operation](target, parameters, {"idempotency_key": key})
    except stripe.IdempotencyError as error:
        raise Misused(str(error.user_message or error)) from error
    except (stripe.RateLimitError, stripe.APIConnectionError) as error:
        raise Unclear(type(error).__name__) from error
    except stripe.AuthenticationError as error:
        raise Unclear("authentication") from error
    except stripe.StripeError as error:
        status = error.http_status or 0
        if 400 <= status < 500 and status not in (409, 429):
            raise Refused(error.code or "refused", str(error.user_message or "")) from error
        replayed = {name.lower() for name in error.headers or {}} & {"idempotent-replayed"}
        raise (Spoiled if replayed and status >= 500 else Unclear)(
            f"{type(error).__name__} {status}"
        ) from error
    return Answer(made.id, getattr(made, "url", None) or "")
