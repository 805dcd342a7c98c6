"""What makes a large network quick to search without a readable word at rest.

Triggers (migration `network_index`) write a `NetworkChange` for each statement that touches a
relationship, whichever door it came through; readers compare them with the snapshot of what they hold.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from brokerage.kit.encryption import EncryptedBinaryField

BUCKET_BITS = 8
"""Relationships whose primary keys differ only in so many last bits share a bucket. The triggers know it."""


class NetworkChange(models.Model):
    """Something in a bucket of a network changed. Written by triggers only; kept for a day."""

    connector_id = models.BigIntegerField()
    bucket = models.BigIntegerField()
    words = models.BooleanField(help_text="rows came, went, or say something else")
    transaction = models.BigIntegerField()
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["connector_id", "transaction"], name="network_change_since"),
            models.Index(fields=["made_at"], name="network_change_age"),
        ]

    def __str__(self) -> str:
        return f"change {self.pk}"


class NetworkChunk(models.Model):
    """A bucket of a network as one encrypted value. It goes when somebody in it changes or goes."""

    # No constraint: its row lock would make a reader wait for whoever changes the account.
    connector = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    bucket = models.BigIntegerField()
    epoch = models.CharField(max_length=60, help_text="of which table in which server it was read")
    snapshot = models.TextField(help_text="the transactions that it has seen")
    content = EncryptedBinaryField()
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        # Not unique: nobody waits for another's chunk; the newest one counts.
        indexes: ClassVar = [
            models.Index(fields=["connector", "bucket"], name="network_chunk_of"),
        ]

    def __str__(self) -> str:
        return f"chunk {self.pk}"
