"""The connector's payout account and earnings: `/payouts/`."""

import logging

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from brokerage.accounts.models import User
from brokerage.accounts.permissions import connector_required, person
from payments import actions, queries
from payments.gateway.looking import problem
from payments.models import PayoutAccount

log = logging.getLogger(__name__)


@connector_required
@require_GET
@never_cache
def payouts(request: HttpRequest) -> HttpResponse:
    """How the payout account stands, and what is held, coming and paid."""
    user = person(request)
    account = queries.payout_account_of(user)
    context = {
        "account": account,
        "started": bool(account and account.account_id),
        "missing": queries.missing_from(account),
        "earnings": (earned := queries.earnings_of(user)),
        "waiting": queries.waiting_for_payout(user, earned),
        "debts": queries.debts_of(user),
        "balances": queries.balances_of(user),
    }
    return render(request, "payments/payouts.html", context)


@connector_required
@require_POST
@never_cache
def connect(request: HttpRequest) -> HttpResponse:
    """A fresh link to the provider's page, as a page of ours that leads on; the link is not kept.

    Not a redirect: `form-action` also binds where a posted form is redirected to.
    """
    url = actions.onboarding_link(person(request), **queries.payout_pages())
    return render(request, "payments/connect.html", {"url": url})


@login_required
@require_GET
@never_cache
def back(request: HttpRequest) -> HttpResponse:
    """Back from the provider: see how the account stands now."""
    account = see_account(person(request))
    if account and account.is_ready:
        messages.success(request, "Your payout account is ready.")
    else:
        messages.info(request, "The payment provider does not have everything yet.")
    return redirect("payouts")


@login_required
@require_GET
@never_cache
def refresh(request: HttpRequest) -> HttpResponse:
    """The link was used up or too old: back to the page that makes a new one."""
    see_account(person(request))
    messages.info(request, "That link was no longer valid. Please continue from here.")
    return redirect("payouts")


def see_account(user: User) -> PayoutAccount | None:
    """The account as it stands at the provider; as last seen where the provider does not answer."""
    account = queries.payout_account_of(user)
    if account is None or not account.account_id:
        return account
    try:
        return actions.look_at_account(account.account_id)
    except Exception as error:
        if problem(error) is None:
            raise
        log.warning("payout account %s not seen: %s", account.pk, problem(error))
        return account
