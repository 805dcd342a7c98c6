"""`/api/v1/own-data/<token>/`: what is held about me, for programs. The link that was mailed is the key."""

from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from brokerage.kit.errors import Refusal
from connectors.actions import correct
from connectors.actions.correcting import LONGEST
from connectors.models import Relationship
from connectors.topics import TOPIC_CHOICES
from introductions import actions
from introductions.actions.own_data.other_addresses import ERASE, NEVER, owner_of, read_token
from introductions.prospect_data import Held, by_own_token, export, read_own_token


class AskedAddress(serializers.Serializer[Any]):
    """Whose data is asked for."""

    email = serializers.EmailField(max_length=254)


class OtherAddressAsked(serializers.Serializer[Any]):
    """Another address of mine, and what is to hold for it: "never", or "erase" as well."""

    email = serializers.CharField(max_length=254)
    what = serializers.ChoiceField(choices=[NEVER, ERASE], default=NEVER)


class WhatIsConfirmed(serializers.Serializer[Any]):
    """What a link that was sent to another address says."""

    what = serializers.ChoiceField(choices=[NEVER, ERASE])


class Correction(serializers.Serializer[Any]):
    """Facts to correct; what is left out stays."""

    name = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST)
    title = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST)
    company_name = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST)
    country = serializers.CharField(required=False, allow_blank=True, max_length=2)
    profile_url = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST)


class Leaving(serializers.Serializer[Any]):
    """`erase`: also what the connector holds."""

    erase = serializers.BooleanField(default=False)


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


class Open(APIView):
    """A door without an account."""

    authentication_classes = ()
    permission_classes = (AllowAny,)


class AskOwnData(Open):
    """Ask for the link to what is held; it goes to that address only."""

    @extend_schema(request=AskedAddress, responses={202: None}, operation_id="own_data_ask")
    def post(self, request: Request) -> Response:
        """Always 202, whether we know the address or not."""
        asked = AskedAddress(data=request.data)
        asked.is_valid(raise_exception=True)
        client = str(get_adapter().get_client_ip(request._request) or "unknown")
        actions.ask_for_own_link(asked.validated_data["email"], client=client)
        return Response(status=202)


class OwnData(Open):
    """What is held about the owner of a proven address."""

    @extend_schema(responses={200: dict[str, Any]}, operation_id="own_data")
    def get(self, request: Request, token: str) -> Response:
        """All of it: who lists me and under what facts, who asked, who saw what."""
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


class OwnNever(Open):
    """Never contact me again."""

    @extend_schema(request=None, responses={204: None}, operation_id="own_never")
    def post(self, request: Request, token: str) -> Response:
        """Nobody lists me or asks for me any more; what is not made yet ends."""
        actions.say_never(held_behind(token))
        return Response(status=204)


class OwnNetwork(Open):
    """What one connector holds about me; `id` in `contact_data`."""

    @extend_schema(
        request=Correction, responses={200: dict[str, Any]}, operation_id="own_network_correct"
    )
    def patch(self, request: Request, token: str, public_id: UUID) -> Response:
        """Correct it; the answer is all that is held."""
        _, row = entry_behind(token, public_id)
        facts = Correction(data=request.data)
        facts.is_valid(raise_exception=True)
        correct(row, **facts.validated_data)
        return Response(export(held_behind(token)))

    @extend_schema(
        parameters=[Leaving], request=None, responses={204: None}, operation_id="own_network_leave"
    )
    def delete(self, request: Request, token: str, public_id: UUID) -> Response:
        """Leave this network: the connector can offer and introduce me no more."""
        held, row = entry_behind(token, public_id)
        wanted = Leaving(data=request.query_params)
        wanted.is_valid(raise_exception=True)
        actions.leave(held, row, erases=wanted.validated_data["erase"])
        return Response(status=204)


class OwnOtherAddresses(Open):
    """Other addresses of mine, each proven by a link that is mailed to it."""

    @extend_schema(
        request=OtherAddressAsked, responses={202: None}, operation_id="own_other_address"
    )
    def post(self, request: Request, token: str) -> Response:
        """Send the link there; always 202 for an address. Works after erasure too, for the link's day."""
        read = read_own_token(token)
        if read is None:
            raise Http404
        if read.is_over:
            raise Refusal(RUN_OUT, "run_out", status=410)
        asked = OtherAddressAsked(data=request.data)
        asked.is_valid(raise_exception=True)
        held, _ = by_own_token(token)
        owner = owner_of(held.prospect.pk) if held else owner_of(-read.key_id)
        actions.send_link_to(owner=owner, **asked.validated_data)
        return Response(status=202)


class OtherAddress(Open):
    """The link that was sent to another address of mine. GET changes nothing."""

    @extend_schema(responses=WhatIsConfirmed, operation_id="other_address_show")
    def get(self, request: Request, token: str) -> Response:
        """What confirming it says for this address."""
        return Response({"what": said_by(token)})

    @extend_schema(request=None, responses=WhatIsConfirmed, operation_id="other_address_confirm")
    def post(self, request: Request, token: str) -> Response:
        """Say it for this address."""
        what = said_by(token)
        actions.confirm_other_address(token)
        return Response({"what": what})


RUN_OUT = "This link has run out. Ask for a new one."


def said_by(token: str) -> str:
    """What a link to another address says; 404 for a forged link, a refusal (410) for an old one."""
    try:
        return read_token(token)[0]
    except LookupError as error:
        raise Http404 from error


def entry_behind(token: str, public_id: UUID) -> tuple[Held, Relationship]:
    """The same, with one connector's entry about the link's owner; 404 for anybody else's."""
    held = held_behind(token)
    row = held.entry(public_id)
    if row is None:
        raise Http404
    return held, row


def held_behind(token: str) -> Held:
    """What the link's owner may see; 404 for a forged link, a refusal (410) for an old one."""
    held, over = by_own_token(token)
    if held is not None:
        return held
    if over:
        raise Refusal(RUN_OUT, "run_out", status=410)
    raise Http404
