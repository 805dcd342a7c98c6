"""Messages of the provider: each is kept once by its id, however it came, and understood later."""

import logging
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from brokerage.accounts.audit import record_staff_action
from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from brokerage.kit.later import run_later
from payments.actions.desk_cases import close_messages_case, open_messages_case
from payments.gateway.auditing import undelivered
from payments.gateway.messages import VERSION, Message
from payments.models import ProviderEvent
from payments.queries import MOST_TRIES, events_given_up

log = logging.getLogger(__name__)
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
    if row and message.api_version not in {"", VERSION}:
        # Understood all the same, for it is only a reason to look; but an endpoint is set up wrongly.
        log.warning("message %s has API version %s", message.id, message.api_version)
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
    run_later("payments.tasks.process_stored_event", event.pk)


@transaction.atomic
def note_failure(event_pk: int, why: str) -> None:
    """A kept message could not be understood, `why` in a word; after the last try the desk is called."""
    ProviderEvent.objects.filter(pk=event_pk).update(error=why)
    if ProviderEvent.objects.filter(pk=event_pk, attempts__gte=MOST_TRIES).exists():
        open_messages_case()


def note_understood(event_pks: list[int]) -> None:
    """These messages need nobody's look any more."""
    ProviderEvent.objects.filter(pk__in=event_pks, processed_at=None).update(
        processed_at=clock.now(), error=""
    )


def note_all_read() -> None:
    """Every kept message has been tried: where none has failed, nobody need look at them any more."""
    if not ProviderEvent.objects.filter(processed_at__isnull=True).exclude(error="").exists():
        close_messages_case()


def replay_given_up(*, staff: User) -> None:
    """Read every message again that was given up. Refused where there is none."""
    waiting = list(events_given_up())
    if not waiting:
        raise Refusal("No message waits.", code="nothing_waits")
    for event in waiting:
        replay(event)
    record_staff_action(staff, "understand messages again", f"{len(waiting)} messages")
