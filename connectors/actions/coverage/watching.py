"""A rep watches accounts: an email, at most once a day, says which of them became reachable."""

import uuid
from collections.abc import Collection

from django.db import transaction

from brokerage.accounts.models import User
from brokerage.kit.errors import Refusal
from connectors.actions.coverage.counting import lock_rep
from connectors.actions.coverage.uploading import own_list
from connectors.models import AccountWatch
from connectors.queries.coverage import picture


@transaction.atomic
def watch_accounts(
    rep: User, public_id: uuid.UUID, *, numbers: Collection[int] | None, on: bool
) -> int:
    """Watch these accounts of a list, or stop; None means all that are not reachable yet, or all watched.

    Returns how many are watched now. Refuses an account that is reachable, or not in the list.
    """
    lock_rep(rep)
    found = own_list(rep, public_id)
    watches = AccountWatch.objects.filter(coverage_list=found)
    if not on:
        (watches if numbers is None else watches.filter(number__in=numbers)).delete()
        return watches.count()
    unreachable = {one.account.number for one in picture(rep, found).lines if not one.is_reachable}
    wanted = unreachable if numbers is None else set(numbers)
    if wanted - unreachable:
        raise Refusal(
            "You can watch accounts that are in the list and not reachable yet.", code="reachable"
        )
    AccountWatch.objects.bulk_create(
        [AccountWatch(coverage_list=found, number=one) for one in sorted(wanted)],
        ignore_conflicts=True,
    )
    return watches.count()


def stop_watching(rep: User) -> int:
    """End all watches of a rep; how many there were."""
    return AccountWatch.objects.filter(coverage_list__rep=rep).delete()[0]
