"""Price rules: a price for each segment, what they would do, and doing it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from brokerage.accounts.models import User
from brokerage.accounts.roles.permissions import connector_required, person
from connectors import actions, queries
from connectors.forms import NetworkForm, PriceRuleForm
from connectors.views.shared import GET_POST, in_form

UNPRICED = "status=unpriced"
"""Whom rules are for where nobody was chosen: those without a price."""


@connector_required
@require_http_methods(GET_POST)
def price_rules(request: HttpRequest) -> HttpResponse:
    """The rules, with a form for another and what they would do to those who match the filters."""
    user = person(request)
    filters = request.GET.urlencode() or UNPRICED
    form = PriceRuleForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        rule = in_form(form, lambda: actions.set_price_rule(user, **form.rule()))
        if rule is not None:
            messages.success(request, "Saved. Nobody's price has changed yet.")
            return redirect("network_prices")
    preview = queries.what_rules_do(user, _chosen(user, filters))
    context = {
        "form": form,
        "rows": [
            (one, preview.counts.get(one.pk, 0), usual.beside(one.price) if usual else "")
            for one in queries.price_rules_of(user)
            for usual in [queries.usual_price_of_rule(one)]
        ],
        "preview": preview,
        "filters": filters,
        "unpriced": filters == UNPRICED,
    }
    status = 422 if form.errors else 200
    return render(request, "connectors/price_rules.html", context, status=status)


@connector_required
@require_POST
def price_rule_remove(request: HttpRequest, rule_id: int) -> HttpResponse:
    """Forget a rule."""
    actions.remove_price_rule(person(request), rule_id)
    messages.success(request, "Removed. Prices that it set stay.")
    return redirect("network_prices")


@connector_required
@require_POST
def price_rules_apply(request: HttpRequest) -> HttpResponse:
    """Ask what the rules say of those who match the filters."""
    user = person(request)
    done = actions.apply_price_rules(user, _chosen(user, request.POST.get("filters", UNPRICED)))
    people = sum(one.total for one in done)
    messages.success(
        request,
        f"{people} {'price is' if people == 1 else 'prices are'} being set. You can undo it here.",
    )
    return redirect("network_bulk_changes")


def _chosen(user: User, filters: str) -> list[int]:
    return queries.own_matches(user, NetworkForm(QueryDict(filters)).filters())
