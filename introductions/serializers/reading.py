"""An introduction as one side reads it: where it stands, the money, the messages, the timeline."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from introductions.actions.by_hand import moves_by_hand
from introductions.actions.thread import thread_of
from introductions.lifecycle import Actor, State
from introductions.models import Introduction
from introductions.queries import actor_of, history, next_deadline
from introductions.serializers.disputes import DisputeStateSerializer
from introductions.serializers.listing import ContactSerializer, ListedSerializer
from introductions.serializers.thread import MessageSerializer
from payments.models import Payment


class DeadlineSerializer(serializers.Serializer[Any]):
    """The next clock: at `due_at` (UTC) `move` happens by itself."""

    move = serializers.CharField()
    due_at = serializers.DateTimeField()


DEADLINE = DeadlineSerializer()
"""One for all lines of a list: its fields are made once."""


class FundsSerializer(serializers.Serializer[Any]):
    """Where the money is, by the payment's own facts; minor units.

    `captured` = `held` + `refunded` + `refunding` + `charged_back` + `fee` + `released` less what the
    connector owes or we lost (`debt`, `loss`). `transferred` less `reversed` is at the connector now.
    """

    state = serializers.CharField(source="funds")
    captured = serializers.IntegerField()
    held = serializers.IntegerField(source="held_amount")
    refunded = serializers.IntegerField(help_text="arrived at the payer")
    refunding = serializers.SerializerMethodField(help_text="ordered, and on its way to the payer")
    charged_back = serializers.IntegerField(help_text="the payer's bank took it back and keeps it")
    fee = serializers.IntegerField(source="fee_kept", help_text="kept by us so far")
    released = serializers.IntegerField(
        source="received",
        help_text="the connector's: on its way, there, or kept for a debt of theirs",
    )
    transferred = serializers.IntegerField(help_text="sent to the connector's payout account")
    reversed = serializers.IntegerField(help_text="of what was transferred: came back")
    netted = serializers.IntegerField(help_text="of what was released: kept to pay a debt")
    debt = serializers.IntegerField(help_text="what the connector received and has to give back")
    loss = serializers.IntegerField(source="borne", help_text="went to the payer twice: our loss")
    frozen_at = serializers.DateTimeField(allow_null=True)
    disputed_at = serializers.DateTimeField(allow_null=True)

    def get_refunding(self, payment: Payment) -> int:
        """Ordered, and not there yet."""
        return payment.refunds_ordered - payment.refunded


class HistorySerializer(serializers.Serializer[Any]):
    """One line of the timeline that both sides see."""

    move = serializers.CharField()
    actor = serializers.CharField()
    at = serializers.DateTimeField()
    state = serializers.CharField()
    note = serializers.CharField()


SHORT = (
    "id", "state", "state_since", "side", "allowed_actions", "deadline", "listing", "topic", "purpose",
    "pitch", "keep_asking", "price", "fee", "earnings", "currency", "payment", "counter_price",
    "cancel_offered_by", "created_at", "requested_at", "revealed_at", "confirmed_at",
)  # fmt: skip


class IntroductionSerializer(serializers.ModelSerializer[Introduction]):
    """One introduction as one side sees it. Needs `side` in the context."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    state = serializers.ChoiceField(choices=[state.value for state in State], read_only=True)
    side = serializers.SerializerMethodField()
    allowed_actions = serializers.SerializerMethodField()
    deadline = serializers.SerializerMethodField()
    listing = ListedSerializer(read_only=True)
    earnings = serializers.IntegerField(source="true_earnings.amount", read_only=True)
    payment = FundsSerializer(read_only=True, allow_null=True)

    class Meta:
        model = Introduction
        fields: tuple[str, ...] = SHORT
        read_only_fields: tuple[str, ...] = SHORT

    def _side(self, row: Introduction) -> Actor:
        is_rep = row.rep_id == self.context["user"].pk
        return Actor.REP if is_rep else Actor.CONNECTOR

    def get_side(self, row: Introduction) -> str:
        """`rep` or `connector`: the part of whoever asks."""
        return self._side(row).value

    def get_allowed_actions(self, row: Introduction) -> list[str]:
        """The moves that whoever asks could make right now."""
        return [move.name for move in moves_by_hand(row, self._side(row))]

    @extend_schema_field(DeadlineSerializer(allow_null=True))
    def get_deadline(self, row: Introduction) -> Any:
        """The clock that ends the present state."""
        due = next_deadline(row)
        return DEADLINE.to_representation(due) if due else None


class OneIntroductionSerializer(IntroductionSerializer):
    """One introduction with its messages, its timeline and, once it is revealed, the prospect."""

    prospect = serializers.SerializerMethodField()
    prospect_deleted_at = serializers.DateTimeField(
        source="asked_until",
        read_only=True,
        allow_null=True,
        help_text="the connector has left: when `prospect` is deleted",
    )
    messages = serializers.SerializerMethodField()
    history = serializers.SerializerMethodField()
    checkout_url = serializers.SerializerMethodField()
    dispute = serializers.SerializerMethodField()

    class Meta(IntroductionSerializer.Meta):
        fields = (
            *SHORT,
            "prospect",
            "prospect_deleted_at",
            "messages",
            "dispute",
            "history",
            "checkout_url",
        )
        read_only_fields = fields

    @extend_schema_field(ContactSerializer(allow_null=True))
    def get_prospect(self, row: Introduction) -> Any:
        """Who it is, where whoever asks may know."""
        contact = self.context.get("contact")
        return ContactSerializer(contact).data if contact else None

    @extend_schema_field(MessageSerializer(many=True))
    def get_messages(self, row: Introduction) -> Any:
        """The newest messages as whoever asks may read them, oldest first."""
        return MessageSerializer(thread_of(row, self.context["user"]).lines, many=True).data

    @extend_schema_field(DisputeStateSerializer(allow_null=True))
    def get_dispute(self, row: Introduction) -> Any:
        """The latest dispute, if there was one."""
        found = row.disputes.order_by("-pk").first()
        return DisputeStateSerializer(found).data if found else None

    @extend_schema_field(HistorySerializer(many=True))
    def get_history(self, row: Introduction) -> Any:
        """What happened, oldest first."""
        return HistorySerializer(history(row, actor_of(row, self.context["user"])), many=True).data

    def get_checkout_url(self, row: Introduction) -> str:
        """The open payment page, for the rep; empty where there is none."""
        return str(self.context.get("checkout_url", ""))
