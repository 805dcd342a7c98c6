"""Companies and connectors."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q, Value

from brokerage.kit import clock
from brokerage.kit.encryption import EncryptedTextField
from connectors.companies import SIZE_LABELS, SizeBand, group_key

SIZE_CHOICES = [(value.value, SIZE_LABELS[value]) for value in SizeBand if value]

LONGEST_CHAIN = 5
"""How many companies stand above each other in a group, at most."""


class Company(models.Model):
    """Where prospects work. Shared by all connectors; public facts only."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=160)
    key = models.CharField(
        max_length=160, unique=True, help_text="canonical name; see companies.py"
    )
    domain = models.CharField(max_length=255, blank=True)
    industry = models.CharField(max_length=80, blank=True)
    sub_industry = models.CharField(max_length=120, blank=True)
    size_band = models.CharField(max_length=10, blank=True, choices=SIZE_CHOICES)
    headcount = models.PositiveIntegerField(
        null=True, blank=True, help_text="people who work there, where that is public"
    )
    country = models.CharField(max_length=2, blank=True, help_text="ISO 3166 code")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="parts",
        help_text="the company whose group it belongs to, where our list does not know it",
    )  # fmt: skip
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="merged",
        help_text="the same company under another name: what hangs on this one goes there",
    )  # fmt: skip
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        verbose_name_plural = "companies"
        ordering: ClassVar = ["name"]
        indexes: ClassVar = [
            models.Index(fields=["industry"]),
            GinIndex(fields=["key"], name="company_key_trgm", opclasses=["gin_trgm_ops"]),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(key=""), name="company_has_a_key"),
            models.CheckConstraint(
                condition=~Q(merged_into=models.F("pk")) & ~Q(parent=models.F("pk")),
                name="company_is_not_its_own",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def chain(self) -> "list[Company]":
        """This company and those above it in its group, by staff's word, the head last."""
        found = [self]
        for _ in range(LONGEST_CHAIN):
            above = found[-1].merged_into or found[-1].parent
            if above is None:
                break
            found.append(above)
        return found

    @property
    def group_key(self) -> str:
        """The key of the company at the head of its group: by staff's word, else by what we know."""
        return group_key(self.chain[-1].name)


class ConnectorProfile(models.Model):
    """What a connector says about themself. The employer is needed for the own-employer rule."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="connector_profile"
    )
    headline = models.CharField(max_length=120, blank=True)
    about = models.TextField(max_length=2000, blank=True)
    employer = models.ForeignKey(Company, null=True, blank=True, on_delete=models.SET_NULL)
    employer_name = models.CharField(max_length=160, blank=True)
    employer_domain = models.CharField(max_length=255, blank=True)
    no_employer = models.BooleanField(default=False)
    verified_at = models.DateTimeField(null=True, blank=True, help_text="by the desk")
    held_back = models.JSONField(
        default=list,
        db_default=Value([], models.JSONField()),
        blank=True,
        help_text="which of headline, about and name reps do not see: they name somebody in the network",
    )
    created_at = models.DateTimeField(default=clock.now, editable=False)
    updated_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"connector profile {self.pk}"

    @property
    def shown_headline(self) -> str:
        """The headline as reps read it: nothing where it names somebody whom they could introduce."""
        return "" if "headline" in self.held_back else self.headline

    @property
    def is_complete(self) -> bool:
        """Whether the own-employer rule can be applied."""
        return bool(self.headline) and bool(self.employer_name or self.no_employer)


class ConnectorRules(models.Model):
    """What a connector takes requests for. Empty means no limit. Minor units of `currency`, days in UTC."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="connector_rules"
    )
    currency = models.CharField(max_length=3)
    month_cap = models.PositiveSmallIntegerField(null=True, blank=True)
    quarter_cap = models.PositiveSmallIntegerField(null=True, blank=True)
    floor_minor = models.BigIntegerField(null=True, blank=True)
    seniority_floors = models.JSONField(default=dict, blank=True)
    paused_until = models.DateField(null=True, blank=True)
    batch_hour = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="hour (UTC) at which requests are shown once a day"
    )
    no_companies = EncryptedTextField(default="", blank=True, help_text="names or domains, by line")
    no_people = EncryptedTextField(default="", blank=True, help_text="reps' addresses, by line")
    no_industries = models.JSONField(default=list, blank=True)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name_plural = "connector rules"

    def __str__(self) -> str:
        return f"rules {self.pk}"
