"""Papers and letters about money."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from brokerage.kit import clock
from brokerage.kit.mail.outbox import GIVE_UP, Outgoing
from brokerage.kit.money import Money
from payments.models.payment import Payment


class Letter(Outgoing):
    """A mail about a payment that somebody gets at `due_at`, once. Without a user: the desk.

    Written in the transaction of what it tells, found by a sweep. `facts` are amounts and dates.
    """

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="letters")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(max_length=40, help_text="which mail")
    about = models.CharField(max_length=100, blank=True, help_text="which of several of this kind")
    facts = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["payment", "user", "kind", "about"],
                nulls_distinct=False,
                name="written_once",
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"], condition=Q(told_at__isnull=True), name="letters_to_send"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} about {self.payment_id}"

    @property
    def counts_from(self) -> datetime:
        """When a period that this mail begins starts to run: told, given up, or tried for long enough."""
        return self.told_at or self.due_at + GIVE_UP

    @property
    def audience(self) -> str:
        """Whose words it uses: "payer", "payee" or "desk"."""
        if self.user_id is None:
            return "desk"
        return "payer" if self.user_id == self.payment.payer_id else "payee"


class BillingDetails(models.Model):
    """What somebody wants to stand on their papers from now on."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="billing_details"
    )
    name = models.CharField("name or company", max_length=160)
    address = models.TextField(max_length=500, blank=True)
    vat_id = models.CharField("VAT number", max_length=32, blank=True)

    class Meta:
        verbose_name_plural = "billing details"

    def __str__(self) -> str:
        return f"billing details of user {self.user_id}"


class PaperSeries(models.Model):
    """The last number of a series in a year; its row's lock is where numbers queue, so none is left out."""

    kind = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "paper series"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "year"], name="one_series_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}"


class Paper(models.Model):
    """A receipt, credit note or statement as it was issued. Append-only; `body` says all that is printed."""

    class Kind(models.TextChoices):
        """What it is."""

        RECEIPT = "receipt", "Receipt"
        CREDIT = "credit", "Credit note"
        STATEMENT = "statement", "Statement"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    number = models.CharField(max_length=20, unique=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="papers"
    )
    payment = models.ForeignKey(
        Payment, null=True, blank=True, on_delete=models.PROTECT, related_name="papers"
    )
    source = models.CharField(
        max_length=200, unique=True, help_text="the booked reason, or whose month it is"
    )
    currency = models.CharField(max_length=3)
    total = models.BigIntegerField(help_text="of a statement: what is owed at its end")
    vat = models.BigIntegerField(default=0, help_text="inside the total")
    at = models.DateTimeField(help_text="of what it is about")
    issued_at = models.DateTimeField(default=clock.now)
    body = models.JSONField()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["owner", "-at"])]

    def __str__(self) -> str:
        return self.number

    @property
    def amount(self) -> Money:
        """The total; what a credit note gives back is negative."""
        sign = -1 if self.kind == self.Kind.CREDIT else 1
        return Money(sign * self.total, self.currency)
