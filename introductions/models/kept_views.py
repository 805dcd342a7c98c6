"""What a person keeps of their list of introductions: filters under a name."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from brokerage.kit import clock
from brokerage.kit.encryption import EncryptedTextField


class KeptView(models.Model):
    """Filters of the pipeline that a person keeps under a name of their own.

    `asked` is the query of the page's address, cleaned. Both are encrypted: typed words may name somebody.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="kept_views"
    )
    name = EncryptedTextField()
    asked = EncryptedTextField()
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"kept view {self.pk}"
