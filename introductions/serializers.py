"""What the API of introductions reads and writes. Amounts are integers in minor units of `currency`."""

from collections.abc import Mapping
from functools import cache, singledispatch
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from brokerage.kit.money import Money
from connectors.topics import TOPIC_CHOICES, Topic
from introductions.actions.asking import PITCH_LENGTH
from introductions.actions.by_hand import moves_by_hand
from introductions.lifecycle import Actor, State
from introductions.models import Dispute, DisputeAnswer, Evidence, Introduction, Message
from introductions.moves import (
    DECLARED,
    Amount,
    AmountRead,
    Choice,
    Field,
    Files,
    Text,
    TextRead,
    Tick,
)
from introductions.queries import history, next_deadline
from payments.models import Payment

LONGEST = PITCH_LENGTH[1]


# --- What goes out -------------------------------------------------------------------------------


class ListedSerializer(serializers.Serializer[Any]):
    """The blinded facts, as the rep was shown them when asking. Requests of before `version` 2 kept the
    first six alone."""

    role = serializers.CharField()
    seniority = serializers.CharField()
    department = serializers.CharField()
    company = serializers.CharField()
    country = serializers.CharField()
    headline = serializers.CharField()
    version = serializers.IntegerField(default=1)
    company_shown = serializers.BooleanField(default=None, allow_null=True)
    industry = serializers.CharField(default="")
    size = serializers.CharField(default="")
    strength = serializers.IntegerField(default=None, allow_null=True)
    price = serializers.IntegerField(default=None, allow_null=True, help_text="in minor units")
    currency = serializers.CharField(default="")


class ContactSerializer(serializers.Serializer[Any]):
    """Who the prospect is. Each reading by a rep is logged."""

    name = serializers.CharField()
    email = serializers.CharField()
    title = serializers.CharField()
    company = serializers.CharField()
    profile_url = serializers.CharField()


class DeadlineSerializer(serializers.Serializer[Any]):
    """The next clock: at `due_at` (UTC) `move` happens by itself."""

    move = serializers.CharField()
    due_at = serializers.DateTimeField()


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


class MessageSerializer(serializers.ModelSerializer[Message]):
    """A line between rep and connector."""

    sender = serializers.SerializerMethodField()
    text = serializers.CharField(read_only=True)

    class Meta:
        model = Message
        fields = ("sender", "text", "at")

    def get_sender(self, said: Message) -> str:
        """`rep` or `connector`."""
        by_rep = said.author_id == said.introduction.rep_id
        return (Actor.REP if by_rep else Actor.CONNECTOR).value


class AnswerSerializer(serializers.ModelSerializer[DisputeAnswer]):
    """What a side answered."""

    text = serializers.CharField(read_only=True)

    class Meta:
        model = DisputeAnswer
        fields = ("side", "to_appeal", "text", "at")


class DisputeStateSerializer(serializers.ModelSerializer[Dispute]):
    """The latest dispute as both sides read it; a ruling only once it is announced. Minor units."""

    statement = serializers.CharField(read_only=True)
    appeal = serializers.CharField(read_only=True)
    answers = AnswerSerializer(many=True, read_only=True)
    decision = serializers.CharField(help_text="names the ruling for `accept_decision`")
    ruling = serializers.SerializerMethodField()
    ruling_part = serializers.SerializerMethodField()
    ruling_reason = serializers.SerializerMethodField()

    class Meta:
        model = Dispute
        fields = (
            "opened_by", "reason", "statement", "opened_at", "answers", "split_offer",
            "split_offered_by", "decision", "ruling", "ruling_part", "ruling_reason", "appealed_by",
            "appealed_at", "appeal", "accepted_by", "testimony", "late", "finding", "closed_at",
        )  # fmt: skip

    def get_ruling(self, row: Dispute) -> str:
        """`release`, `refund` or `split`; empty while nothing is announced."""
        return row.ruling if row.decision else ""

    def get_ruling_part(self, row: Dispute) -> int | None:
        """What stays with the connector's side in a split."""
        return row.ruling_part if row.decision else None

    def get_ruling_reason(self, row: Dispute) -> str:
        """What both sides read: of a ruling, or of what was found about a late objection."""
        return row.ruling_reason if row.decision or (row.late and row.finding) else ""


class HistorySerializer(serializers.Serializer[Any]):
    """One line of the timeline that both sides see."""

    move = serializers.CharField()
    actor = serializers.CharField()
    at = serializers.DateTimeField()
    state = serializers.CharField()
    note = serializers.CharField()


class FileSerializer(serializers.ModelSerializer[Evidence]):
    """A file that a side gave in a dispute. `size` in bytes; `given_sha256` is of the file as it was given,
    `sha256` of what is kept (pictures are drawn anew)."""

    id = serializers.UUIDField(source="public_id", read_only=True)

    side = serializers.CharField(read_only=True, help_text="rep or connector")

    class Meta:
        model = Evidence
        fields = (
            "id", "side", "kind", "name", "size", "sha256", "given_sha256", "at", "removed_at"
        )  # fmt: skip
        read_only_fields = fields


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
        return DeadlineSerializer(due).data if due else None


class OneIntroductionSerializer(IntroductionSerializer):
    """One introduction with its messages, its timeline and, once it is revealed, the prospect."""

    prospect = serializers.SerializerMethodField()
    prospect_deleted_at = serializers.DateTimeField(
        source="asked_until",
        read_only=True,
        allow_null=True,
        help_text="the connector has left: when `prospect` is deleted",
    )
    messages = MessageSerializer(many=True, read_only=True)
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

    @extend_schema_field(DisputeStateSerializer(allow_null=True))
    def get_dispute(self, row: Introduction) -> Any:
        """The latest dispute, if there was one."""
        found = row.disputes.order_by("-pk").first()
        return DisputeStateSerializer(found).data if found else None

    @extend_schema_field(HistorySerializer(many=True))
    def get_history(self, row: Introduction) -> Any:
        """What happened, oldest first."""
        return HistorySerializer(history(row), many=True).data

    def get_checkout_url(self, row: Introduction) -> str:
        """The open payment page, for the rep; empty where there is none."""
        return str(self.context.get("checkout_url", ""))


# --- What comes in -------------------------------------------------------------------------------


class RequestSerializer(serializers.Serializer[Any]):
    """A rep's request for an introduction."""

    listing = serializers.UUIDField()
    purpose = serializers.CharField(max_length=200)
    topic = serializers.ChoiceField(choices=TOPIC_CHOICES, default=Topic.OTHER.value)
    pitch = serializers.CharField(max_length=LONGEST)
    keep_asking = serializers.BooleanField(default=False)
    no_way_in = serializers.BooleanField(help_text="true: the rep states to have no way in")
    price = serializers.IntegerField(
        required=False,
        min_value=0,
        help_text="what was read, in minor units of the listing's currency: refused if it changed",
    )


class MoveSerializer(serializers.Serializer[Any]):
    """What a move needs beside its name; most need nothing."""

    asked: Mapping[str, Field] = {}

    def facts(self, introduction: Introduction) -> dict[str, Any]:
        """What the action takes by keyword; amounts as money."""
        return {
            name: Money(value, introduction.currency)
            if isinstance(self.asked.get(name), Amount | AmountRead)
            else value
            for name, value in self.validated_data.items()
        }


class EvidenceUploadSerializer(serializers.Serializer[Any]):
    """Evidence for an open dispute."""

    files = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True, max_length=None), allow_empty=True
    )


@cache
def serializer_of(name: str) -> type[MoveSerializer]:
    """What the move `name` reads, made from its fields."""
    declared = DECLARED[name]
    asked = {key: field for key, field in declared.fields.items() if not field.page_only}
    made = {key: serializer_field(field) for key, field in asked.items()}
    own = {**made, "asked": asked, "__doc__": declared.action.__doc__}
    return type(f"Move{name.title().replace('_', '')}Serializer", (MoveSerializer,), own)


def takes_files(name: str) -> bool:
    """Whether files are all that the move asks for: they have an address of their own."""
    return any(
        isinstance(one, Files) and not one.page_only for one in DECLARED[name].fields.values()
    )


@singledispatch
def serializer_field(field: Field) -> serializers.Field[Any, Any, Any, Any]:
    """How a program says it."""
    raise TypeError(field)


@serializer_field.register(Text)
def _text(field: Text) -> serializers.Field[Any, Any, Any, Any]:
    return serializers.CharField(
        max_length=field.longest, required=field.required, allow_blank=not field.required
    )


@serializer_field.register(Tick)
def _tick(field: Tick) -> serializers.Field[Any, Any, Any, Any]:
    return serializers.BooleanField(help_text=field.label)


@serializer_field.register(Amount)
def _amount(field: Amount) -> serializers.Field[Any, Any, Any, Any]:
    return serializers.IntegerField(
        min_value=field.least, max_value=10**12, help_text="in minor units"
    )


@serializer_field.register(AmountRead)
def _amount_read(field: AmountRead) -> serializers.Field[Any, Any, Any, Any]:
    return serializers.IntegerField(
        min_value=0, max_value=10**12, help_text="in minor units: what was read"
    )


@serializer_field.register(TextRead)
def _text_read(field: TextRead) -> serializers.Field[Any, Any, Any, Any]:
    return serializers.CharField(max_length=field.longest, help_text="what was read")


@serializer_field.register(Choice)
def _choice(field: Choice) -> serializers.Field[Any, Any, Any, Any]:
    return serializers.ChoiceField(choices=sorted(field.options))
