"""What search reads: one row for each listing that reps can find, with what it shows and nothing else.

The database keeps these rows itself, in the transaction that changes what they say (triggers of migration
`search_entries`); `connectors_visible` is the view that says what they should be. See docs/decisions/0058.
"""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from brokerage.kit import clock
from connectors.models.companies import SIZE_CHOICES
from connectors.models.people import Prospect
from connectors.models.relationships import DEPARTMENT_CHOICES, SENIORITY_CHOICES, Relationship

ANSWER_CHOICES = [(one, one.replace("_", " ")) for one in ("new", "some", "most", "nearly_all")]


class ShownRecord(models.Model):
    """What the listings of one connector show of their connector: the desk's mark, and bands of the record.

    A copy, replaced once a night for all connectors (`actions.show_records`); whoever has no row yet is new.
    Pages of listings, search, filters, counts and orders know nothing else. See docs/decisions/0066.
    """

    connector = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE,
        related_name="shown_record",
    )  # fmt: skip
    is_verified = models.BooleanField()
    answers = models.CharField(max_length=12, choices=ANSWER_CHOICES)
    speed = models.CharField(max_length=4, choices=[("day", "day"), ("days", "days")], blank=True)
    introduced = models.CharField(
        max_length=4, choices=[("some", "some"), ("many", "many")], blank=True
    )

    def __str__(self) -> str:
        return f"what listings show of connector {self.connector_id}"


class SearchEntry(models.Model):
    """A listing that reps can find: listed, by a connector in good standing, of somebody who did not object.

    `words` holds the words that the listing shows and, behind a "#", every fact by which one can filter.
    Of the three keys to sort by, the least comes first. Prices in minor units of `currency`.
    """

    relationship = models.OneToOneField(
        Relationship, primary_key=True, db_constraint=False, on_delete=models.DO_NOTHING,
        related_name="search_entry",
    )  # fmt: skip
    public_id = models.UUIDField(unique=True)
    connector_id = models.BigIntegerField(db_index=True)
    prospect = models.ForeignKey(
        Prospect, db_constraint=False, on_delete=models.DO_NOTHING, related_name="+"
    )
    company_id = models.BigIntegerField(null=True, help_text="only where its name is shown")
    seniority = models.CharField(max_length=12, choices=SENIORITY_CHOICES)
    department = models.CharField(max_length=20, choices=DEPARTMENT_CHOICES)
    industry = models.CharField(max_length=80)
    size_band = models.CharField(max_length=10, choices=SIZE_CHOICES)
    country = models.CharField(max_length=2)
    strength = models.SmallIntegerField()
    currency = models.CharField(max_length=3)
    price_minor = models.BigIntegerField()
    is_verified = models.BooleanField()
    answers = models.CharField(
        max_length=12, choices=ANSWER_CHOICES, help_text="band of its connector's record"
    )
    facts = models.BigIntegerField(help_text="equal where all that is shown of the person is")
    best_first = models.SmallIntegerField()
    strong_first = models.SmallIntegerField()
    new_first = models.IntegerField(help_text="by the week in which it was listed")
    words = SearchVectorField()

    class Meta:
        indexes: ClassVar = [
            GinIndex(fields=["words"], name="search_words", fastupdate=False),
            models.Index(fields=["best_first", "public_id"], name="search_best"),
            models.Index(fields=["strong_first", "public_id"], name="search_strong"),
            models.Index(fields=["new_first", "best_first", "public_id"], name="search_new"),
            models.Index(
                fields=["currency", "price_minor", "best_first", "public_id"], name="search_price"
            ),
            models.Index(fields=["facts", "best_first", "public_id"], name="search_alike"),
            models.Index(
                fields=["company_id"],
                name="search_company",
                condition=models.Q(company_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"search entry {self.pk}"


class SearchWord(models.Model):
    """A word that some listing shows or has shown: what a word that nobody uses may have been meant to be."""

    word = models.TextField(primary_key=True)

    class Meta:
        indexes: ClassVar = [
            GinIndex(OpClass("word", name="gin_trgm_ops"), name="search_word_trgm"),
        ]

    def __str__(self) -> str:
        return self.word


class SearchCheck(models.Model):
    """One run of `actions.check_search`: how many rows of search there were, and how many were wrong."""

    at = models.DateTimeField(default=clock.now)
    entries = models.PositiveIntegerField()
    differences = models.PositiveIntegerField(help_text="rows that were wrong, and are mended")

    def __str__(self) -> str:
        return f"{self.entries} rows at {self.at:%Y-%m-%d %H:%M}, {self.differences} differed"
