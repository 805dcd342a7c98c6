"""The API of coverage: the same lists, pictures, reviews and watches as the pages. For reps."""

import uuid

from django.conf import settings
from django.http import Http404, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from brokerage.accounts.roles.permissions import IsRep, person
from brokerage.kit import spreadsheets
from connectors import actions
from connectors.models import CoverageList
from connectors.queries import coverage as queries
from connectors.serializers import coverage as serializers


def _own(request: Request, public_id: uuid.UUID) -> CoverageList:
    try:
        return queries.list_of(person(request), public_id)
    except CoverageList.DoesNotExist as error:
        raise Http404 from error


def _uploaded(request: Request, again: uuid.UUID | None = None) -> Response:
    asked = serializers.CoverageUploadSerializer(data=request.data)
    asked.is_valid(raise_exception=True)
    upload = asked.validated_data["file"]
    found = actions.upload_accounts(
        person(request),
        upload.name,
        upload.read(settings.IMPORT_MAX_BYTES + 1),
        name=asked.validated_data.get("name", ""),
        again=again,
    )
    said = serializers.CoverageListSerializer(found).data
    return Response(said, status=status.HTTP_202_ACCEPTED)


class CoverageLists(APIView):
    """Lists of target accounts."""

    permission_classes = [IsRep]
    parser_classes = [MultiPartParser, FormParser]

    @extend_schema(responses=serializers.CoverageListSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Yours, newest first."""
        rows = queries.lists_of(person(request))
        return Response(serializers.CoverageListSerializer(rows, many=True).data)

    @extend_schema(
        request={"multipart/form-data": serializers.CoverageUploadSerializer},
        responses={202: serializers.CoverageListSerializer},
    )
    def post(self, request: Request) -> Response:
        """Upload a new one; a worker reads, matches and counts it."""
        return _uploaded(request)


class OneCoverageList(APIView):
    """One list of target accounts."""

    permission_classes = [IsRep]
    parser_classes = [JSONParser]

    @extend_schema(responses=serializers.OneCoverageListSerializer)
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        """Where it stands, and its picture."""
        found = _own(request, public_id)
        picture = queries.picture(person(request), found) if found.account_count else None
        said = {"list": found, "picture": picture}
        return Response(serializers.OneCoverageListSerializer(said).data)

    @extend_schema(
        request=serializers.RenameSerializer, responses=serializers.CoverageListSerializer
    )
    def patch(self, request: Request, public_id: uuid.UUID) -> Response:
        """Rename it."""
        _own(request, public_id)
        asked = serializers.RenameSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        found = actions.rename_list(person(request), public_id, asked.validated_data["name"])
        return Response(serializers.CoverageListSerializer(found).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, public_id: uuid.UUID) -> Response:
        """Delete it with its watches."""
        _own(request, public_id)
        actions.delete_list(person(request), public_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class CoverageUpload(APIView):
    """A newer file for a list."""

    permission_classes = [IsRep]
    parser_classes = [MultiPartParser, FormParser]

    @extend_schema(
        request={"multipart/form-data": serializers.CoverageUploadSerializer},
        responses={202: serializers.CoverageListSerializer},
    )
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """Replace what the list holds; accounts that stay keep their number, match and watch."""
        _own(request, public_id)
        return _uploaded(request, public_id)


class CoverageAccounts(APIView):
    """The accounts of a list."""

    permission_classes = [IsRep]

    @extend_schema(
        parameters=[serializers.AccountsQuerySerializer],
        responses=serializers.AccountPageSerializer,
    )
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        """One page of those that fit."""
        found = _own(request, public_id)
        asked = serializers.AccountsQuerySerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        page = queries.account_page(queries.picture(person(request), found), asked.filters())
        return Response(serializers.AccountPageSerializer(page).data)


class CoverageCsv(APIView):
    """The accounts of a list as a file."""

    permission_classes = [IsRep]

    @extend_schema(
        parameters=[serializers.AccountsQuerySerializer],
        responses={(200, "text/csv"): OpenApiTypes.STR},
    )
    def get(self, request: Request, public_id: uuid.UUID) -> HttpResponse:
        """All that fit, with your CRM's own ids, as CSV."""
        found = _own(request, public_id)
        asked = serializers.AccountsQuerySerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        filters = asked.filters()
        lines = [one for one in queries.picture(person(request), found).lines if filters.fit(one)]
        rows = spreadsheets.rows(queries.csv_columns(found), queries.csv_rows(found, lines))
        return spreadsheets.download(rows, "coverage.csv")


class CoverageReview(APIView):
    """The accounts of a list that could be more than one company."""

    permission_classes = [IsRep]
    parser_classes = [JSONParser]

    @extend_schema(responses=serializers.DoubtfulSerializer(many=True))
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        """All of them, with their candidates."""
        doubtful = [one for one in _own(request, public_id).accounts if one.is_doubtful]
        return Response(serializers.DoubtfulSerializer(doubtful, many=True).data)

    @extend_schema(
        request=serializers.MatchSerializer, responses=serializers.CoverageListSerializer
    )
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """Say which company one is; it is remembered for your next upload."""
        _own(request, public_id)
        asked = serializers.MatchSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        actions.choose_company(person(request), public_id, said["number"], said["key"])
        return Response(serializers.CoverageListSerializer(_own(request, public_id)).data)


class CoverageWatch(APIView):
    """Watches on accounts of a list."""

    permission_classes = [IsRep]
    parser_classes = [JSONParser]

    @extend_schema(request=serializers.WatchSerializer, responses=serializers.WatchedSerializer)
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """Watch accounts, or stop: an email, at most daily, says which became reachable."""
        _own(request, public_id)
        asked = serializers.WatchSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        count = actions.watch_accounts(
            person(request), public_id, numbers=said.get("numbers"), on=said["on"]
        )
        return Response({"watched": count})
