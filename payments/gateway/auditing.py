"""What the provider's own books say: movements of its balance, and messages it could not deliver."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from payments.gateway.client import client
from payments.gateway.errors import translated
from payments.gateway.messages import Message


@dataclass(frozen=True, slots=True)
class Movement:
    """One balance transaction: minor units, what came in positive; `fee` is the provider's."""

    id: str
    source: str
    type: str
    currency: str
    amount: int
    fee: int


def movements(since: datetime) -> Iterator[Movement]:
    """All movements of the platform's balance from `since` (UTC) on, newest first."""
    asked = {"created": {"gte": int(since.timestamp())}, "limit": 100}
    with translated():
        found = client().v1.balance_transactions.list(asked)  # type: ignore[arg-type]
        for one in found.auto_paging_iter():
            source = one.source if isinstance(one.source, str) else getattr(one.source, "id", "")
            yield Movement(
                one.id, source or "", one.type, one.currency.upper(), one.amount, one.fee or 0
            )


@translated()
def group_of(transfer_id: str) -> str:
    """Our mark on a transfer, whoever ordered it; "" where there is none."""
    return client().v1.transfers.retrieve(transfer_id).transfer_group or ""


def undelivered(since: datetime) -> Iterator[tuple[Message, str]]:
    """Messages from `since` (UTC) on that did not reach us, with their text, newest first."""
    asked = {"created": {"gte": int(since.timestamp())}, "delivery_success": False, "limit": 100}
    with translated():
        found = client().v1.events.list(asked)  # type: ignore[arg-type]
        for one in found.auto_paging_iter():
            payload = one.to_dict()
            kept = Message(one.id, one.type, one.api_version or "", bool(one.livemode), payload)
            yield kept, json.dumps(payload)


@dataclass(frozen=True, slots=True)
class Intent:
    """One payment at the provider: `amount` in minor units, `received` of it taken."""

    id: str
    status: str
    currency: str
    amount: int
    received: int


def intents(since: datetime) -> Iterator[Intent]:
    """All payments made at the provider from `since` (UTC) on, newest first."""
    asked = {"created": {"gte": int(since.timestamp())}, "limit": 100}
    with translated():
        found = client().v1.payment_intents.list(asked)  # type: ignore[arg-type]
        for one in found.auto_paging_iter():
            yield Intent(
                one.id, one.status, one.currency.upper(), one.amount, one.amount_received or 0
            )
