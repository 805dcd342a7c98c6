"""Reading what the provider sends: signature first, several secrets, none from the future."""

import json
import time
from dataclasses import dataclass
from typing import Any

import stripe
from django.conf import settings

TOLERANCE_SECONDS = 300
VERSION = stripe.api_version
"""The API version that our code is written for, pinned by the SDK. Thin messages carry none."""


class Unsigned(Exception):
    """The message is not from the provider, too old, from the future, or unreadable."""


@dataclass(frozen=True, slots=True)
class Message:
    """A verified message."""

    id: str
    type: str
    api_version: str
    livemode: bool
    payload: dict[str, Any]


def read(raw: bytes, signature: str) -> Message:
    """Verify `raw` against the signature header and return it. Raises Unsigned."""
    _verify(raw, signature)
    try:
        payload = json.loads(raw)
        return Message(
            payload["id"],
            payload["type"],
            payload.get("api_version") or "",
            bool(payload.get("livemode")),
            payload,
        )
    except (ValueError, KeyError, TypeError) as error:
        raise Unsigned("unreadable") from error


def _verify(raw: bytes, signature: str) -> None:
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        raise Unsigned("not text") from error
    for secret in settings.STRIPE_WEBHOOK_SECRETS:
        try:
            stripe.WebhookSignature.verify_header(text, signature, secret, TOLERANCE_SECONDS)
        except stripe.SignatureVerificationError:
            continue
        # The SDK accepts a stamp from the future (STRIPE.md 4.1); we do not.
        stamps = [part[2:] for part in signature.split(",") if part.startswith("t=")]
        if stamps and int(stamps[0]) > time.time() + TOLERANCE_SECONDS:
            raise Unsigned("from the future")
        return
    raise Unsigned("signature")
