"""The API of introductions: the same actions and queries as its pages."""

import uuid
from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.generics import ListAPIView
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from brokerage.accounts.roles.permissions import IsConnector, IsRep, person
from brokerage.kit.money import Money
from connectors.models import Relationship
from connectors.queries import listing_for
from introductions import actions, queries
from introductions.actions.by_hand import BY_HAND, perform
from introductions.actions.tracing import keep_trace
from introductions.evidence import hand_out
from introductions.lifecycle import Actor
from introductions.models import Introduction
from introductions.serializers import (
    EvidenceUploadSerializer,
    FileSerializer,
    IntroductionSerializer,
    NumbersSerializer,
    OneIntroductionSerializer,
    RequestSerializer,
    serializer_of,
    takes_files,
)
from payments import actions as payments
from payments.models import Checkout
from payments.queries import standing_checkout


def own_introduction(request: Request, public_id: uuid.UUID) -> Introduction:
    """The introduction, for one of its sides; 404 for everybody else."""
    row = queries.visible_to(person(request)).filter(public_id=public_id).first()
    if row is None:
        raise Http404
    return row


def _shown(request: Request, row: Introduction) -> dict[str, Any]:
    """One introduction as whoever asks may see it; a rep's look at the prospect is logged."""
    user = person(request)
    row = own_introduction(request, row.public_id)
    context = {
        "user": user,
        "contact": actions.reveal(row, viewer=user, ground="api"),
        "checkout_url": _checkout_url(row) if row.rep_id == user.pk else "",
    }
    return OneIntroductionSerializer(row, context=context).data


def _checkout_url(row: Introduction) -> str:
    checkout = standing_checkout(row.payment) if row.payment else None
    is_open = checkout is not None and checkout.status == Checkout.Status.OPEN
    return checkout.url if checkout and is_open and not row.is_over else ""


@extend_schema_view(
    get=extend_schema(
        parameters=[
            OpenApiParameter(
                "waiting", bool, description="only those where the next word is yours"
            ),
            OpenApiParameter("as", str, enum=[Actor.REP.value, Actor.CONNECTOR.value]),
        ]
    )
)
class Introductions(ListAPIView[Introduction]):
    """One's own introductions, as rep and as connector, newest first."""

    permission_classes = [IsAuthenticated]
    serializer_class = IntroductionSerializer
    queryset = Introduction.objects.none()  # for the schema; `get_queryset` decides

    def get_permissions(self) -> Any:
        """Only a rep asks for one."""
        return [IsRep()] if self.request.method == "POST" else super().get_permissions()

    def get_queryset(self) -> Any:
        """Only one's own."""
        user, asked = person(self.request), self.request.query_params
        waiting = asked.get("waiting", "").lower() in {"1", "true"}
        rows = queries.waiting_for(user) if waiting else queries.visible_to(user)
        only = {"rep": {"rep": user}, "connector": {"connector": user}}
        return rows.filter(**only.get(asked.get("as", ""), {}))

    def get_serializer_context(self) -> dict[str, Any]:
        """Who asks."""
        return {**super().get_serializer_context(), "user": self.request.user}

    @extend_schema(request=RequestSerializer, responses={201: OneIntroductionSerializer})
    def post(self, request: Request) -> Response:
        """Ask for an introduction; the answer has the page to pay on in `checkout_url`."""
        asked = RequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        facts = dict(asked.validated_data)
        try:
            relationship = listing_for(facts.pop("listing"), person(request))
        except Relationship.DoesNotExist as error:
            raise Http404 from error
        if "price" in facts:
            facts["price"] = Money(facts["price"], relationship.currency)
        row, call = actions.request(person(request), relationship, **facts)
        payments.send_and_wait(call.pk)
        keep_trace(row, "request", request._request)
        return Response(_shown(request, row), status=status.HTTP_201_CREATED)


class OneIntroduction(APIView):
    """One of one's own introductions."""

    permission_classes = [IsAuthenticated]

    @extend_schema(responses=OneIntroductionSerializer)
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        """Read it. The prospect is in it once it is revealed; a rep's reading is then logged."""
        return Response(_shown(request, own_introduction(request, public_id)))


class MakeMove(APIView):
    """One move of the process; there is a view for each, made from the table."""

    permission_classes = [IsAuthenticated]

    def post(self, request: Request, public_id: uuid.UUID, name: str) -> Response:
        """Make the move; refused with 409 (not now), 403 (not yours) or 400 (not like this)."""
        row = own_introduction(request, public_id)
        asked = serializer_of(name)(data=request.data)
        asked.is_valid(raise_exception=True)
        perform(row, name, person(request), asked.facts(row))
        keep_trace(row, name, request._request)
        return Response(_shown(request, row))


def _reads(name: str) -> Any:
    """For the schema: None where a move reads nothing."""
    return serializer_of(name) if serializer_of(name)().fields else None


def _view_of(name: str) -> Any:
    text = BY_HAND[name].action.__doc__
    view = type(f"Move_{name}", (MakeMove,), {"__doc__": text})
    schema = extend_schema(
        operation_id=f"introductions_{name}",
        description=text,
        request=_reads(name),
        responses=OneIntroductionSerializer,
    )
    return extend_schema_view(post=schema)(view)


class EvidenceOfOne(APIView):
    """The files of an introduction's disputes."""

    permission_classes = [IsAuthenticated]
    parser_classes = [MultiPartParser]

    @extend_schema(operation_id="introductions_evidence_list", responses=FileSerializer(many=True))
    def get(self, request: Request, public_id: uuid.UUID, name: str) -> Response:
        """What both sides gave, oldest first; files deleted since have `removed_at`."""
        return _files(request, own_introduction(request, public_id))

    @extend_schema(
        operation_id="introductions_evidence",
        request={"multipart/form-data": EvidenceUploadSerializer},
        responses={201: FileSerializer(many=True)},
    )
    def post(self, request: Request, public_id: uuid.UUID, name: str) -> Response:
        """Give files in `files` while a dispute is open: all are taken, or none.

        Refused with 400 (what we do not take), 413 (too large) or 409 (too many, no dispute).
        """
        row = own_introduction(request, public_id)
        asked = EvidenceUploadSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        perform(row, name, person(request), {"files": asked.validated_data["files"]})
        return _files(request, row, status.HTTP_201_CREATED)


def _files(request: Request, row: Introduction, code: int = 200) -> Response:
    found = queries.evidence_of(row)
    return Response(FileSerializer(found, many=True, context={"request": request}).data, code)


class OneEvidence(APIView):
    """One file."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        operation_id="introductions_evidence_download",
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, public_id: uuid.UUID, evidence: uuid.UUID) -> HttpResponseBase:
        """Download it; perhaps by way of the host that is only for files (302)."""
        found = (
            queries.evidence_of(own_introduction(request, public_id))
            .filter(public_id=evidence)
            .first()
        )
        if found is None or found.removed_at:
            raise Http404
        return hand_out(found, "take", found.name)


MOVES = {
    name: EvidenceOfOne.as_view() if takes_files(name) else _view_of(name).as_view()
    for name in BY_HAND
}
"""The view of each move, by name: evidence has one of its own, for files cannot stand beside other facts."""


class Numbers(APIView):
    """A connector's own numbers, as on the page."""

    permission_classes = [IsConnector]

    @extend_schema(parameters=[OpenApiParameter("page", str)], responses=NumbersSerializer)
    def get(self, request: Request) -> Response:
        """The record, listings by the page, searches and views of last month, and earnings by month."""
        found = queries.numbers_of(person(request), request.query_params.get("page", "1"))
        return Response(NumbersSerializer(found).data)
