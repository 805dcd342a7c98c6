"""Contacts of one network who may be one person: of the same name, where nothing tells them apart."""

from dataclasses import dataclass
from itertools import combinations

from brokerage.accounts.models import User
from brokerage.kit import clock
from connectors.companies import plain
from connectors.identity import normalise_profile_url
from connectors.models import UNDO_FOR, ContactMerge, Relationship, TwoPeople
from connectors.queries.network import visible_to
from connectors.queries.network_index import network_index

MOST_SHOWN = 50
#: A name so frequent in a network says nothing.
MOST_ALIKE = 8


@dataclass(frozen=True)
class Pair:
    """Two contacts who may be one person, the older first."""

    one: Relationship
    other: Relationship


def likely_duplicates(user: User) -> list[Pair]:
    """The first pairs of the user's contacts who may be one person; no one shows up in two of them."""
    alike: dict[tuple[str, ...], list[int]] = {}
    for person in network_index(user).in_order("name"):
        words = tuple(sorted(plain(person.name).split()))
        if len(words) > 1:
            alike.setdefault(words, []).append(person.pk)
    groups = [sorted(keys) for keys in alike.values() if 1 < len(keys) <= MOST_ALIKE]
    apart = set(TwoPeople.objects.filter(connector=user).values_list("one_id", "other_id"))
    open_groups = [
        keys for keys in groups if any(two not in apart for two in combinations(keys, 2))
    ][: 2 * MOST_SHOWN]
    rows = visible_to(user).in_bulk([key for keys in open_groups for key in keys])
    found: list[Pair] = []
    for keys in open_groups:
        pairs = (
            Pair(rows[one], rows[other])
            for one, other in combinations(keys, 2)
            if (one, other) not in apart and one in rows and other in rows
        )
        if likely := next((pair for pair in pairs if _may_be_one(pair)), None):
            found.append(likely)
    return found[:MOST_SHOWN]


def recent_merges(user: User) -> list[ContactMerge]:
    """Merges that can still be undone, the latest first."""
    merges = ContactMerge.objects.filter(connector=user, at__gt=clock.now() - UNDO_FOR)
    return list(merges.select_related("kept")[:20])


def _may_be_one(pair: Pair) -> bool:
    """Two profiles are two people."""
    one, other = (normalise_profile_url(row.profile_url) for row in (pair.one, pair.other))
    return not (one and other and one != other)
