"""What an account is told about its introductions: the list under notices, and what is new in it."""

from django.db.models import Q, QuerySet

from brokerage.accounts.models import User
from brokerage.kit import clock
from introductions.lifecycle import Actor
from introductions.models import Notice

#: The bell says "99+" beyond this, and counts no further.
COUNTED = 100


def notices_for(user: User) -> QuerySet[Notice]:
    """What `user` has been told, newest first: what was or will be emailed, whatever became of the email.

    Not what a side is not to learn: a request that its connector was never shown, or a decision
    that a second moderator has still to agree to.
    """
    unseen = Q(audience=Actor.CONNECTOR, event__introduction__shown_at__isnull=True)
    unsaid = Q(kind="decide", event__facts__announced=False)
    return (
        Notice.objects.filter(reader=user, due_at__lte=clock.now())
        .exclude(unseen)
        .exclude(unsaid)
        .order_by("-due_at", "-pk")
    )


def unread_count(user: User) -> int:
    """How many of them `user` has not seen on a page yet, counted up to COUNTED."""
    unread = notices_for(user).filter(read_at__isnull=True).order_by()
    return unread.values_list("pk")[:COUNTED].count()
