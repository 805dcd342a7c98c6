"""After a restored backup: what the provider knows and our rows do not."""

from datetime import datetime, timedelta

from brokerage.cases.actions import open_case
from brokerage.kit.money import Money
from payments.gateway import auditing
from payments.gateway.auditing import Intent
from payments.models import Checkout

OVERLAP = timedelta(hours=26)  # a checkout may be paid a day after it was ordered
OVER = frozenset({"canceled"})


def payments_without_a_row(since: datetime) -> list[Intent]:
    """Payments at the provider since shortly before `since` (UTC) that belong to none of ours.

    Each is a case: a rep's money that only a person can give back. Cancelled ones are left out.
    """
    found = [one for one in auditing.intents(since - OVERLAP) if one.status not in OVER]
    known = set(
        Checkout.objects.filter(intent_id__in=[one.id for one in found]).values_list(
            "intent_id", flat=True
        )
    )
    stray = [one for one in found if one.id not in known]
    for one in stray:
        open_case(
            "difference",
            f"stray:{one.id}",
            amount=Money(one.received or one.amount, one.currency),
            what="a payment at the provider that no request here knows",
            status=one.status,
        )
    return stray
