"""What the API of payments answers. Amounts are integers in minor units of their currency."""

from typing import Any

from rest_framework import serializers

from payments.models import BillingDetails, Paper


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
    netted = serializers.IntegerField(source="netted.amount", help_text="kept to pay a debt")
    back = serializers.IntegerField(source="back.amount", help_text="the payer's again")
    earned = serializers.IntegerField(
        source="earned.amount", help_text="held, coming, paid and kept, less what is owed for it"
    )
    frozen_at = serializers.DateTimeField(source="payment.frozen_at", allow_null=True)
    captured_at = serializers.DateTimeField(source="payment.captured_at", allow_null=True)


class BalanceSerializer(serializers.Serializer[Any]):
    """Sums in one currency; `owed` is a debt that later earnings pay off."""

    currency = serializers.CharField()
    held = serializers.IntegerField(source="held.amount")
    coming = serializers.IntegerField(source="coming.amount")
    paid = serializers.IntegerField(source="paid.amount")
    owed = serializers.IntegerField(source="owed.amount")


class WaitingSerializer(serializers.Serializer[Any]):
    """What cannot be paid out yet, and when the first of it goes back to its payer."""

    amount = serializers.IntegerField(source="amount.amount")
    currency = serializers.CharField(source="amount.currency")
    goes_back_at = serializers.DateTimeField(
        allow_null=True, help_text="null: no deadline stands for it yet"
    )


class DebtSerializer(serializers.Serializer[Any]):
    """A debt of the payee's: why, how much, and from when it is kept from payouts (null: not told yet)."""

    introduction = serializers.UUIDField(source="payment.reference")
    description = serializers.CharField(source="payment.description")
    amount = serializers.IntegerField(source="amount.amount")
    currency = serializers.CharField(source="amount.currency")
    why = serializers.ChoiceField(choices=["dispute", "refund"])
    kept_from = serializers.DateTimeField(allow_null=True)


class PayoutsSerializer(serializers.Serializer[Any]):
    """The payout account and what is held, coming and paid."""

    account = PayoutAccountSerializer()
    balances = BalanceSerializer(many=True)
    waiting = WaitingSerializer(many=True)
    debts = DebtSerializer(many=True)
    earnings = EarningSerializer(many=True)


class OnboardingSerializer(serializers.Serializer[Any]):
    """A single-use link to the provider's own page; open it at once."""

    url = serializers.URLField()


class PaperSerializer(serializers.ModelSerializer[Paper]):
    """A receipt, credit note or statement. `body` is what is printed; minor units, UTC."""

    id = serializers.UUIDField(source="public_id")

    class Meta:
        model = Paper
        fields = ("id", "kind", "number", "currency", "total", "vat", "at", "issued_at", "body")


class BillingSerializer(serializers.ModelSerializer[BillingDetails]):
    """What stands on one's papers from now on."""

    class Meta:
        model = BillingDetails
        fields = ("name", "address", "vat_id")
