"""Who of the staff may take a step against whom: nobody against somebody more senior. Reads only."""

from brokerage.accounts.models import User
from brokerage.accounts.sanctions.standing import accounts_of
from brokerage.kit.errors import Refusal

#: From the groups of `brokerage.accounts.roles.groups.ROLES`; staff without one are the lowest.
RANKS = {"support": 1, "finance": 1, "moderator": 2, "senior moderator": 3}
NOBODY, STAFF, ADMINISTRATOR = 0, 1, 4


def rank_of(person: User) -> int:
    """How senior somebody is, under the most senior of their accounts; 0 for who is no staff."""
    accounts = User.objects.filter(pk__in=accounts_of(person), closed_at__isnull=True)
    return max((_rank(one) for one in accounts), default=NOBODY)


def _rank(account: User) -> int:
    if account.is_superuser:
        return ADMINISTRATOR
    names = account.groups.values_list("name", flat=True)
    ranks = [RANKS.get(name, STAFF) for name in names]
    return max(ranks, default=STAFF if account.is_staff else NOBODY)


def is_staff(person: User) -> bool:
    """Whether any account of this person is of the staff."""
    return rank_of(person) > NOBODY


def check_rank(staff: User, person: User) -> None:
    """Refuse a step by somebody less senior than the person it is taken against."""
    theirs = rank_of(person)
    if theirs == ADMINISTRATOR:
        raise Refusal("This is an administrator of the site.", code="superuser", status=403)
    if theirs > _rank(staff):
        raise Refusal(
            "This person is more senior than you. Ask a senior moderator.",
            code="more_senior",
            status=403,
        )
