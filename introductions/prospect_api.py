"""`/api/v1/prospect/<token>/`: the prospect's answers, for programs. The signed link is the key."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from brokerage.kit.errors import Refusal
from connectors.topics import TOPIC_CHOICES
from introductions import actions
from introductions.dossier import Held, ProspectPage, by_own_token, export, prospect_page
from introductions.models import Introduction
from introductions.queries import ANSWER, PROSPECT_CHOICES, WITNESS, by_prospect_token


class FactSeen(serializers.Serializer[Any]):
    """One fact of the person that the rep has read."""

    fact = serializers.CharField()
    words = serializers.CharField()


class ProspectPageSerializer(serializers.Serializer[ProspectPage]):
    """What the prospect is told about one request. Amounts are minor units of `currency`."""

    state = serializers.CharField()
    rep = serializers.CharField(source="rep_name")
    rep_company = serializers.CharField()
    connector = serializers.CharField(source="connector_name")
    seen = serializers.SerializerMethodField()
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
        """All that the rep has read of you."""
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


class AskedAddress(serializers.Serializer[Any]):
    """Whose data is asked for."""

    email = serializers.EmailField(max_length=254)


class Attention(serializers.Serializer[Any]):
    """How often, when and about what somebody may be asked; null means as usual."""

    requests_a_month = serializers.IntegerField(allow_null=True, min_value=0, max_value=31)
    rest_days = serializers.IntegerField(allow_null=True, min_value=0, max_value=365)
    paused_until = serializers.DateTimeField(allow_null=True)
    refused_topics = serializers.CharField(allow_blank=True, max_length=500)
    welcome_topics = serializers.ListField(
        child=serializers.ChoiceField(choices=TOPIC_CHOICES), default=list
    )
    unwelcome_topics = serializers.ListField(
        child=serializers.ChoiceField(choices=TOPIC_CHOICES), default=list
    )


class AskOwnData(APIView):
    """Ask for the link to what is held; it goes to that address only."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(request=AskedAddress, responses={202: None}, operation_id="own_data_ask")
    def post(self, request: Request) -> Response:
        """Always 202, whether we know the address or not."""
        asked = AskedAddress(data=request.data)
        asked.is_valid(raise_exception=True)
        client = str(get_adapter().get_client_ip(request._request) or "unknown")
        actions.ask_for_own_link(asked.validated_data["email"], client=client)
        return Response(status=202)


class OwnData(APIView):
    """What is held about the owner of a proven address."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(responses={200: dict[str, Any]}, operation_id="own_data")
    def get(self, request: Request, token: str) -> Response:
        """All of it."""
        return Response(export(held_behind(token)))

    @extend_schema(request=Attention, responses=Attention, operation_id="own_attention")
    def put(self, request: Request, token: str) -> Response:
        """Set how often I may be asked."""
        held = held_behind(token)
        wanted = Attention(data=request.data)
        wanted.is_valid(raise_exception=True)
        actions.change_attention(held.prospect, **wanted.validated_data)
        return Response(wanted.data)

    @extend_schema(responses={204: None}, operation_id="own_erase")
    def delete(self, request: Request, token: str) -> Response:
        """Erase it, everywhere."""
        actions.erase_person(held_behind(token))
        return Response(status=204)


def held_behind(token: str) -> Held:
    """What the link's owner may see; 404 for a forged link, a refusal (410) for an old one."""
    held, over = by_own_token(token)
    if held is not None:
        return held
    if over:
        raise Refusal("This link has run out. Ask for a new one.", "run_out", status=410)
    raise Http404


def found(token: str, purpose: str) -> Introduction:
    """The introduction of a link made for this purpose; 404 for anything else."""
    row = by_prospect_token(token, purpose)
    if row is None:
        raise Http404
    return row


def shown(row: Introduction) -> Response:
    """The prospect's view of it."""
    return Response(ProspectPageSerializer(prospect_page(row)).data)
