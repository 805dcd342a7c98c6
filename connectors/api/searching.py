"""The API of search: what reps find, blinded."""

import uuid

from django.conf import settings
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from brokerage.accounts.models import User
from brokerage.accounts.roles.permissions import IsRep, person
from brokerage.kit.statements import answered_within
from connectors import actions, queries
from connectors.actions import saving
from connectors.models import Relationship
from connectors.serializers import (
    FoundSerializer,
    ListingSerializer,
    SearchSerializer,
    UsualPriceSerializer,
    found_page,
)


class Listings(APIView):
    """What reps can find, blinded."""

    permission_classes = [IsRep]

    @extend_schema(
        operation_id="listings_list", parameters=[SearchSerializer], responses=FoundSerializer
    )
    def get(self, request: Request) -> Response:
        """One page of listings that match, put together by what they show, with counts for every filter."""
        rep = person(request)
        actions.allow_search(rep, "")
        asked = SearchSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        filters = asked.filters()
        with answered_within(settings.SEARCH_STATEMENT_SECONDS):
            found = queries.search(filters, rep)
        actions.note_search(rep, filters, found.asked)
        return Response(found_page(found, grouped=filters.grouped))


def _listed(rep: User, public_id: uuid.UUID) -> Relationship:
    """The listing that a rep reads; counted as a search."""
    actions.allow_search(rep, "")
    try:
        return queries.listing_for(public_id, rep)
    except Relationship.DoesNotExist as error:
        raise Http404 from error


class OneListing(APIView):
    """One listing, blinded."""

    permission_classes = [IsRep]

    @extend_schema(responses=ListingSerializer)
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        """Read it."""
        rep = person(request)
        row = _listed(rep, public_id)
        actions.note_view(rep, row)
        saving.note_seen(rep, row)
        return Response(ListingSerializer(queries.blinded(row)).data)


class UsualPrice(APIView):
    """What introductions like a listing usually cost."""

    permission_classes = [IsRep]

    @extend_schema(responses=UsualPriceSerializer)
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        """Read it; 404 where too little is known."""
        rep = person(request)
        row = _listed(rep, public_id)
        [shown] = queries.with_usual_prices([queries.blinded(row)])
        if shown.usual is None:
            raise Http404
        return Response(UsualPriceSerializer(shown.usual).data)
