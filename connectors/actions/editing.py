"""Add, edit and remove one relationship."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from brokerage.accounts.models import User
from brokerage.accounts.sanctions.standing import is_limited
from brokerage.kit import clock
from brokerage.kit.cells import out_of_place
from brokerage.kit.errors import Refusal
from brokerage.kit.text.hidden_letters import HIDDEN, holds_hidden
from connectors.actions.fading import say_again
from connectors.actions.import_rows import (
    companies_by_key,
    forget_unknown,
    give_keys,
    hashes_of,
    lock_account,
    person_behind,
    set_facts,
    share_prospects,
    take_in,
)
from connectors.actions.import_rows.changes import HISTORY, TYPED, FactsBefore
from connectors.actions.suppressing import suppress_rows
from connectors.companies import company_name, plain
from connectors.guards import hold_back
from connectors.identity import (
    clean_email,
    normalise_email,
    normalise_profile_url,
    plain_profile_url,
)
from connectors.models import BY_HAND, FactChange, ImportRun, KeyKind, Prospect, Relationship
from connectors.models.imports import LAWFUL_BASIS
from connectors.queries import (
    is_under_way,
    own_names,
    resting_among,
    suppressed_among,
    visible_to,
    why_not_listable,
)
from connectors.readers import ContactRow
from connectors.readers.rows import full_names, holds_others

EDITABLE = (
    "name",
    "email",
    "profile_url",
    "title",
    "company_name",
    "country",
    "strength",
    "how_known",
    "last_contact_on",
    "notes",
)
TELLS_HOW_WELL = {"strength", "how_known", "last_contact_on"}
"""Who writes these says anew how well they know each other."""


@transaction.atomic
def add_relationship(user: User, **facts: Any) -> Relationship:
    """Add one person by hand; facts as in `EDITABLE`, at least a name and an address.

    The ground on which they are held is recorded as for an import: a run of one.
    """
    name = str(facts.get("name", "")).strip()
    email = _sound_email(str(facts.get("email", "")))
    profile = str(facts.get("profile_url", ""))
    _check_days(facts)
    if not name or not (email or normalise_profile_url(profile)):
        raise Refusal(
            "A name and an e-mail or profile address are needed.", code="missing", status=400
        )
    tally = take_in(user, [ContactRow(1, name, "", profile, email)])
    if not tally.new:
        raise Refusal("This person is in your network already.", code="known_already")
    _record_ground(user)
    (row,) = tally.relationships
    row.typed = " ".join(name for name in TYPED if str(facts.get(name, "")).strip())
    row.save(update_fields=["typed"])
    return edit_relationship(user, row.public_id, **facts)


def _record_ground(user: User) -> None:
    now = clock.now()
    ImportRun.objects.create(
        connector=user,
        kind=BY_HAND,
        status=ImportRun.Status.DONE,
        lawful_basis=LAWFUL_BASIS,
        row_count=1,
        done_rows=1,
        new=1,
        started_at=now,
        finished_at=now,
    )


@transaction.atomic
def edit_relationship(user: User, public_id: uuid.UUID | str, **facts: Any) -> Relationship:
    """Change facts of one relationship (those of `EDITABLE`); what follows from them follows.

    Raises Relationship.DoesNotExist when it is not the user's; refuses an address that is none, a
    person who is in the network already, and another address while its owner is being introduced. A
    listing that may no longer be offered comes off the market, and so does one that becomes somebody else
    while the account may list nobody new. Whoever asked not to be listed is kept
    among the contacts without a word, and cannot be listed. A row that led to somebody who asked never to
    be listed stays off it for good.
    """
    lock_account(user)
    share_prospects()
    row = visible_to(user).select_for_update(of=("self",)).get(public_id=public_id)
    unknown = set(facts) - set(EDITABLE)
    if unknown:
        raise ValueError(f"not editable: {sorted(unknown)}")
    if "email" in facts:
        facts["email"] = _sound_email(facts["email"])
    if "profile_url" in facts:
        facts["profile_url"] = sound_profile(facts["profile_url"])
    check_cells(facts)
    _check_days(facts)
    _check_names_of_others(user, row, facts)
    _check_rest(user, row, facts)
    person, before = row.prospect_id, FactsBefore(row)
    _note_typed(row, facts)
    write_facts(row, facts)
    changes = before.changes(row, None, row.updated_at, only=HISTORY)
    FactChange.objects.bulk_create(one for one in changes if one.before)
    if row.prospect_id != person:
        forget_unknown([person])
    return row


def _note_typed(row: Relationship, facts: dict[str, Any]) -> None:
    """What the connector typed is theirs: no file changes it, until they empty it again."""
    if str(facts.get("email", "")).strip() not in {"", row.email}:
        row.moved_at = None  # they know where this person is now
    typed = set(row.typed.split())
    for name in TYPED:
        said = str(facts.get(name, getattr(row, name))).strip()
        if said != getattr(row, name):
            typed = typed | {name} if said else typed - {name}
    row.typed = " ".join(sorted(typed))


def write_facts(row: Relationship, facts: dict[str, Any]) -> None:
    """Write facts that were checked into a row, with all that follows from them. Under its locks."""
    if suppressed_among([row]):
        suppress_rows([row])  # as it was: no other value takes the mark off
    before, name = normalise_email(row.email), plain(row.name)
    for field, value in facts.items():
        setattr(row, field, value.strip() if isinstance(value, str) else value)
    if "company_name" in facts:
        _set_company(row)
    if suppressed_among([row]):
        suppress_rows([row])
    if normalise_email(row.email) != before:
        _lead_to(row.connector, row)
    set_facts(row)
    if TELLS_HOW_WELL & set(facts):
        say_again([row])
    row.updated_at = clock.now()
    is_another = normalise_email(row.email) != before or plain(row.name) != name
    if row.listed_at and (why_not_listable(row) or (is_another and is_limited(row.connector))):
        row.listed_at = None
    row.save()
    hold_back(row.connector, [row])


@transaction.atomic
def remove(user: User, public_ids: Iterable[uuid.UUID | str]) -> int:
    """Delete relationships with all contact data; returns how many.

    Refuses, and deletes none, when one of them has introductions, or rests after one. Of whoever asked
    never to be listed the network keeps fingerprints, so that nobody is brought again under another
    address and listed. Waits for whoever writes to the network: an import may be at one of these.
    """
    lock_account(user)
    share_prospects()
    rows = visible_to(user).filter(public_id__in=list(public_ids))
    if resting_among(user, rows.filter(rests_until=None)):
        raise Refusal(
            "This contact rests after a request, so the entry stays for now. Remove it later.",
            code="resting",
        )
    objected = suppressed_among(rows)
    suppress_rows(row for row in rows if row.pk in objected)
    people = list(rows.values_list("prospect_id", flat=True))
    try:
        with transaction.atomic():
            count = len(people)
            Relationship.objects.filter(pk__in=rows.values("pk")).delete()
    except ProtectedError as error:
        raise Refusal(
            "There is an introduction with this person, so the entry stays. You can unlist it.",
            code="has_introductions",
        ) from error
    forget_unknown(people)
    return count


def forget(rows: Iterable[Relationship]) -> None:
    """Delete relationships on which nothing hangs, and people nobody knows any more."""
    found = list(rows)
    Relationship.objects.filter(pk__in=[row.pk for row in found]).delete()
    forget_unknown([row.prospect_id for row in found])


def _sound_email(raw: str) -> str:
    email = clean_email(raw)
    if raw.strip() and not email:
        raise Refusal("This is no e-mail address.", code="email", status=400, field="email")
    return email


def sound_profile(raw: str) -> str:
    """The address of a profile as it may be shown and followed; refused when it is none."""
    profile = plain_profile_url(raw)
    if raw.strip() and not profile:
        raise Refusal(
            "Write the profile as a web address, like https://www.linkedin.com/in/jane-doe.",
            code="profile_url",
            status=400,
            field="profile_url",
        )
    return profile


def check_cells(facts: dict[str, Any]) -> None:
    """Name, title and company hold nothing but that: the same as for a row of a file."""
    for name in ("name", "title", "company_name"):
        if holds_hidden(str(facts.get(name, ""))):
            raise Refusal(HIDDEN, code="hidden_letters", status=400, field=name)
        if found := out_of_place(str(facts.get(name, ""))):
            raise Refusal(
                f"This field holds {found}. Write only what it asks for.",
                code="out_of_place",
                status=400,
                field=name,
            )


def _check_names_of_others(user: User, row: Relationship, facts: dict[str, Any]) -> None:
    """Title and company hold no name of another contact of the user's."""
    for name in ("title", "company_name"):
        said = str(facts.get(name, "")).strip()
        if not said or said == getattr(row, name):
            continue
        whole = ContactRow(0, str(facts.get("name", row.name)), position=said)
        if holds_others(whole, full_names(own_names(user))):
            raise Refusal(
                "This field holds the name of another contact of yours.",
                code="out_of_place",
                status=400,
                field=name,
            )


def _check_rest(user: User, row: Relationship, facts: dict[str, Any]) -> None:
    """Who rests after a no stays who they are: under another name or address they would be listed again, but
    not after a "never", and that would tell which no it was."""
    others = [
        name
        for name in ("name", "email", "profile_url")
        if getattr(row, name)
        and str(facts.get(name, getattr(row, name))).strip() != getattr(row, name)
    ]
    if others and resting_among(user, [row]):
        raise Refusal(
            "This contact rests after a request. Name and addresses can be changed when that is over.",
            code="resting",
            field=others[0],
        )


def _check_days(facts: dict[str, Any]) -> None:
    """Nobody was in touch in the future (days in UTC)."""
    day = facts.get("last_contact_on")
    if day is not None and day > clock.now().date():
        raise Refusal(
            "This day is still to come.", code="future", status=400, field="last_contact_on"
        )


def _set_company(row: Relationship) -> None:
    named = company_name(row.company_name)
    before = row.company.country if row.company else ""
    row.company = companies_by_key([named])[named.key] if named else None
    if row.company and row.country in {"", before}:
        row.country = row.company.country


def _lead_to(user: User, row: Relationship) -> None:
    """The row has another address: it leads to whoever reads that mailbox, and to nobody else."""
    if is_under_way(row):
        raise Refusal(
            "This person is being introduced. Their address can be changed when that is over.",
            code="under_way",
            field="email",
        )
    email = normalise_email(row.email)
    person = person_behind(email)
    if person is None:
        person = row.prospect
        if not email or person.keys.exists():  # the mailbox it led to so far stays apart
            person = Prospect.objects.create()
        if email and give_keys({hashes_of(KeyKind.EMAIL, email)[0]: person.pk}):
            # Another network brought the owner at this moment: look again.
            forget_unknown([person.pk] if person.pk != row.prospect_id else [])
            _lead_to(user, row)
            return
    elif visible_to(user).filter(prospect=person).exclude(pk=row.pk).exists():
        raise Refusal(
            "Somebody with this address is in your network already.",
            code="known_already",
            field="email",
        )
    row.prospect = person
