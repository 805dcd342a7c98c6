"""Listings that the desk took down, and by what their person is known again."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from brokerage.kit import clock
from connectors.models.people import KeyKind


class TakeDown(models.Model):
    """The desk took a listing down: for this connector and this person, whatever row leads there later.

    The person is known by keyed hashes (`TakeDownMark`), so it outlives the row and the account.
    """

    connector = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="take_downs"
    )
    reason = models.TextField(help_text="said to the connector; never names a prospect")
    at = models.DateTimeField(default=clock.now)
    lifted_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"take-down {self.pk}"


class TakeDownMark(models.Model):
    """A keyed hash of an address, a profile, a row or a form of the name of who was taken down."""

    take_down = models.ForeignKey(TakeDown, on_delete=models.CASCADE, related_name="marks")
    kind = models.CharField(max_length=10, choices=KeyKind.choices)
    key_id = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["take_down", "kind", "key_id", "digest"], name="take_down_marked_once"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["digest"], name="take_down_by_mark")]

    def __str__(self) -> str:
        return f"{self.kind} mark of take-down {self.take_down_id}"
