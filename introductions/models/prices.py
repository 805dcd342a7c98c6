"""What introductions usually cost: bands worked out once a night, of enough cases, and kept."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from brokerage.kit import clock


class PriceBand(models.Model):
    """The middle half of what was paid for introductions of one kind, rounded; in minor units.

    An empty `industry` or `country` means any; `is_wide` takes in the strengths next to `strength`. Facts are
    kept in the words in which reps were shown them. `cases` are the introductions (primary keys) that the
    band was worked out of: never told, only that there are about so many.
    """

    currency = models.CharField(max_length=3)
    seniority = models.CharField(max_length=40)
    industry = models.CharField(max_length=80, blank=True)
    country = models.CharField(max_length=80, blank=True)
    strength = models.PositiveSmallIntegerField()
    is_wide = models.BooleanField(default=False)
    low = models.BigIntegerField()
    high = models.BigIntegerField()
    cases = ArrayField(models.BigIntegerField())
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["currency", "seniority", "industry", "country", "strength", "is_wide"],
                name="one_band_per_kind",
            ),
            models.CheckConstraint(
                name="a_band_is_a_band", condition=models.Q(low__lt=models.F("high"), low__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return f"price band {self.pk}"


class PriceBandRun(models.Model):
    """One night's work on price bands."""

    at = models.DateTimeField(default=clock.now)
    bands = models.PositiveIntegerField()
    changed = models.PositiveIntegerField(help_text="made, changed or taken away")

    def __str__(self) -> str:
        return f"{self.bands} price bands at {self.at:%Y-%m-%d %H:%M}"
