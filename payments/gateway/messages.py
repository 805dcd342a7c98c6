"""Reading what the provider sends: signature first, several secrets, none from the future."""

import json
import math
import time
from dataclasses import dataclass
from typing import Any

import stripe
from django.conf import settings

TOLERANCE_SECONDS = 300
VERSION = stripe.api_version
"""The API version that our code is written for, pinned by the SDK. Thin messages carry none."""


LONGEST_ID, LONGEST_VERSION = 100, 40  # letters, as `ProviderEvent` keeps them
DEEPEST = 60  # lists and objects inside one another; the provider's own have about ten


class Unsigned(Exception):
    """The message is not from the provider, too old or from the future."""


class Unreadable(Exception):
    """The message is signed, and is none that can be kept: no id or type, no JSON that a database takes."""


@dataclass(frozen=True, slots=True)
class Message:
    """A verified message."""

    id: str
    type: str
    api_version: str
    livemode: bool
    payload: dict[str, Any]


def read(raw: bytes, signature: str) -> Message:
    """Verify `raw` against the signature header and return it. Raises Unsigned, Unreadable."""
    _verify(raw, signature)
    try:
        payload = json.loads(raw, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Unreadable("no JSON") from error
    if not isinstance(payload, dict) or not _can_be_kept(payload):
        raise Unreadable("not to be kept")
    id, type = payload.get("id"), payload.get("type")
    version = payload.get("api_version") or ""
    if not all(isinstance(one, str) and 0 < len(one) <= LONGEST_ID for one in (id, type)):
        raise Unreadable("no id or type")
    if not isinstance(version, str) or len(version) > LONGEST_VERSION:
        raise Unreadable("no version")
    return Message(str(id), str(type), version, bool(payload.get("livemode")), payload)


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


def _can_be_kept(payload: dict[str, Any]) -> bool:
    """Whether PostgreSQL takes it: no NUL, no half of a surrogate pair, nothing endless or very deep."""
    waiting: list[tuple[Any, int]] = [(payload, 0)]
    while waiting:
        one, depth = waiting.pop()
        if isinstance(one, str) and (not one.isprintable() and not _is_text(one)):
            return False
        if isinstance(one, float) and not math.isfinite(one):
            return False
        if isinstance(one, (list, dict)):
            if depth >= DEEPEST:
                return False
            inside = [*one, *one.values()] if isinstance(one, dict) else one
            waiting += ((each, depth + 1) for each in inside)
    return True


def _is_text(one: str) -> bool:
    try:
        return b"\0" not in one.encode()
    except UnicodeEncodeError:
        return False


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
