"""Disputes, their evidence, and what of the money is to be divided."""

from django.conf import settings
from django.db.models import F, Q, QuerySet

from brokerage.accounts.models import User
from introductions.lifecycle import MOVED_BY_FACTS
from introductions.models import Dispute, Evidence, Introduction, Restore


def open_restore() -> Restore | None:
    """The restore from a dump after which some things still need a person's word."""
    return Restore.objects.filter(released_at=None).first()


def payments_to_follow() -> QuerySet[Introduction]:
    """Introductions that a fact may still move, whose payment changed since it was last followed."""
    changed = Q(payment__followed_at__isnull=True) | Q(payment__followed__lt=F("payment__changes"))
    return Introduction.objects.filter(changed, payment__isnull=False, state__in=MOVED_BY_FACTS)


def awaits_raised_price(introduction: Introduction) -> bool:
    """Whether the rep agreed to the other price that was named: a page to pay it on is ordered, stands
    open, or was paid on."""
    payment, price = introduction.payment, introduction.counter_price
    if payment is None or price is None or price <= introduction.price:
        return False
    pages = payment.checkouts.filter(amount=price)
    return pages.filter(status__in=["ordered", "open", "authorised"]).exists()


def divisible(introduction: Introduction) -> int:
    """How much of the price a decision can still divide (minor units): after a settlement, the rest."""
    payment = introduction.payment
    if payment is None or payment.payee_part is None:
        return introduction.price
    return payment.payee_part


def needs_two(introduction: Introduction) -> bool:
    """Whether so much is at stake that two moderators must agree."""
    return bool(introduction.price > settings.SECOND_MODERATOR_ABOVE_MINOR)


def open_dispute(introduction: Introduction) -> Dispute | None:
    """The dispute that is not closed yet."""
    loaded = introduction.disputes.all()  # a list of many has loaded them at once
    is_open = [one for one in loaded if one.closed_at is None]
    return min(is_open, key=lambda one: one.pk, default=None)


def evidence_of(introduction: Introduction) -> QuerySet[Evidence]:
    """The files that were given in its disputes, oldest first; those deleted since are still rows."""
    return Evidence.objects.filter(dispute__introduction=introduction).order_by("pk")


def evidence_for(user: User) -> QuerySet[Evidence]:
    """The files that this person may read as a side of the introduction."""
    mine = Q(dispute__introduction__rep=user) | Q(dispute__introduction__connector=user)
    return Evidence.objects.filter(mine, removed_at=None)
