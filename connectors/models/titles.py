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
