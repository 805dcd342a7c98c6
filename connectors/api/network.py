"""The API of networks and listings."""

import uuid
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from brokerage.accounts.roles.permissions import IsConnector, person
from connectors import actions, queries
from connectors.forms import NetworkForm
from connectors.models import Relationship
from connectors.queries.own_rules import rules_of
from connectors.serializers import (
    ConfirmedSerializer,
    ConfirmSerializer,
    ProfileSerializer,
    RelationshipSerializer,
    RulesSerializer,
)

CONFIRM_PAGE = 50


def paged(name: str, item: type[serializers.BaseSerializer[Any]]) -> Any:
    """The schema of one page of `item`."""
    return inline_serializer(
        name,
        {
            "count": serializers.IntegerField(),
            "pages": serializers.IntegerField(),
            "results": item(many=True),
        },
    )


def answer(page: Page[Any], data: Any) -> Response:
    return Response(
        {"count": page.paginator.count, "pages": page.paginator.num_pages, "results": data}
    )


def _own(request: Request, public_id: uuid.UUID) -> Relationship:
    try:
        return queries.visible_to(person(request)).get(public_id=public_id)
    except Relationship.DoesNotExist as error:
        raise Http404 from error


class Profile(APIView):
    """One's own connector profile."""

    permission_classes = [IsConnector]

    @extend_schema(responses=ProfileSerializer)
    def get(self, request: Request) -> Response:
        """Read it."""
        return Response(ProfileSerializer(queries.profile_of(person(request))).data)

    @extend_schema(request=ProfileSerializer, responses=ProfileSerializer)
    def patch(self, request: Request) -> Response:
        """Change it; what is left out stays."""
        user = person(request)
        asked = ProfileSerializer(data=request.data, partial=True)
        asked.is_valid(raise_exception=True)
        now = queries.profile_of(user)
        names = ("headline", "about", "employer_name", "employer_domain", "no_employer")
        facts = {name: getattr(now, name) for name in names} | asked.validated_data
        return Response(ProfileSerializer(actions.save_profile(user, **facts)).data)


class Rules(APIView):
    """One's own rules as a connector."""

    permission_classes = [IsConnector]

    @extend_schema(responses=RulesSerializer)
    def get(self, request: Request) -> Response:
        """Read them."""
        return Response(RulesSerializer(rules_of(person(request))).data)

    @extend_schema(request=RulesSerializer, responses=RulesSerializer)
    def patch(self, request: Request) -> Response:
        """Change some; what is left out stays. Listings below a new floor come off the market."""
        asked = RulesSerializer(data=request.data, partial=True)
        asked.is_valid(raise_exception=True)
        now = rules_of(person(request))
        facts = {name: getattr(now, name) for name in actions.RULES} | asked.validated_data
        row, _ = actions.set_rules(person(request), **facts)
        return Response(RulesSerializer(row).data)


class Relationships(APIView):
    """One's own network."""

    permission_classes = [IsConnector]

    @extend_schema(
        operation_id="relationships_list",
        parameters=[
            OpenApiParameter(name, str)
            for name in (
                "q",
                "status",
                "seniority",
                "department",
                "company",
                "country",
                "strength",
                "age",
                "source",
                "price_from",
                "price_to",
                "order",
                "page",
            )
        ],
        responses=paged("RelationshipPage", RelationshipSerializer),
    )
    def get(self, request: Request) -> Response:
        """One page of it, searched and filtered as on the page."""
        filters = NetworkForm(request.query_params).filters(request.query_params.get("page", "1"))
        page = queries.own_network(person(request), filters)
        return answer(page, RelationshipSerializer(list(page.object_list), many=True).data)

    @extend_schema(request=RelationshipSerializer, responses={201: RelationshipSerializer})
    def post(self, request: Request) -> Response:
        """Add one person by hand. By adding them one says what is said on the page: that one knows
        this person oneself, and may name them as somebody one could introduce."""
        asked = RelationshipSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        row = actions.add_relationship(person(request), **asked.validated_data)
        return Response(RelationshipSerializer(row).data, status=status.HTTP_201_CREATED)


class OneRelationship(APIView):
    """One of one's own relationships."""

    permission_classes = [IsConnector]

    @extend_schema(responses=RelationshipSerializer)
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        """Read it."""
        return Response(RelationshipSerializer(_own(request, public_id)).data)

    @extend_schema(request=RelationshipSerializer, responses=RelationshipSerializer)
    def patch(self, request: Request, public_id: uuid.UUID) -> Response:
        """Change facts; what is left out stays."""
        _own(request, public_id)
        asked = RelationshipSerializer(data=request.data, partial=True)
        asked.is_valid(raise_exception=True)
        row = actions.edit_relationship(person(request), public_id, **asked.validated_data)
        return Response(RelationshipSerializer(row).data)

    @extend_schema(request=None, responses={204: None})
    def delete(self, request: Request, public_id: uuid.UUID) -> Response:
        """Remove it. For seven days `undo` at the address in `Location` brings it back as it was; then all
        its data is deleted for good."""
        bulk = actions.remove_one(person(request), _own(request, public_id).public_id)
        where = request.build_absolute_uri(reverse("api_bulk", args=[bulk.public_id]))
        return Response(status=status.HTTP_204_NO_CONTENT, headers={"Location": where})


class Confirm(APIView):
    """Relationships whose strength was last confirmed almost a year ago."""

    permission_classes = [IsConnector]

    @extend_schema(
        operation_id="relationships_confirm_list",
        parameters=[OpenApiParameter("page", str)],
        responses=paged("ConfirmPage", RelationshipSerializer),
    )
    def get(self, request: Request) -> Response:
        """Those that you are asked about, and those that left search unconfirmed."""
        rows = queries.attestable(person(request))
        page = Paginator(rows, CONFIRM_PAGE).get_page(request.query_params.get("page", "1"))
        return answer(page, RelationshipSerializer(list(page.object_list), many=True).data)

    @extend_schema(
        operation_id="relationships_confirm",
        request=ConfirmSerializer,
        responses=ConfirmedSerializer,
    )
    def post(self, request: Request) -> Response:
        """Confirm some or all; those that had left search are listed again where the rules allow it."""
        asked = ConfirmSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        outcome = actions.attest(person(request), asked.chosen())
        return Response(ConfirmedSerializer(outcome).data)
