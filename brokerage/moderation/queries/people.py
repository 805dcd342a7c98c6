"""A person's record, in counts, and how somebody is found."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q

from brokerage.accounts import sanctions
from brokerage.accounts.models import BanProposal, User
from brokerage.cases.models import Case
from connectors.hooks import AnswerRecord
from connectors.models import Relationship
from introductions.lifecycle import ENDS, Actor
from introductions.models import Dispute, Introduction
from introductions.queries import answer_record, is_same_person


@dataclass(frozen=True)
class Record:
    """What somebody has done here so far, in counts."""

    asked: int
    as_connector: AnswerRecord
    made: int
    confirmed: int
    disputes: int
    lost: int
    cases: list[Case]
    listed: int
    running: int

    @property
    def rate(self) -> str:
        """Of the introductions that this connector says were made, how many percent were confirmed."""
        return f"{round(100 * self.confirmed / self.made)}\u00a0%" if self.made else ""


def proposal_for(staff: User, someone: User) -> BanProposal | None:
    """The ban of a member of the staff that waits for a second word, for whoever may give it."""
    if not staff.has_perm("cases.ban") or is_same_person(staff, someone):
        return None
    return sanctions.open_proposal(someone)


def record_of(someone: User) -> Record:
    """Counts over all that this person took part in."""
    mine = Introduction.objects.filter(Q(rep=someone) | Q(connector=someone))
    made = Introduction.objects.filter(connector=someone, introduced_at__isnull=False)
    disputes = Dispute.objects.filter(introduction__in=mine)
    lost = Q(introduction__connector=someone, ruling="refund") | Q(
        introduction__rep=someone, ruling="release"
    )
    lost |= Q(introduction__connector=someone, finding="upheld")
    named = [someone.public_id.hex, str(someone.public_id), f"person:{someone.public_id.hex}"]
    listings = Relationship.objects.filter(connector=someone).values_list("public_id", flat=True)
    about = Q(subject__in=named) | Q(
        kind=Case.Kind.LISTING, subject__in=[one.hex for one in listings]
    )
    latest = Case.objects.filter(about).order_by(F("closed_at").desc(nulls_first=True), "-pk")
    return Record(
        asked=Introduction.objects.filter(rep=someone, requested_at__isnull=False).count(),
        as_connector=answer_record(someone),
        made=made.count(),
        confirmed=made.filter(events__move="confirm", events__actor=Actor.REP).distinct().count(),
        disputes=disputes.count(),
        lost=disputes.filter(lost, closed_at__isnull=False).count(),
        cases=list(latest[:10]),
        listed=Relationship.objects.filter(connector=someone, listed_at__isnull=False).count(),
        running=mine.exclude(state__in=ENDS).count(),
    )


def found_by(words: str, masked: bool) -> Any:
    """Accounts found by id, name or address; by the whole address or the id alone for a masked role."""
    rows = User.objects.order_by("name", "pk")
    try:
        return rows.filter(public_id=uuid.UUID(words))
    except ValueError:
        pass
    if masked:
        return rows.filter(email__iexact=words)
    return rows.filter(Q(email__icontains=words) | Q(name__icontains=words))
