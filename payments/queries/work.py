"""What the worker is to send, understand and settle."""

from datetime import datetime

from django.db.models import F, Q, QuerySet, Sum

from payments.models import Funds, Payment, ProviderCall, ProviderEvent


def due_to_be_available(now: datetime) -> dict[str, int]:
    """What must still leave, of charges whose funds are available: minor units by currency.

    Held, on its way back to payers, and owed to payees.
    """
    taken = F("captured") + F("advanced") - F("charged_back")
    gone = F("refunded") + F("fee_kept") + F("netted") + F("transferred") - F("reversed")
    rows = Payment.objects.filter(available_on__lte=now).values("currency")
    return {
        row["currency"]: row["sum"] for row in rows.annotate(sum=Sum(taken - gone)) if row["sum"]
    }


def calls_to_send(now: object) -> QuerySet[ProviderCall]:
    """Calls that are due and in nobody's hands."""
    return ProviderCall.objects.filter(
        Q(leased_until__isnull=True) | Q(leased_until__lte=now),
        status__in=[ProviderCall.Status.WAITING, ProviderCall.Status.SENT],
        next_try_at__lte=now,
    ).order_by("next_try_at")


def calls_in_doubt() -> QuerySet[ProviderCall]:
    """Calls whose key will bring no clear answer any more."""
    return ProviderCall.objects.filter(status=ProviderCall.Status.DOUBTFUL).order_by("pk")


MOST_TRIES = 20


def events_to_understand() -> QuerySet[ProviderEvent]:
    """Messages kept but not yet understood, oldest first."""
    waiting = ProviderEvent.objects.filter(processed_at__isnull=True, attempts__lt=MOST_TRIES)
    return waiting.order_by("pk")


def events_given_up() -> QuerySet[ProviderEvent]:
    """Messages that failed so often that nobody reads them again by themselves, oldest first."""
    failed = ProviderEvent.objects.filter(processed_at__isnull=True, attempts__gte=MOST_TRIES)
    return failed.order_by("pk")


def unsettled(now: object) -> QuerySet[Payment]:
    """Payments that something may still happen to at the provider."""
    return Payment.objects.filter(
        Q(funds__in=[Funds.AUTHORISED, Funds.HELD, Funds.PARTLY_OUT])
        | Q(checkouts__status__in=["ordered", "open"])
    ).distinct()
