"""Two contacts that are one person, by their connector's word; and two that only look alike."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from brokerage.kit import clock
from brokerage.kit.encryption import EncryptedJSONField


class ContactMerge(models.Model):
    """One contact went into another. What it said is kept, encrypted, as long as that can be undone."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    connector = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="contact_merges"
    )
    kept = models.ForeignKey(
        "connectors.Relationship", on_delete=models.CASCADE, related_name="merges"
    )
    gone = EncryptedJSONField(help_text="what the contact that went said")
    filled = EncryptedJSONField(help_text="what the kept contact took over")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"merge {self.pk}"


class TwoPeople(models.Model):
    """Two contacts who look alike and are not the same: not asked about again."""

    connector = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    one = models.ForeignKey("connectors.Relationship", on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey("connectors.Relationship", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["one", "other"], name="two_people_are_told_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="two_people_in_order"),
        ]

    def __str__(self) -> str:
        return f"two people {self.pk}"
