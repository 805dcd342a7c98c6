"""What a connector asks for whole segments of their network."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from brokerage.kit import clock
from brokerage.kit.money import Money
from connectors.models.relationships import (
    DEPARTMENT_CHOICES,
    SENIORITY_CHOICES,
    STRENGTH_CHOICES,
)


class PriceRule(models.Model):
    """A price for everybody of a segment; what is empty fits everybody. The rule that says most counts."""

    connector = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="price_rules"
    )
    seniority = models.CharField(max_length=12, choices=SENIORITY_CHOICES, blank=True)
    department = models.CharField(max_length=20, choices=DEPARTMENT_CHOICES, blank=True)
    industry = models.CharField(max_length=80, blank=True)
    strength = models.PositiveSmallIntegerField(choices=STRENGTH_CHOICES, null=True, blank=True)
    price_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    new_since = models.DateTimeField(
        null=True, blank=True, help_text="applied to people without a price who came later"
    )
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["connector", "seniority", "department", "industry", "strength"],
                name="one_price_per_segment",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=Q(price_minor__gt=0), name="rule_price_is_positive"),
        ]

    def __str__(self) -> str:
        return f"price rule {self.pk}"

    @property
    def price(self) -> Money:
        """What it asks."""
        return Money(self.price_minor, self.currency)

    @property
    def segment(self) -> str:
        """Whom it is for, in words."""
        said = [
            self.get_seniority_display() if self.seniority else "",
            self.get_department_display() if self.department else "",
            self.industry,
            f"strength {self.strength}" if self.strength else "",
        ]
        return ", ".join(filter(None, said)) or "Everybody else"

    @property
    def says(self) -> int:
        """How much it says of whom it is for."""
        return sum(map(bool, (self.seniority, self.department, self.industry, self.strength)))

    def fits(self, seniority: str, department: str, industry: str, strength: int) -> bool:
        """Whether somebody belongs to its segment."""
        return (
            self.seniority in {"", seniority}
            and self.department in {"", department}
            and self.industry in {"", industry}
            and self.strength in {None, strength}
        )
