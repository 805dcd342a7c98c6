"""Carrying out an action on a case: who may, one transaction, and a claim of others is respected."""

from typing import Any

from django.db import transaction

from brokerage.accounts.audit import record_staff_action
from brokerage.accounts.models import User
from brokerage.cases.models import Case, Note
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from brokerage.moderation import naming
from brokerage.moderation.kinds import Action
from brokerage.moderation.registry import KINDS


def action_named(case: Case, name: str) -> Action | None:
    """The action of this name that cases of this kind know, if any."""
    return next((action for action in KINDS[case.kind].actions if action.name == name), None)


def check(case: Case, action: Action, user: User) -> None:
    """Refuse who may not, a conflict of interest, and what cannot be done now."""
    if not user.has_perm(action.permission):
        raise Refusal("Your role does not allow this.", code="wrong_role", status=403)
    if not case.is_open:
        raise Refusal("This case is over.", code="case_over")
    if conflict := KINDS[case.kind].why_not(case, user):
        raise Refusal(conflict, code="conflict", status=403)
    if case.claimed_by_id not in {None, user.pk}:
        raise Refusal("Somebody else has claimed this case.", code="claimed")
    if not action.open(case):
        raise Refusal("This cannot be done right now.", code="not_now")


def carry_out(case: Case, action: Action, user: User, facts: dict[str, Any]) -> None:
    """Do it, all or nothing after what stands alone (`Action.first`). Raises Refusal."""
    check(case, action, user)
    check_names_nobody(case, facts)
    action.first(case, user, facts)
    with transaction.atomic():
        action.make(case, user, facts)


def check_names_nobody(case: Case, facts: dict[str, Any]) -> None:
    """Refuse where something that staff typed names the prospect of the case: logs and sides read it."""
    for field, value in facts.items():
        if isinstance(value, str):
            naming.check_text(case, value, field)


def check_works(case: Case, user: User) -> None:
    """Refuse those who can do nothing about such cases, and a conflict of interest."""
    kind = KINDS[case.kind]
    if not kind.works(user):
        raise Refusal("Your role lets you look, not work on this.", code="wrong_role", status=403)
    if conflict := kind.why_not(case, user):
        raise Refusal(conflict, code="conflict", status=403)


@transaction.atomic
def take_note(case: Case, user: User, text: str) -> Note:
    """Keep what a member of the staff writes down for the others."""
    check_works(case, user)
    naming.check_text(case, text, "text")
    note = Note.objects.create(case=case, author=user, text=text, at=clock.now())
    record_staff_action(user, "note on case", str(case.public_id))
    return note
