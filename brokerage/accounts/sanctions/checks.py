"""Whether a step may be taken: by whom, against whom, in which words."""

from datetime import datetime

from brokerage.accounts.models import Sanction, User
from brokerage.accounts.sanctions import seniority
from brokerage.kit import clock
from brokerage.kit.errors import Refusal

Kind = Sanction.Kind
REASON_LENGTH = (10, 2000)
NEEDS: dict[str, str] = {
    Kind.WARN: "cases.sanction",
    Kind.LIMIT: "cases.sanction",
    Kind.SUSPEND: "cases.ban",
    Kind.BAN: "cases.ban",
}
"""The permission that each step needs, to give and to lift it."""


def check(staff: User, person: User, kind: str) -> None:
    if not staff.has_perm(NEEDS[kind]) or staff.suspended_at:
        raise Refusal("This is not yours to do.", code="not_yours", status=403)
    if staff.pk == person.pk:
        raise Refusal("Nobody decides about themself.", code="yourself", status=403)
    seniority.check_rank(staff, person)
    if person.closed_at:
        raise Refusal("This account is closed.", code="closed")


def check_words(code: str, reason: str, until: datetime | None) -> None:
    if code not in Sanction.Code.values:
        raise Refusal("Choose what it is about.", code="code", status=400, field="code")
    check_reason(reason)
    if until is not None and until <= clock.now():
        raise Refusal("The end lies in the past.", code="until", status=400, field="until")


def check_reason(reason: str) -> None:
    shortest, longest = REASON_LENGTH
    if not shortest <= len(reason.strip()) <= longest:
        raise Refusal(
            f"Write the reason in {shortest} to {longest:,} characters; the person reads it.",
            code="reason",
            status=400,
            field="reason",
        )
