"""Who rests after a no: the row by which they were asked, and whoever in the same network looks like them."""

from collections.abc import Iterable

from brokerage.accounts.models import User
from brokerage.kit import clock
from connectors.identity import normalise_email, normalise_profile_url
from connectors.models import Relationship
from connectors.person_names import forms_to_keep, forms_to_look_up


def resting_among(connector: User, relationships: Iterable[Relationship]) -> set[int]:
    """The primary keys of those rows of this connector that rest.

    A row rests after a no of whatever kind, and with it every row of the same network that has one of its
    addresses or may be the same name: just what a "never" would keep off the market there. Else a second
    entry for the same person would tell a connector which no it was.
    """
    rows = list(relationships)
    asleep = Relationship.objects.filter(connector=connector, rests_until__gt=clock.now())
    found = {row.pk: row for row in asleep}
    if not found:
        return set()
    names = {form for row in found.values() for form in forms_to_keep(row.name)}
    addresses = {one for row in found.values() for one in _addresses(row)}
    return {
        row.pk
        for row in rows
        if row.pk in found or addresses & _addresses(row) or names & forms_to_look_up(row.name)
    }


def _addresses(row: Relationship) -> set[str]:
    return {normalise_email(row.email), normalise_profile_url(row.profile_url)} - {""}
