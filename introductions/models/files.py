"""What is kept of a file that somebody gave, whatever it was given for."""

import uuid
from typing import Any

from django.db import models

from brokerage.kit import clock
from introductions.readers import Kind

KINDS = [(kind.value, kind.words) for kind in Kind]


class KeptFile(models.Model):
    """A file in the storage "evidence"; `stored` is its name there, made by us.

    A row names a file that is there from before the row is written until `removed_at`; a file that no row
    names is swept away.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=4, choices=KINDS, help_text="told by its content")
    size = models.PositiveIntegerField(help_text="bytes, as kept")
    sha256 = models.CharField(max_length=64, help_text="of what is kept")
    given_sha256 = models.CharField(max_length=64, help_text="of what was given")
    stored = models.CharField(max_length=80, unique=True, help_text="our name in the storage")
    name = models.CharField(max_length=120, help_text="made safe; for the two sides only")
    at = models.DateTimeField(default=clock.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    side: Any
    """Whose it is: rep or connector."""

    class Meta:
        abstract = True

    @property
    def is_picture(self) -> bool:
        """Whether it was drawn anew, so that a page may show it."""
        return Kind(self.kind).is_picture

    @property
    def plain_name(self) -> str:
        """A name that tells nothing of what people called it: for the desk, and after its end."""
        return f"{self.side}-{self.public_id.hex[:8]}.{self.kind}"
