"""What the desk does about a dispute."""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from brokerage.accounts.audit import record_staff_action
from brokerage.accounts.models import Reveal, User
from brokerage.cases.actions import give_up_claim
from brokerage.cases.models import Case
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from brokerage.moderation.kinds import Action, Kind, ReasonForm
from brokerage.moderation.kinds.dispute.forms import (
    AgreeForm,
    DisagreeForm,
    FindingForm,
    RuleForm,
    TakeBackForm,
)
from brokerage.moderation.kinds.dispute.panel import panel
from brokerage.moderation.kinds.dispute.words import (
    DECIDES,
    OPEN_FILES,
    headline,
    introduction_of,
    own_cases,
    waits,
    why_not,
)
from connectors.forms import to_money
from introductions import queries
from introductions.actions import disputing, open_moves
from introductions.guards import may_cosign, may_decide
from introductions.lifecycle import Actor


def _may_decide(case: Case) -> bool:
    row = introduction_of(case)
    dispute = queries.open_dispute(row)
    if dispute is None or dispute.late or (dispute.ruling and not dispute.awaits_second_word):
        return False
    return may_decide(row, Actor.MODERATOR) is None


def _may_cosign(case: Case) -> bool:
    return may_cosign(introduction_of(case), Actor.MODERATOR) is None


def _decide(case: Case, user: User, facts: dict[str, Any]) -> None:
    row = introduction_of(case)
    part = facts.get("part")
    money = None if part is None else to_money(part, row.currency, "part")
    disputing.decide(row, moderator=user, **{**facts, "part": money})
    _let_go(case, user)


def _cosign(case: Case, user: User, facts: dict[str, Any]) -> None:
    row = introduction_of(case)
    disputing.cosign(row, moderator=user)
    _let_go(case, user)


def _disagree(case: Case, user: User, facts: dict[str, Any]) -> None:
    disputing.disagree(introduction_of(case), moderator=user, reason=facts["reason"])
    _let_go(case, user)


def _take_back(case: Case, user: User, facts: dict[str, Any]) -> None:
    row = introduction_of(case)
    disputing.take_back_decision(row, moderator=user, reason=facts["reason"])


def _open_now(move: str) -> Callable[[Case], bool]:
    """Whether the process lets a moderator make this move now; who may is asked in the action."""

    def is_open(case: Case) -> bool:
        found = open_moves(introduction_of(case), Actor.MODERATOR)
        return move in {one.name for one in found}

    return is_open


def _back_objection(case: Case, user: User, facts: dict[str, Any]) -> None:
    row = introduction_of(case)
    disputing.back_objection(row, moderator=user, reason=facts["reason"])
    _let_go(case, user)


def _uphold(case: Case, user: User, facts: dict[str, Any]) -> None:
    disputing.uphold(introduction_of(case), moderator=user, reason=facts["reason"])


def _dismiss(case: Case, user: User, facts: dict[str, Any]) -> None:
    disputing.dismiss(introduction_of(case), moderator=user, reason=facts["reason"])


def _let_go(case: Case, user: User) -> None:
    """The word is spoken: who comes next (a second moderator, an appeal) must find the case free."""
    case.refresh_from_db()
    if case.is_open and case.claimed_by_id == user.pk:
        give_up_claim(case, staff=user)


def reveal(case: Case, user: User, facts: dict[str, Any]) -> None:
    """Show who the prospect is on this case's page, for an hour, on the ground that is given."""
    row = introduction_of(case)
    if row.relationship is None:
        raise Refusal("This person was erased; nobody can see who it was.", code="erased")
    with transaction.atomic():
        Reveal.objects.create(
            viewer=user,
            prospect=row.prospect.public_id,
            ground=f"desk: {facts['reason']}"[:200],
            reference=case.public_id.hex,
            at=clock.now(),
        )
        record_staff_action(user, "reveal prospect", row.reference, facts["reason"])


def _has_files(case: Case) -> bool:
    return queries.evidence_of(introduction_of(case)).filter(removed_at=None).exists()


def _open_files(case: Case, user: User, facts: dict[str, Any]) -> None:
    record_staff_action(user, OPEN_FILES, str(case.public_id), facts["reason"])


ACTIONS = (
    Action(
        "decide",
        "Announce the decision",
        RuleForm,
        "cases.decide_disputes",
        _decide,
        tone="primary",
        open=_may_decide,
        text="Both sides are told at once and read your reason word for word.",
        done="Announced to both sides, unless a second moderator must agree first.",
        template="moderation/kinds/_decide.html",
        ask="Both sides are told at once and read your reason word for word. A first decision can be "
        "appealed for seven days. A second one takes effect in a day, and until then you can take it back. "
        "Above our limit a second moderator must agree first.",
    ),
    Action(
        "cosign",
        "Agree with the decision",
        AgreeForm,
        "cases.decide_disputes",
        _cosign,
        tone="primary",
        open=_may_cosign,
        text="The amount is above our limit, so a second moderator must agree.",
        ask="The decision is announced to both sides at once.",
        done="Agreed. The decision is announced to both sides.",
    ),
    Action(
        "disagree",
        "Disagree with the decision",
        DisagreeForm,
        "cases.decide_disputes",
        _disagree,
        open=_may_cosign,
        text="Nothing is announced. A third moderator, who is neither of you, decides alone.",
        done="Set aside. A third moderator decides.",
    ),
    Action(
        "take_back_decision",
        "Take the decision back",
        TakeBackForm,
        "cases.decide_disputes",
        _take_back,
        tone="danger",
        open=_open_now("take_back_decision"),
        text="The second decision has no effect yet. Whoever gave it can take it back, once. Both sides are "
        "told, and the appeal is open again.",
        done="Taken back. Both sides are told, and the appeal is open again.",
    ),
    Action(
        "back_objection",
        "The objection is right",
        FindingForm,
        "cases.decide_disputes",
        _back_objection,
        tone="primary",
        open=_open_now("back_objection"),
        text="The amount is above our limit: a second moderator takes the money back, or finds nothing.",
        done="Noted. A second moderator looks at it.",
    ),
    Action(
        "uphold",
        "The objection is right: give the money back",
        FindingForm,
        "cases.decide_disputes",
        _uphold,
        tone="danger",
        open=_open_now("uphold"),
        text="The rep has everything back, our fee included. The payout is reversed; what the connector "
        "no longer has they owe. This is final.",
        ask="Everything goes back to the rep now, and nobody can undo it.",
        done="The rep has everything back. Both sides are told.",
    ),
    Action(
        "dismiss",
        "There is nothing in it",
        FindingForm,
        "cases.decide_disputes",
        _dismiss,
        open=_open_now("dismiss"),
        text="The payment stays where it is. This is final.",
        done="The payment stays where it is. Both sides are told.",
    ),
    Action(
        "open_files",
        "Open the files themselves",
        ReasonForm,
        DECIDES,
        _open_files,
        open=_has_files,
        text="Files may name the prospect. You can open them for an hour; each look is in the audit log with "
        "your reason.",
        done="You can open the files of this case for an hour.",
    ),
    Action(
        "reveal",
        "Show who the prospect is",
        ReasonForm,
        "cases.reveal",
        reveal,
        text="You see them for an hour, and what the two wrote as they wrote it: until then it says "
        "“[the prospect]” where they name them. Your reason is kept in the log of reveals.",
        done="The prospect is shown on this page for an hour.",
    ),
)

KIND = Kind(
    name="dispute",
    permission="cases.see_desk",
    headline=headline,
    panel=panel,
    actions=ACTIONS,
    explain="Rep and connector disagree. The payment is frozen until it is settled or decided.",
    waits=waits,
    why_not=why_not,
    hidden_from=own_cases,
)
