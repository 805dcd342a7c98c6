"""What the API of search reads and writes. Amounts are integers in minor units."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from rest_framework import serializers

from brokerage.accounts.countries import COUNTRIES
from connectors.companies import SIZE_LABELS
from connectors.models import DEPARTMENT_CHOICES, SENIORITY_CHOICES
from connectors.queries import ANSWERS, ORDERS, Found, PathGroup, SearchFilters
from connectors.serializers.network import ListingSerializer, MoneySerializer, UsualPriceSerializer

_SIZES = [one for one in SIZE_LABELS if one]


class SearchSerializer(serializers.Serializer[Any]):
    """What a rep looks for; prices in minor units of `currency`. Of several values any will do."""

    q = serializers.CharField(
        required=False, allow_blank=True, max_length=200,
        help_text='words as one says them: "VP sales logistics Germany under 300"',
    )  # fmt: skip
    seniority = serializers.MultipleChoiceField(choices=SENIORITY_CHOICES, required=False)
    department = serializers.MultipleChoiceField(choices=DEPARTMENT_CHOICES, required=False)
    industry = serializers.ListField(
        child=serializers.CharField(max_length=80), required=False, max_length=60
    )
    country = serializers.MultipleChoiceField(choices=sorted(COUNTRIES), required=False)
    size = serializers.MultipleChoiceField(choices=_SIZES, required=False)
    record = serializers.MultipleChoiceField(choices=list(ANSWERS), required=False)
    company = serializers.CharField(required=False, max_length=100)
    named = serializers.BooleanField(required=False, allow_null=True, default=None)
    verified = serializers.BooleanField(required=False, default=False)
    currency = serializers.ChoiceField(choices=settings.SETTLEMENT_CURRENCIES, required=False)
    price_from = serializers.IntegerField(required=False, min_value=0, max_value=10**12)
    price_to = serializers.IntegerField(required=False, min_value=0, max_value=10**12)
    strength = serializers.IntegerField(required=False, min_value=1, max_value=5)
    alike = serializers.UUIDField(required=False, help_text="only what reads like this listing")
    grouped = serializers.BooleanField(
        required=False, default=False, help_text="put together what reads alike"
    )
    order = serializers.ChoiceField(
        choices=[*ORDERS, "relevance"], required=False, help_text='"relevance" means "best"'
    )
    cursor = serializers.CharField(
        required=False, max_length=400, help_text="`next` of the page before"
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A price range needs its currency."""
        if ("price_from" in attrs or "price_to" in attrs) and "currency" not in attrs:
            raise serializers.ValidationError({"currency": "Say in which currency the prices are."})
        return attrs

    def filters(self) -> SearchFilters:
        """As the query takes it."""
        return search_filters(self.validated_data)


def search_filters(validated: Mapping[str, Any]) -> SearchFilters:
    """What `SearchSerializer` has read, as the query takes it."""
    said = dict(validated)
    if said.get("order") == "relevance":
        said["order"] = "best"
    for name in ("seniority", "department", "industry", "country", "size", "record"):
        said[name] = tuple(sorted(said.get(name, ())))
    return SearchFilters(**said)


class AskedSerializer(serializers.Serializer[Any]):
    """What you asked of a listing before."""

    id = serializers.UUIDField(source="listing.public_id")
    words = serializers.CharField(source="asked")


class UsualOfSerializer(serializers.Serializer[Any]):
    """What introductions like a listing usually cost."""

    id = serializers.UUIDField(source="public_id")
    usual = UsualPriceSerializer()


class PathGroupSerializer(serializers.Serializer[Any]):
    """Listings that read alike, the best first. They may lead to one person or to several."""

    ids = serializers.ListField(child=serializers.UUIDField())
    more = serializers.IntegerField(help_text="so many more; ask with `alike` for all of them")


class PartSerializer(serializers.Serializer[Any]):
    """A part of the words typed that is read as a filter."""

    filter = serializers.CharField(source="field")
    value = serializers.CharField()
    words = serializers.CharField(source="label", help_text="in words")
    text = serializers.CharField(help_text="what you typed")
    excluded = serializers.BooleanField(help_text="whether it is asked not to be so")


class FacetValueSerializer(serializers.Serializer[Any]):
    """A value of a filter and how many listings there are with it."""

    value = serializers.CharField(allow_blank=True)
    words = serializers.CharField(source="label")
    count = serializers.IntegerField()
    chosen = serializers.BooleanField()


class FacetSerializer(serializers.Serializer[Any]):
    """A filter with its values, counted as if it alone were not set."""

    name = serializers.CharField()
    words = serializers.CharField(source="label")
    exact = serializers.BooleanField(help_text="whether the counts are exact, or about right")
    values = FacetValueSerializer(many=True)


class PriceBandSerializer(serializers.Serializer[Any]):
    """How many listings ask a price from `low` to below `high`."""

    low = MoneySerializer()
    high = MoneySerializer(allow_null=True)
    count = serializers.IntegerField()


class FoundSerializer(serializers.Serializer[Any]):
    """One page of what a search has found."""

    count = serializers.IntegerField(help_text="how many listings match")
    exact = serializers.BooleanField(help_text="whether that is exact, or about right")
    next = serializers.CharField(
        allow_blank=True, help_text="`cursor` of the next page; empty after the last"
    )
    problem = serializers.CharField(allow_blank=True, help_text="why nothing can match, if so")
    read = PartSerializer(many=True)
    words = serializers.ListField(child=serializers.CharField())
    results = ListingSerializer(many=True)
    groups = PathGroupSerializer(many=True, help_text="of `results`, where you asked for groups")
    usual = UsualOfSerializer(
        many=True, help_text="of those of `results` for which enough is known"
    )
    asked = AskedSerializer(many=True, help_text="those of `results` that you asked for before")
    facets = FacetSerializer(many=True)
    prices = PriceBandSerializer(many=True)


def found_page(found: Found, *, grouped: bool) -> dict[str, Any]:
    """A page of search as the API says it."""
    asked = [path for group in found.groups for path in group.paths if path.asked]
    return {
        "count": found.count,
        "exact": found.exact,
        "next": found.next,
        "problem": found.asked.problem,
        "read": PartSerializer(found.asked.parts, many=True).data,
        "words": list(found.asked.words),
        "results": ListingSerializer(found.listings, many=True).data,
        "groups": [_group(one) for one in found.groups] if grouped else [],
        "usual": UsualOfSerializer([one for one in found.listings if one.usual], many=True).data,
        "asked": AskedSerializer(asked, many=True).data,
        "facets": FacetSerializer(found.facets, many=True).data,
        "prices": PriceBandSerializer(found.prices, many=True).data,
    }


def _group(group: PathGroup) -> dict[str, Any]:
    return {"ids": [str(one.listing.public_id) for one in group.paths], "more": group.more}
