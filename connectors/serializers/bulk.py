"""What the API of changes to many relationships and of price rules reads and writes."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from brokerage.kit.money import Money
from connectors import actions, queries
from connectors.models import (
    DEPARTMENT_CHOICES,
    SENIORITY_CHOICES,
    STRENGTH_CHOICES,
    BulkChange,
    PriceRule,
)
from connectors.serializers.network import MoneySerializer, PriceSerializer

MOST_IDS = 10_000
FILTERS = (
    "q", "status", "seniority", "department", "company", "country", "strength", "age", "source",
    "price_from", "price_to",
)  # fmt: skip


class ChosenSerializer(serializers.Serializer[Any]):
    """Which relationships: by `ids`, or all that match the filters of the list (`{}` for everybody)."""

    ids = serializers.ListField(
        child=serializers.UUIDField(), min_length=1, max_length=MOST_IDS, required=False
    )
    matching = serializers.DictField(
        child=serializers.CharField(allow_blank=True, max_length=200),
        required=False,
        help_text="filters as for the list: " + ", ".join(FILTERS),
    )

    def validate_matching(self, value: dict[str, str]) -> dict[str, str]:
        """A filter that we do not know would choose more people than were meant."""
        if unknown := sorted(set(value) - set(FILTERS)):
            raise serializers.ValidationError(f"There is no filter “{unknown[0]}”.")
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One of both."""
        if ("ids" in attrs) == ("matching" in attrs):
            raise serializers.ValidationError({"ids": "Send either ids or matching."})
        return attrs


class BulkSerializer(ChosenSerializer):
    """One change for many relationships; what is left out stays."""

    price = PriceSerializer(required=False)
    show_company = serializers.BooleanField(required=False, allow_null=True, default=None)
    strength = serializers.IntegerField(required=False, min_value=1, max_value=5)
    listed = serializers.BooleanField(required=False, allow_null=True, default=None)
    rest = serializers.BooleanField(
        required=False, default=False, help_text="take listings off the market for 30 days"
    )
    remove = serializers.BooleanField(
        required=False, default=False, help_text="remove them; can be undone for 7 days"
    )
    preview = serializers.BooleanField(
        required=False, default=False, help_text="look first, also where few are chosen"
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A removal stands alone."""
        others = ("price", "show_company", "strength", "listed", "rest")
        if attrs["remove"] and any(attrs.get(one) not in (None, False) for one in others):
            raise serializers.ValidationError({"remove": "Remove them, or change them; not both."})
        return super().validate(attrs)

    def wanted(self) -> actions.Change | None:
        """The change; None for a removal."""
        said = self.validated_data
        if said["remove"]:
            return None
        return actions.Change(
            price=Money(**said["price"]) if "price" in said else None,
            show_company=said["show_company"],
            strength=said.get("strength"),
            listed=said["listed"],
            rest=said["rest"],
        )


class PriceSpanSerializer(serializers.Serializer[Any]):
    """What is asked so far in one currency."""

    least = MoneySerializer()
    most = MoneySerializer()


class BulkPreviewSerializer(serializers.Serializer[Any]):
    """Whom a change concerns, as they stand now."""

    people = serializers.IntegerField()
    listed = serializers.IntegerField()
    unpriced = serializers.IntegerField()
    no_email = serializers.IntegerField()
    prices = PriceSpanSerializer(many=True)


class BulkChangeSerializer(serializers.ModelSerializer[BulkChange]):
    """A change to many: what it does, how far it is, and what it did. `refused`: how many by reason;
    `stayed`: names of some who could not be removed."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    does = serializers.SerializerMethodField()
    percent = serializers.IntegerField(read_only=True)
    refused = serializers.DictField(child=serializers.IntegerField(), read_only=True)
    stayed = serializers.ListField(child=serializers.CharField(), read_only=True)
    can_undo = serializers.SerializerMethodField()
    preview = serializers.SerializerMethodField()

    class Meta:
        model = BulkChange
        fields = (
            "id", "status", "does", "total", "done", "percent", "changed", "refused", "stayed",
            "can_undo", "preview", "created_at",
        )  # fmt: skip
        read_only_fields = fields

    def get_does(self, bulk: BulkChange) -> str:
        """The change in a few words."""
        return queries.what_it_does(bulk)

    def get_can_undo(self, bulk: BulkChange) -> bool:
        """Whether it can be undone now."""
        return queries.can_undo(bulk)

    @extend_schema_field(BulkPreviewSerializer(allow_null=True))
    def get_preview(self, bulk: BulkChange) -> Any:
        """Whom it will concern, while it waits for your word; else null."""
        if bulk.status != BulkChange.Status.PREVIEW:
            return None
        return BulkPreviewSerializer(queries.preview_of(bulk)).data


class PriceRuleSerializer(serializers.ModelSerializer[PriceRule]):
    """A price for a segment; what is empty or null fits everybody. `for_new`: also for whoever comes later
    without a price. The rule that says most counts."""

    id = serializers.IntegerField(source="pk", read_only=True)
    seniority = serializers.ChoiceField(
        choices=SENIORITY_CHOICES, allow_blank=True, required=False, default=""
    )
    department = serializers.ChoiceField(
        choices=DEPARTMENT_CHOICES, allow_blank=True, required=False, default=""
    )
    industry = serializers.CharField(max_length=80, allow_blank=True, required=False, default="")
    strength = serializers.ChoiceField(
        choices=STRENGTH_CHOICES, allow_null=True, required=False, default=None
    )
    price = PriceSerializer()
    for_new = serializers.BooleanField(required=False, default=False)

    class Meta:
        model = PriceRule
        fields = ("id", "seniority", "department", "industry", "strength", "price", "for_new")

    def validate_industry(self, value: str) -> str:
        """One that we know: another fits nobody."""
        if value and value not in queries.industries():
            raise serializers.ValidationError("Choose one of the industries we know.")
        return value

    def rule(self) -> dict[str, Any]:
        """What was said, as `actions.set_price_rule` takes it."""
        said = dict(self.validated_data)
        if "price" in said:
            said["price"] = Money(**said["price"])
        return said

    def to_representation(self, rule: PriceRule) -> dict[str, Any]:
        """A rule as it is sent."""
        return {
            "id": rule.pk,
            "seniority": rule.seniority,
            "department": rule.department,
            "industry": rule.industry,
            "strength": rule.strength,
            "price": {"amount": rule.price_minor, "currency": rule.currency},
            "for_new": rule.new_since is not None,
        }


class RuleCountSerializer(serializers.Serializer[Any]):
    """How many a rule would set a price for."""

    rule = serializers.IntegerField()
    people = serializers.IntegerField()


class RulesPreviewSerializer(serializers.Serializer[Any]):
    """What the rules would do: to how many, how many fit none, by rule, and between which prices."""

    people = serializers.IntegerField()
    unmatched = serializers.IntegerField()
    rules = RuleCountSerializer(many=True)
    prices = serializers.ListField(child=serializers.CharField())


class RefusedSerializer(serializers.Serializer[Any]):
    """A relationship that was not changed, and why."""

    id = serializers.UUIDField()
    reason = serializers.CharField()


class OutcomeSerializer(serializers.Serializer[Any]):
    """What became of a bulk change."""

    changed = serializers.IntegerField()
    refused = RefusedSerializer(many=True)
