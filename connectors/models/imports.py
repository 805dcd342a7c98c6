"""An address book on its way in: the file, what was read of it, and what is to become of each row."""

import uuid
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from brokerage.kit import clock
from brokerage.kit.encryption import (
    EncryptedBinaryField,
    EncryptedJSONField,
    EncryptedTextField,
)

LAWFUL_BASIS = (
    "I know these people myself, and may name them as people I could introduce "
    "(legitimate interest). Nobody sees who they are before they agree."
)
#: How long an import, a merge or a change to many can be undone; how long what was read waits for its review.
UNDO_FOR = timedelta(days=7)
WAITS_FOR = timedelta(days=7)


class ImportRun(models.Model):
    """An address book on its way in. The file is kept, encrypted, only until it is done."""

    class Status(models.TextChoices):
        """Where the run stands."""

        WAITING = "waiting", "Being read"
        COLUMNS = "columns", "Needs columns"
        REVIEW = "review", "Ready to review"
        RUNNING = "running", "Being added"
        DONE = "done", "Added"
        FAILED = "failed", "Stopped"
        DISCARDED = "discarded", "Discarded"
        UNDOING = "undoing", "Being undone"
        UNDONE = "undone", "Undone"

    class Purpose(models.TextChoices):
        """What the file is for."""

        NETWORK = "network", "Add people"
        EMAILS = "emails", "Find emails of people who have none"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    connector = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="import_runs"
    )
    purpose = models.CharField(
        max_length=8, choices=Purpose.choices, default=Purpose.NETWORK, db_default=Purpose.NETWORK
    )
    kind = models.CharField(max_length=20, blank=True)
    file_name = EncryptedTextField(default="")
    file = EncryptedBinaryField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    lawful_basis = models.CharField(max_length=300)
    # How the file was read.
    encoding = models.CharField(max_length=20, blank=True, default="", db_default="")
    previews = EncryptedJSONField(
        null=True, blank=True, help_text="names as each likely encoding reads them"
    )
    columns = EncryptedJSONField(
        null=True, blank=True, help_text="the columns of a table and what they were read as"
    )
    header_row = models.PositiveIntegerField(default=0, db_default=0)
    index = EncryptedBinaryField(
        null=True, blank=True, help_text="what a review is searched and sorted by"
    )
    row_count = models.PositiveIntegerField(default=0)
    chosen_count = models.PositiveIntegerField(default=0, db_default=0)
    done_rows = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    unlisted = models.PositiveIntegerField(
        default=0, db_default=0, help_text="listings that the import took off the market"
    )
    skipped = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list, help_text="row numbers and sentences; no names")
    kept = models.JSONField(
        default=list,
        db_default=models.Value([], models.JSONField()),
        help_text="ids of the relationships that an undo had to leave",
    )
    created_at = models.DateTimeField(default=clock.now, editable=False)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    status__in=[
                        "waiting", "columns", "review", "running", "done", "failed", "discarded",
                        "undoing", "undone",
                    ]
                ),
                name="import_status_is_known",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["waiting", "columns", "review", "running"])
                | Q(file__isnull=True, index__isnull=True, previews__isnull=True, columns__isnull=True),
                name="only_an_open_import_keeps_its_file",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"import {self.pk}"

    @property
    def is_for_emails(self) -> bool:
        """Whether only emails are taken from it, for contacts who have none."""
        return self.purpose == self.Purpose.EMAILS

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen by itself or by a decision about its rows."""
        return self.status not in OPEN

    @property
    def is_at_work(self) -> bool:
        """Whether a worker is at it, or soon will be."""
        return self.status in AT_WORK

    @property
    def percent(self) -> int:
        """Progress, 0 to 100 per cent."""
        whole = self.chosen_count or self.row_count
        return min(100, self.done_rows * 100 // whole) if whole else 100

    @property
    def undo_until(self) -> datetime | None:
        """Until when (UTC) it can be undone; None when it cannot."""
        if self.status != self.Status.DONE or self.finished_at is None:
            return None
        until = self.finished_at + UNDO_FOR
        return until if until > clock.now() else None


OPEN = (
    ImportRun.Status.WAITING,
    ImportRun.Status.COLUMNS,
    ImportRun.Status.REVIEW,
    ImportRun.Status.RUNNING,
    ImportRun.Status.UNDOING,
)
AT_WORK = (ImportRun.Status.WAITING, ImportRun.Status.RUNNING, ImportRun.Status.UNDOING)


class ImportRow(models.Model):
    """A row that was read, and what is to become of it. It goes when the run is over."""

    class Kind(models.TextChoices):
        """What the row is to the connector's network."""

        NEW = "new", "New"
        KNOWN = "known", "Known"
        QUESTION = "question", "Needs you"
        UNLISTABLE = "unlistable", "Can’t be listed"
        LEFT_OUT = "left_out", "Left out"

    class Reason(models.TextChoices):
        """Why a row needs an answer, or was left out beforehand."""

        NONE = "", ""
        NAMESAKE = "namesake", "Same name"
        SHARED_MAILBOX = "shared_mailbox", "Two names, one address"
        OTHER_ADDRESS = "other_address", "Another address"
        TWO_CONTACTS = "two_contacts", "Leads to two contacts"
        MOVED = "moved", "Changed jobs"
        EMAIL = "email", "Whose email?"
        OWN_EMPLOYER = "own_employer", "Your own employer"
        PRIVATE = "private", "Private: no company and no title"

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(help_text="the row as it is counted in the file")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    reason = models.CharField(max_length=16, choices=Reason.choices, blank=True)
    cells = EncryptedJSONField(help_text="the contact as it was read")
    digests = models.JSONField(
        default=list,
        db_default=models.Value([], models.JSONField()),
        help_text="keyed hashes of its addresses: whoever asks for their data is found by them",
    )
    has_email = models.BooleanField(default=False)
    changes = models.BooleanField(default=False, help_text="whether a known contact would change")
    candidates = models.JSONField(
        default=list, help_text='who it may be: "c12" a contact, "r34" another row'
    )
    answer = models.CharField(
        max_length=24,
        blank=True,
        help_text="new, or a candidate's place; then + use or - drop the address",
    )
    is_chosen = models.BooleanField(default=False)
    is_taken = models.BooleanField(default=False)
    relationship = models.ForeignKey(
        "connectors.Relationship",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=["new", "known", "question", "unlistable", "left_out"]),
                name="import_row_kind_is_known",
            ),
            models.UniqueConstraint(fields=["run", "number"], name="one_row_per_number"),
            models.CheckConstraint(
                condition=~Q(kind="question") | Q(is_chosen=False) | ~Q(answer=""),
                name="chosen_question_is_answered",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["run", "kind"], name="import_row_by_kind"),
            GinIndex(
                fields=["digests"], name="import_row_by_address", opclasses=["jsonb_path_ops"]
            ),
        ]

    def __str__(self) -> str:
        return f"import row {self.pk}"

    @property
    def contact(self) -> dict[str, Any]:
        """The cells as they were read, by field."""
        return dict(self.cells)


class ErasedAddress(models.Model):
    """Somebody at this address was erased: no file that came before holds them. A hash, kept for days."""

    digest = models.CharField(max_length=64)
    connector = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+",
        help_text="in whose files only; empty for everybody's",
    )  # fmt: skip
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"erased address {self.pk}"


STATUSES, ROW_KINDS = ImportRun.Status.choices, ImportRow.Kind.choices


class ColumnChoice(models.Model):
    """What a connector said the columns under a heading row are: asked again for the next such file."""

    connector = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="column_choices"
    )
    key_id = models.CharField(max_length=40)
    digest = models.CharField(max_length=64, help_text="keyed hash of the heading row")
    fields = EncryptedJSONField(help_text="field by heading")
    chosen_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["connector", "key_id", "digest"], name="one_choice_per_heading_row"
            )
        ]

    def __str__(self) -> str:
        return f"columns {self.pk}"


class FactChange(models.Model):
    """A fact about a contact was another before. Title and company stay as its history; the rest for undo."""

    relationship = models.ForeignKey(
        "connectors.Relationship", on_delete=models.CASCADE, related_name="fact_changes"
    )
    run = models.ForeignKey(
        ImportRun, null=True, blank=True, on_delete=models.SET_NULL, related_name="fact_changes"
    )
    fact = models.CharField(max_length=20)
    before = EncryptedTextField(default="")
    after = EncryptedTextField(default="")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"change {self.pk}"
