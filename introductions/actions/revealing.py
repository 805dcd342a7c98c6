"""Who the prospect is: who may see it, and the record of who saw it."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from brokerage.accounts.models import Reveal, User
from connectors.queries import Contact
from introductions.lifecycle import ENDS, Actor
from introductions.models import Introduction, PendingRefusal
from introductions.queries import NOT_LISTED, actor_of, contact_of, is_refusal_pending

MOST_SEARCHED = 2_000
"""Of so many of one's newest introductions the names are looked through, one by one."""


def may_know(introduction: Introduction, side: Actor) -> bool:
    """Whether this side may know who the prospect is, as it stands."""
    if side != Actor.REP:
        return side == Actor.CONNECTOR
    came_to_nothing = introduction.introduced_at is None and (
        introduction.is_over or is_refusal_pending(introduction)
    )
    return introduction.revealed_at is not None and not came_to_nothing


def reveal(introduction: Introduction, *, viewer: User, ground: str) -> Contact | None:
    """Who the prospect is, for a side that may know: the connector always, the rep once it is held.

    Where it ended without being made, or is about to, whoever ends it, the rep may know no more. Leaves a
    row: who saw whom, when, on what ground. None where nobody may know (yet).
    """
    side = actor_of(introduction, viewer)
    if side is None or not may_know(introduction, side):
        return None
    if side == Actor.REP:
        _look(introduction, viewer, ground).save()
    return contact_of(introduction)


def _look(introduction: Introduction, viewer: User, ground: str) -> Reveal:
    return Reveal(
        viewer=viewer,
        prospect=introduction.prospect.public_id,
        ground=ground,
        reference=introduction.reference,
    )


def reveal_all(
    introductions: Iterable[Introduction], *, viewer: User, ground: str
) -> dict[int, Contact]:
    """Who the prospects of these are, by primary key, as far as `viewer` may know; leaves a row for each.

    As many queries for many as for few. The rows may be bare: what names a person is read here.
    """
    asked = {row.pk: side for row in introductions if (side := actor_of(row, viewer))}
    found = _with_people(Introduction.objects.filter(pk__in=asked), viewer)
    known = [row for row in found if may_know(row, asked[row.pk])]
    Reveal.objects.bulk_create(
        _look(row, viewer, ground) for row in known if asked[row.pk] == Actor.REP
    )
    return {row.pk: contact_of(row) for row in known}


def named_like(viewer: User, text: str) -> list[int]:
    """The primary keys of `viewer`'s newest introductions whose person has `text` in a name they may know.

    Names are encrypted, so they are read one by one.
    """
    mine = Introduction.objects.filter(Q(rep=viewer) | Q(connector=viewer))
    found = _with_people(mine.order_by("-pk"), viewer)[:MOST_SEARCHED]
    low = text.casefold()
    return [
        row.pk
        for row in found
        if (side := actor_of(row, viewer))
        and may_know(row, side)
        and low in contact_of(row).name.casefold()
    ]


def _with_people(rows: QuerySet[Introduction], viewer: User) -> QuerySet[Introduction]:
    """Those in which `viewer` can know anybody, with what names them and nothing else that is encrypted."""
    over = Q(introduced_at__isnull=True, state__in=ENDS)
    refused = PendingRefusal.objects.exclude(why="not_now")
    here = Q(relationship=None) | Q(relationship__connector=OuterRef("connector"))
    refused_here = refused.filter(here, prospect=OuterRef("prospect"))
    rows = rows.filter(Q(connector=viewer) | (Q(revealed_at__isnull=False) & ~over))
    kept = [name for name in NOT_LISTED if name != "asked"]
    return (
        rows.select_related("prospect", "relationship__company")
        .defer(*kept)
        .annotate(refusals_pending=Exists(refused_here) | Exists(refused.exclude(domain="")))
    )
