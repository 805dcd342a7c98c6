"""`/api/v1/me/`: one's own account, for programs."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth import logout
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from brokerage.accounts import actions
from brokerage.accounts.countries import COUNTRIES
from brokerage.accounts.models import User
from brokerage.accounts.roles.permissions import person
from brokerage.accounts.signing_in.recent import ask_program_again
from brokerage.kit.errors import Refusal


class MeSerializer(serializers.ModelSerializer[User]):
    """One's own account. `email` and the work domain change through verification only."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    country = serializers.ChoiceField(choices=sorted(COUNTRIES))
    currency = serializers.ChoiceField(choices=settings.SETTLEMENT_CURRENCIES)

    class Meta:
        model = User
        fields = (
            "id",
            "email",
            "name",
            "company",
            "is_rep",
            "is_connector",
            "country",
            "currency",
            "work_domain",
            "work_domain_verified_at",
        )
        read_only_fields: ClassVar[tuple[str, ...]] = (
            "email",
            "work_domain",
            "work_domain_verified_at",
        )


class Me(APIView):
    """The account of whoever asks."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(responses=MeSerializer, operation_id="me")
    def get(self, request: Request) -> Response:
        """Show it."""
        return Response(MeSerializer(person(request)).data)

    @extend_schema(request=MeSerializer, responses=MeSerializer, operation_id="change_me")
    def patch(self, request: Request) -> Response:
        """Change some of it; a refusal is 409 and says why."""
        asked = MeSerializer(person(request), data=request.data, partial=True)
        asked.is_valid(raise_exception=True)
        facts: dict[str, Any] = asked.validated_data
        return Response(MeSerializer(actions.change_account(person(request), **facts)).data)


class CloseSerializer(serializers.Serializer[Any]):
    """Whether the account can be closed now, and that one means it."""

    reasons = serializers.ListField(child=serializers.CharField(), read_only=True)
    sure = serializers.BooleanField(write_only=True)


class Close(APIView):
    """Closing one's own account, for good."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(responses=CloseSerializer, operation_id="why_not_close_me")
    def get(self, request: Request) -> Response:
        """What still needs the account, in sentences; none if it can be closed."""
        return Response({"reasons": actions.why_not_closable(person(request))})

    @extend_schema(request=CloseSerializer, responses={204: None}, operation_id="close_me")
    def post(self, request: Request) -> Response:
        """Close it, with `sure`; a refusal is 409 and says why."""
        asked = CloseSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        if not asked.validated_data["sure"]:
            raise Refusal("Say that you are sure.", code="sure", status=400, field="sure")
        ask_program_again(request)
        actions.close_account(person(request))
        logout(request._request)
        return Response(status=204)
