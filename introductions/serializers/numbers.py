"""A connector's own numbers as the API writes them. Amounts are minor units."""

from typing import Any

from rest_framework import serializers

from introductions.queries.numbers import Coming, ListingNumbers, Numbers
from payments.serializers import BalanceSerializer


class ListingNumbersSerializer(serializers.Serializer[ListingNumbers]):
    """One of your listings."""

    relationship = serializers.UUIDField(source="public_id")
    requests = serializers.IntegerField()
    views_at_least = serializers.IntegerField(
        source="views",
        allow_null=True,
        help_text="organizations that read it last month, rounded down; null: too few to say",
    )


class SegmentSerializer(serializers.Serializer[Any]):
    """A segment of the market that reps searched."""

    seniority = serializers.CharField(allow_blank=True)
    department = serializers.CharField(allow_blank=True)
    words = serializers.CharField()
    organizations_at_least = serializers.IntegerField(source="at_least")


class WantedCompanySerializer(serializers.Serializer[Any]):
    """A company that reps target, at which you know somebody."""

    company = serializers.CharField(source="name")
    organizations_at_least = serializers.IntegerField(source="at_least")


class EarnedMonthSerializer(serializers.Serializer[Any]):
    """What moved in one month, in minor units of one currency."""

    month = serializers.DateField()
    currency = serializers.CharField()
    earned = serializers.IntegerField()
    sent = serializers.IntegerField(help_text="to your payout account")
    kept = serializers.IntegerField(help_text="for a debt of yours")
    back = serializers.IntegerField(help_text="taken back from your payout account")


class ComingSerializer(serializers.Serializer[Coming]):
    """Money that is held for you."""

    introduction = serializers.UUIDField(source="introduction.public_id")
    amount = serializers.IntegerField(source="amount.amount")
    currency = serializers.CharField(source="amount.currency")
    waits_for = serializers.CharField()
    on = serializers.DateTimeField(
        allow_null=True, help_text="when it leaves for you; null: not known"
    )


class NumbersSerializer(serializers.Serializer[Numbers]):
    """Your own numbers."""

    as_read_by_reps = serializers.CharField(source="as_read")
    record = serializers.CharField()
    answer_hours = serializers.IntegerField(source="hours", allow_null=True)
    counted_month = serializers.DateField(source="month", allow_null=True)
    count = serializers.IntegerField(source="page.paginator.count")
    pages = serializers.IntegerField(source="page.paginator.num_pages")
    listings = ListingNumbersSerializer(source="listed", many=True)
    segments = SegmentSerializer(many=True)
    companies = WantedCompanySerializer(many=True)
    months = EarnedMonthSerializer(many=True)
    balances = BalanceSerializer(many=True)
    coming = ComingSerializer(many=True)
