"""Looking for new matches of saved searches, and writing down whom an email tells of them."""

from django.db import transaction

from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.later import run_later
from connectors.actions.saving.searches import remembered
from connectors.actions.saving.times import drawn_after, next_look, settled
from connectors.models import Alerts, SavedSearch, SearchAlert
from connectors.queries.saving import (
    matching,
    not_among,
    reps_in_good_standing,
    saved_by,
    unpacked,
)


@transaction.atomic
def tell_new_matches(owner_id: int) -> SearchAlert | None:
    """Look at all searches of this rep whose time has come; one email for all that is new, none for nothing.

    Rows are locked: of two that come at once the second finds nothing due.
    """
    owner = reps_in_good_standing().filter(pk=owner_id).first()
    if owner is None:
        return None
    now = clock.now()
    due = list(saved_by(owner).filter(due_at__lte=now).select_for_update())
    found = {str(row.public_id): new for row in due if (new := _new(row, owner))}
    at_once = drawn_after(now)
    for row in due:
        row.due_at = at_once if row.alerts == Alerts.AT_ONCE else next_look(owner, row.alerts)
        row.save(update_fields=["due_at", "told"])
    if not found:
        return None
    alert = SearchAlert.objects.create(owner=owner, found=found)
    run_later("connectors.tasks.send_search_alert", alert.pk)
    return alert


def _new(row: SavedSearch, owner: User) -> list[int]:
    """What this search has not told yet; it counts as told from now on. Where it was too broad to count,
    it begins anew."""
    found = matching(unpacked(row.asked), owner)
    if found is None or row.told is None:
        row.told = found
        return []
    new = settled(not_among(found, row.told))
    row.told = remembered(new, row.told)
    return new


def forget_alerts() -> int:
    """Delete what is kept of emails that were sent or given up; how many."""
    return SearchAlert.objects.filter(told_at__isnull=False).delete()[0]
