"""What the API of this app reads and writes. Amounts are integers in minor units."""

import uuid
from typing import Any

from django.conf import settings
from rest_framework import serializers

from brokerage.accounts.countries import COUNTRIES
from connectors.actions import Attested
from connectors.models import (
    ConnectorRules,
    HowKnown,
    Relationship,
)
from connectors.queries import ANSWERS, INTRODUCED, SPEED


class MoneySerializer(serializers.Serializer[Any]):
    """An amount in minor units and its currency."""

    amount = serializers.IntegerField()
    currency = serializers.CharField(max_length=3)


class ReliabilitySerializer(serializers.Serializer[Any]):
    """How a connector dealt with requests so far, in bands. Who it is you read once they answered you."""

    answers = serializers.ChoiceField(choices=list(ANSWERS))
    speed = serializers.ChoiceField(choices=list(SPEED), allow_blank=True)
    introduced = serializers.ChoiceField(choices=list(INTRODUCED), allow_blank=True)
    sentence = serializers.CharField()


class UsualPriceSerializer(serializers.Serializer[Any]):
    """What introductions like one usually cost: the middle half of what was paid, rounded."""

    low = MoneySerializer()
    high = MoneySerializer()
    cases = serializers.IntegerField(help_text="how many there were, rounded down to fives")


class ListingSerializer(serializers.Serializer[Any]):
    """A listing as a rep may see it: nothing in it identifies the prospect."""

    id = serializers.UUIDField(source="public_id")
    role = serializers.CharField()
    seniority = serializers.CharField()
    department = serializers.CharField()
    company = serializers.CharField(
        help_text="the name, or industry and size where it is not shown"
    )
    company_shown = serializers.BooleanField()
    industry = serializers.CharField()
    size_band = serializers.CharField()
    country = serializers.CharField()
    strength = serializers.IntegerField()
    price = MoneySerializer()
    connector_verified = serializers.BooleanField()
    record = ReliabilitySerializer()


class ConfirmSerializer(serializers.Serializer[Any]):
    """Which of the relationships that you were asked about are as they stand: some, or all."""

    ids = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=1000)
    all = serializers.BooleanField(required=False, default=False)

    def chosen(self) -> list[uuid.UUID] | None:
        """The ids, or None for all."""
        said = self.validated_data
        return None if said["all"] else said.get("ids", [])


class ConfirmedSerializer(serializers.Serializer[Attested]):
    """How many were confirmed, how many came back to search, and why others did not."""

    confirmed = serializers.IntegerField(source="count")
    listed_again = serializers.IntegerField()
    refused = serializers.ListField(child=serializers.CharField())


class RelationshipSerializer(serializers.ModelSerializer[Relationship]):
    """One's own relationship, in clear. Price and listing change through the bulk endpoint."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    name = serializers.CharField(max_length=160)
    email = serializers.CharField(max_length=254, required=False, allow_blank=True)
    profile_url = serializers.CharField(max_length=300, required=False, allow_blank=True)
    title = serializers.CharField(max_length=200, required=False, allow_blank=True)
    company_name = serializers.CharField(max_length=160, required=False, allow_blank=True)
    notes = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    country = serializers.ChoiceField(choices=["", *sorted(COUNTRIES)], required=False)
    strength = serializers.IntegerField(min_value=1, max_value=5, required=False)
    how_known = serializers.ChoiceField(choices=["", *HowKnown.values], required=False)
    price = MoneySerializer(read_only=True, allow_null=True)

    class Meta:
        model = Relationship
        fields = (
            "id",
            "name",
            "email",
            "profile_url",
            "title",
            "company_name",
            "notes",
            "role",
            "seniority",
            "department",
            "country",
            "strength",
            "how_known",
            "connected_on",
            "last_contact_on",
            "price",
            "show_company",
            "listed_at",
        )
        read_only_fields = (
            "role",
            "seniority",
            "department",
            "connected_on",
            "show_company",
            "listed_at",
        )


class PriceSerializer(serializers.Serializer[Any]):
    """An asking price in minor units."""

    amount = serializers.IntegerField(min_value=1, max_value=10**12)
    currency = serializers.ChoiceField(choices=settings.SETTLEMENT_CURRENCIES)


class RulesSerializer(serializers.ModelSerializer[ConnectorRules]):
    """A connector's own rules; null or empty is no limit. Minor units of `currency`, days in UTC."""

    seniority_floors = serializers.DictField(
        child=serializers.IntegerField(min_value=0), required=False
    )
    no_industries = serializers.ListField(child=serializers.CharField(), required=False)
    no_companies = serializers.CharField(required=False, allow_blank=True, max_length=10_000)
    no_people = serializers.CharField(required=False, allow_blank=True, max_length=20_000)

    class Meta:
        model = ConnectorRules
        fields = (
            "currency", "month_cap", "quarter_cap", "floor_minor", "seniority_floors",
            "paused_until", "batch_hour", "no_companies", "no_people", "no_industries",
        )  # fmt: skip
        read_only_fields = ("currency",)


class ProfileSerializer(serializers.Serializer[Any]):
    """A connector's own profile."""

    headline = serializers.CharField(max_length=120)
    about = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    employer_name = serializers.CharField(max_length=160, required=False, allow_blank=True)
    employer_domain = serializers.CharField(max_length=255, required=False, allow_blank=True)
    no_employer = serializers.BooleanField(required=False)
    is_complete = serializers.BooleanField(read_only=True)
    held_back = serializers.ListField(
        child=serializers.CharField(),
        read_only=True,
        help_text="what reps do not see, since it names somebody in the network",
    )
