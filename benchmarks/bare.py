"""Views that know no rule, to compare the pages of `waiting` with: the same rows, one template, a list."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import engines
from django.urls import path

from brokerage.cases.models import Case
from brokerage.urls import urlpatterns as ours
from introductions.models import Introduction

PLAIN = """{% extends "base.html" %}{% block main %}<ul>{% for row in rows %}
<li><a href="/x/{{ row.0 }}/">{{ row.1 }}</a> {{ row.2 }} {{ row.3|date:"j M Y" }}</li>
{% endfor %}</ul>{{ page.paginator.count }}{% endblock %}"""


def shown(request: HttpRequest, page: Any, rows: list[tuple[Any, ...]]) -> HttpResponse:
    """A page of the site with a list of links."""
    template = engines["django"].from_string(PLAIN)
    return HttpResponse(template.render({"rows": rows, "page": page}, request))


@login_required
def queue(request: HttpRequest) -> HttpResponse:
    """Cases with what they are about, what is due first on top."""
    page = Paginator(Case.objects.filter(closed_at=None).order_by("due_at", "pk"), 25).get_page(1)
    about = {
        row.public_id.hex: row
        for row in Introduction.objects.filter(public_id__in=[one.subject for one in page])
    }
    rows = [(c.public_id, about[c.subject].listing["headline"], c.amount, c.due_at) for c in page]
    return shown(request, page, rows)


@login_required
def board(request: HttpRequest) -> HttpResponse:
    """Introductions of one connector, newest first."""
    found = Introduction.objects.filter(connector=request.user, state="requested").order_by("-pk")
    page = Paginator(found.select_related("payment"), 20).get_page(1)
    rows = [(row.public_id, row.listing["headline"], row.price, row.created_at) for row in page]
    return shown(request, page, rows)


@login_required
def listed(request: HttpRequest) -> HttpResponse:
    """The same as JSON."""
    found = Introduction.objects.filter(connector=request.user).order_by("-pk")
    page = Paginator(found.select_related("payment"), 20).get_page(1)
    names = ("public_id", "state", "listing", "price", "currency", "pitch", "created_at")
    rows = [{name: getattr(row, name) for name in names} for row in page]
    return JsonResponse({"count": page.paginator.count, "results": rows})


urlpatterns = [
    path("bare/queue/", queue),
    path("bare/board/", board),
    path("bare/list/", listed),
    *ours,
]
