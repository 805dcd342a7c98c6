"""The thread through the API: read, write, mark as read, and its files."""

import uuid
from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils.http import parse_etags, quote_etag
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from brokerage.accounts.roles.permissions import person
from introductions.actions import thread
from introductions.api.introductions import own_introduction
from introductions.evidence import attachment_for, hand_out
from introductions.models import Introduction
from introductions.serializers import (
    MessageWriteSerializer,
    ReadSerializer,
    ThreadSerializer,
)


def _shown(
    request: Request, row: Introduction, code: int = 200, before: int | None = None
) -> Response:
    """The thread as whoever asks reads it now, under the version that it has."""
    found = thread.thread_of(row, person(request), before=before)
    etag = quote_etag(found.version)
    if before is None and etag in parse_etags(request.headers.get("If-None-Match", "")):
        return Response(status=status.HTTP_304_NOT_MODIFIED, headers={"ETag": etag})
    return Response(ThreadSerializer(found).data, code, headers={"ETag": etag})


class Messages(APIView):
    """What rep and connector write to each other, from the acceptance to the end."""

    permission_classes = [IsAuthenticated]
    parser_classes = [JSONParser, FormParser, MultiPartParser]

    @extend_schema(
        operation_id="introductions_messages_list",
        parameters=[
            OpenApiParameter("before", int, description="only messages with a smaller number"),
        ],
        responses={200: ThreadSerializer, 304: None},
    )
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        """The newest messages, oldest first. Ask again with the answer's `ETag` in `If-None-Match`: 304 while
        there is no news. Until the reveal ways to reach somebody are hidden in the other side's messages."""
        asked = request.query_params.get("before", "")
        is_number = asked.isascii() and asked.isdecimal() and len(asked) < 8
        row = own_introduction(request, public_id)
        return _shown(request, row, before=int(asked) if is_number else None)

    @extend_schema(
        operation_id="introductions_messages_write",
        request={
            "application/json": MessageWriteSerializer,
            "multipart/form-data": MessageWriteSerializer,
        },
        responses={201: ThreadSerializer},
    )
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """Write to the other side, with `files` (multipart) once the prospect is revealed.

        Refused with 400 (words or files we do not take), 409 (not now, not any more) or 429 (too many).
        """
        row = own_introduction(request, public_id)
        asked = MessageWriteSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        facts: dict[str, Any] = asked.validated_data
        thread.write(row, user=person(request), **facts)
        found = thread.thread_of(row, person(request))
        return Response(
            ThreadSerializer(found).data,
            status.HTTP_201_CREATED,
            headers={"ETag": quote_etag(found.version)},
        )


class MessagesRead(APIView):
    """How far one has read."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        operation_id="introductions_messages_read",
        request=ReadSerializer,
        responses=ThreadSerializer,
    )
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """Everything up to the message `number` is read; a mark never goes back."""
        row = own_introduction(request, public_id)
        asked = ReadSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        thread.mark_read(row, user=person(request), upto=asked.validated_data["number"])
        return Response(ThreadSerializer(thread.thread_of(row, person(request))).data)


class OneAttachment(APIView):
    """A file that came with a message."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        operation_id="introductions_messages_file",
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, public_id: uuid.UUID, file: uuid.UUID) -> HttpResponseBase:
        """Download it; perhaps by way of the host that is only for files (302)."""
        row = own_introduction(request, public_id)
        found = attachment_for(person(request), file)
        if found is None or found.message.introduction_id != row.pk:
            raise Http404
        return hand_out(found, "take", found.name)
