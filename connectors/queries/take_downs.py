"""Whom the desk took down for which connector, and whether a row leads to one of them. Reads only.

A take-down is about a person and a connector, not about a row: removed and added again, turned into
somebody else and back, merged by an import or brought by a new account of the same connector, it holds.
"""

from collections.abc import Iterable, Sequence

from brokerage.accounts.models import User
from brokerage.accounts.sanctions.standing import accounts_of
from brokerage.cases.queries import LOOKED_AT, is_looked_at
from connectors.identity import normalise_email, normalise_profile_url
from connectors.models import KeyKind, Relationship, TakeDown, TakeDownMark
from connectors.person_names import forms_to_keep, forms_to_look_up
from connectors.queries.suppressions import Mark, marks


def take_downs_of(connector: User) -> list[TakeDown]:
    """Those that hold against this connector, under whichever of their accounts."""
    rows = TakeDown.objects.filter(connector__in=accounts_of(connector), lifted_at__isnull=True)
    return list(rows.order_by("-pk"))


def has_take_downs(user: User) -> bool:
    """Whether any holds against this very account."""
    return TakeDown.objects.filter(connector=user, lifted_at__isnull=True).exists()


def why_account_cannot_close(user: User) -> str | None:
    """Why the account has to stay, or None: nobody leaves while a listing of theirs is looked at."""
    rows = Relationship.objects.filter(connector=user).values_list("public_id", flat=True)
    return LOOKED_AT if is_looked_at(one.hex for one in rows) else None


def marks_kept_of(row: Relationship) -> set[Mark]:
    """What is kept of the person a row leads to, under the newest key."""
    return {some[0] for some in _values(row, forms_to_keep(row.name))}


def taken_down_among(connector: User, rows: Sequence[Relationship]) -> dict[int, str]:
    """The rows of this connector that were taken down or lead to somebody who was: why, by primary key."""
    held = {one.pk: one.reason for one in take_downs_of(connector)}
    found = {row.pk: row.taken_down_reason for row in rows if row.taken_down_at}
    for pk, hits in _hits(held, rows).items():
        found.setdefault(pk, held[max(hits)])
    return found


def take_downs_about(row: Relationship) -> set[int]:
    """The primary keys of those that hold for the person a row leads to."""
    held = [one.pk for one in take_downs_of(row.connector)]
    return _hits(held, [row]).get(row.pk, set())


def _hits(held: Iterable[int], rows: Sequence[Relationship]) -> dict[int, set[int]]:
    """By a row's primary key: which of these take-downs are about its person."""
    kept: dict[Mark, set[int]] = {}
    for *mark, pk in TakeDownMark.objects.filter(take_down__in=list(held)).values_list(
        "kind", "key_id", "digest", "take_down"
    ):
        kept.setdefault((mark[0], mark[1], mark[2]), set()).add(pk)
    if not kept:
        return {}
    found = {
        row.pk: {
            pk
            for some in _values(row, forms_to_look_up(row.name))
            for mark in some
            for pk in kept.get(mark, ())
        }
        for row in rows
    }
    return {pk: hits for pk, hits in found.items() if hits}


def _values(row: Relationship, forms: Iterable[str]) -> list[list[Mark]]:
    """Each value by which its person is known, as its marks under every hash key, newest first."""
    values = [
        (KeyKind.EMAIL, normalise_email(row.email)),
        (KeyKind.PROFILE, normalise_profile_url(row.profile_url)),
        *((KeyKind.NAME, form) for form in sorted(forms)),
    ]
    return [marks(kind, value) for kind, value in values if value]
