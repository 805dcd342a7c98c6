"""Two contacts of one network become one, by their connector's word; undone within seven days."""

import datetime as dt
import uuid
from typing import Any

from django.db import transaction

from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from connectors.actions.editing import remove, write_facts
from connectors.actions.import_rows import (
    forget_unknown,
    lock_account,
    share_prospects,
    take_in,
)
from connectors.actions.import_rows.intake import NEW, Wanted
from connectors.actions.suppressing import suppress_rows
from connectors.models import UNDO_FOR, ContactMerge, Relationship, TwoPeople
from connectors.queries import is_under_way, resting_among, suppressed_among, visible_to
from connectors.readers import ContactRow

#: What the kept contact takes over where it says nothing itself.
FILLED = (
    "email", "profile_url", "title", "company_name", "country", "how_known", "last_contact_on", "notes",
)  # fmt: skip
#: What else is needed to bring the other one back.
OFFERED = ("strength", "show_company", "price_minor", "currency", "typed", "connected_on")
_DAYS = {"last_contact_on", "connected_on"}


@transaction.atomic
def merge_contacts(user: User, keep: uuid.UUID | str, gone: uuid.UUID | str) -> ContactMerge:
    """Let `gone` go into `keep`, which takes over what it does not say itself.

    Raises Relationship.DoesNotExist; refuses while one of them rests or is being introduced, and where the
    one that goes has introductions. Whoever asked never to be listed under either is kept off the market.
    """
    lock_account(user)
    share_prospects()
    kept, other = (_own(user, public_id) for public_id in (keep, gone))
    if kept.pk == other.pk:
        raise Refusal("Choose two contacts.", code="same", status=400)
    if resting_among(user, [kept, other]) or is_under_way(kept) or is_under_way(other):
        raise Refusal(
            "One of them is being introduced or rests after a request. Merge them when that is over.",
            code="resting",
        )
    if suppressed_among([other]):
        suppress_rows([kept, other])
    said = {name: _plain(other, name) for name in ("name", *FILLED, *OFFERED)}
    filled = {
        name: getattr(other, name)
        for name in FILLED
        if getattr(other, name) and not getattr(kept, name)
    }
    remove(user, [other.public_id])
    before = kept.prospect_id
    write_facts(kept, filled)
    if kept.prospect_id != before:
        forget_unknown([before])
    return ContactMerge.objects.create(
        connector=user, kept=kept, gone=said, filled={name: _plain(kept, name) for name in filled}
    )


@transaction.atomic
def undo_merge(user: User, public_id: uuid.UUID | str) -> Relationship:
    """Bring back the contact that went, unlisted; what the kept one took over goes from it again.

    Raises ContactMerge.DoesNotExist; refused when it is too late.
    """
    lock_account(user)
    share_prospects()
    merge = ContactMerge.objects.select_for_update().get(connector=user, public_id=public_id)
    if merge.at <= clock.now() - UNDO_FOR:
        raise Refusal("This can no longer be undone.", code="too_late", status=409)
    kept = _own(user, merge.kept.public_id)
    if resting_among(user, [kept]) or is_under_way(kept):
        raise Refusal(
            "This person is being introduced or rests after a request. Undo it when that is over.",
            code="resting",
        )
    person = kept.prospect_id
    taken = {name: value for name, value in merge.filled.items() if _plain(kept, name) == value}
    write_facts(kept, {name: None if name in _DAYS else "" for name in taken})
    if kept.prospect_id != person:
        forget_unknown([person])
    said = merge.gone
    row = ContactRow(1, said["name"], "", said["profile_url"], said["email"])
    (back,) = take_in(user, [Wanted(row, NEW)]).relationships
    facts = {
        name: _value(name, said[name]) for name in FILLED if name not in {"email", "profile_url"}
    }
    for name in OFFERED:
        setattr(back, name, _value(name, said[name]))
    write_facts(back, facts)
    merge.delete()
    return back


@transaction.atomic
def tell_apart(user: User, one: uuid.UUID | str, other: uuid.UUID | str) -> None:
    """Two contacts who look alike are two people. Raises Relationship.DoesNotExist."""
    first, second = sorted((_own(user, one), _own(user, other)), key=lambda row: row.pk)
    if first.pk != second.pk:
        TwoPeople.objects.get_or_create(connector=user, one=first, other=second)


def forget_merges() -> int:
    """Forget what only an undo needs, once that is over; how many."""
    return ContactMerge.objects.filter(at__lte=clock.now() - UNDO_FOR).delete()[0]


def _own(user: User, public_id: uuid.UUID | str) -> Relationship:
    return visible_to(user).select_for_update(of=("self",)).get(public_id=public_id)


def _plain(row: Relationship, name: str) -> Any:
    value = getattr(row, name)
    return value.isoformat() if isinstance(value, dt.date) else value


def _value(name: str, said: Any) -> Any:
    return dt.date.fromisoformat(said) if said and name in _DAYS else said
