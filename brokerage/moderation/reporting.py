"""Reports of abuse: anybody signed in says what is wrong, and the desk has a case."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.cache import cache
from django.db import transaction

from brokerage.accounts.models import User
from brokerage.cases.actions import open_case
from brokerage.cases.models import Case, Note
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from connectors.models import Relationship
from introductions.models import Introduction

REASONS = {
    "false": "It is not true",
    "fraud": "It looks like fraud",
    "spam": "Advertising, or sent to everybody",
    "personal": "It shows who somebody is, or their data",
    "abuse": "Insulting or threatening",
    "law": "It breaks a law or somebody's duty",
    "other": "Something else",
}
LOOK_WITHIN = timedelta(days=3)
REPORTS_AN_HOUR, HOUR = 10, 3600


@dataclass(frozen=True)
class Thing:
    """What can be reported on one page: choices `(key, words)`, and what each means for a case."""

    title: str
    page: str
    choices: tuple[tuple[str, str], ...]
    subjects: dict[str, tuple[str, str]]


def of_listing(row: Relationship, page: str) -> Thing:
    """A listing, or its connector."""
    person = f"person:{row.connector.public_id.hex}"
    return Thing(
        title=row.shown_role,
        page=page,
        choices=(("listing", "This listing"), ("person", "The connector and their profile")),
        subjects={
            "listing": (Case.Kind.LISTING, row.public_id.hex),
            "person": (Case.Kind.REPORT, person),
        },
    )


def of_introduction(row: Introduction, reader: User, page: str) -> Thing:
    """What was written in an introduction, or the other side."""
    other = row.connector if reader.pk == row.rep_id else row.rep
    return Thing(
        title=str(row.listing.get("headline", "An introduction")),
        page=page,
        choices=(("words", "The request or a message"), ("person", "The other side")),
        subjects={
            "words": (Case.Kind.REPORT, f"introduction:{row.public_id.hex}"),
            "person": (Case.Kind.REPORT, f"person:{other.public_id.hex}"),
        },
    )


def report(thing: Thing, *, by: User, about: str, reason: str, text: str) -> Case:
    """`by` reports one of `thing`'s choices; the same again adds their words to the open case.

    Refused for too many in an hour, and for reasons or choices that are not offered.
    """
    if about not in thing.subjects or reason not in REASONS:
        raise Refusal("Choose what is wrong.", code="choice", status=400)
    _not_too_often(by)
    kind, subject = thing.subjects[about]
    with transaction.atomic():
        case = open_case(
            kind, subject, due_at=clock.now() + LOOK_WITHIN, opened_by=by, reason=reason
        )
        Note.objects.create(
            case=case, author=by, text=f"{REASONS[reason]}. {text.strip()}", at=clock.now()
        )
    return case


def _not_too_often(by: User) -> None:
    name = f"reports-by:{by.pk}"
    cache.add(name, 0, HOUR)
    try:
        count = cache.incr(name)
    except ValueError:
        return  # it ran out between the two lines
    if count > REPORTS_AN_HOUR:
        raise Refusal("Too many at once. Please try again in an hour.", "too_often", status=429)
