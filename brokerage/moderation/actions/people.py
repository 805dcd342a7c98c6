"""Closing an account for its owner; nobody decides about themself."""

from django.db import transaction

from brokerage.accounts.actions import close_account
from brokerage.accounts.audit import record_staff_action
from brokerage.accounts.models import User
from brokerage.accounts.sanctions import seniority
from brokerage.cases import queries as cases
from brokerage.kit.errors import Refusal
from connectors.queries import take_downs
from introductions.queries import is_same_person

DECIDE_FIRST = (
    "A report about this person, or about a listing of theirs, waits for a decision. It is among their cases "
    "on this page. Decide it, then close the account."
)
"""Whoever is gone cannot be judged any more, and a step given afterwards would hold against nobody."""


@transaction.atomic
def close_for(someone: User, *, staff: User, reason: str, by_law: bool = False) -> None:
    """Close `someone`'s account at their own wish, or because the law demands it (`by_law`) although a step
    holds against them; the reason says where they asked, or who demands it."""
    not_oneself(staff, someone)
    seniority.check_rank(staff, someone)
    if cases.why_account_cannot_close(someone) or take_downs.why_account_cannot_close(someone):
        raise Refusal(DECIDE_FIRST, code="account_in_use")
    close_account(someone, by_law=by_law)
    done = "close account by law" if by_law else "close account"
    record_staff_action(staff, done, str(someone.public_id), reason)


def not_oneself(staff: User, someone: User) -> None:
    """Refuse a step for or against oneself, from whichever account of one's own."""
    if is_same_person(staff, someone):
        raise Refusal("Nobody decides about themself.", code="yourself", status=403)
