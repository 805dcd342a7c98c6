"""A payment, and the attempts to authorise it."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q, Value

from brokerage.kit import clock
from brokerage.kit.money import Money


class Funds(models.TextChoices):
    """Where the money of a payment is: the payment's own machine, moved by facts only."""

    NONE = "none", "nothing reserved"
    AUTHORISED = "authorised", "reserved on the card"
    LOST = "lost", "reservation gone"
    HELD = "held", "payment held"
    PARTLY_OUT = "partly_out", "on its way"
    SETTLED = "settled", "settled"


class Intent(models.TextChoices):
    """What the business wants to become of a payment. Intent and fact are separate records."""

    AUTHORISE = "authorise", "reserve it"
    CAPTURE = "capture", "take and hold it"
    RELEASE = "release", "pay the payee"
    SHARE = "share", "give the payer's part back, hold the rest"
    SPLIT = "split", "divide it"
    BACK = "back", "give it back"


class Payment(models.Model):
    """One payer, one payee, one price with our fee inside it. Amounts in minor units of `currency`."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(max_length=64, unique=True)
    description = models.CharField(max_length=200)
    payer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="payments_made"
    )
    payee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="payments_received"
    )
    currency = models.CharField(max_length=3)
    price = models.BigIntegerField()
    fee = models.BigIntegerField()
    intent = models.CharField(max_length=12, choices=Intent, default=Intent.AUTHORISE)
    funds = models.CharField(max_length=12, choices=Funds, default=Funds.NONE)
    payee_part = models.BigIntegerField(
        null=True, blank=True, help_text="in a split: how much of the price is not refunded"
    )
    # Sums of facts, each kept beside its ledger entry in the same transaction.
    captured = models.BigIntegerField(default=0)
    refunded = models.BigIntegerField(default=0)
    refunds_ordered = models.BigIntegerField(default=0)
    release_ordered = models.BigIntegerField(default=0)
    transferred = models.BigIntegerField(default=0)
    reversed = models.BigIntegerField(default=0)
    charged_back = models.BigIntegerField(default=0)
    sent_elsewhere = models.BigIntegerField(
        default=0,
        db_default=0,
        help_text="of what was transferred: sent by others, nobody here ordered it; less what came back",
    )
    advanced = models.BigIntegerField(
        default=0, help_text="went out beyond what was taken: a debt of the payee, or borne by us"
    )
    borne = models.BigIntegerField(
        default=0, help_text="of what was advanced: nobody owes it, our own loss"
    )
    fee_kept = models.BigIntegerField(default=0)
    netted = models.BigIntegerField(
        default=0, help_text="of what was released: kept to pay a debt of the payee"
    )
    settled_in = models.CharField(
        max_length=3,
        blank=True,
        default="",
        db_default="",
        help_text="the currency in which it stands at the provider, where that is not its own",
    )
    captured_at = models.DateTimeField(null=True, blank=True)
    available_on = models.DateTimeField(
        null=True, blank=True, help_text="when what was taken can be used, as the provider says"
    )
    decide_by = models.DateTimeField(
        null=True,
        blank=True,
        help_text="a dispute was won and the desk decides; after this moment the payer has it back",
    )
    frozen_at = models.DateTimeField(null=True, blank=True)
    foreign_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="others moved its money at the provider: nothing is paid out until a person has looked",
    )
    disputed_at = models.DateTimeField(
        null=True, blank=True, help_text="the card network's dispute, until it is won"
    )
    warned_at = models.DateTimeField(
        null=True, blank=True, help_text="an inquiry or an early fraud warning: nothing is paid out"
    )
    feared_at = models.DateTimeField(
        null=True, blank=True, help_text="the moment of the newest early fraud warning, as provided"
    )
    warning_cleared_at = models.DateTimeField(
        null=True, blank=True, help_text="a person decided: warnings up to this one do not matter"
    )
    seen_at = models.DateTimeField(null=True, blank=True, help_text="last look at the provider")
    followed_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(default=clock.now)
    # Counted by the database (a trigger), so that no clock decides whether something was overlooked.
    changes = models.PositiveBigIntegerField(default=1, db_default=1, editable=False)
    followed = models.PositiveBigIntegerField(
        default=0, db_default=0, editable=False, help_text="of the changes, up to which"
    )
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="price_positive", condition=Q(price__gt=0)),
            models.CheckConstraint(
                name="fee_inside_price", condition=Q(fee__gte=0, fee__lte=F("price"))
            ),
            models.CheckConstraint(name="payer_is_not_payee", condition=~Q(payer=F("payee"))),
            models.CheckConstraint(
                name="no_more_out_than_in",
                condition=Q(
                    captured__gte=F("refunded")
                    + F("charged_back")
                    + F("transferred")
                    - F("reversed")
                    + F("netted")
                    + F("fee_kept")
                    - F("advanced")
                ),
            ),
            models.CheckConstraint(
                name="no_more_ordered_than_taken",
                condition=Q(
                    captured__gte=F("refunds_ordered")
                    + F("release_ordered")
                    + F("charged_back")
                    + F("sent_elsewhere")
                    - F("advanced")
                ),
            ),
            models.CheckConstraint(
                name="refunded_as_ordered", condition=Q(refunded__lte=F("refunds_ordered"))
            ),
            models.CheckConstraint(
                name="paid_out_as_ordered",
                condition=Q(
                    release_ordered__gte=F("fee_kept")
                    + F("netted")
                    + F("transferred")
                    - F("reversed")
                    - F("sent_elsewhere")
                ),
            ),
            models.CheckConstraint(
                name="sent_elsewhere_is_at_the_payee",
                condition=Q(
                    sent_elsewhere__gte=0,
                    sent_elsewhere__lte=F("transferred") - F("reversed"),
                ),
            ),
            models.CheckConstraint(
                name="borne_of_what_was_advanced",
                condition=Q(borne__gte=0, borne__lte=F("advanced")),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["funds", "seen_at"])]

    def __str__(self) -> str:
        return f"payment {self.reference}"

    @property
    def price_money(self) -> Money:
        """The price, fee included."""
        return Money(self.price, self.currency)

    @property
    def held_amount(self) -> int:
        """Minor units taken and not yet ordered to go anywhere."""
        gone = self.refunds_ordered + self.release_ordered + self.charged_back
        return self.captured + self.advanced - self.sent_elsewhere - gone

    @property
    def paid_out(self) -> int:
        """Minor units at the payee's account now: transferred, less what came back."""
        return self.transferred - self.reversed

    @property
    def paid_as_ordered(self) -> int:
        """Of what is at the payee's account: what we sent, without what others did."""
        return self.paid_out - self.sent_elsewhere

    @property
    def owed_amount(self) -> int:
        """Minor units released to the payee and not there yet."""
        return self.release_ordered - self.fee_kept - self.netted - self.paid_as_ordered

    @property
    def debt(self) -> int:
        """Minor units that the payee owed us for this payment, whether they have paid it since or not."""
        return self.advanced - self.borne

    @property
    def received(self) -> int:
        """Minor units on their way to the payee, there, or kept for a debt. No debt is more."""
        return self.owed_amount + self.paid_out + self.netted

    @property
    def is_frozen(self) -> bool:
        """Whether nothing may be paid out: by the sides, the card network, a warning of its, or because
        others moved the money at the provider."""
        return bool(self.frozen_at or self.disputed_at or self.warned_at or self.foreign_at)


class Checkout(models.Model):
    """One attempt to reserve the price on a card. At most one stands in the end."""

    class Status(models.TextChoices):
        """How far the attempt came. Facts only move it down this list, never up."""

        ORDERED = "ordered"
        OPEN = "open"
        AUTHORISED = "authorised"
        CAPTURED = "captured"
        CANCELLED = "cancelled"
        EXPIRED = "expired"

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="checkouts")
    n = models.PositiveSmallIntegerField()
    amount = models.BigIntegerField()
    fee = models.BigIntegerField()
    status = models.CharField(max_length=12, choices=Status, default=Status.ORDERED)
    session_id = models.CharField(max_length=100, blank=True)
    url = models.URLField(max_length=1000, blank=True)
    intent_id = models.CharField(max_length=100, blank=True)
    charge_id = models.CharField(max_length=100, blank=True)
    capture_before = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    was_authorised = models.BooleanField(default=False)
    card_digests = ArrayField(
        models.CharField(max_length=64),
        default=list,
        db_default=Value([], output_field=ArrayField(models.CharField(max_length=64))),
        editable=False,
        help_text="keyed hashes of the provider's fingerprint of the card, one under each key",
    )

    class Meta:
        ordering: ClassVar = ["n"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["payment", "n"], name="checkouts_are_numbered"),
            models.CheckConstraint(name="checkout_amount_positive", condition=Q(amount__gt=0)),
            models.UniqueConstraint(
                fields=["payment"], condition=Q(status="captured"), name="captured_once"
            ),
        ]
        indexes: ClassVar = [GinIndex(fields=["card_digests"], name="checkouts_by_card")]

    def __str__(self) -> str:
        return f"checkout {self.n} of {self.payment}"

    @property
    def is_live(self) -> bool:
        """Whether it may still lead to money, or already did."""
        return self.status in {"ordered", "open", "authorised", "captured"}
