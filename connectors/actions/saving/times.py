"""When new matches of a saved search are looked for, so that nobody's action can be timed by an email.

All searches of one rep that tell at once are looked at in the same moment, drawn between one and two hours
after the last one; and what came is not told before a lot of its own, which nobody knows, has passed.
"""

import secrets
from collections.abc import Collection
from datetime import UTC, datetime, time, timedelta

from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.encryption import keyed_hash
from connectors.models import Alerts, Relationship, SavedSearch

AT_LEAST, AT_MOST = timedelta(hours=1), timedelta(hours=2)
MORNING = time(8, 0)
"""The hour (UTC) of the emails once a day, and once a week on Mondays."""
LONGEST_LOT = timedelta(minutes=45)
_DAY = timedelta(days=1)


def next_look(owner: User, alerts: str) -> datetime | None:
    """When to look next, for somebody who is told so often; None for never."""
    now = clock.now()
    if alerts == Alerts.OFF:
        return None
    if alerts == Alerts.AT_ONCE:
        others = SavedSearch.objects.filter(owner=owner, alerts=Alerts.AT_ONCE, due_at__gt=now)
        found = others.order_by("due_at").values_list("due_at", flat=True).first()
        return found or drawn_after(now)
    today = datetime.combine(now.astimezone(UTC).date(), MORNING, UTC)
    morning = today if today > now else today + _DAY
    if alerts == Alerts.WEEKLY:
        morning += _DAY * (-morning.weekday() % 7)
    return morning


def drawn_after(moment: datetime) -> datetime:
    """A moment between one and two hours later, that nobody can foresee."""
    span = int((AT_MOST - AT_LEAST).total_seconds())
    return moment + AT_LEAST + timedelta(seconds=secrets.randbelow(span))


def settled(found: Collection[int]) -> list[int]:
    """Those of these relationships (primary keys) whose lot has passed since they last changed."""
    now = clock.now()
    rows = Relationship.objects.filter(pk__in=found).values_list("pk", "public_id", "updated_at")
    ready = {pk for pk, public_id, changed in rows if changed + _lot(public_id) <= now}
    return [pk for pk in found if pk in ready]


def _lot(public_id: object) -> timedelta:
    _, digest = keyed_hash(f"search alert {public_id}")
    return timedelta(seconds=int(digest[:12], 16) % int(LONGEST_LOT.total_seconds()))
