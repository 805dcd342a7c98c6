"""What waits for the desk about somebody. Reads only."""

from collections.abc import Iterable

from brokerage.accounts.models import User
from brokerage.cases.models import Case

#: What may end in a step against the person.
AGAINST = (Case.Kind.REPORT, Case.Kind.LISTING)
LOOKED_AT = "A moderator is looking at something about your account. You can close it after that."


def is_looked_at(subjects: Iterable[str]) -> bool:
    """Whether a moderator still has to look at a report about one of these."""
    return Case.objects.filter(
        kind__in=AGAINST, subject__in=list(subjects), closed_at__isnull=True
    ).exists()


def why_account_cannot_close(user: User) -> str | None:
    """Why the account has to stay for now, or None: nobody leaves before what they did was looked at."""
    name = user.public_id.hex
    return LOOKED_AT if is_looked_at([name, f"person:{name}"]) else None
