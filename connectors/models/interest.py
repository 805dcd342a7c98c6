"""What reps look at and search for, month by month, counted so that no rep can be told.

While a month runs there are marks: one for each organisation and topic, hashed with a secret that is thrown
away with them when the month is over. What stays is a rounded count, and only where it is large.
"""

from typing import ClassVar

from django.db import models
from django.utils.crypto import get_random_string


def _new_secret() -> str:
    return get_random_string(43)


class InterestMonth(models.Model):
    """A month that is being counted, with the secret of its marks."""

    month = models.DateField(unique=True, help_text="its first day")
    secret = models.CharField(max_length=43, default=_new_secret)

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class InterestMark(models.Model):
    """Some organisation was interested in `topic` in that month."""

    month = models.ForeignKey(InterestMonth, on_delete=models.CASCADE, related_name="marks")
    topic = models.CharField(max_length=80, help_text="a listing, or a segment of the market")
    digest = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["month", "topic", "digest"], name="one_mark_for_each_organisation"
            )
        ]

    def __str__(self) -> str:
        return self.topic


class InterestCount(models.Model):
    """At least so many organisations were interested in `topic` in a month that is over."""

    month = models.DateField()
    topic = models.CharField(max_length=80)
    at_least = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["month", "topic"], name="one_count_for_each_month"),
            models.CheckConstraint(
                condition=models.Q(at_least__gte=10), name="no_small_count_of_interest"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic}: {self.at_least} or more"
