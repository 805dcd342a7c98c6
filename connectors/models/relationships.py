"""One connector knows one prospect: the thing that is priced, listed and searched."""

import uuid
from datetime import date, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from brokerage.kit import clock
from brokerage.kit.encryption import EncryptedTextField
from brokerage.kit.money import Money
from brokerage.kit.text.search_words import folded
from connectors.anonymity import Facts, Shown, what_to_show
from connectors.census import DatabaseCensus
from connectors.companies import bears_name, company_in_words
from connectors.countries import country_name
from connectors.models.companies import SIZE_CHOICES, Company
from connectors.models.people import Prospect
from connectors.strength import STRENGTH_LABELS, faded
from connectors.titles import (
    DEPARTMENT_LABELS,
    SENIORITY_LABELS,
    Department,
    Seniority,
    canonical_role,
)

SENIORITY_CHOICES = [(value.value, SENIORITY_LABELS[value]) for value in Seniority]
DEPARTMENT_CHOICES = [(value.value, DEPARTMENT_LABELS[value]) for value in Department]
STRENGTH_CHOICES = list(STRENGTH_LABELS.items())


class HowKnown(models.TextChoices):
    """How a connector and a prospect know each other."""

    COLLEAGUE = "colleague", "Former colleague"
    CLIENT = "client", "Client or customer"
    SUPPLIER = "supplier", "Supplier or partner"
    INVESTOR = "investor", "Investor or adviser"
    STUDIES = "studies", "School or university"
    EVENT = "event", "Event or community"
    FRIEND = "friend", "Friend or family"
    OTHER = "other", "Otherwise"


class Relationship(models.Model):
    """One connector knows one prospect: the thing that is priced, listed and searched."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    connector = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="relationships"
    )
    prospect = models.ForeignKey(Prospect, on_delete=models.PROTECT, related_name="relationships")
    company = models.ForeignKey(
        Company, null=True, blank=True, on_delete=models.SET_NULL, related_name="relationships"
    )

    # Who it is: encrypted, for the connector's own pages and after consent only.
    name = EncryptedTextField(default="", blank=True)
    email = EncryptedTextField(default="", blank=True)
    profile_url = EncryptedTextField(default="", blank=True)
    title = EncryptedTextField(default="", blank=True)
    company_name = EncryptedTextField(default="", blank=True)
    notes = EncryptedTextField(default="", blank=True)
    # Hashes: the e-mail's domain and the profile for suppression; the profile, and name with
    # company, to find a contact again within one network only.
    domain_key_id = models.CharField(max_length=40, blank=True)
    domain_digest = models.CharField(max_length=64, blank=True)
    profile_key_id = models.CharField(max_length=40, blank=True)
    profile_digest = models.CharField(max_length=64, blank=True)
    name_key_id = models.CharField(max_length=40, blank=True)
    name_digest = models.CharField(max_length=64, blank=True)

    # Facts a rep may see and filter by.
    role = models.CharField(max_length=80, blank=True)
    seniority = models.CharField(
        max_length=12, choices=SENIORITY_CHOICES, default=Seniority.OTHER.value
    )
    department = models.CharField(
        max_length=20, choices=DEPARTMENT_CHOICES, default=Department.OTHER.value
    )
    category = models.CharField(max_length=20, blank=True, help_text="protected category, if any")
    country = models.CharField(max_length=2, blank=True)
    strength = models.PositiveSmallIntegerField(choices=STRENGTH_CHOICES, default=2)
    how_known = models.CharField(max_length=12, choices=HowKnown.choices, blank=True)
    connected_on = models.DateField(null=True, blank=True)
    last_contact_on = models.DateField(null=True, blank=True)

    # The connector's word on all this: when they last gave it, how far it has faded (connectors/strength.py).
    attested_at = models.DateTimeField(
        default=clock.now, db_default=Now(), editable=False,
        help_text="when the connector last said how well they know each other",
    )  # fmt: skip
    faded_by = models.PositiveSmallIntegerField(
        default=0, db_default=0, editable=False, help_text="steps of strength that reps do not read"
    )
    faded_on = models.DateField(
        null=True, blank=True, editable=False, help_text="the month for which that was worked out"
    )
    attest_by = models.DateTimeField(
        null=True, blank=True, editable=False,
        help_text="asked to say it again, and when it rests unsaid: drawn by lot",
    )  # fmt: skip
    rests_unattested = models.BooleanField(default=False, db_default=False, editable=False)

    corrected = models.CharField(
        max_length=80, blank=True, default="", db_default="", editable=False,
        help_text="names of the facts that the person corrected: no file changes them back",
    )  # fmt: skip

    # Where it comes from.
    brought_by = models.ForeignKey(
        "connectors.ImportRun", null=True, blank=True, on_delete=models.SET_NULL,
        related_name="brought", editable=False,
    )  # fmt: skip
    typed = models.CharField(
        max_length=80, blank=True, default="", db_default="", editable=False,
        help_text="names of the facts that its connector typed: no file changes them",
    )  # fmt: skip
    moved_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="when a file told of another company"
    )

    # The offer.
    price_minor = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    show_company = models.BooleanField(default=True)
    listed_at = models.DateTimeField(null=True, blank=True)
    last_listed_at = models.DateTimeField(
        null=True, blank=True, editable=False,
        help_text="when reps could last find it, to within a week",
    )  # fmt: skip
    taken_down_at = models.DateTimeField(null=True, blank=True, help_text="by the desk")
    taken_down_reason = models.TextField(blank=True)
    back_at = models.DateTimeField(
        null=True, blank=True, editable=False,
        help_text="its connector lets it rest: listed again then, by itself",
    )  # fmt: skip
    rests_until = models.DateTimeField(
        null=True, blank=True, help_text="after a no of whatever kind it is not listed before this"
    )
    # Derived by `derive`, so that the database can filter by what a rep sees: never more than
    # `anonymity` allows. What is not shown is empty, or "other".
    company_shown = models.BooleanField(default=False, editable=False)
    shown_seniority = models.CharField(
        max_length=12, choices=SENIORITY_CHOICES, default=Seniority.OTHER.value,
        db_default=Seniority.OTHER.value, editable=False,
    )  # fmt: skip
    shown_department = models.CharField(
        max_length=20, choices=DEPARTMENT_CHOICES, default=Department.OTHER.value,
        db_default=Department.OTHER.value, editable=False,
    )  # fmt: skip
    shown_industry = models.CharField(
        max_length=80, blank=True, default="", db_default="", editable=False
    )
    shown_size = models.CharField(
        max_length=10, blank=True, choices=SIZE_CHOICES, default="", db_default="", editable=False
    )
    shown_country = models.CharField(
        max_length=2, blank=True, default="", db_default="", editable=False
    )
    search_text = models.TextField(blank=True, help_text="built only from facts that are shown")

    created_at = models.DateTimeField(default=clock.now, editable=False)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["connector", "prospect"], name="one_relationship_per_person"
            ),
            models.CheckConstraint(
                condition=Q(price_minor__isnull=True) | Q(price_minor__gt=0),
                name="price_is_positive",
            ),
            models.CheckConstraint(
                condition=Q(strength__gte=1, strength__lte=5), name="strength_is_1_to_5"
            ),
            models.CheckConstraint(condition=Q(faded_by__lte=4), name="faded_by_at_most_4"),
            models.CheckConstraint(
                condition=Q(currency="") | Q(currency__regex=r"^[A-Z]{3}$"),
                name="currency_is_a_code",
            ),
            models.CheckConstraint(
                condition=Q(price_minor__isnull=True) | ~Q(currency=""),
                name="price_has_a_currency",
            ),
            models.CheckConstraint(
                condition=Q(listed_at__isnull=True) | Q(price_minor__isnull=False),
                name="listed_has_a_price",
            ),
            models.CheckConstraint(
                condition=Q(country="") | Q(country__regex=r"^[A-Z]{2}$"),
                name="relationship_country_is_a_code",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["connector", "name_digest"], name="relationship_by_name"),
            models.Index(
                fields=["connector"],
                name="relationship_resting",
                condition=Q(rests_until__isnull=False),
            ),
            models.Index(
                fields=["connector"],
                name="relationship_to_confirm",
                condition=Q(attest_by__isnull=False) | Q(rests_unattested=True),
            ),
            models.Index(
                fields=["back_at"], name="relationship_back", condition=Q(back_at__isnull=False)
            ),
            models.Index(fields=["domain_digest"], name="relationship_by_domain"),
            models.Index(fields=["profile_digest"], name="relationship_by_profile"),
        ]

    def __str__(self) -> str:
        return f"relationship {self.pk}"

    @property
    def price(self) -> Money | None:
        """The asking price, or None while there is none."""
        return None if self.price_minor is None else Money(self.price_minor, self.currency)

    @property
    def is_listed(self) -> bool:
        """Whether reps can find it."""
        return self.listed_at is not None

    @property
    def back_by(self) -> date | None:
        """The day by which it is listed again, in UTC; None where it does not rest."""
        return (self.back_at + timedelta(days=1)).date() if self.back_at else None

    @property
    def shown_strength(self) -> int:
        """The strength as a rep reads it: the connector's word, faded."""
        return faded(self.strength, self.faded_by)

    @property
    def is_named_by_company(self) -> bool:
        """Whether the company's name tells who this is."""
        return self.company is not None and bears_name(self.company.name, self.name)

    @property
    def shown_role(self) -> str:
        """The role as a rep reads it."""
        return canonical_role(self.shown_seniority, self.shown_department)

    @property
    def shown_company(self) -> str:
        """The company as a rep reads it: its name, or only what is shown of industry and size."""
        name = self.company.name if self.company and self.company_shown else ""
        return company_in_words(
            name, self.shown_industry, self.shown_size, stated=self.company is not None
        )

    @property
    def hides_company(self) -> bool:
        """Whether a rep does not read the company's name although its connector would show it."""
        return self.show_company and self.company is not None and not self.company_shown

    def derive(self, census: DatabaseCensus | None = None) -> None:
        """Bring what follows from other columns up to date; every write of facts calls it.

        `census` spares counting again where many rows are written.
        """
        company = self.company
        facts = Facts(
            seniority=self.seniority,
            department=self.department,
            country=self.country,
            industry=company.industry if company else "",
            size_band=company.size_band if company else "",
            company_country=company.country if company else "",
            headcount=company.headcount if company else None,
            may_name=self.show_company and company is not None and not self.is_named_by_company,
        )
        census = census or DatabaseCensus()
        shown = census.shown.get(facts) or what_to_show(
            facts,
            census,
            at_company=settings.LEAST_ALIKE_AT_COMPANY,
            in_cell=settings.LEAST_ALIKE,
        )
        census.shown[facts] = shown
        self.company_shown = shown.company
        self.shown_seniority = shown.cell.seniority or Seniority.OTHER.value
        self.shown_department = shown.cell.department or Department.OTHER.value
        self.shown_industry = shown.cell.industry
        self.shown_size = shown.cell.size_band
        self.shown_country = shown.cell.country
        self.search_text = self._text_of(shown, census)

    def _text_of(self, shown: Shown, census: DatabaseCensus) -> str:
        if shown.company:
            return self._shown_text()
        said = shown, self.company is None
        if said not in census.words:
            census.words[said] = self._shown_text()
        return census.words[said]

    def _shown_text(self) -> str:
        """What text search may match: only words that a rep sees on the listing."""
        words = [
            self.shown_role,
            SENIORITY_LABELS[self.shown_seniority],
            DEPARTMENT_LABELS[self.shown_department],
            country_name(self.shown_country),
            self.shown_company,
            self.shown_industry,
        ]
        return folded(" ".join(words))


DERIVED = (
    "company_shown", "shown_seniority", "shown_department", "shown_industry", "shown_size",
    "shown_country", "search_text",
)  # fmt: skip
"""What `Relationship.derive` writes: a rep reads, and filters by, nothing else of who it is."""


BY_HAND = "hand"
"""The kind of a run of one: somebody typed in, with no file."""
