"""A rep's saved searches, and what is new in each."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from brokerage.accounts.models import User
from brokerage.kit import clock
from connectors.models import SavedSearch
from connectors.queries.saving.filters import address_of, unpacked
from connectors.queries.searching import SearchFilters, understood
from connectors.queries.searching.entries import all_of

SALT = "connectors.search_alerts"
KEPT = timedelta(minutes=10)
"""So long the numbers of what is new stay as they are."""


def saved_by(owner: User) -> QuerySet[SavedSearch]:
    """The searches that this rep saved, the oldest first."""
    return SavedSearch.objects.filter(owner=owner).order_by("pk")


def matching(filters: SearchFilters, owner: User) -> list[int] | None:
    """Primary keys of all that this search finds for `owner`; None where there are more than are counted
    one by one. Never what they list, and never themself."""
    asked = understood(filters, owner)
    return [] if asked.problem else all_of(asked)


def not_among(found: Iterable[int] | None, known: Iterable[int] | None) -> list[int]:
    """What is new. Where one of the two is not known one by one, nothing is said to be."""
    if found is None or known is None:
        return []
    before = set(known)
    return [pk for pk in found if pk not in before]


@dataclass(frozen=True)
class SavedView:
    """A saved search as its owner sees it. `new` is None where too much matches to be counted."""

    row: SavedSearch
    filters: SearchFilters
    new: int | None

    @property
    def address(self) -> str:
        """The page of search that asks it."""
        return address_of(self.filters)


def with_new(rows: Iterable[SavedSearch], owner: User) -> list[SavedView]:
    """These saved searches of `owner`, with how many new matches each has since they last looked.

    All searches of a rep are counted in one moment, and that is kept for `KEPT`: whoever looks every
    minute does not see in which minute a listing came.
    """
    news = _kept(owner)
    if news is None:
        news = {row.pk: _new_in(row, owner) for row in saved_by(owner)}
        cache.set(_kept_as(owner), (clock.now(), news), KEPT.total_seconds())
    # What was saved since then had nothing new when it was saved.
    return [SavedView(row, unpacked(row.asked), news.get(row.pk, _nothing(row))) for row in rows]


def none_is_new(row: SavedSearch) -> None:
    """Its owner has just looked: nothing is new until all their searches are counted again."""
    if kept := cache.get(_kept_as(row.owner)):
        at, news = kept
        after = (at, news | {row.pk: _nothing(row)})
        cache.set(_kept_as(row.owner), after, KEPT.total_seconds())


def _kept(owner: User) -> dict[int, int | None] | None:
    """What was counted lately."""
    kept: tuple[datetime, dict[int, int | None]] | None = cache.get(_kept_as(owner))
    return kept[1] if kept and kept[0] > clock.now() - KEPT else None


def _kept_as(owner: User) -> str:
    return f"saved-searches-new:{owner.pk}"


def _new_in(row: SavedSearch, owner: User) -> int | None:
    found = matching(unpacked(row.asked), owner)
    return None if found is None else len(not_among(found, row.seen))


def _nothing(row: SavedSearch) -> int | None:
    return None if row.seen is None else 0


def owners_due() -> QuerySet[User]:
    """Reps in good standing for whom it is time to look for new matches."""
    due = SavedSearch.objects.filter(owner=OuterRef("pk"), due_at__lte=clock.now())
    return reps_in_good_standing().filter(Exists(due)).order_by("pk")


def reps_in_good_standing() -> QuerySet[User]:
    """Whoever may be written to about searches."""
    return User.objects.filter(
        is_active=True, is_rep=True, suspended_at__isnull=True, closed_at__isnull=True
    )


# --- The link that turns alerts off ------------------------------------------------------------------


class OffLink(NamedTuple):
    """Whose alerts a link turns off: of one search, or of all where `search` is None."""

    owner: User
    search: SavedSearch | None
    gone: bool
    """Whether the search was deleted since."""


def off_token(owner: User, search: SavedSearch | None = None) -> str:
    """The key of a link that turns alerts off and does nothing else; it does not run out."""
    said = {"o": str(owner.public_id)} | ({"s": str(search.public_id)} if search else {})
    return signing.dumps(said, salt=SALT)


def off_link(owner: User, search: SavedSearch | None = None) -> str:
    """The same with our host."""
    return settings.SITE_URL + reverse("alerts_off", args=[off_token(owner, search)])


def by_off_token(token: str) -> OffLink | None:
    """What such a link is about; None for anything else."""
    try:
        said = signing.loads(token, salt=SALT)
        owner = User.objects.filter(public_id=uuid.UUID(said["o"])).first()
        one = uuid.UUID(said["s"]) if "s" in said else None
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None
    if owner is None:
        return None
    search = saved_by(owner).filter(public_id=one).first() if one else None
    return OffLink(owner, search, bool(one) and search is None)
