"""Messages of the provider: each is kept once by its id, however it came, and understood later."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection

from brokerage.kit import clock
from brokerage.kit.later import run_later
from payments.gateway.auditing import undelivered
from payments.gateway.messages import Message
from payments.models import ProviderEvent

BURST = timedelta(seconds=2)
LISTED_FOR = timedelta(days=30)  # so long the provider lists what it could not deliver


def keep(message: Message, text: str) -> int | None:
    """Keep the message by its id, in one statement of its own: its row's key, None if it was there.

    A worker is woken, unless another message of this moment waits untouched: the worker woken for that
    one reads until nothing is left (`payments.tasks.sweep_events`). The provider sends in bursts.
    """
    now = clock.now()
    facts: list[Any] = [message.id, message.type, message.api_version]
    facts += [message.livemode, text, now, now - BURST, now]
    with connection.cursor() as cursor:
        cursor.execute(KEEP, facts)
        row = cursor.fetchone()
    if row and not row[1]:
        run_later("payments.tasks.sweep_events")
    return row[0] if row else None


# One round trip, for the provider waits for the answer (benchmarks/README.md).
KEEP = """
    INSERT INTO payments_providerevent
        (event_id, type, api_version, livemode, payload, received_at, attempts, error)
    VALUES (%s, %s, %s, %s, %s, %s, 0, '')
    ON CONFLICT (event_id) DO NOTHING
    RETURNING id, EXISTS (
        SELECT FROM payments_providerevent other
        WHERE other.processed_at IS NULL AND other.attempts = 0
        AND other.received_at > %s AND other.received_at <= %s
    )
"""


def fetch_undelivered() -> int:
    """Keep each message that the provider could not deliver, as if it had arrived; how many are new.

    Messages of the other mode stay out, as at the door.
    """
    since = clock.now() - LISTED_FOR
    missed = (one for one in undelivered(since) if one[0].livemode == settings.STRIPE_LIVEMODE)
    return sum(keep(message, text) is not None for message, text in missed)


def replay(event: ProviderEvent) -> None:
    """Understand a kept message once more. Harmless: it is only a reason to look."""
    ProviderEvent.objects.filter(pk=event.pk).update(processed_at=None, attempts=0, error="")
    run_later("payments.tasks.understand_event", event.pk)
