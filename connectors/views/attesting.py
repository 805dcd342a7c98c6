"""Confirming relationships again: all by the link of the email, or signed in, all or a few."""

import uuid
from contextlib import suppress

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from brokerage.accounts.roles.permissions import connector_required, person
from brokerage.kit.errors import Refusal
from connectors import actions, queries
from connectors.views.shared import GET_POST

A_PAGE = 100


@require_http_methods(GET_POST)
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The page that the email leads to: one button for all. Opening it changes nothing; nobody is named."""
    link = queries.by_attest_token(token)
    if link is None:
        raise Http404
    context: dict[str, object] = {}
    if request.method == "POST":
        context["done"] = actions.attest(link.user, before=link.before).sentence
    context["count"] = queries.attestable(link.user).filter(attested_at__lt=link.before).count()
    context["button"] = f"Confirm all {context['count']}"
    return render(request, "connectors/attest_by_link.html", context)


@connector_required
@require_http_methods(GET_POST)
def attest(request: HttpRequest) -> HttpResponse:
    """All that are asked about, by name, to confirm them or a few of them."""
    user = person(request)
    refused = ""
    if request.method == "POST":
        everybody = "all" in request.POST
        try:
            outcome = actions.attest(user, None if everybody else chosen(request))
        except Refusal as refusal:
            refused = refusal.sentence
        else:
            messages.success(request, outcome.sentence)
            return redirect("attest")
    rows = queries.attestable(user).select_related("company")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    count = page.paginator.count
    context = {"page": page, "count": count, "button": f"Confirm all {count}", "refused": refused}
    return render(request, "connectors/attest.html", context, status=400 if refused else 200)


def chosen(request: HttpRequest) -> list[uuid.UUID]:
    """The ids that were ticked and are ids."""
    found = []
    for text in request.POST.getlist("id"):
        with suppress(ValueError):
            found.append(uuid.UUID(text))
    return found
