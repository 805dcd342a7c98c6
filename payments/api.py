"""The API of payments: the same actions and queries as its pages."""

import uuid
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.exceptions import ValidationError
from rest_framework.generics import ListAPIView
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from brokerage.accounts.models import User
from brokerage.accounts.roles.permissions import IsConnector, person
from brokerage.accounts.signing_in.recent import ask_program_again
from payments import actions, queries
from payments.forms import BillingForm, PeriodForm
from payments.models import BillingDetails, Paper
from payments.serializers import (
    BillingSerializer,
    OnboardingSerializer,
    PaperSerializer,
    PayoutsSerializer,
)


class Payouts(APIView):
    """The payout account and the earnings of a connector."""

    permission_classes = [IsConnector]

    @extend_schema(responses=PayoutsSerializer)
    def get(self, request: Request) -> Response:
        """How the account stands, and what is held, coming and paid."""
        user = person(request)
        earned = queries.earnings_of(user)
        found = {
            "account": _account(user),
            "balances": queries.balances_of(user),
            "waiting": queries.waiting_for_payout(user, earned),
            "debts": queries.debts_of(user),
            "earnings": earned,
        }
        return Response(PayoutsSerializer(found).data)


class Onboarding(APIView):
    """The way to the provider's onboarding."""

    permission_classes = [IsConnector]

    @extend_schema(request=None, responses=OnboardingSerializer)
    def post(self, request: Request) -> Response:
        """A fresh link; it works once and for minutes. Asks for a recent sign-in."""
        ask_program_again(request)
        url = actions.onboarding_link(person(request), **queries.payout_pages())
        return Response(OnboardingSerializer({"url": url}).data)


def _account(user: User) -> dict[str, Any]:
    account = queries.payout_account_of(user)
    if account is None or not account.account_id:
        return {"status": "none", "country": user.country, "currency": user.currency, "missing": []}
    status = "closed" if account.closed_at else "ready" if account.is_ready else "incomplete"
    facts = {"country": account.country, "currency": account.currency}
    return {"status": status, "missing": queries.missing_from(account), **facts}


@extend_schema_view(
    get=extend_schema(
        operation_id="papers",
        parameters=[OpenApiParameter("year", int), OpenApiParameter("month", int)],
    )
)
class Papers(ListAPIView[Paper]):
    """One's own papers, newest first."""

    permission_classes = [IsAuthenticated]
    serializer_class = PaperSerializer
    queryset = Paper.objects.none()  # for the schema; `get_queryset` decides

    def get_queryset(self) -> QuerySet[Paper]:
        """Of a year, or of a month in it."""
        asked = PeriodForm(self.request.query_params)
        if not asked.is_valid():
            raise ValidationError(
                {name: [str(one) for one in said] for name, said in asked.errors.items()}
            )
        period = asked.cleaned_data
        return queries.papers_of(person(self.request), period["year"], period["month"])


class PaperPdf(APIView):
    """One paper as PDF."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        operation_id="paper_pdf", responses={(200, "application/pdf"): OpenApiTypes.BINARY}
    )
    def get(self, request: Request, public_id: uuid.UUID) -> HttpResponse:
        """Download it."""
        from payments.pdf import pdf_of  # large: see there

        found = get_object_or_404(Paper, public_id=public_id, owner=person(request))
        answer = HttpResponse(pdf_of(found), content_type="application/pdf")
        answer["Content-Disposition"] = f'attachment; filename="{found.number}.pdf"'
        return answer


class Billing(APIView):
    """What stands on one's papers from now on."""

    permission_classes = [IsAuthenticated]

    @extend_schema(responses=BillingSerializer)
    def get(self, request: Request) -> Response:
        """Read it."""
        facts = BillingForm.facts_of(person(request))
        return Response(BillingSerializer(BillingDetails(**facts)).data)

    @extend_schema(request=BillingSerializer, responses=BillingSerializer)
    def put(self, request: Request) -> Response:
        """Write it; what was issued stays as it is."""
        asked = BillingSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        row = actions.save_billing(person(request), **asked.validated_data)
        return Response(BillingSerializer(row).data)
