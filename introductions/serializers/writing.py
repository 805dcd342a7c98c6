"""What a request and a move read: made from the fields that the move declares."""

from collections.abc import Mapping
from functools import cache, singledispatch
from typing import Any

from rest_framework import serializers

from brokerage.kit.money import Money
from connectors.topics import TOPIC_CHOICES, Topic
from introductions.actions.asking import PITCH_LENGTH
from introductions.models import Introduction
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

LONGEST = PITCH_LENGTH[1]


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
