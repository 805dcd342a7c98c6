"""What a rep keeps of search for themself: saved searches, a shortlist, what they looked at lately."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from brokerage.kit import clock
from brokerage.kit.encryption import EncryptedJSONField, EncryptedTextField
from brokerage.kit.mail.outbox import Outgoing
from connectors.models.relationships import Relationship


class Alerts(models.TextChoices):
    """How often a rep is written to about new matches."""

    AT_ONCE = "at_once", "As they come, at most once an hour"
    DAILY = "daily", "Once a day"
    WEEKLY = "weekly", "Once a week"
    OFF = "off", "Never"


class SavedSearch(models.Model):
    """A search that a rep keeps. What it asks is encrypted: typed words may name somebody.

    `seen` and `told` hold primary keys of relationships that matched, when the rep last looked and when
    an email last told; null where more matched than are counted one by one. They are the only memory of
    what is new: no time of listing is kept or told.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches"
    )
    name = EncryptedTextField()
    asked = EncryptedJSONField()
    alerts = models.CharField(max_length=8, choices=Alerts.choices, default=Alerts.OFF)
    due_at = models.DateTimeField(
        null=True, blank=True, help_text="when new matches are next looked for, to write about them"
    )
    seen = ArrayField(models.BigIntegerField(), null=True, default=list)
    told = ArrayField(models.BigIntegerField(), null=True, default=list)
    looked_at = models.DateTimeField(default=clock.now)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"], name="saved_search_due", condition=Q(due_at__isnull=False)
            )
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="alerts_have_their_time",
                condition=Q(alerts="off", due_at__isnull=True)
                | (~Q(alerts="off") & Q(due_at__isnull=False)),
            )
        ]

    def __str__(self) -> str:
        return f"saved search {self.pk}"


class SearchAlert(Outgoing):
    """An email to a rep about new matches. `found`: `{public id of the search: [relationships]}`; emptied
    once it is sent."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="search_alerts"
    )
    found = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"], name="search_alert_due", condition=Q(told_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"search alert {self.pk}"


class ShortlistEntry(models.Model):
    """A listing that a rep put aside."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="shortlist"
    )
    listing = models.UUIDField(help_text="its public id; the listing itself may be gone")
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "listing"], name="once_on_a_shortlist")
        ]

    def __str__(self) -> str:
        return f"shortlist entry {self.pk}"


class SeenListing(models.Model):
    """A listing that a rep looked at lately."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="seen_listings"
    )
    relationship = models.ForeignKey(Relationship, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "relationship"], name="once_among_the_seen")
        ]

    def __str__(self) -> str:
        return f"seen listing {self.pk}"
