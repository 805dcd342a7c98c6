"""The demo's hand on the payment sandbox: over HTTP only, as everything that concerns it."""

import json
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings

from brokerage.kit.errors import Refusal


def call(path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """POST `body` (or GET where it is None) to `/_sandbox/…`; return the answer.

    Raises Refusal when the sandbox does not answer.
    """
    request = urllib.request.Request(  # noqa: S310 (our own address, from settings)
        f"{settings.STRIPE_API_BASE}/_sandbox/{path}",
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
            found: dict[str, Any] = json.load(answer)
            return found
    except (OSError, ValueError) as error:
        raise Refusal(
            f"The payment sandbox does not answer ({type(error).__name__}).",
            code="sandbox_unreachable",
            status=503,
        ) from error


def set_clock(offset: timedelta) -> None:
    """Tell the sandbox how far the world is ahead of real time."""
    call("clock", {"offset_seconds": int(offset.total_seconds())})


def next_due() -> datetime | None:
    """Return when the sandbox has something to do next (a payout arrives, a hold lapses)."""
    seconds = call("clock/next").get("next")
    return datetime.fromtimestamp(float(seconds), UTC) if seconds else None


def flush_webhooks() -> None:
    """Have every webhook that waits delivered now, retries included."""
    call("webhooks/flush", {})
