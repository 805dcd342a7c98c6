"""The shortlist, some of it side by side, and what one looked at lately."""

import uuid
from contextlib import suppress

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from brokerage.accounts.roles.permissions import person, rep_required
from brokerage.kit.errors import Refusal
from connectors import actions
from connectors.actions import saving
from connectors.queries.saving import MOST_COMPARED, compared, seen_by, shortlist_of
from connectors.views.shared import is_partial, or_404


@rep_required
@require_GET
def shortlist(request: HttpRequest) -> HttpResponse:
    """All that was put aside, to compare, ask for, or take off."""
    context = {"kept": shortlist_of(person(request)), "most": MOST_COMPARED}
    return render(request, "connectors/shortlist.html", context)


@rep_required
@require_POST
def star(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Put a listing on the shortlist, or take it off; back to the page one was on, or the star alone."""
    rep, on = person(request), request.POST.get("on") == "1"
    if on:
        actions.allow_search(rep, "")
        or_404(lambda: saving.shortlist(rep, public_id))
    else:
        saving.take_off_shortlist(rep, public_id)
    if is_partial(request):
        context = {
            "path": reverse("listing", args=[public_id]),
            "starred": on,
            "name": request.POST.get("name", "")[:200],
        }
        return render(request, "connectors/_star.html", context)
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    here = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(here, {request.get_host()}, request.is_secure()):
        return here
    return "/shortlist/"


@rep_required
@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """Two to four side by side."""
    rep = person(request)
    actions.allow_search(rep, "")
    ids = []
    for text in request.GET.getlist("id"):
        with suppress(ValueError):
            ids.append(uuid.UUID(text))
    try:
        found = compared(rep, ids)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return redirect("shortlist")
    facts = [dict(one.listing.facts) for one in found if one.listing]
    labels = dict.fromkeys(label for one in facts for label in one)
    context = {
        "kept": found,
        "gone": len(set(ids)) - len(found),
        "rows": [(label, [one.get(label, "") for one in facts]) for label in labels],
    }
    return render(request, "connectors/compare.html", context)


@rep_required
@require_GET
def recent(request: HttpRequest) -> HttpResponse:
    """The last listings that one looked at."""
    return render(request, "connectors/recent.html", {"listings": seen_by(person(request))})


@rep_required
@require_POST
def forget_recent(request: HttpRequest) -> HttpResponse:
    """Forget all of them."""
    saving.forget_seen(person(request))
    messages.success(request, "Deleted.")
    return redirect("recently_seen")
