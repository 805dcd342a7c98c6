"""Connectors who ask to be verified."""

from collections.abc import Collection
from typing import Any

from brokerage.accounts.models import User
from brokerage.cases.actions import close_case
from brokerage.cases.models import Case
from brokerage.moderation.kinds import Action, Kind, ReasonForm, is_masked
from brokerage.moderation.loading import about
from connectors import actions
from connectors.models import Relationship
from connectors.queries import answer_record, profile_of
from introductions.queries import is_same_person


def connector_of(case: Case) -> User:
    """Who asks."""
    return about(case, "person", lambda: User.objects.get(public_id=case.subject))


def headline(case: Case) -> str:
    """How much they offer; the name stands on the page, for those who may read it."""
    listed = Relationship.objects.filter(connector__public_id=case.subject, listed_at__isnull=False)
    count = about(case, "listed", listed.count)
    return f"A connector with {count} listing{'' if count == 1 else 's'}"


def waits(case: Case) -> tuple[str, str]:
    """Whether something shows it by itself."""
    proven = bool(about(case, "proofs", lambda: actions.proofs_of(connector_of(case))))
    return ("Proof is there", "go") if proven else ("No proof by itself", "wait")


def panel(case: Case, user: User) -> dict[str, Any]:
    """The profile, what shows it by itself, and their record."""
    connector, masked = connector_of(case), is_masked(user)
    return {
        "people": [] if masked else [connector],
        "profile": profile_of(connector),
        "proofs": actions.proofs_of(connector),
        "record": answer_record(connector),
    }


def _confirm(case: Case, user: User, facts: dict[str, Any]) -> None:
    actions.verify(connector_of(case), staff=user, reason=facts["reason"])
    close_case(case, staff=user, outcome="verified", reason=facts["reason"])


def _decline(case: Case, user: User, facts: dict[str, Any]) -> None:
    close_case(case, staff=user, outcome="declined", reason=facts["reason"])


def why_not(case: Case, user: User) -> str | None:
    """Nobody verifies themself, from whichever account of theirs."""
    mine = is_same_person(connector_of(case), user)
    return "This is about yourself." if mine else None


def own(user: User) -> Collection[str]:
    """Oneself."""
    return [user.public_id.hex]


KIND = Kind(
    name="verification",
    permission="cases.see_desk",
    headline=headline,
    panel=panel,
    actions=(
        Action(
            "confirm",
            "Verify",
            ReasonForm,
            "cases.work_cases",
            _confirm,
            tone="primary",
            text="Reps see the mark beside their name until they change their employer.",
            done="Verified.",
        ),
        Action(
            "decline",
            "Decline",
            ReasonForm,
            "cases.work_cases",
            _decline,
            text="They may ask again.",
            done="Declined.",
        ),
    ),
    explain="A connector asks for the mark that says they are who they say.",
    waits=waits,
    why_not=why_not,
    hidden_from=own,
)
