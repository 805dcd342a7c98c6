"""What is asked of the payment provider, and what it says."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from brokerage.kit import clock
from payments.models.payment import Checkout, Payment

MISUSED = "idempotency_error"
"""A key met other parameters at the provider: that says nothing about what happened under it."""
SENT_BACK = "refund_failed"
"""The card's bank sent a refund back: it is over, and its money is with us, still owed to the payer."""


class ProviderCall(models.Model):
    """An ordered call to the provider: what, for whom, under which idempotency key.

    Written in the transaction of the action that wants it, sent after commit, repeated until the
    provider answers for good. All parameters are stored: a repetition is the same call.
    """

    class Status(models.TextChoices):
        """How far the call has got."""

        WAITING = "waiting"
        SENT = "sent"
        DOUBTFUL = "doubtful"
        GRANTED = "granted"
        REFUSED = "refused"
        STUCK = "stuck"
        DROPPED = "dropped"

    operation = models.CharField(max_length=30)
    payment = models.ForeignKey(
        Payment, null=True, blank=True, on_delete=models.PROTECT, related_name="calls"
    )
    checkout = models.ForeignKey(
        Checkout, null=True, blank=True, on_delete=models.PROTECT, related_name="calls"
    )
    payout_account = models.ForeignKey(
        "PayoutAccount", null=True, blank=True, on_delete=models.PROTECT, related_name="calls"
    )
    n = models.PositiveSmallIntegerField(default=1)
    key = models.CharField(max_length=255, unique=True)
    target = models.CharField(max_length=100, blank=True)
    parameters = models.JSONField(default=dict)
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(default=clock.now)
    first_sent_at = models.DateTimeField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    answer_id = models.CharField(max_length=100, blank=True)
    error_code = models.CharField(max_length=100, blank=True)
    error = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    granted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "provider call"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["payment"],
                condition=Q(status__in=["waiting", "sent", "doubtful", "stuck"])
                & Q(operation="transfer"),
                name="one_live_transfer",
            ),
            # A refund that a person looks after did not happen: it stops no other.
            models.UniqueConstraint(
                fields=["payment"],
                condition=(
                    Q(status__in=["waiting", "sent", "doubtful"])
                    | Q(status="stuck", error_code=MISUSED)
                )
                & Q(operation="refund"),
                name="one_refund_under_way",
            ),
            models.UniqueConstraint(
                fields=["checkout", "operation"],
                condition=Q(status__in=["waiting", "sent", "doubtful", "stuck", "granted"])
                & Q(operation__in=["checkout", "capture"]),
                name="one_capture_of_a_checkout",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(status__in=["waiting", "sent"]),
                name="calls_to_send",
            )
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def may_have_happened(self) -> bool:
        """Whether only a look at the provider tells; what waits, or was refused, did not happen."""
        return self.status != self.Status.WAITING and (
            self.status != self.Status.STUCK or self.error_code == MISUSED
        )


class PayoutAccount(models.Model):
    """A connector's account at the provider, as last seen there."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="payout_account"
    )
    account_id = models.CharField(max_length=100, blank=True, db_index=True)
    country = models.CharField(max_length=2)
    currency = models.CharField(max_length=3)
    transfers_status = models.CharField(max_length=30, default="inactive")
    requirements = models.JSONField(
        default=list, help_text="what is missing, as the provider names it"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"payout account of user {self.user_id}"

    @property
    def is_ready(self) -> bool:
        """Whether a transfer to it would be accepted, as far as we last saw."""
        return self.transfers_status == "active" and self.closed_at is None


class ProviderEvent(models.Model):
    """A message of the provider, kept once by its id, understood later."""

    event_id = models.CharField(max_length=100, unique=True)
    type = models.CharField(max_length=100)
    api_version = models.CharField(max_length=40, blank=True)
    livemode = models.BooleanField(default=False)
    payload = models.JSONField()
    received_at = models.DateTimeField(default=clock.now)
    processed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["received_at"],
                condition=Q(processed_at__isnull=True),
                name="events_to_understand",
            )
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.event_id}"


class Difference(models.Model):
    """Our books and the provider's say different things, since `seen_at`, until `resolved_at`."""

    payment = models.ForeignKey(
        Payment, null=True, blank=True, on_delete=models.PROTECT, related_name="differences"
    )
    kind = models.CharField(max_length=40)
    ours = models.BigIntegerField()
    theirs = models.BigIntegerField()
    seen_at = models.DateTimeField(default=clock.now)
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["payment", "kind"],
                condition=Q(resolved_at__isnull=True),
                nulls_distinct=False,
                name="one_open_difference_of_a_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}: ours {self.ours}, theirs {self.theirs}"
