"""Saving a search, changing it, looking at it, deleting it."""

import uuid

from django.db import transaction

from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from brokerage.kit.mail.letters import one_line
from connectors.actions.saving.times import next_look
from connectors.models import Alerts, SavedSearch
from connectors.queries.saving import (
    LONGEST_NAME,
    matching,
    none_is_new,
    not_among,
    packed,
    saved_by,
    suggested_name,
    unpacked,
)
from connectors.queries.searching import SearchFilters, understood

MOST_SAVED = 50
MOST_REMEMBERED = 3_000
TOO_MANY = f"You already have {MOST_SAVED} saved searches. Delete one, then save this search."
TOO_BROAD = (
    "This search matches more than 1,000 listings, too many to count what is new. "
    "Add a filter to get emails about it."
)


@transaction.atomic
def save_search(
    owner: User, filters: SearchFilters, *, name: str = "", alerts: str = Alerts.OFF
) -> SavedSearch:
    """Keep this search; what it finds now is not new. Without a name it is called by what it asks.

    Raises Refusal above `MOST_SAVED`, for one that is kept already, and for emails about too many listings.
    """
    User.objects.select_for_update().get(pk=owner.pk)
    asked = understood(filters, owner)
    if asked.problem:
        raise Refusal(asked.problem, code="impossible", status=400)
    said = packed(filters)
    kept = list(saved_by(owner))
    for one in kept:
        if one.asked == said:
            raise Refusal(f"You already saved this search as “{one.name}”.", code="saved_already")
    if len(kept) >= MOST_SAVED:
        raise Refusal(TOO_MANY, code="too_many")
    found = matching(filters, owner)
    if found is None and alerts != Alerts.OFF:
        raise Refusal(TOO_BROAD, code="too_broad", status=400)
    return SavedSearch.objects.create(
        owner=owner,
        name=_name(name) or suggested_name(filters, asked),
        asked=said,
        alerts=alerts,
        due_at=next_look(owner, alerts),
        seen=found,
        told=found,
    )


@transaction.atomic
def change_saved_search(
    owner: User, public_id: uuid.UUID, *, name: str | None = None, alerts: str | None = None
) -> SavedSearch:
    """Rename it, or write about it more often, less often or never; None leaves as it is.

    Emails that begin again say nothing of what came before. Raises SavedSearch.DoesNotExist, Refusal.
    """
    row = _locked(owner, public_id)
    if name is not None:
        row.name = _name(name)
        if not row.name:
            raise Refusal("Give the search a name.", code="name", status=400)
    if alerts is not None and alerts != row.alerts:
        if row.alerts == Alerts.OFF:
            row.told = matching(unpacked(row.asked), owner)
            if row.told is None:
                raise Refusal(TOO_BROAD, code="too_broad", status=400)
        row.alerts, row.due_at = alerts, next_look(owner, alerts)
    row.save(update_fields=["name", "alerts", "due_at", "told"])
    return row


@transaction.atomic
def delete_saved_search(owner: User, public_id: uuid.UUID) -> None:
    """Forget it. Raises SavedSearch.DoesNotExist."""
    _locked(owner, public_id).delete()


@transaction.atomic
def look_at_saved_search(owner: User, public_id: uuid.UUID) -> SavedSearch:
    """Its owner looks at what it finds: nothing of that is new any more, and no email tells it.

    Raises SavedSearch.DoesNotExist.
    """
    row = _locked(owner, public_id)
    found = matching(unpacked(row.asked), owner)
    row.seen, row.told = remembered(found, row.seen), remembered(found, row.told)
    row.looked_at = clock.now()
    row.save(update_fields=["seen", "told", "looked_at"])
    none_is_new(row)
    return row


def turn_alerts_off(owner: User, search: SavedSearch | None) -> int:
    """No more emails about this search, or about any where it is None; about how many there were."""
    rows = saved_by(owner) if search is None else saved_by(owner).filter(pk=search.pk)
    return rows.exclude(alerts=Alerts.OFF).update(alerts=Alerts.OFF, due_at=None)


def remembered(found: list[int] | None, before: list[int] | None) -> list[int] | None:
    """What is known from now on: all that was found, and what was known before and may come back, so that
    whoever is listed again is not new again."""
    if found is None or before is None:
        return found
    return [*found, *not_among(before, found)][: max(MOST_REMEMBERED, len(found))]


def _locked(owner: User, public_id: uuid.UUID) -> SavedSearch:
    return saved_by(owner).select_for_update().get(public_id=public_id)


def _name(text: str) -> str:
    name = one_line(text)
    if len(name) > LONGEST_NAME:
        raise Refusal(
            f"Use at most {LONGEST_NAME} characters for the name.", code="name", status=400
        )
    return name
