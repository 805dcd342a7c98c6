"""Which clock of an introduction runs out when, and which stand still."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Min, OuterRef, QuerySet, Subquery

from brokerage.kit import clock
from introductions.lifecycle import DECISION_WAIT, PATIENCE, RESPONSE_WAIT, State
from introductions.models import Deadline, Dispute, IncomingEmail, Introduction
from introductions.places import PASSING
from payments.models import Payment
from payments.queries import standing_checkout


def capture_deadline(row: Introduction) -> datetime | None:
    """The last safe moment to take the reserved money: the card's own limit less our margin."""
    checkout = standing_checkout(row.payment) if row.payment else None
    if checkout is None or checkout.capture_before is None:
        return None
    return checkout.capture_before - settings.CAPTURE_MARGIN


def due_now(at: datetime) -> QuerySet[Deadline]:
    """Clocks that have run out, oldest first."""
    return Deadline.objects.filter(due_at__lte=at, left__isnull=True)


def next_due() -> datetime | None:
    """The next moment (UTC) at which a clock of any introduction runs out."""
    return Deadline.objects.filter(left__isnull=True).aggregate(first=Min("due_at"))["first"]


def next_deadline(introduction: Introduction) -> Deadline | None:
    """The clock that ends the present state, reminders aside.

    While it stands still its `due_at` is the earliest moment at which it can run out.
    """
    loaded = introduction.deadlines.all()  # a list of many has loaded them at once, in their order
    found = next((one for one in loaded if one.move not in PASSING), None)
    if found and found.left is not None:
        found.due_at = max(found.due_at, clock.now() + found.left)
    return found


def first_due() -> Subquery:
    """For a list: the moment of each row's first clock, reminders aside; null without one."""
    clocks = Deadline.objects.filter(introduction=OuterRef("pk")).exclude(move__in=PASSING)
    return Subquery(clocks.order_by("due_at").values("due_at")[:1])


OF_THE_PERSON = frozenset({"remind", "lapse"})
"""Clocks that stand still in `consent` while any email of the person is unread, in all their requests."""
OF_THE_INTRODUCTION = frozenset(
    "remind lapse miss silence release pay_split rule_by_default rule_release rule_split".split()
)
"""Clocks that stand still while an email about this very introduction is unread: nobody is paid meanwhile."""


def stands_still(introduction: Introduction, move: str) -> bool:
    """Whether the clock of `move` waits until the desk has read what the person wrote."""
    if move not in OF_THE_INTRODUCTION:
        return False
    unread = unread_emails(introduction.prospect_id)
    if introduction.state == State.CONSENT and move in OF_THE_PERSON:
        return unread.exists()
    return unread.filter(introduction=introduction).exists()


def unread_emails(prospect_id: int) -> QuerySet[IncomingEmail]:
    """Emails of one person that hold up clocks, for nobody has read them yet."""
    return IncomingEmail.objects.filter(
        introduction__prospect=prospect_id, read_at__isnull=True, stops_clocks=True
    )


def goes_back_at(payment: Payment) -> datetime | None:
    """When what cannot be paid out goes back to the rep: the deadline that stands for that, if one does."""
    clocks = Deadline.objects.filter(introduction__payment=payment)
    found = clocks.filter(move__in=["refund_overdue", "refund_unpaid"])
    return found.aggregate(first=Min("due_at"))["first"]


def decide_by(dispute: Dispute) -> datetime:
    """Until when the desk should have decided (UTC): ten days after the answers are in."""
    heard = dispute.responded_at or dispute.opened_at + RESPONSE_WAIT
    return heard + DECISION_WAIT


def hear_appeal_by(dispute: Dispute) -> datetime:
    """Until when the other side can answer an appeal before another moderator decides (UTC)."""
    return (dispute.appealed_at or dispute.opened_at) + RESPONSE_WAIT


def waiting_times() -> dict[str, timedelta]:
    """How long each state waits for whoever is to act."""
    return {str(state): clocks[0].wait for state, clocks in PATIENCE.items() if clocks[0].wait}
