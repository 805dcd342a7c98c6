"""The configured Stripe client (API version pinned by the SDK: 2026-10-28.endive)."""

import functools

import stripe
from django.conf import settings
from django.core.signals import setting_changed


@functools.cache
def client() -> stripe.StripeClient:
    """One client per process; retries and timeouts are set, for the SDK's own are 0 and 80 s."""
    bases: dict[str, str] = {}
    if settings.STRIPE_API_BASE:
        bases = dict.fromkeys(("api", "connect", "files", "meter_events"), settings.STRIPE_API_BASE)
    return stripe.StripeClient(
        settings.STRIPE_SECRET_KEY,
        base_addresses=bases,  # type: ignore[arg-type]
        max_network_retries=settings.STRIPE_RETRIES,
        http_client=stripe.RequestsClient(timeout=settings.STRIPE_TIMEOUT_SECONDS),
    )


setting_changed.connect(lambda **_: client.cache_clear(), weak=False)
