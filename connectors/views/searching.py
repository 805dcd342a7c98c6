"""What reps find, and one listing."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from brokerage.accounts.roles.permissions import person, rep_required
from connectors import actions, queries
from connectors.forms import SearchForm
from connectors.views.shared import is_partial, narrowed, or_404

MORE_FILTERS = ("seniority", "price_from", "price_to", "currency", "strength")


@rep_required
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Listings that match, all facts blinded; the results alone for htmx."""
    form = SearchForm(request.GET)
    filters = form.filters(request.GET.get("page", "1"))
    page = queries.search(filters, person(request))
    actions.note_search(person(request), filters)
    template = "connectors/_results.html" if is_partial(request) else "connectors/search.html"
    context = {
        "form": form,
        "page": page,
        "narrowed": narrowed(request),
        "more_set": any(request.GET.get(name) for name in MORE_FILTERS),
    }
    answer = render(request, template, context)
    answer["Vary"] = "HX-Request"
    return answer


@rep_required
@require_GET
def listing(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One listing, what it costs, and what happens after asking."""
    row = or_404(lambda: queries.listing_for(public_id, person(request)))
    actions.note_view(person(request), row)
    context = {
        "listing": queries.blinded(row),
        "waits": queries.waiting_times(),
        "ask_path": f"/introductions/new/{public_id}/",
    }
    return render(request, "connectors/listing.html", context)
