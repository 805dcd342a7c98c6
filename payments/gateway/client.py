"""The configured Stripe client (API version pinned by the SDK: 2026-10-28.endive)."""

import functools

import stripe
from django.conf import settings
from django.core.signals import setting_changed


@functools.cache
def client() -> stripe.StripeClient:
    """One client per process; retries and timeouts are set, for the SDK's own are 0 and 80 s."""
    return _made(settings.STRIPE_RETRIES, settings.STRIPE_TIMEOUT_SECONDS)


def impatient_client() -> stripe.StripeClient:
    """One that asks once and waits a few seconds only: for a process that is starting."""
    return _made(0, (2, 5))


def _made(retries: int, timeout: tuple[float, float]) -> stripe.StripeClient:
    bases: dict[str, str] = {}
    if settings.STRIPE_API_BASE:
        bases = dict.fromkeys(("api", "connect", "files", "meter_events"), settings.STRIPE_API_BASE)
    return stripe.StripeClient(
        settings.STRIPE_SECRET_KEY,
        base_addresses=bases,  # type: ignore[arg-type]
        max_network_retries=retries,
        http_client=stripe.RequestsClient(timeout=timeout),
    )


setting_changed.connect(lambda **_: client.cache_clear(), weak=False)
