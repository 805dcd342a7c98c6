"""Listings that may break the rules."""

from collections.abc import Collection
from typing import Any

from brokerage.accounts.models import User
from brokerage.cases.actions import close_case
from brokerage.cases.models import Case
from brokerage.kit.errors import Refusal
from brokerage.moderation.kinds import Action, Kind, ReasonForm, is_masked
from brokerage.moderation.kinds.report import dismiss, own_report
from brokerage.moderation.loading import about
from brokerage.moderation.reporting import REASONS
from connectors import actions
from connectors.models import Relationship
from connectors.queries import blinded
from connectors.queries.take_downs import taken_down_among


def listing_of(case: Case) -> Relationship | None:
    """The relationship it is about; None once it was removed."""
    rows = Relationship.objects.select_related("connector__connector_profile", "company")
    return about(case, "listing", lambda: rows.filter(public_id=case.subject).first())


def headline(case: Case) -> str:
    """The listing as reps see it."""
    row = listing_of(case)
    return f"{row.role}, {row.shown_company}" if row else "A listing that is gone"


def panel(case: Case, user: User) -> dict[str, Any]:
    """The listing as reps see it, its connector, and what is said to be wrong."""
    row, masked = listing_of(case), is_masked(user)
    return {
        "reason": REASONS.get(case.facts.get("reason", ""), ""),
        "relationship": row,
        "listing": blinded(row) if row and row.price else None,
        "people": [row.connector] if row and not masked else [],
        "reporter": None if masked else case.opened_by,
    }


def why_not(case: Case, user: User) -> str | None:
    """Nobody decides about what they reported, or about a listing of their own."""
    row = listing_of(case)
    return own_report(case, user, row.connector if row else None)


def own_listings(user: User) -> Collection[str]:
    """One's own listings."""
    return [
        one.hex
        for one in Relationship.objects.filter(connector=user).values_list("public_id", flat=True)
    ]


def _there(case: Case) -> Relationship:
    row = listing_of(case)
    if row is None:
        raise Refusal("The connector has removed it; there is nothing to do.", code="gone")
    return row


def _take_down(case: Case, user: User, facts: dict[str, Any]) -> None:
    actions.take_down(_there(case), staff=user, reason=facts["reason"])
    close_case(case, staff=user, outcome="taken down", reason=facts["reason"])


def _let_back(case: Case, user: User, facts: dict[str, Any]) -> None:
    actions.let_back(_there(case), staff=user, reason=facts["reason"])
    close_case(case, staff=user, outcome="let back", reason=facts["reason"])


def is_up(case: Case) -> bool:
    """Whether it is there and not taken down."""
    row = listing_of(case)
    return row is not None and not taken_down_among(row.connector, [row])


def is_down(case: Case) -> bool:
    """Whether it was taken down before, or leads to somebody who was."""
    row = listing_of(case)
    return row is not None and bool(taken_down_among(row.connector, [row]))


KIND = Kind(
    name="listing",
    permission="cases.see_desk",
    headline=headline,
    panel=panel,
    actions=(
        Action(
            "take_down",
            "Take the listing down",
            ReasonForm,
            "cases.work_cases",
            _take_down,
            tone="danger",
            open=is_up,
            text="It leaves search at once. The connector gets a mail with your reason, word for word.",
            done="The listing is down. The connector is told.",
        ),
        Action(
            "let_back",
            "Let it back",
            ReasonForm,
            "cases.work_cases",
            _let_back,
            open=is_down,
            text="The connector may list it again.",
            done="The connector may list it again.",
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
    explain="Somebody says that a listing breaks the rules.",
    why_not=why_not,
    hidden_from=own_listings,
)
