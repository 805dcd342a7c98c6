"""What waits for the desk."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from brokerage.kit import clock
from brokerage.kit.encryption import EncryptedTextField


class Case(models.Model):
    """One thing that a person of the staff must look at. At most one open case for the same thing.

    `subject` is the reference of what it is about: an introduction's hex id, a person's or a listing's
    public id, a call's key. It never names a prospect.
    """

    class Kind(models.TextChoices):
        """What a person is called for."""

        DISPUTE = "dispute", "Dispute"
        OBJECTION = "objection", "Objection by a prospect"
        REPORT = "report", "Report of abuse"
        LISTING = "listing", "Listing that may break the rules"
        PITCH = "pitch", "Pitch held back"
        VERIFICATION = "verification", "Connector to verify"
        CALL = "call", "Payment call that is stuck"
        DIFFERENCE = "difference", "Books differ from the provider"
        CHARGEBACK = "chargeback", "Chargeback to answer"
        DEBT = "debt", "Debt of a connector"
        WARNING = "warning", "Early fraud warning"
        UNPAID = "unpaid", "Money that cannot be paid out"
        REFUND = "refund", "Refund that failed"
        REVIEW = "review", "Perhaps not three people"
        MAIL = "mail", "Email that may not have arrived"
        JOB = "job", "Job that keeps failing"
        REPLY = "reply", "Reply of a prospect to read"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=16, choices=Kind)
    subject = models.CharField(max_length=120)
    facts = models.JSONField(default=dict, help_text="ids, codes and amounts; nobody's name")
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField(null=True, blank=True)
    amount = models.BigIntegerField(null=True, blank=True, help_text="minor units at stake")
    currency = models.CharField(max_length=3, blank=True)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    claimed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True, help_text="why it ended so; never names a prospect")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=Q(closed_at__isnull=True),
                name="one_open_case_for_a_thing",
            ),
            models.CheckConstraint(
                name="claims_are_dated",
                condition=Q(claimed_by__isnull=True, claimed_at__isnull=True)
                | Q(claimed_by__isnull=False, claimed_at__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"], condition=Q(closed_at__isnull=True), name="cases_by_what_is_due"
            ),
            models.Index(fields=["subject"]),
        ]
        permissions: ClassVar = [
            ("see_desk", "Sees the desk"),
            ("work_cases", "Works on cases about people"),
            ("oversee", "Takes cases from others"),
            ("decide_disputes", "Decides disputes"),
            ("sanction", "Warns and limits people"),
            ("ban", "Suspends and bans people, and lifts it"),
            ("suppress_domain", "Takes a whole company off all lists"),
            ("reveal", "Sees who a prospect is, with a reason"),
            ("work_money", "Retries payouts, writes off debts, answers chargebacks"),
            ("answer_chargebacks", "Submits evidence against a chargeback"),
            ("close_books", "Closes a month's books and exports them"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} case {self.public_id}"

    @property
    def is_open(self) -> bool:
        """Whether it still waits for somebody."""
        return self.closed_at is None


class Note(models.Model):
    """Somebody's words about a case: what a reporter wrote, what staff write down for each other.

    Encrypted, for they may name people.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = EncryptedTextField(default="")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"note {self.pk}"


class Failure(models.Model):
    """One row of work that a sweep could not do: how often, why, and when it is tried again."""

    job = models.CharField(max_length=60, help_text="which sweep")
    row = models.BigIntegerField(help_text="the row's number")
    times = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=100, help_text="the error's kind, never its words")
    first_at = models.DateTimeField(default=clock.now)
    try_again_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["job", "row"], name="one_failure_of_a_row"),
        ]

    def __str__(self) -> str:
        return f"{self.job} {self.row}: {self.error}"
