"""A connector says that relationships are as they stand: all that they were asked about, or a few."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from brokerage.accounts.models import User
from brokerage.accounts.sanctions.standing import is_limited
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from connectors.actions.offering import list_relationships
from connectors.queries import attestable, profile_of, visible_to

NOBODY_CHOSEN = "Choose at least one relationship first."


@dataclass
class Attested:
    """How many are attested; of those that rested, how many are listed again and why others are not."""

    count: int = 0
    listed_again: int = 0
    refused: list[str] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        """The outcome for people."""
        said = [f"{self.count} confirmed."]
        if self.listed_again:
            said.append(f"{self.listed_again} listed again.")
        return " ".join([*said, *self.refused])


@transaction.atomic
def attest(
    user: User, ids: Iterable[uuid.UUID | str] | None = None, *, before: datetime | None = None
) -> Attested:
    """The connector says that these are as they stand: all that are asked about, or `ids` of them.

    `before`: only what was said last before that moment, so that an old link says nothing twice. What rested
    for want of it is listed again, where the rules of a listing allow it.
    """
    rows = attestable(user)
    if ids is not None:
        rows = rows.filter(public_id__in=list(ids))
        if not rows.exists():
            raise Refusal(NOBODY_CHOSEN, code="none_chosen", status=400)
    if before is not None:
        rows = rows.filter(attested_at__lt=before)
    chosen = list(rows.select_for_update().values_list("pk", "public_id", "rests_unattested"))
    mine = visible_to(user).filter(pk__in=[pk for pk, _, _ in chosen])
    mine.update(attested_at=clock.now(), attest_by=None, rests_unattested=False)
    outcome = Attested(count=len(chosen))
    if rested := [public_id for _, public_id, rests in chosen if rests]:
        _list_again(user, rested, outcome)
    return outcome


def _list_again(user: User, ids: list[uuid.UUID], outcome: Attested) -> None:
    if is_limited(user) or not profile_of(user).is_complete:
        outcome.refused.append(f"{len(ids)} stay off the market: you cannot list anybody now.")
        return
    answer = list_relationships(user, ids)
    outcome.listed_again = answer.changed
    outcome.refused += [f"{count} not listed: {reason}" for reason, count in answer.reasons]
