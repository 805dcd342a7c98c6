"""What whoever changes a network waits for."""

from typing import Any

from django.db import connection
from django.db.models import QuerySet

from brokerage.accounts.models import User
from brokerage.kit.errors import Refusal

#: Whoever changes networks shares this lock; whoever works on everybody's at once holds it alone.
_PROSPECTS_LOCK = 7_305_001
#: Whoever looks companies up shares this lock; whoever merges two holds it alone.
_COMPANIES_LOCK = 7_305_002


def share_prospects() -> None:
    """Until the transaction ends nobody is erased, nor hashed anew; other networks go on.

    What two networks have in common is kept right by itself: `people.give_keys` lets one mailbox become one
    person, and `people.known_people` keeps `forget_unknown` from whom it found. Never before
    `lock_prospects` in one transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_PROSPECTS_LOCK])


def lock_prospects() -> None:
    """Wait until nobody changes a network; lasts until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_PROSPECTS_LOCK])


def share_companies() -> None:
    """Until the transaction ends no company is merged into another, nor split off again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_COMPANIES_LOCK])


def lock_companies() -> None:
    """Wait until nobody who looked companies up still writes. Lock no rows after it: they hold some."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_COMPANIES_LOCK])


def lock_account(user: User) -> None:
    """Wait until nobody else changes this account, its profile or its network; before any row of them, and
    before `share_prospects`. Refuses an account that was closed meanwhile."""
    if User.objects.select_for_update(no_key=True).get(pk=user.pk).closed_at:
        raise Refusal("This account is closed.", code="closed")


def lock_owner(of: QuerySet[Any]) -> User | None:
    """Lock the account whose work this is (a run, a change to many), before the work itself: closing an
    account takes them in this order. None where it is closed, and its work gone with it."""
    owner = (
        User.objects.select_for_update(no_key=True).filter(pk__in=of.values("connector")).first()
    )
    return None if owner is None or owner.closed_at else owner
