"""Reports of abuse by people, about a person or about what was written in an introduction."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q

from brokerage.accounts.models import User
from brokerage.cases.actions import close_case
from brokerage.cases.models import Case
from brokerage.moderation.kinds import Action, Kind, ReasonForm, is_masked
from brokerage.moderation.loading import about
from brokerage.moderation.reporting import REASONS
from introductions.models import Introduction
from introductions.queries import conflict_of_interest, is_same_person


def person_of(case: Case) -> User | None:
    """The person who is reported, if it is a person."""
    what, _, reference = case.subject.partition(":")
    rows = User.objects.filter(public_id=reference)
    return about(case, "person", rows.first) if what == "person" else None


def introduction_of(case: Case) -> Introduction | None:
    """The introduction in which something was written, if that is reported."""
    what, _, reference = case.subject.partition(":")
    rows = Introduction.objects.select_related("rep", "connector")
    rows = rows.filter(public_id=reference)
    return about(case, "introduction", rows.first) if what == "introduction" else None


def headline(case: Case) -> str:
    """What is reported, naming nobody."""
    row = introduction_of(case)
    what = row.listing.get("headline", "an introduction") if row else "a person"
    return f"{REASONS.get(case.facts.get('reason', ''), 'Something is wrong')}: {what}"


def panel(case: Case, user: User) -> dict[str, Any]:
    """Who is reported, or the words; who reported."""
    row, masked = introduction_of(case), is_masked(user)
    people = [person_of(case)] if row is None else [row.rep, row.connector]
    return {
        "reason": REASONS.get(case.facts.get("reason", ""), ""),
        "introduction": row,
        "people": [] if masked else [one for one in people if one],
        "reporter": None if masked else case.opened_by,
        "letters": [] if masked or row is None else list(row.messages.select_related("author")),
    }


def hidden(user: User) -> Collection[str]:
    """Reports about oneself or one's own introductions."""
    mine = Introduction.objects.filter(Q(rep=user) | Q(connector=user))
    ids = mine.values_list("public_id", flat=True)
    return [f"person:{user.public_id.hex}", *(f"introduction:{one.hex}" for one in ids)]


def dismiss(case: Case, user: User, facts: dict[str, Any]) -> None:
    """Nothing is wrong with it."""
    close_case(case, staff=user, outcome="dismissed", reason=facts["reason"])


def _uphold(case: Case, user: User, facts: dict[str, Any]) -> None:
    close_case(case, staff=user, outcome="acted on", reason=facts["reason"])


def own_report(case: Case, user: User, about: User | None = None) -> str | None:
    """Who reported it, or is reported, does not decide about it, from whichever account of theirs."""
    if case.opened_by and is_same_person(case.opened_by, user):
        return "You reported this yourself."
    return "This is about yourself." if about and is_same_person(about, user) else None


def why_not(case: Case, user: User) -> str | None:
    """The same, and whoever is too close to one of two sides."""
    row = introduction_of(case)
    conflict = conflict_of_interest(row, user) if row else None
    return conflict or own_report(case, user, person_of(case))


KIND = Kind(
    name="report",
    permission="cases.see_desk",
    headline=headline,
    panel=panel,
    actions=(
        Action(
            "uphold",
            "Close as acted on",
            ReasonForm,
            "cases.work_cases",
            _uphold,
            tone="primary",
            text="Warn, limit or suspend somebody on their own page first; say here what was done.",
            done="Closed as acted on.",
        ),
        Action(
            "dismiss",
            "Dismiss",
            ReasonForm,
            "cases.work_cases",
            dismiss,
            text="Nothing is wrong with it.",
            done="Dismissed.",
        ),
    ),
    explain="Somebody reports a person, a request or a message.",
    why_not=why_not,
    hidden_from=hidden,
)
