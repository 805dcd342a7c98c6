"""What prospects said, and what follows from it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from brokerage.kit import clock
from brokerage.kit.encryption import EncryptedTextField
from introductions.models.introduction import ACTORS, Introduction


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
