"""`/api/v1/me/`: one's own account, for programs."""

from typing import Any, ClassVar

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from brokerage.accounts import actions
from brokerage.accounts.countries import COUNTRIES
from brokerage.accounts.models import User
from brokerage.accounts.permissions import person


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
