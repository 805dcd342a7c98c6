"""The ledger: accounts, entries, postings, checks."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from brokerage.kit import clock
from payments.models.payment import Payment


class LedgerAccount(models.Model):
    """A place where money is, or is owed. Debits are positive, credits negative; see `ledger`."""

    class Kind(models.TextChoices):
        """The chart of accounts."""

        CASH = "cash", "cash at the provider"
        HELD = "held", "held per introduction"
        OWED = "owed", "owed to connector"
        FEES = "fees", "fees earned"
        PROVIDER_FEES = "provider_fees", "provider fees"
        REFUNDS = "refunds", "refunds on the way"
        DISPUTED = "disputed", "disputed at the card network"
        RECEIVABLE = "receivable", "receivable from connector"
        WRITTEN_OFF = "written_off", "written off"
        OUTSIDE = "outside", "from and to our own bank account"
        LOSSES = "losses", "losses borne by us"
        EXCHANGE = "exchange", "exchanged by the provider"

    kind = models.CharField(max_length=16, choices=Kind)
    currency = models.CharField(max_length=3)
    payment = models.ForeignKey(
        Payment, null=True, blank=True, on_delete=models.PROTECT, related_name="ledger_accounts"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="ledger_accounts",
    )
    balance = models.BigIntegerField(default=0, help_text="kept by the database, debits positive")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "currency", "payment", "user"],
                nulls_distinct=False,
                name="one_account_for_each_thing",
            ),
            models.CheckConstraint(
                name="nothing_below_zero",
                condition=~Q(kind__in=["held", "owed", "refunds", "fees"]) | Q(balance__lte=0),
            ),
            models.CheckConstraint(
                name="debts_are_not_negative",
                condition=~Q(kind__in=["receivable", "provider_fees"]) | Q(balance__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.currency} {self.payment_id or self.user_id or ''}".strip()


class Entry(models.Model):
    """One movement of money, for one reason, that can happen once. Append-only."""

    reason = models.CharField(max_length=200, unique=True)
    payment = models.ForeignKey(
        Payment, null=True, blank=True, on_delete=models.PROTECT, related_name="entries"
    )
    at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        return self.reason


class Posting(models.Model):
    """One leg of an entry: minor units, debit positive, credit negative. Append-only."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="postings")
    account = models.ForeignKey(LedgerAccount, on_delete=models.PROTECT, related_name="postings")
    amount = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="posting_moves_something", condition=~Q(amount=0)),
        ]

    def __str__(self) -> str:
        return f"{self.amount} on {self.account}"


class LedgerCheck(models.Model):
    """One run of `checking.check_ledger`: what was compared, and how much of it was wrong. Append-only."""

    at = models.DateTimeField(default=clock.now)
    payments = models.PositiveIntegerField(help_text="payments whose own sums were compared")
    accounts = models.PositiveIntegerField(help_text="accounts whose balance was compared")
    differences = models.PositiveIntegerField()

    def __str__(self) -> str:
        return (
            f"{self.payments} payments at {self.at:%Y-%m-%d %H:%M}, {self.differences} differences"
        )


class ClosedMonth(models.Model):
    """A month (UTC) whose books are closed: nothing more is posted into it. Append-only.

    `digest` covers every posting of the month and the month before, so that none can change unseen.
    """

    month = models.DateField(unique=True, help_text="its first day")
    totals = models.JSONField(help_text="movement by kind of account and currency, minor units")
    entries = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["month"]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
