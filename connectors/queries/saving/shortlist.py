"""A rep's shortlist, some of it side by side, and what they looked at lately. What is gone is only gone:
nothing says whether it was unlisted, sold, or objected to."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from connectors import hooks
from connectors.models import Relationship, SeenListing, ShortlistEntry
from connectors.queries.listings import Listing, with_usual_prices
from connectors.queries.searching.market import shown_again

FEWEST_COMPARED, MOST_COMPARED = 2, 4
LATELY = timedelta(days=30)


@dataclass(frozen=True)
class Kept:
    """One line of a shortlist: the listing as search shows it, or None where it cannot be found any more;
    and what the rep asked of it before, in words."""

    public_id: uuid.UUID
    listing: Listing | None
    asked: str = ""


def shortlist_of(owner: User) -> list[Kept]:
    """The rep's shortlist, the newest first."""
    rows = ShortlistEntry.objects.filter(owner=owner).order_by("-added_at", "-pk")
    ids = list(rows.values_list("listing", flat=True))
    found = _found(owner, ids)
    return [found.get(one, Kept(one, None)) for one in ids]


def compared(owner: User, ids: Sequence[uuid.UUID]) -> list[Kept]:
    """Two to four listings side by side, in this order; those that are gone are left out.

    Raises Refusal for fewer or more.
    """
    wanted = list(dict.fromkeys(ids))
    if not FEWEST_COMPARED <= len(wanted) <= MOST_COMPARED:
        raise Refusal("Choose two to four to compare.", code="how_many", status=400)
    found = _found(owner, wanted)
    return [found[one] for one in wanted if one in found]


def seen_by(owner: User) -> list[Listing]:
    """What the rep looked at lately and can still be found, the last one first."""
    rows = SeenListing.objects.filter(owner=owner, at__gte=clock.now() - LATELY)
    ids = rows.order_by("-at", "-pk").values_list("relationship__public_id", flat=True)
    found = _found(owner, list(ids))
    return [one.listing for pk in ids if (one := found.get(pk)) and one.listing]


def _found(owner: User, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Kept]:
    """Those of these listings that can be found at this moment, as search shows them."""
    pks = Relationship.objects.filter(public_id__in=ids).values_list("pk", flat=True)
    rows = shown_again(list(pks), owner)
    asked = hooks.asked_before.one(owner, list(rows))
    priced = with_usual_prices(list(rows.values()))
    return {
        one.public_id: Kept(one.public_id, one, asked.get(pk, ""))
        for pk, one in zip(rows, priced, strict=True)
    }
