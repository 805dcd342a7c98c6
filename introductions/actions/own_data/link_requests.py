"""Links that were asked for by email: kept in a row until a worker takes them, whatever the queue does."""

import hashlib
from datetime import timedelta

from django.db.models import QuerySet

from brokerage.kit import clock
from introductions.models import LinkRequest

AFTER = timedelta(minutes=2)  # by then the queue has lost it
LIFE = timedelta(hours=24)  # nobody waits longer for a link
MOST = 3  # waiting for one address: the limits of the doors are open while Redis is away


def keep(task: str, sealed: str, digest: str) -> bool:
    """Keep that a link was asked for; False if enough wait for this address already."""
    waiting = LinkRequest.objects.filter(digest=digest, task=task, taken_at__isnull=True)
    if waiting.filter(asked_at__gt=clock.now() - LIFE).count() >= MOST:
        return False
    LinkRequest.objects.create(task=task, key=_key(sealed), sealed=sealed, digest=digest)
    return True


def take(sealed: str) -> bool:
    """Whether it is to be sent now: not when somebody took it before. In the sender's transaction."""
    mine = LinkRequest.objects.filter(key=_key(sealed))
    taken = mine.filter(taken_at__isnull=True).update(taken_at=clock.now(), sealed="")
    return bool(taken) or not mine.exists()


def left_behind() -> QuerySet[LinkRequest]:
    """What the queue has lost, oldest first."""
    due = clock.now() - AFTER
    return LinkRequest.objects.filter(taken_at__isnull=True, asked_at__lte=due).order_by("pk")


def forget_old() -> None:
    """Forget what nobody waits for any more."""
    LinkRequest.objects.filter(asked_at__lte=clock.now() - LIFE).delete()


def _key(sealed: str) -> str:
    return hashlib.sha256(sealed.encode()).hexdigest()
