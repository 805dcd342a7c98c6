"""The configured Stripe client (API version pinned by the SDK: 2026-10-28.endive)."""

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import stripe
from django.conf import settings
from django.core.signals import setting_changed

_someone_waits: ContextVar[bool] = ContextVar("someone_waits", default=False)


def client() -> stripe.StripeClient:
    """The client for every call; while somebody waits for a page, one that asks once and not for long."""
    return _for_pages() if _someone_waits.get() else _for_workers()


@contextmanager
def while_someone_waits() -> Iterator[None]:
    """A browser waits for what happens inside: a silent provider must not hold all threads of the web.

    What is unclear afterwards is sent again by a worker, under the same key.
    """
    before = _someone_waits.set(True)
    try:
        yield
    finally:
        _someone_waits.reset(before)


@functools.cache
def _for_workers() -> stripe.StripeClient:
    # Retries and timeouts are set, for the SDK's own are 0 and 80 s.
    return _made(settings.STRIPE_RETRIES, settings.STRIPE_TIMEOUT_SECONDS)


@functools.cache
def _for_pages() -> stripe.StripeClient:
    return _made(0, settings.STRIPE_TIMEOUT_SECONDS_FOR_PAGES)


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


def forget(**changed: object) -> None:
    """Make new clients, by the settings as they are now."""
    _for_workers.cache_clear()
    _for_pages.cache_clear()


setting_changed.connect(forget)
