"""An address book on its way in."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from brokerage.kit import clock
from brokerage.kit.encryption import EncryptedBinaryField, EncryptedTextField


class ImportRun(models.Model):
    """An address book on its way in. The file is kept, encrypted, only until it is done."""

    class Status(models.TextChoices):
        """Where the run stands."""

        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Stopped"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    connector = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="import_runs"
    )
    kind = models.CharField(max_length=20)
    file_name = EncryptedTextField(default="")
    file = EncryptedBinaryField(null=True, blank=True)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.WAITING)
    lawful_basis = models.CharField(max_length=300)
    row_count = models.PositiveIntegerField(default=0)
    done_rows = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list, help_text="row numbers and sentences; no names")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(status__in=["waiting", "running", "done", "failed"]),
                name="import_status_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(status="done") | Q(file__isnull=True), name="done_keeps_no_file"
            ),
        ]

    def __str__(self) -> str:
        return f"import {self.pk}"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.status in {self.Status.DONE, self.Status.FAILED}

    @property
    def percent(self) -> int:
        """Progress, 0 to 100 per cent."""
        return 100 if not self.row_count else self.done_rows * 100 // self.row_count
