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

LISTED_FOR = timedelta(days=30)  # so long the provider lists what it could not deliver


def keep(message: Message, text: str) -> int | None:
    """Keep the message by its id, in one statement of its own: its row's key, None if it was there."""
    facts: list[Any] = [message.id, message.type, message.api_version]
    facts += [message.livemode, text, clock.now()]
    with connection.cursor() as cursor:
        cursor.execute(KEEP, facts)
        row = cursor.fetchone()
    if row:
        run_later("payments.tasks.understand_event", row[0])
    return row[0] if row else None


# One round trip, for the provider sends in bursts and waits for the answer (benchmarks/README.md).
KEEP = """
    INSERT INTO payments_providerevent
        (event_id, type, api_version, livemode, payload, received_at, attempts, error)
    VALUES (%s, %s, %s, %s, %s, %s, 0, '')
    ON CONFLICT (event_id) DO NOTHING RETURNING id
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
