"""`/api/v1/prospect/<token>/`: the prospect's answers, for programs. The signed link is the key."""

from typing import Any, ClassVar

from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from brokerage.kit.errors import Refusal
from introductions import actions
from introductions.actions.own_data.other_addresses import owner_of
from introductions.models import Introduction
from introductions.prospect_data import ProspectPage, prospect_page
from introductions.queries import (
    ANSWER,
    NEVER,
    PROSPECT_CHOICES,
    WITNESS,
    by_prospect_token,
    has_said_never,
)


class FactSeen(serializers.Serializer[Any]):
    """One fact of the person that the rep has read."""

    fact = serializers.CharField()
    words = serializers.CharField()


class ProspectPageSerializer(serializers.Serializer[ProspectPage]):
    """What the prospect is told about one request. Amounts are minor units of `currency`."""

    state = serializers.CharField()
    rep = serializers.CharField(source="rep_name")
    rep_company = serializers.CharField()
    rep_proof = serializers.CharField(help_text="what we have confirmed of the rep")
    connector = serializers.CharField(source="connector_name")
    seen = serializers.SerializerMethodField()
    said = serializers.ListField(
        child=serializers.CharField(), help_text="what the connector wrote to the rep"
    )
    purpose = serializers.CharField()
    pitch = serializers.CharField()
    price = serializers.IntegerField(source="price.amount")
    connector_receives = serializers.IntegerField(source="earnings.amount")
    fee = serializers.IntegerField(source="fee.amount")
    currency = serializers.CharField(source="price.currency")
    until = serializers.DateTimeField(allow_null=True)
    answers = serializers.ListField(child=serializers.CharField())
    words = serializers.ListField(child=serializers.CharField())

    @extend_schema_field(FactSeen(many=True))
    def get_seen(self, page: ProspectPage) -> list[dict[str, str]]:
        """All facts that the rep has read of you before you agreed."""
        return [{"fact": label, "words": words} for label, words in page.seen]


class GivenAnswer(serializers.Serializer[Any]):
    """The prospect's answer to the request."""

    answer = serializers.ChoiceField(choices=[*PROSPECT_CHOICES, "take_back"])


class GivenWord(serializers.Serializer[Any]):
    """The prospect's word as witness; a rating of 1 to 5 goes with a yes."""

    word = serializers.ChoiceField(choices=["yes", "no", "never_asked"])
    rating = serializers.IntegerField(min_value=1, max_value=5, required=False, allow_null=True)


class ByLink(APIView):
    """A door that the signed link of one `purpose` opens, without an account. GET changes nothing."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    purpose: ClassVar[str]
    given: ClassVar[type[serializers.Serializer[Any]]]

    def get(self, request: Request, token: str) -> Response:
        """Where the request stands, and what can be said."""
        return shown(found(token, self.purpose))

    def post(self, request: Request, token: str) -> Response:
        """Say it; refused with 409 where the request has moved on."""
        row = found(token, self.purpose)
        given = self.given(data=request.data)
        given.is_valid(raise_exception=True)
        self.say(row, given.validated_data)
        return shown(found(token, self.purpose))

    def say(self, row: Introduction, facts: dict[str, Any]) -> None:
        """Carry it out."""
        raise NotImplementedError


@extend_schema_view(
    get=extend_schema(responses=ProspectPageSerializer, operation_id="prospect_answer_show"),
    post=extend_schema(
        request=GivenAnswer, responses=ProspectPageSerializer, operation_id="prospect_answer"
    ),
)
class Answer(ByLink):
    """The request, and the answer to it."""

    purpose, given = ANSWER, GivenAnswer

    def say(self, row: Introduction, facts: dict[str, Any]) -> None:
        """Agree, refuse, or take an agreement back."""
        actions.answer_as_prospect(row, facts["answer"])


@extend_schema_view(
    get=extend_schema(responses=ProspectPageSerializer, operation_id="prospect_witness_show"),
    post=extend_schema(
        request=GivenWord, responses=ProspectPageSerializer, operation_id="prospect_witness"
    ),
)
class Witness(ByLink):
    """The prospect's word on whether the introduction took place."""

    purpose, given = WITNESS, GivenWord

    def say(self, row: Introduction, facts: dict[str, Any]) -> None:
        """Yes, with a rating if they like, or no."""
        actions.bear_witness(row, word=facts["word"], rating=str(facts.get("rating") or ""))


class OtherAddressOf(serializers.Serializer[Any]):
    """Another address of the same person."""

    email = serializers.CharField(max_length=254)


class OtherAddresses(APIView):
    """After a never: other addresses of the same person, each proven by a link that is mailed to it."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(
        request=OtherAddressOf, responses={202: None}, operation_id="prospect_other_address"
    )
    def post(self, request: Request, token: str) -> Response:
        """Send the link there; always 202 for an address. 409 before they said never."""
        row = by_prospect_token(token, ANSWER, WITNESS, NEVER)
        if row is None:
            raise Http404
        if not has_said_never(row):
            raise Refusal("Say first that nobody may contact you again.", code="not_said")
        asked = OtherAddressOf(data=request.data)
        asked.is_valid(raise_exception=True)
        owner = owner_of(row.prospect_id)
        actions.send_link_to(asked.validated_data["email"], what=NEVER, owner=owner)
        return Response(status=202)


def found(token: str, purpose: str) -> Introduction:
    """The introduction of a link made for this purpose; 404 for anything else."""
    row = by_prospect_token(token, purpose)
    if row is None:
        raise Http404
    return row


def shown(row: Introduction) -> Response:
    """The prospect's view of it."""
    return Response(ProspectPageSerializer(prospect_page(row)).data)
