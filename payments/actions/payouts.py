"""The connector's payout account: opened once, completed on the provider's own pages."""

import logging

from django.conf import settings
from django.db import transaction

from brokerage.accounts.models import User
from brokerage.kit.errors import Refusal
from payments.actions.observing import look_at_account
from payments.actions.provider_calls import order_call, send_and_wait
from payments.gateway import reading
from payments.gateway.errors import Unreachable
from payments.models import PayoutAccount, ProviderCall
from payments.queries import payout_account_of

log = logging.getLogger(__name__)


def open_payout_account(user: User) -> PayoutAccount:
    """The user's payout account, opened at the provider if it is not there yet.

    Called outside a transaction: the provider is asked right away, for a browser waits. Refused where
    the platform cannot pay out, and while the provider wants something of us first (the desk is called).
    """
    if user.country not in settings.PAYOUT_COUNTRIES:
        raise Refusal(
            "We cannot pay out to your country yet. Set your country under Account first.",
            code="country_not_served",
            field="country",
        )
    if user.currency not in settings.SETTLEMENT_CURRENCIES:
        raise Refusal("We cannot pay out in that currency yet.", code="currency_not_served")
    account = _order(user)
    if not account.account_id:
        newest = account.calls.order_by("-n").first()
        if newest:
            send_and_wait(newest.pk)
        account.refresh_from_db()
    if not account.account_id and account.calls.filter(status=ProviderCall.Status.STUCK).exists():
        raise Refusal(
            "Payout accounts cannot be opened right now. Our desk has been told and takes care of it.",
            code="payouts_unavailable",
            status=503,
        )
    if not account.account_id:
        raise Refusal(
            "The payment provider does not answer right now. Please try again in a minute.",
            code="provider_unreachable",
            status=503,
        )
    return account


@transaction.atomic
def _order(user: User) -> PayoutAccount:
    User.objects.select_for_update().get(pk=user.pk)
    account, _ = PayoutAccount.objects.get_or_create(
        user=user, defaults={"country": user.country, "currency": user.currency}
    )
    waiting = account.calls.exclude(
        status__in=[ProviderCall.Status.REFUSED, ProviderCall.Status.DROPPED]
    )
    if not account.account_id and not waiting.exists():
        order_call("account", payout_account=account, body=_recipient(user))
    return account


def _recipient(user: User) -> dict[str, object]:
    """A recipient account as a marketplace has it (STRIPE.md 4.5): Express, we bear fees and losses."""
    return {
        "contact_email": user.email,
        "display_name": user.name,
        "dashboard": "express",
        "identity": {"country": user.country.lower(), "entity_type": "individual"},
        "configuration": {
            "recipient": {
                "capabilities": {"stripe_balance": {"stripe_transfers": {"requested": True}}}
            }
        },
        "defaults": {
            "currency": user.currency.lower(),
            "responsibilities": {
                "fees_collector": "application",
                "losses_collector": "application",
            },
        },
        "include": ["configuration.recipient", "requirements"],
    }


def onboarding_link(user: User, *, refresh_url: str, return_url: str) -> str:
    """A fresh link to the provider's onboarding page; made per click, never kept."""
    account = open_payout_account(user)
    try:
        return reading.account_link(
            account.account_id, refresh_url=refresh_url, return_url=return_url
        )
    except Unreachable as error:
        raise Refusal(
            "The payment provider does not answer right now. Please try again in a minute.",
            code="provider_unreachable",
            status=503,
        ) from error


def see_account(user: User) -> PayoutAccount | None:
    """The account as it stands at the provider; as last seen where the provider does not answer."""
    account = payout_account_of(user)
    if account is None or not account.account_id:
        return account
    try:
        return look_at_account(account.account_id)
    except Unreachable as error:
        log.warning("payout account %s not seen: %s", account.pk, error)
        return account
