"""The API of what a rep keeps of search."""

import uuid

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from brokerage.accounts.models import User
from brokerage.accounts.roles.permissions import IsRep, person
from connectors import actions
from connectors.actions import saving
from connectors.models import SavedSearch
from connectors.queries.saving import saved_by, with_new
from connectors.serializers import (
    ChangeSavedSearchSerializer,
    SavedSearchSerializer,
    SaveSearchSerializer,
    search_filters,
)


def _told(rep: User, public_id: uuid.UUID) -> Response:
    rows = saved_by(rep).filter(public_id=public_id)
    views = with_new(rows, rep)
    if not views:
        raise Http404
    return Response(SavedSearchSerializer(views[0]).data)


class SavedSearches(APIView):
    """One's saved searches."""

    permission_classes = [IsRep]

    @extend_schema(operation_id="saved_searches_list", responses=SavedSearchSerializer(many=True))
    def get(self, request: Request) -> Response:
        """All of them, at most 50, each with how much is new."""
        rep = person(request)
        actions.allow_search(rep, "")
        return Response(SavedSearchSerializer(with_new(saved_by(rep), rep), many=True).data)

    @extend_schema(request=SaveSearchSerializer, responses={201: SavedSearchSerializer})
    def post(self, request: Request) -> Response:
        """Save a search. What it finds now is not new."""
        rep = person(request)
        actions.allow_search(rep, "")
        asked = SaveSearchSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        row = saving.save_search(
            rep,
            search_filters(asked.validated_data["search"]),
            name=asked.validated_data.get("name", ""),
            alerts=asked.validated_data["alerts"],
        )
        answer = _told(rep, row.public_id)
        answer.status_code = status.HTTP_201_CREATED
        return answer


class OneSavedSearch(APIView):
    """One saved search."""

    permission_classes = [IsRep]

    @extend_schema(responses=SavedSearchSerializer)
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        """Read it; this does not count as looking."""
        rep = person(request)
        actions.allow_search(rep, "")
        return _told(rep, public_id)

    @extend_schema(request=ChangeSavedSearchSerializer, responses=SavedSearchSerializer)
    def patch(self, request: Request, public_id: uuid.UUID) -> Response:
        """Rename it, or change how often you are told."""
        rep = person(request)
        actions.allow_search(rep, "")
        asked = ChangeSavedSearchSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        try:
            saving.change_saved_search(rep, public_id, **asked.validated_data)
        except SavedSearch.DoesNotExist as error:
            raise Http404 from error
        return _told(rep, public_id)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, public_id: uuid.UUID) -> Response:
        """Forget it."""
        try:
            saving.delete_saved_search(person(request), public_id)
        except SavedSearch.DoesNotExist as error:
            raise Http404 from error
        return Response(status=status.HTTP_204_NO_CONTENT)


class LookAtSavedSearch(APIView):
    """Looking at a saved search."""

    permission_classes = [IsRep]

    @extend_schema(request=None, responses=SavedSearchSerializer)
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """Say that you have seen what it finds: nothing of that is new any more."""
        rep = person(request)
        actions.allow_search(rep, "")
        try:
            saving.look_at_saved_search(rep, public_id)
        except SavedSearch.DoesNotExist as error:
            raise Http404 from error
        return _told(rep, public_id)
