"""`/api/v1/prospect/<token>/`: the prospect's answers, for programs. The signed link is the key."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_field
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


class Answer(APIView):
    """The request, and the answer to it. GET changes nothing."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(responses=ProspectPageSerializer, operation_id="prospect_answer_show")
    def get(self, request: Request, token: str) -> Response:
        """Who asks, why, and what can be answered."""
        return shown(found(token, ANSWER))

    @extend_schema(
        request=GivenAnswer, responses=ProspectPageSerializer, operation_id="prospect_answer"
    )
    def post(self, request: Request, token: str) -> Response:
        """Answer; a request that has moved on is refused with 409."""
        row = found(token, ANSWER)
        given = GivenAnswer(data=request.data)
        given.is_valid(raise_exception=True)
        actions.answer_as_prospect(row, given.validated_data["answer"])
        return shown(found(token, ANSWER))


class Witness(APIView):
    """The prospect's word on whether the introduction took place."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(responses=ProspectPageSerializer, operation_id="prospect_witness_show")
    def get(self, request: Request, token: str) -> Response:
        """Where it stands, and which words can be given."""
        return shown(found(token, WITNESS))

    @extend_schema(
        request=GivenWord, responses=ProspectPageSerializer, operation_id="prospect_witness"
    )
    def post(self, request: Request, token: str) -> Response:
        """Give the word; refused with 409 once it is settled."""
        row = found(token, WITNESS)
        given = GivenWord(data=request.data)
        given.is_valid(raise_exception=True)
        facts = given.validated_data
        actions.bear_witness(row, word=facts["word"], rating=str(facts.get("rating") or ""))
        return shown(found(token, WITNESS))


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
