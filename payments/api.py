"""The API of payments: the same deeds and queries as its pages."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from brokerage.accounts.models import User
from brokerage.accounts.permissions import IsConnector, person
from payments import actions, queries
from payments.serializers import OnboardingSerializer, PayoutsSerializer


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
        """A fresh link; it works once and for minutes."""
        url = actions.onboarding_link(person(request), **queries.payout_pages())
        return Response(OnboardingSerializer({"url": url}).data)


def _account(user: User) -> dict[str, Any]:
    account = queries.payout_account_of(user)
    if account is None or not account.account_id:
        return {"status": "none", "country": user.country, "currency": user.currency, "missing": []}
    status = "closed" if account.closed_at else "ready" if account.is_ready else "incomplete"
    facts = {"country": account.country, "currency": account.currency}
    return {"status": status, "missing": queries.missing_from(account), **facts}
