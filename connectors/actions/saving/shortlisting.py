"""A rep's shortlist, and what they looked at lately."""

import uuid
from datetime import timedelta

from django.db import transaction

from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from connectors.models import Relationship, SeenListing, ShortlistEntry
from connectors.queries.searching import listing_for

MOST_SHORTLISTED = 200
MOST_SEEN = 20
SEEN_FOR = timedelta(days=30)


@transaction.atomic
def shortlist(owner: User, listing: uuid.UUID) -> None:
    """Put a listing on the shortlist; nothing happens where it is already.

    Raises Relationship.DoesNotExist where it cannot be found, Refusal above `MOST_SHORTLISTED`.
    """
    listing_for(listing, owner)
    User.objects.select_for_update().get(pk=owner.pk)
    mine = ShortlistEntry.objects.filter(owner=owner)
    if mine.filter(listing=listing).exists():
        return
    if mine.count() >= MOST_SHORTLISTED:
        raise Refusal(
            f"Your shortlist holds at most {MOST_SHORTLISTED}. Take one off, then add this one.",
            code="too_many",
        )
    ShortlistEntry.objects.create(owner=owner, listing=listing)


def take_off_shortlist(owner: User, listing: uuid.UUID) -> None:
    """Take a listing off the shortlist, be it there or not, or gone."""
    ShortlistEntry.objects.filter(owner=owner, listing=listing).delete()


@transaction.atomic
def note_seen(owner: User, row: Relationship) -> None:
    """Remember that this rep looked at a listing; the last `MOST_SEEN` are kept."""
    SeenListing.objects.update_or_create(
        owner=owner, relationship=row, defaults={"at": clock.now()}
    )
    mine = SeenListing.objects.filter(owner=owner).order_by("-at", "-pk")
    SeenListing.objects.filter(pk__in=list(mine.values_list("pk", flat=True)[MOST_SEEN:])).delete()


def forget_seen(owner: User) -> None:
    """Forget all that this rep looked at."""
    SeenListing.objects.filter(owner=owner).delete()


def forget_old_seen() -> int:
    """Forget what anybody looked at more than `SEEN_FOR` ago; how many."""
    return SeenListing.objects.filter(at__lt=clock.now() - SEEN_FOR).delete()[0]
