"""What demo mode remembers: the mails that a real system would have sent."""

from email.utils import parseaddr
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from brokerage.kit import clock


class Mail(models.Model):
    """One sent mail. Addresses are lower case and bare; times are the demo's world time."""

    sent_at = models.DateTimeField(default=clock.now)
    sender = models.CharField(max_length=320)
    to = ArrayField(models.CharField(max_length=320))
    subject = models.CharField(max_length=998)
    text = models.TextField()
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [GinIndex(fields=["to"], name="mail_to")]

    def __str__(self) -> str:
        return f"mail {self.pk}"


def bare(address: str) -> str:
    """Return the address alone, lower case: `"Rita" <R@x.example>` becomes `r@x.example`."""
    return parseaddr(address)[1].lower()
