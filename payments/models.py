"""Payments, the attempts to authorise them, wishes to the provider, its messages, and the ledger."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q, Value

from brokerage.kit import clock
from brokerage.kit.money import Money
from brokerage.kit.outbox import GIVE_UP, Outgoing


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


MISUSED = "idempotency_error"
"""A key met other parameters at the provider: that says nothing about what happened under it."""
SENT_BACK = "refund_failed"
"""The card's bank sent a refund back: it is over, and its money is with us, still owed to the payer."""


class Wish(models.Model):
    """An ordered call to the provider: what, for whom, under which idempotency key.

    Written in the transaction of the deed that wants it, sent after commit, repeated until the
    provider answers for good. All parameters are stored: a repetition is the same call.
    """

    class Status(models.TextChoices):
        """How far the wish came."""

        WAITING = "waiting"
        SENT = "sent"
        DOUBTFUL = "doubtful"
        GRANTED = "granted"
        REFUSED = "refused"
        STUCK = "stuck"
        DROPPED = "dropped"

    operation = models.CharField(max_length=30)
    payment = models.ForeignKey(
        Payment, null=True, blank=True, on_delete=models.PROTECT, related_name="wishes"
    )
    checkout = models.ForeignKey(
        Checkout, null=True, blank=True, on_delete=models.PROTECT, related_name="wishes"
    )
    payout_account = models.ForeignKey(
        "PayoutAccount", null=True, blank=True, on_delete=models.PROTECT, related_name="wishes"
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
        verbose_name_plural = "wishes"
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
                name="wishes_to_send",
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
