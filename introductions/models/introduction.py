"""An introduction, its history, its clocks and its mails."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from brokerage.kit import clock
from brokerage.kit.encryption import EncryptedJSONField, EncryptedTextField
from brokerage.kit.mail.outbox import Outgoing
from brokerage.kit.money import Money
from connectors.models import Relationship
from connectors.topics import TOPIC_CHOICES, Topic
from introductions.lifecycle import ENDS, Actor, State
from introductions.places import PLACES, Place
from payments.models import Payment
from payments.sums import earnings_of

STATES = [(state.value, state.value.replace("_", " ")) for state in State]
ACTORS = [(actor.value, actor.value) for actor in Actor]


class Introduction(models.Model):
    """One paid request by a rep for one relationship. `state` is written by `actions.moving` alone."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(max_length=16, choices=STATES, default=State.CHECKOUT)
    state_since = models.DateTimeField(default=clock.now)
    rep = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="introductions_asked"
    )
    connector = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="introductions_made"
    )
    relationship = models.ForeignKey(
        Relationship, on_delete=models.PROTECT, related_name="introductions"
    )
    prospect = models.ForeignKey(
        "connectors.Prospect", on_delete=models.PROTECT, related_name="introductions"
    )
    payment = models.OneToOneField(
        Payment, null=True, on_delete=models.PROTECT, related_name="introduction"
    )
    # What the rep was shown when they asked: the blinded facts, kept as they were.
    listing = models.JSONField(default=dict)
    entry = EncryptedJSONField(
        null=True,
        blank=True,
        help_text="the connector's entry when the rep asked: keyed hashes (frozen)",
    )
    asker = models.JSONField(
        null=True,
        blank=True,
        help_text="name, company and confirmed domain of the rep and the connector's name, as they were",
    )
    pitch = models.TextField()
    purpose = models.CharField(max_length=200)
    topic = models.CharField(max_length=20, choices=TOPIC_CHOICES, default=Topic.OTHER.value)
    keep_asking = models.BooleanField(default=False)
    price = models.BigIntegerField()
    fee = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    safety_hold_days = models.PositiveSmallIntegerField(default=7)
    # Counter-offer of the connector, while it is open.
    counter_price = models.BigIntegerField(null=True, blank=True)
    counters = models.PositiveSmallIntegerField(default=0)
    decline_reason = EncryptedTextField(
        default="", blank=True, help_text="private to the connector and the desk"
    )
    requested_at = models.DateTimeField(null=True, blank=True)
    shown_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="when the connector sees it: at once, or with the day's batch",
    )
    waits_for_batch = models.BooleanField(
        default=False, db_default=False, help_text="not shown before `shown_at`; then for good"
    )
    held_back = models.BooleanField(
        default=False,
        help_text="the same words went to many: the desk reads it before it is accepted",
    )
    review = models.CharField(
        max_length=8,
        blank=True,
        default="",
        db_default="",
        help_text="open: rep, connector and prospect seem not to be three people; cleared: they are",
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    asked = EncryptedJSONField(
        null=True, blank=True, help_text="who was asked, as they stood when the connector accepted"
    )
    asked_until = models.DateTimeField(
        null=True,
        blank=True,
        db_index=True,
        help_text="the connector has left: when it is forgotten who was asked",
    )
    agreed_at = models.DateTimeField(null=True, blank=True)
    refusal = models.CharField(max_length=16, blank=True, help_text="not_now, not_seller or never")
    introduced_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    rep_evidence = EncryptedTextField(default="", blank=True)
    connector_evidence = EncryptedTextField(default="", blank=True)
    proof = models.CharField(max_length=10, default="word", help_text="word, mail or prospect")
    prospect_word = models.CharField(max_length=12, blank=True, help_text="yes, no or never_asked")
    prospect_rating = models.PositiveSmallIntegerField(null=True, blank=True)
    cancel_offered_by = models.CharField(max_length=16, choices=ACTORS, blank=True)
    revealed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="state_is_one_of_the_process",
                condition=Q(state__in=sorted(state.value for state in State)),
            ),
            models.UniqueConstraint(
                fields=["rep", "relationship"],
                condition=~Q(state__in=sorted(state.value for state in ENDS)),
                name="one_open_introduction",
            ),
            models.CheckConstraint(
                name="rep_is_not_connector", condition=~Q(rep=models.F("connector"))
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["rep", "-created_at"]),
            models.Index(fields=["connector", "-created_at"]),
            models.Index(fields=["prospect", "-created_at"]),
        ]

    def __str__(self) -> str:
        return f"introduction {self.public_id}"

    @property
    def reference(self) -> str:
        """The name under which money and mails know this introduction."""
        return self.public_id.hex

    @property
    def price_money(self) -> Money:
        """The price, fee included."""
        return Money(self.price, self.currency)

    @property
    def fee_money(self) -> Money:
        """Our fee, inside the price."""
        return Money(self.fee, self.currency)

    @property
    def earnings(self) -> Money:
        """What was agreed for the connector: price less fee. What they have in the end: `payments.sums`."""
        return Money(self.price - self.fee, self.currency)

    @property
    def true_earnings(self) -> Money:
        """What the connector gets of it as it stands: agreed, and once it is taken what is theirs."""
        return earnings_of(self.payment) if self.payment else self.earnings

    @property
    def is_over(self) -> bool:
        """Whether it has come to an end."""
        return State(self.state) in ENDS

    @property
    def place(self) -> Place:
        """The state in people's words."""
        return PLACES[State(self.state)]


class Event(models.Model):
    """One line of an introduction's history: who moved it, when, from where to where. Append-only.

    A trigger refuses a change of state that has no event of the same transaction.
    """

    introduction = models.ForeignKey(Introduction, on_delete=models.PROTECT, related_name="events")
    move = models.CharField(max_length=30)
    source = models.CharField(max_length=16, blank=True)
    target = models.CharField(max_length=16)
    actor = models.CharField(max_length=16, choices=ACTORS)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = EncryptedTextField(
        default="",
        blank=True,
        help_text="said to both sides; names the prospect to nobody who may not know",
    )
    facts = models.JSONField(default=dict)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.move} of {self.introduction_id}"


class Deadline(models.Model):
    """A clock that runs for an introduction: at `due_at` it makes `move`. Found by the sweep."""

    introduction = models.ForeignKey(
        Introduction, on_delete=models.CASCADE, related_name="deadlines"
    )
    move = models.CharField(max_length=30)
    whom = models.CharField(max_length=16, choices=ACTORS, blank=True, help_text="for reminders")
    due_at = models.DateTimeField(db_index=True)
    retries = models.PositiveSmallIntegerField(default=0)
    left = models.DurationField(
        null=True,
        blank=True,
        help_text="the time it has left while it stands still; empty: it runs",
    )

    class Meta:
        ordering: ClassVar = ["due_at", "pk"]

    def __str__(self) -> str:
        return f"{self.move} of {self.introduction_id} at {self.due_at:%Y-%m-%d %H:%M}"


class Notice(Outgoing):
    """Somebody is still to be told of an event. Written with it, sent after commit, once."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="notices")
    audience = models.CharField(max_length=16, choices=ACTORS)
    kind = models.CharField(max_length=40, help_text="which mail")
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        help_text="whose account finds it under notices; set by the database, none for a prospect",
    )
    read_at = models.DateTimeField(null=True, blank=True, help_text="seen by its reader on a page")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "audience"], name="told_once"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"], condition=Q(told_at__isnull=True), name="notices_to_send"
            ),
            models.Index(fields=["reader", "-due_at", "-id"], name="notices_of_reader"),
            models.Index(
                fields=["reader"], condition=Q(read_at__isnull=True), name="notices_unread"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.audience}"


class Trace(models.Model):
    """From where the rep asked or confirmed: kept for the case that the card's bank disputes it.

    Encrypted, about the rep alone, forgotten after `settings.TRACE_LIFE`.
    """

    introduction = models.ForeignKey(Introduction, on_delete=models.CASCADE, related_name="traces")
    move = models.CharField(max_length=30, help_text="request or confirm")
    address = EncryptedTextField(default="")
    device = EncryptedTextField(default="")
    at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"trace {self.pk}"
