"""The introduction, its history, its clocks, and who is still to be told."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from brokerage.kit import clock
from brokerage.kit.encryption import EncryptedJSONField, EncryptedTextField
from brokerage.kit.money import Money
from brokerage.kit.outbox import Outgoing
from connectors.models import Relationship
from connectors.topics import TOPIC_CHOICES, Topic
from introductions.lifecycle import ENDS, Actor, State
from introductions.places import PLACES, Place
from introductions.readers import Kind
from payments.models import Payment
from payments.sums import earnings_of

STATES = [(state.value, state.value.replace("_", " ")) for state in State]
ACTORS = [(actor.value, actor.value) for actor in Actor]
KINDS = [(kind.value, kind.words) for kind in Kind]


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

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "audience"], name="told_once"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"], condition=Q(told_at__isnull=True), name="notices_to_send"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.audience}"


class Message(models.Model):
    """A line between rep and connector about their introduction."""

    introduction = models.ForeignKey(
        Introduction, on_delete=models.CASCADE, related_name="messages"
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = EncryptedTextField(default="")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"message {self.pk}"


class Removal(models.Model):
    """The prospect was erased while this ran: what is taken out of people's words at its end."""

    introduction = models.OneToOneField(
        Introduction, on_delete=models.CASCADE, related_name="removal"
    )
    words = EncryptedTextField(default="", help_text="names and addresses, by line")

    def __str__(self) -> str:
        return f"removal {self.pk}"


class RepFingerprint(models.Model):
    """A mailbox of the rep, or the organisation it is at, when they asked: a keyed hash that outlives their
    account and every address they drop, so that what the prospect said of this rep holds for good."""

    introduction = models.ForeignKey(
        Introduction, on_delete=models.CASCADE, related_name="rep_fingerprints"
    )
    kind = models.CharField(
        max_length=8, choices=[("mailbox", "mailbox"), ("domain", "organisation")]
    )
    key_id = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["introduction", "kind", "key_id", "digest"], name="rep_fingerprint_once"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["digest"], name="rep_by_fingerprint")]

    def __str__(self) -> str:
        return f"{self.kind} of the rep of {self.introduction_id}"


class PendingRefusal(models.Model):
    """Somebody refused for good, which is recorded and holds: what follows from it is still to be done.

    Written in the transaction that records the refusal, deleted once introductions have ended, listings
    are gone and (where it was asked) data erased. Its keys wait for no row that somebody else works on.
    """

    prospect = models.ForeignKey(
        "connectors.Prospect",
        null=True,
        blank=True,
        db_constraint=False,
        on_delete=models.CASCADE,
        related_name="+",
    )
    domain = models.CharField(
        max_length=253, blank=True, default="", help_text="a company spoke for all its people"
    )
    erases = models.ForeignKey(
        "connectors.ProspectKey",
        null=True,
        blank=True,
        db_constraint=False,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="also what is held on this address is to be erased",
    )
    relationship = models.ForeignKey(
        "connectors.Relationship",
        null=True,
        blank=True,
        db_constraint=False,
        on_delete=models.CASCADE,
        related_name="+",
        help_text="the person left this one network; of the others it says nothing",
    )
    why = models.CharField(
        max_length=16, help_text="never, own_page, erased, left, domain or not_now"
    )
    asked_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField(default=clock.now, db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"pending refusal {self.pk}"


class ThreadMail(models.Model):
    """A mail that counted, to an introduction's address: who, when, and a hash of it; never its text.

    `vouched_by` "nobody": a plain no, which needs no proof. Every other sender was verified.
    """

    introduction = models.ForeignKey(
        Introduction, on_delete=models.PROTECT, related_name="thread_mails"
    )
    sender = models.CharField(max_length=16, choices=ACTORS)
    digest = models.CharField(
        max_length=64, help_text="SHA-256 of its text and of the headers that its sender wrote"
    )
    vouched_by = models.CharField(
        max_length=10,
        default="provider",
        help_text="who verified the sender: provider, signature or nobody",
    )
    said = models.CharField(
        max_length=12,
        blank=True,
        help_text="what it counts as: introduces (the connector, to both), the prospect's answer to the "
        "first mail, unclear or no; empty for any other mail of the thread",
    )
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["introduction", "digest"], name="mail_kept_once"),
        ]

    def __str__(self) -> str:
        return f"mail of the {self.sender} in {self.introduction_id}"


class LinkRequest(models.Model):
    """Somebody asked for a link by email; kept until a worker took it, so that no queue can lose it.

    There is one for an address that we do not know, too: nobody can tell by what is written.
    """

    task = models.CharField(max_length=60, help_text="which sends it")
    key = models.CharField(max_length=64, unique=True, help_text="digest of `sealed`")
    sealed = models.TextField(blank=True, help_text="closed with our key; empty once it was taken")
    digest = models.CharField(max_length=64, help_text="keyed hash of the address")
    asked_at = models.DateTimeField(default=clock.now, db_index=True)
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"link asked for at {self.asked_at}"


class IncomingEmail(models.Model):
    """An email to one of our secret addresses that a moderator has to read, because it may be a no.

    Until `read_at` the clocks toward the person stand still (`stops_clocks`). The words are forgotten
    some time after that (`settings.INCOMING_EMAIL_KEPT`), the row stays: the same email makes no second.
    """

    class Sender(models.TextChoices):
        """Whose address it says it comes from. Nobody has verified that it does."""

        PROSPECT = "prospect", "The address that was asked"
        REP = "rep", "The rep's address"
        CONNECTOR = "connector", "The connector's address"
        OTHER = "other", "Another address, or none"

    introduction = models.ForeignKey(
        Introduction, on_delete=models.PROTECT, related_name="incoming_emails"
    )
    digest = models.CharField(max_length=64, help_text="as of ThreadMail")
    sender = models.CharField(max_length=10, choices=Sender)
    vouched_by = models.CharField(max_length=10, help_text="provider, signature or nobody")
    why = models.CharField(max_length=20, help_text="why nobody could act on it without reading")
    address = EncryptedTextField(
        null=True, default="", help_text="of the sender, as it stands in it; empty once forgotten"
    )
    words = EncryptedTextField(
        null=True, default="", help_text="subject and text, bounded; empty once forgotten"
    )
    stops_clocks = models.BooleanField(default=True)
    at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True, blank=True)
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    taken_as = models.CharField(max_length=12, blank=True, help_text="what it was found to say")

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["introduction", "digest"], name="incoming_email_kept_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["introduction"],
                condition=Q(read_at__isnull=True),
                name="incoming_emails_unread",
            )
        ]

    def __str__(self) -> str:
        return f"incoming email {self.pk}"


class Trace(models.Model):
    """From where the rep asked or confirmed: kept for the case that the card's bank disputes it.

    Encrypted, about the rep alone, forgotten after `settings.TRACE_LIFE`.
    """

    introduction = models.ForeignKey(Introduction, on_delete=models.CASCADE, related_name="traces")
    deed = models.CharField(max_length=30, help_text="request or confirm")
    address = EncryptedTextField(default="")
    device = EncryptedTextField(default="")
    at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"trace {self.pk}"


class Dispute(models.Model):
    """The sides disagree: who says what, what was offered, what was decided. One at a time."""

    introduction = models.ForeignKey(
        Introduction, on_delete=models.PROTECT, related_name="disputes"
    )
    opened_by = models.CharField(max_length=16, choices=ACTORS)
    reason = models.CharField(max_length=40)
    statement = EncryptedTextField(default="", blank=True)
    responded_at = models.DateTimeField(
        null=True, blank=True, help_text="when the first answer came"
    )
    split_offer = models.BigIntegerField(null=True, blank=True, help_text="connector's gross part")
    split_offered_by = models.CharField(max_length=16, choices=ACTORS, blank=True)
    ruling = models.CharField(max_length=10, blank=True, help_text="release, refund or split")
    ruling_part = models.BigIntegerField(null=True, blank=True)
    ruling_reason = EncryptedTextField(default="", blank=True)
    ruled_at = models.DateTimeField(null=True, blank=True)
    ruled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    needs_cosign = models.BooleanField(default=False)
    cosigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    appealed_by = models.CharField(max_length=16, choices=ACTORS, blank=True)
    appeal = EncryptedTextField(default="", blank=True)
    appealed_at = models.DateTimeField(null=True, blank=True)
    first_ruling = EncryptedJSONField(null=True, blank=True)
    set_aside = EncryptedJSONField(
        default=list, help_text="rulings a second moderator did not agree with, never announced"
    )
    taken_back = EncryptedJSONField(
        null=True,
        blank=True,
        help_text="a second word that its moderator took back before its effect",
    )
    accepted_by = models.JSONField(default=list)
    testimony = models.CharField(
        max_length=12,
        blank=True,
        help_text="what the prospect said meanwhile: yes, no or never_asked",
    )
    late = models.BooleanField(default=False, help_text="an objection after the money had left")
    finding = models.CharField(
        max_length=10,
        blank=True,
        help_text="of a late objection: upheld, dismissed or dropped; of a dispute: withdrawn",
    )
    due_before = models.DateTimeField(
        null=True,
        blank=True,
        help_text="when the clock would have run out that the dispute stopped",
    )
    opened_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["introduction"],
                condition=Q(closed_at__isnull=True),
                name="one_open_dispute",
            ),
        ]

    def __str__(self) -> str:
        return f"dispute {self.pk}"

    @property
    def is_objected_to(self) -> bool:
        """Whether the prospect objects: then only a moderator decides."""
        return self.opened_by == "prospect" or self.testimony in {"no", "never_asked"}

    @property
    def awaits_second_word(self) -> bool:
        """Whether an appeal is open: the first ruling stands until another moderator has spoken."""
        first = self.first_ruling or {}
        return bool(self.appealed_by) and (
            not self.ruling or first.get("ruled_by") == self.ruled_by_id
        )

    @property
    def second_word_is_late(self) -> bool:
        """Whether an appeal has no second word that counts: until then the first ruling stands."""
        return bool(self.appealed_by) and (self.needs_cosign or not self.ruling)

    @property
    def decision(self) -> str:
        """The ruling that is announced, as whoever accepts it names it; "" while there is none."""
        if not self.ruling or self.needs_cosign or self.ruled_at is None:
            return ""
        return f"{self.ruling}-{self.ruling_part or 0}-{int(self.ruled_at.timestamp())}"


class DisputeAnswer(models.Model):
    """What a side says to a dispute that somebody else opened, or to the other's appeal; once each."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="answers")
    side = models.CharField(max_length=16, choices=ACTORS)
    to_appeal = models.BooleanField(default=False, db_default=False)
    text = EncryptedTextField(default="")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dispute", "side", "to_appeal"], name="answered_once"),
        ]

    def __str__(self) -> str:
        return f"answer of the {self.side} in dispute {self.dispute_id}"


class Evidence(models.Model):
    """A file that a side gave in a dispute. The row stays; the file goes some time after the end.

    `stored` is the name in the storage "evidence", made by us. A row names a file that is there from
    before the row is written until `removed_at`; a file that no row names is swept away.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="evidence")
    side = models.CharField(max_length=16, choices=ACTORS)
    uploader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(max_length=4, choices=KINDS, help_text="told by its content")
    size = models.PositiveIntegerField(help_text="bytes, as kept")
    sha256 = models.CharField(max_length=64, help_text="of what is kept")
    given_sha256 = models.CharField(max_length=64, help_text="of what was given")
    stored = models.CharField(max_length=80, unique=True, help_text="our name in the storage")
    name = models.CharField(max_length=120, help_text="made safe; for the two sides only")
    at = models.DateTimeField(default=clock.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name_plural = "evidence"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["dispute", "side", "given_sha256"], name="evidence_given_once"
            ),
            models.CheckConstraint(
                name="evidence_is_of_a_side",
                condition=Q(side__in=[Actor.REP.value, Actor.CONNECTOR.value]),
            ),
            models.CheckConstraint(
                name="evidence_is_of_a_kind_we_take",
                condition=Q(kind__in=sorted(kind.value for kind in Kind)),
            ),
        ]

    def __str__(self) -> str:
        return f"evidence {self.public_id}"

    @property
    def is_picture(self) -> bool:
        """Whether it was drawn anew, so that a page may show it."""
        return Kind(self.kind).is_picture

    @property
    def plain_name(self) -> str:
        """A name that tells nothing of what people called it: for the desk, and after its end."""
        return f"{self.side}-{self.public_id.hex[:8]}.{self.kind}"


class Restore(models.Model):
    """The database was restored from a dump: what happened between the dump and then is not in it.

    Until `released_at` nobody who may have been asked in that time is asked again without a person's
    word, and no evidence file is deleted for having no row.
    """

    dump_taken_at = models.DateTimeField()
    restored_at = models.DateTimeField(default=clock.now)
    released_at = models.DateTimeField(null=True, blank=True)
    asked = models.JSONField(
        default=list, help_text="keyed hashes of the addresses written to since; empty: not known"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                models.Value(1),
                condition=Q(released_at__isnull=True),
                name="one_open_restore",
            )
        ]

    def __str__(self) -> str:
        return f"restore of {self.dump_taken_at:%Y-%m-%d %H:%M}"
