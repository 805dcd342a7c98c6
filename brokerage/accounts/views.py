"""The pages of one's own account. Signing in and its security are django-allauth's pages."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from brokerage.accounts import actions, queries
from brokerage.accounts.countries import COUNTRIES
from brokerage.accounts.forms import AccountForm, CloseForm
from brokerage.accounts.roles.permissions import person
from brokerage.accounts.sanctions import standing
from brokerage.accounts.signing_in.recent import ask_again, recent_sign_in_required
from brokerage.kit import clock


def sent(request: HttpRequest) -> QueryDict | None:
    """What was posted, be it nothing at all; None when the page is only looked at."""
    return request.POST if request.method == "POST" else None


@login_required
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Who one is here, and how one signs in."""
    user = person(request)
    return render(
        request,
        "accounts/overview.html",
        {
            "country": COUNTRIES.get(user.country, user.country),
            "security": queries.security_of(user),
            "sanctions": standing.running(user),
            "terms": user.terms.order_by("-pk").first(),
        },
    )


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest) -> HttpResponse:
    """Change name, company, roles, country and payout currency."""
    form = AccountForm(sent(request), instance=person(request))
    if request.method == "POST" and form.is_valid() and form.apply(person(request)):
        messages.success(request, "Saved.")
        return redirect("account_overview")
    status = 422 if form.errors else 200
    return render(request, "accounts/edit.html", {"form": form}, status=status)


@login_required
@require_GET
def data(request: HttpRequest) -> HttpResponse:
    """Where one takes one's data along or closes the account."""
    reasons = actions.why_not_closable(person(request))
    return render(request, "accounts/data.html", {"reasons": reasons})


@login_required
@recent_sign_in_required
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """Everything kept about this person, as a JSON file."""
    answer = JsonResponse(queries.export_of(person(request)), json_dumps_params={"indent": 2})
    name = f"sidedoor-{clock.now():%Y-%m-%d}.json"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@login_required
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest) -> HttpResponse:
    """Close the account for good, after a second look."""
    form = CloseForm(sent(request))
    if request.method == "POST" and form.is_valid():
        ask_again(request)
        actions.close_account(person(request))
        logout(request)
        messages.success(request, "Your account is closed. Thank you for having been here.")
        return redirect("home")
    reasons = actions.why_not_closable(person(request))
    status = 422 if form.errors else 200
    return render(request, "accounts/close.html", {"form": form, "reasons": reasons}, status=status)
