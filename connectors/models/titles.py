"""What staff corrected about how job titles are understood."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from brokerage.kit import clock
from connectors.models.relationships import DEPARTMENT_CHOICES, SENIORITY_CHOICES

CATEGORY_CHOICES = [("public_official", "Public office"), ("prescriber", "Prescribes medicine")]


class TitleCorrection(models.Model):
    """A title in general words, and how it is to be understood. Never anybody's own title: see actions."""

    words = models.CharField(max_length=120, unique=True, help_text="plain words, as compared")
    seniority = models.CharField(max_length=12, choices=SENIORITY_CHOICES)
    department = models.CharField(max_length=20, choices=DEPARTMENT_CHOICES)
    category = models.CharField(max_length=20, blank=True, choices=CATEGORY_CHOICES)
    reason = models.TextField(max_length=500)
    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip
    corrected_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering: ClassVar = ["words"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(words=""), name="title_correction_has_words"),
        ]

    def __str__(self) -> str:
        return self.words


class PendingRecheck(models.Model):
    """Stored rows still have to follow what staff decided about a title, or about two companies.

    Written with the decision, so that no lost task leaves them behind; it goes when they have followed.
    """

    words = models.CharField(max_length=200, blank=True, default="", help_text="of the title")
    source = models.ForeignKey(
        "connectors.Company", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    target = models.ForeignKey(
        "connectors.Company", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    touched_at = models.DateTimeField(default=clock.now, help_text="when a worker was last at it")

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(words="") ^ Q(source__isnull=True, target__isnull=True),
                name="recheck_is_of_a_title_or_of_companies",
            )
        ]

    def __str__(self) -> str:
        return f"recheck {self.pk}"
