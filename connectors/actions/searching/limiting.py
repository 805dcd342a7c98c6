"""How much of the market one person, or one place without an account, may read."""

from django.conf import settings

from brokerage.accounts.models import User
from brokerage.kit.errors import Refusal
from brokerage.kit.web.limits import over_limit

MINUTE, DAY = 60, 24 * 3600


def allow_search(viewer: User | None, client: str) -> None:
    """Count one more search or listing read, by `viewer` or, without an account, from the network address
    `client`. Raises Refusal (429) above the limits of a minute or a day."""
    who = f"account:{viewer.pk}" if viewer else f"place:{client}"
    minute, day = settings.SEARCHES_SIGNED_IN if viewer else settings.SEARCHES_BY_VISITORS
    if over_limit(f"search-minute:{who}", minute, MINUTE):
        raise Refusal(
            f"You can search {minute} times a minute. Wait a moment, then try again.",
            "too_often",
            status=429,
        )
    if over_limit(f"search-day:{who}", day, DAY):
        more = "" if viewer else " With an account you can search more."
        raise Refusal(
            f"You have reached the {day:,} searches of a day.{more}", "too_often", status=429
        )


def allow_counts(rep: User) -> None:
    """Count one more look at what is new in all of a rep's saved searches. Raises Refusal (429) above the
    limit of a minute."""
    if over_limit(f"search-counts:{rep.pk}", settings.COUNTS_A_MINUTE, MINUTE):
        raise Refusal(
            "You are looking at your saved searches very often. Wait a minute, then try again.",
            "too_often",
            status=429,
        )
