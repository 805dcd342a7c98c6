"""What the API of payments answers. Amounts are integers in minor units of their currency."""

from typing import Any

from rest_framework import serializers


class PayoutAccountSerializer(serializers.Serializer[Any]):
    """The payout account as last seen at the provider."""

    status = serializers.ChoiceField(choices=["none", "incomplete", "ready", "closed"])
    country = serializers.CharField()
    currency = serializers.CharField()
    missing = serializers.ListField(child=serializers.CharField())


class EarningSerializer(serializers.Serializer[Any]):
    """One payment as its payee sees it."""

    introduction = serializers.UUIDField(source="payment.reference")
    description = serializers.CharField(source="payment.description")
    currency = serializers.CharField(source="payment.currency")
    held = serializers.IntegerField(source="held.amount")
    coming = serializers.IntegerField(source="coming.amount")
    paid = serializers.IntegerField(source="paid.amount")
    frozen_at = serializers.DateTimeField(source="payment.frozen_at", allow_null=True)
    captured_at = serializers.DateTimeField(source="payment.captured_at", allow_null=True)


class BalanceSerializer(serializers.Serializer[Any]):
    """Sums in one currency; `owed` is a debt that later earnings pay off."""

    currency = serializers.CharField()
    held = serializers.IntegerField(source="held.amount")
    coming = serializers.IntegerField(source="coming.amount")
    paid = serializers.IntegerField(source="paid.amount")
    owed = serializers.IntegerField(source="owed.amount")


class PayoutsSerializer(serializers.Serializer[Any]):
    """The payout account and what is held, coming and paid."""

    account = PayoutAccountSerializer()
    balances = BalanceSerializer(many=True)
    earnings = EarningSerializer(many=True)


class OnboardingSerializer(serializers.Serializer[Any]):
    """A single-use link to the provider's own page; open it at once."""

    url = serializers.URLField()
