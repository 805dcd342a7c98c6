"""A look at every unsettled payment, but where nothing moved since a look that changed nothing.

A look reads the provider, our tables of payments, cases and people, and the clock. While all of these stand
still another one would do what the last did: nothing.
"""

import json
import urllib.request
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from brokerage.kit import clock
from payments import actions as payments
from payments import ledger
from payments.actions.observing import syncing
from payments.gateway import reading
from payments.models import Payment

READ = """
    SELECT md5(string_agg(row, '|' ORDER BY row)) FROM (
        SELECT (to_jsonb(p) - '{seen_at,followed,followed_at}'::text[])::text AS row
        FROM payments_payment p
        UNION ALL SELECT c::text FROM payments_checkout c
        UNION ALL SELECT c::text FROM payments_providercall c
        UNION ALL SELECT (to_jsonb(a) - 'seen_at')::text FROM payments_payoutaccount a
        UNION ALL SELECT a::text FROM payments_ledgeraccount a
        UNION ALL SELECT l::text FROM payments_letter l
        UNION ALL SELECT c::text FROM cases_case c
        UNION ALL SELECT s::text FROM accounts_sanction s
        UNION ALL SELECT (to_jsonb(u) - 'last_login')::text FROM accounts_user u
    ) AS rows
"""
_before: Any = None
"""How everything stood before the last look at all; if it stands so again, that look changed nothing."""


def look_at_all() -> None:
    """Look at every unsettled payment, unless that is known to change nothing."""
    global _before
    state = _state()
    if state is not None and state == _before:
        return
    _before = None
    for payment in Payment.objects.exclude(funds="settled"):
        payments.look(payment.pk)
    _before = state


def _how() -> tuple[Any, ...]:
    """What a look is made of: a test may put something else in its place."""
    parts = (payments.look, syncing.fetch, syncing.record)
    return *parts, *vars(reading).values(), *vars(ledger).values()


_USUAL = _how()


def _state() -> Any:
    """Everything that a look reads; None where that is not known."""
    changes = _changes() if _how() == _USUAL else None
    if changes is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(READ)
        ours = cursor.fetchone()
    return changes, ours, round((clock.now() - timezone.now()).total_seconds())


def _changes() -> int | None:
    """How often the sandbox changed; None where none answers, or where a fault is planned."""
    try:
        address = f"{settings.STRIPE_API_BASE}/_sandbox/changes"
        with urllib.request.urlopen(address, timeout=2) as answer:
            changes: int | None = json.load(answer)["changes"]
            return changes
    except (OSError, ValueError):
        return None
