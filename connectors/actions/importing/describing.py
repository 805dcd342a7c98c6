"""Rows of a review in words: who stands there, what would happen, and what may be answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from brokerage.accounts.models import User
from connectors.actions.import_rows.arrivals import arrival_of
from connectors.actions.import_rows.changes import what_changes
from connectors.actions.import_rows.intake import DROP, NEW, USE
from connectors.actions.importing.reading import contact_of
from connectors.actions.importing.reviewing import candidate_of, options
from connectors.models import ImportRow, ImportRun, Relationship
from connectors.queries.own_contacts.reviewing import contacts_meant, rows_meant
from connectors.readers import ContactRow

Kind, Reason = ImportRow.Kind, ImportRow.Reason
TONES = {
    Kind.NEW: "go",
    Kind.KNOWN: "quiet",
    Kind.QUESTION: "wait",
    Kind.UNLISTABLE: "stop",
    Kind.LEFT_OUT: "quiet",
}
_FACTS = {
    "name": "Name",
    "email": "Email",
    "profile_url": "Profile",
    "title": "Job title",
    "company_name": "Company",
}
UNLISTABLE = "You can keep this contact, but it cannot be listed. We never say why."


@dataclass(frozen=True)
class Option:
    """One answer to a question about a row."""

    value: str
    label: str
    is_given: bool


@dataclass(frozen=True)
class RowInWords:
    """A row as its connector reads it."""

    number: int
    name: str
    email: str
    company: str
    title: str
    kind: str
    what: str
    tone: str
    note: str
    options: tuple[Option, ...]
    is_chosen: bool
    can_be_chosen: bool


def describe(user: User, run: ImportRun, rows: Sequence[ImportRow]) -> list[RowInWords]:
    """These rows of a run in words."""
    contacts, others = contacts_meant(user, rows), rows_meant(run, rows)
    return [_one(row, contacts, others) for row in rows]


def _one(
    row: ImportRow, contacts: Mapping[str, Relationship], others: Mapping[str, ImportRow]
) -> RowInWords:
    contact = contact_of(row)
    is_question = row.kind == Kind.QUESTION
    return RowInWords(
        number=row.number,
        name=contact.name,
        email=contact.email,
        company=contact.company,
        title=contact.position,
        kind=row.kind,
        what=_what(row, contact),
        tone=TONES[Kind(row.kind)],
        note=_note(row, contact, contacts, others),
        options=tuple(
            Option(one, _label(one, row, contact, contacts, others), one == row.answer)
            for one in (options(row) if is_question else ())
        ),
        is_chosen=row.is_chosen,
        can_be_chosen=not is_question or bool(row.answer),
    )


def _what(row: ImportRow, contact: ContactRow) -> str:
    if row.reason == Reason.NAMESAKE:
        return f"Which {contact.name}?"
    return str(row.get_reason_display() if row.reason else row.get_kind_display())


def _note(
    row: ImportRow,
    contact: ContactRow,
    contacts: Mapping[str, Relationship],
    others: Mapping[str, ImportRow],
) -> str:
    """What would happen, in a sentence or two; "" where the badge says it."""
    found = next((contacts[one] for one in row.candidates if one in contacts), None)
    same = next((others[one] for one in row.candidates if one in others), None)
    if row.kind == Kind.UNLISTABLE:
        return UNLISTABLE
    if row.kind == Kind.NEW:
        return "" if contact.email else "No email: kept, and listable once you add one."
    if row.kind == Kind.LEFT_OUT:
        return "Tick to add them all the same."
    if same is not None and row.kind == Kind.KNOWN:
        return f"Repeats row {same.number}."
    if found is None:
        return ""
    changes = what_changes(found, arrival_of(contact))
    told = [
        f"{_FACTS[fact]}: {before} → {after}" if before else f"Adds {_FACTS[fact].lower()}"
        for fact, before, after in changes
    ]
    if row.kind == Kind.KNOWN:
        return "; ".join(told) or "Nothing changes."
    if row.reason == Reason.MOVED:
        return f"{found.title or 'Somebody'} at {found.company_name} before. Their address was {found.email}."
    return ""


def _label(
    answer: str,
    row: ImportRow,
    contact: ContactRow,
    contacts: Mapping[str, Relationship],
    others: Mapping[str, ImportRow],
) -> str:
    """What an answer says, for its button."""
    if answer == NEW:
        alone = row.reason in {Reason.SHARED_MAILBOX, Reason.OTHER_ADDRESS, Reason.MOVED}
        return "Another person" if alone else "New person"
    key = candidate_of(row, answer)
    found = contacts.get(key)
    if found is None:
        return f"Same as row {key[1:]}" if key in others else "The contact you have"
    if answer.endswith(USE):
        return f"Use {contact.email}"
    if answer.endswith(DROP):
        return f"Remove {found.email}"
    if row.reason in {Reason.OTHER_ADDRESS, Reason.MOVED}:
        return f"Keep {found.email}"
    if row.reason == Reason.SHARED_MAILBOX:
        return f"Same person as {found.name}"
    work = ", ".join(filter(None, [found.title, found.company_name]))
    if row.reason == Reason.EMAIL:
        return " · ".join(filter(None, [found.name, work]))
    how = found.email or found.profile_url.rpartition("//")[2]
    return " · ".join(
        filter(None, [found.name if row.reason == Reason.TWO_CONTACTS else "", work, how])
    )
