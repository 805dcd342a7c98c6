"""How connectors have dealt with requests: a row for each, kept by the database with what it counts."""

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Greatest

from brokerage.kit import clock
from connectors.queries.listings import DAY_HOURS, FEW, MANY
from introductions.models.introduction import Introduction

KEPT = Greatest(F("answered") - F("missed"), 0) * 10
NEARLY_ALL, MOST = Q(asked__lte=KEPT / 9), Q(asked__lte=KEPT / 5)
A_DAY = timedelta(hours=DAY_HOURS, minutes=30)
"""The longest median that reads as a day: hours are rounded, halves to the even one."""


class ConnectorRecord(models.Model):
    """The record of one connector. Triggers on introductions and their events write it, in the transaction
    of the move that changes it (migration `0005_records_are_kept`); `actions.check_records` repairs it.
    """

    connector = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="answer_record",
    )
    asked = models.IntegerField(
        default=0, db_default=0, help_text="requests that were theirs to answer, and are over or on"
    )
    answered = models.IntegerField(default=0, db_default=0, help_text="accepted or declined")
    introduced = models.IntegerField(default=0, db_default=0, help_text="confirmed")
    missed = models.IntegerField(
        default=0, db_default=0, help_text="accepted, and then not introduced in time or given up"
    )
    median_answer = models.DurationField(
        null=True,
        blank=True,
        help_text="the median time from being shown a request to answering it",
    )

    # The bands in which reps read it (`connectors.queries.reliability`), so that one can search by them.
    answers_band = models.GeneratedField(
        expression=Case(
            When(asked__lt=FEW, then=Value("new")),
            When(NEARLY_ALL, then=Value("nearly_all")),
            When(MOST, then=Value("most")),
            default=Value("some"),
        ),
        output_field=models.CharField(max_length=10),
        db_persist=True,
    )
    speed_band = models.GeneratedField(
        expression=Case(
            When(Q(asked__lt=FEW) | Q(median_answer=None), then=Value("")),
            When(median_answer__lte=A_DAY, then=Value("day")),
            default=Value("days"),
        ),
        output_field=models.CharField(max_length=4),
        db_persist=True,
    )
    introduced_band = models.GeneratedField(
        expression=Case(
            When(Q(asked__lt=FEW) | Q(introduced=0), then=Value("")),
            When(introduced__gte=MANY, then=Value("many")),
            default=Value("some"),
        ),
        output_field=models.CharField(max_length=4),
        db_persist=True,
    )

    def __str__(self) -> str:
        return f"record of connector {self.connector_id}"


class AnswerTime(models.Model):
    """How long a connector took to answer one request. By its index the median is found, not by history."""

    introduction = models.OneToOneField(
        Introduction, primary_key=True, on_delete=models.CASCADE, related_name="answer_time"
    )
    connector = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    took = models.DurationField(help_text="from being shown it; never negative")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["connector", "took"], name="answers_by_time")]

    def __str__(self) -> str:
        return f"answer to {self.introduction_id}"


class RecordCheck(models.Model):
    """One run of `actions.check_records`: how many were compared with the history, and differed."""

    at = models.DateTimeField(default=clock.now)
    connectors = models.PositiveIntegerField()
    differences = models.PositiveIntegerField(help_text="records that were wrong, and are mended")

    def __str__(self) -> str:
        return f"{self.connectors} records at {self.at:%Y-%m-%d %H:%M}, {self.differences} differed"
