"""The payment provider's messages as it signs them."""

import hashlib
import hmac
import time


def signature(body: bytes, secret: str, at: int | None = None) -> str:
    """The value of `Stripe-Signature` for a body; `at` in seconds since 1970, now where it is None."""
    moment = int(time.time()) if at is None else at
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"
