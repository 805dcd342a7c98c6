"""The API of imports: upload, look, say who is who, add, and undo."""

import uuid

from django.conf import settings
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers, status
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from brokerage.accounts.roles.permissions import IsConnector, person
from connectors import actions, queries
from connectors.actions.importing.describing import describe
from connectors.api.network import answer, paged
from connectors.models import ImportRun
from connectors.queries.own_contacts.reviewing import open_run, review_page
from connectors.serializers import (
    AnswerSerializer,
    ChooseRowsSerializer,
    ImportRowSerializer,
    ImportRunSerializer,
    OneImportSerializer,
    ReadAgainSerializer,
    ReviewSerializer,
    UploadSerializer,
)


def _open(request: Request, public_id: uuid.UUID) -> ImportRun:
    try:
        return open_run(person(request), public_id)
    except ImportRun.DoesNotExist as error:
        raise Http404 from error


class Imports(APIView):
    """Imports of address books."""

    permission_classes = [IsConnector]
    parser_classes = [MultiPartParser, FormParser]

    @extend_schema(responses=ImportRunSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The latest fifty, newest first."""
        runs = queries.imports_of(person(request))[:50]
        return Response(ImportRunSerializer(runs, many=True).data)

    @extend_schema(
        request={"multipart/form-data": UploadSerializer}, responses={202: ImportRunSerializer}
    )
    def post(self, request: Request) -> Response:
        """Upload a file; a worker reads it, and it waits for its review."""
        asked = UploadSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        upload = asked.validated_data["file"]
        data = upload.read(settings.IMPORT_MAX_BYTES + 1)
        purpose = asked.validated_data["purpose"]
        run = actions.import_network(person(request), upload.name, data, purpose=purpose)
        return Response(ImportRunSerializer(run).data, status=status.HTTP_202_ACCEPTED)


class OneImport(APIView):
    """One import."""

    permission_classes = [IsConnector]
    parser_classes = [JSONParser]

    @extend_schema(responses=OneImportSerializer)
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        """Where it is, and how its file was read."""
        return Response(OneImportSerializer(_open(request, public_id)).data)

    @extend_schema(request=ReadAgainSerializer, responses=OneImportSerializer)
    def patch(self, request: Request, public_id: uuid.UUID) -> Response:
        """Say what columns are, or take another of the readings; the file is read again."""
        _open(request, public_id)
        asked = ReadAgainSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        if said.get("encoding"):
            actions.read_as(person(request), public_id, said["encoding"])
        else:
            actions.choose_columns(person(request), public_id, said.get("columns", {}))
        return Response(OneImportSerializer(_open(request, public_id)).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, public_id: uuid.UUID) -> Response:
        """Discard it: nothing is added, and the file is deleted."""
        _open(request, public_id)
        actions.discard_import(person(request), public_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class ImportRows(APIView):
    """The rows of a file under review."""

    permission_classes = [IsConnector]
    parser_classes = [JSONParser]

    @extend_schema(parameters=[ReviewSerializer], responses=paged("RowPage", ImportRowSerializer))
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        """One page of rows: what would happen to each, and what may be answered."""
        run = _open(request, public_id)
        asked = ReviewSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        page = review_page(run, asked.filters())
        rows = describe(person(request), run, list(page.object_list))
        return answer(page, ImportRowSerializer(rows, many=True).data)

    @extend_schema(
        operation_id="imports_rows_choose",
        request=ChooseRowsSerializer,
        responses=inline_serializer("RowsChosen", {"changed": serializers.IntegerField()}),
    )
    def patch(self, request: Request, public_id: uuid.UUID) -> Response:
        """Tick or untick rows."""
        _open(request, public_id)
        asked = ChooseRowsSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        changed = actions.choose_rows(
            person(request),
            public_id,
            numbers=said.get("numbers"),
            chosen=said["chosen"],
            kind=said.get("kind", ""),
        )
        return Response({"changed": changed})


class OneImportRow(APIView):
    """One row of a file under review."""

    permission_classes = [IsConnector]
    parser_classes = [JSONParser]

    @extend_schema(
        operation_id="imports_rows_answer",
        request=AnswerSerializer,
        responses=ImportRowSerializer,
        parameters=[OpenApiParameter("number", int, OpenApiParameter.PATH)],
    )
    def patch(self, request: Request, public_id: uuid.UUID, number: int) -> Response:
        """Say who a doubtful row is; it is ticked with it."""
        run = _open(request, public_id)
        asked = AnswerSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        said = asked.validated_data["answer"]
        row = actions.answer_row(person(request), public_id, number, said)
        return Response(ImportRowSerializer(describe(person(request), run, [row])[0]).data)


class AddImport(APIView):
    """Add the ticked rows of a file."""

    permission_classes = [IsConnector]

    @extend_schema(request=None, responses={202: ImportRunSerializer})
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """Add them; a worker does it."""
        _open(request, public_id)
        run = actions.add_chosen(person(request), public_id)
        return Response(ImportRunSerializer(run).data, status=status.HTTP_202_ACCEPTED)


class UndoImport(APIView):
    """Take an import back."""

    permission_classes = [IsConnector]

    @extend_schema(request=None, responses={202: ImportRunSerializer})
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """Undo it, for seven days; a worker does it."""
        _open(request, public_id)
        run = actions.undo_import(person(request), public_id)
        return Response(ImportRunSerializer(run).data, status=status.HTTP_202_ACCEPTED)
