"""One change to many relationships: looked at before it counts, carried out in batches, undone on demand."""

import json
import uuid
import zlib
from collections.abc import Iterable
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from brokerage.kit import clock
from brokerage.kit.encryption import EncryptedJSONField

Former = tuple[Any, ...]
"""What a row said before, in the order of `BulkChange.fields`."""


class BulkChange(models.Model):
    """One change to many. Whom it concerns, and what they said before, is kept in two small columns."""

    class Status(models.TextChoices):
        """Where it stands."""

        PREVIEW = "preview", "Waiting for your word"
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        UNDOING = "undoing", "Being undone"
        UNDONE = "undone", "Undone"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    connector = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="bulk_changes"
    )
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.PREVIEW)
    wanted = models.JSONField(
        help_text="price_minor, currency, strength, show_company, listed, rest, remove"
    )
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0, help_text="how many were looked at so far")
    changed = models.PositiveIntegerField(default=0)
    refused = models.JSONField(default=dict, help_text="how many by reason; no names")
    stayed = EncryptedJSONField(default=list, help_text="names of some who could not be removed")
    packed_rows = models.BinaryField(default=b"", help_text="primary keys")
    packed_former = models.BinaryField(default=b"", help_text="former values with primary keys")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    touched_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [
            models.Index(fields=["connector", "-id"], name="bulk_change_latest"),
            models.Index(
                fields=["touched_at"],
                name="bulk_change_under_way",
                condition=models.Q(status__in=["waiting", "running", "undoing"]),
            ),
        ]

    def __str__(self) -> str:
        return f"bulk change {self.pk}"

    @property
    def rows(self) -> list[int]:
        """The primary keys that it concerns, in order."""
        return list(_unpack(self.packed_rows) or [])

    @rows.setter
    def rows(self, pks: Iterable[int]) -> None:
        found = sorted(set(pks))
        self.packed_rows, self.total = _pack(found), len(found)

    @property
    def former(self) -> dict[Former, list[int]]:
        """Whom it changed, by what they said before."""
        return {tuple(said): pks for said, pks in _unpack(self.packed_former) or []}

    @former.setter
    def former(self, said: dict[Former, list[int]]) -> None:
        self.packed_former = _pack(list(said.items()))

    @property
    def fields(self) -> tuple[str, ...]:
        """The columns that it may change."""
        names: list[str] = []
        if self.wanted.get("price_minor"):
            names += ["price_minor", "currency"]
        names += [one for one in ("strength", "show_company") if self.wanted.get(one) is not None]
        moves = self.wanted.get("listed") is not None or self.wanted.get("rest")
        names += ["listed_at"] if moves else []
        names += (
            ["back_at"] if moves and "rest" in self.wanted else []
        )  # older ones say nothing of it
        return tuple(names)

    @property
    def is_removal(self) -> bool:
        """Whether it deletes people; what they said is kept for an undo (`RemovedContact`)."""
        return bool(self.wanted.get("remove"))

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen by itself."""
        return self.status in {self.Status.DONE, self.Status.UNDONE, self.Status.PREVIEW}

    @property
    def percent(self) -> int:
        """Progress, 0 to 100 per cent."""
        whole = self.changed if self.status == self.Status.UNDOING else self.total
        return 100 if not whole else min(self.done * 100 // whole, 100)


class RemovedContact(models.Model):
    """What a removed contact said: kept, encrypted, as long as the removal can be undone."""

    bulk = models.ForeignKey(BulkChange, on_delete=models.CASCADE, related_name="removed")
    gone = EncryptedJSONField(help_text="what the contact said, by field")
    digests = models.JSONField(
        default=list,
        db_default=models.Value([], models.JSONField()),
        help_text="keyed hashes of its addresses: whoever asks for their data is found by them",
    )
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [
            GinIndex(fields=["digests"], name="removed_by_address", opclasses=["jsonb_path_ops"])
        ]

    def __str__(self) -> str:
        return f"removed contact {self.pk}"


def _pack(value: Any) -> bytes:
    return zlib.compress(json.dumps(value).encode(), 1)


def _unpack(packed: bytes | memoryview) -> Any:
    return json.loads(zlib.decompress(bytes(packed))) if packed else None
