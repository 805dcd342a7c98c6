"""The API of the shortlist and of what one looked at lately."""

import uuid

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from brokerage.accounts.roles.permissions import IsRep, person
from connectors import actions
from connectors.actions import saving
from connectors.models import Relationship
from connectors.queries.saving import compared, seen_by, shortlist_of
from connectors.serializers import ListingSerializer
from connectors.serializers.saving import CompareSerializer, KeptSerializer


class Shortlist(APIView):
    """One's shortlist."""

    permission_classes = [IsRep]

    @extend_schema(operation_id="shortlist_list", responses=KeptSerializer(many=True))
    def get(self, request: Request) -> Response:
        """All of it, the newest first; `listing` is null where it is not available any more."""
        rep = person(request)
        actions.allow_search(rep, "")
        return Response(KeptSerializer(shortlist_of(rep), many=True).data)


class OneOnShortlist(APIView):
    """One listing of one's shortlist."""

    permission_classes = [IsRep]

    @extend_schema(request=None, responses={204: None})
    def put(self, request: Request, public_id: uuid.UUID) -> Response:
        """Put it there."""
        rep = person(request)
        actions.allow_search(rep, "")
        try:
            saving.shortlist(rep, public_id)
        except Relationship.DoesNotExist as error:
            raise Http404 from error
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, public_id: uuid.UUID) -> Response:
        """Take it off, be it there or not."""
        saving.take_off_shortlist(person(request), public_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class Compare(APIView):
    """Listings side by side."""

    permission_classes = [IsRep]

    @extend_schema(
        operation_id="listings_compare",
        parameters=[CompareSerializer],
        responses=KeptSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """Two to four listings; those that are not available are left out."""
        rep = person(request)
        actions.allow_search(rep, "")
        asked = CompareSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        found = compared(rep, asked.validated_data["id"])
        return Response(KeptSerializer(found, many=True).data)


class RecentlySeen(APIView):
    """What one looked at lately."""

    permission_classes = [IsRep]

    @extend_schema(operation_id="recently_seen_list", responses=ListingSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The last 20 listings, for 30 days."""
        rep = person(request)
        actions.allow_search(rep, "")
        return Response(ListingSerializer(seen_by(rep), many=True).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request) -> Response:
        """Forget all of them."""
        saving.forget_seen(person(request))
        return Response(status=status.HTTP_204_NO_CONTENT)
