"""Contacts who may be one person: merge them, or say that they are two."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from brokerage.accounts.roles.permissions import connector_required, person
from connectors.actions import merging
from connectors.queries.own_contacts.duplicates import likely_duplicates, recent_merges
from connectors.views.shared import or_404


@connector_required
@require_GET
def duplicates(request: HttpRequest) -> HttpResponse:
    """Likely duplicates, side by side, and what was merged lately."""
    user = person(request)
    context = {"pairs": likely_duplicates(user), "merges": recent_merges(user)}
    return render(request, "connectors/duplicates.html", context)


@connector_required
@require_POST
def merge(request: HttpRequest, keep: uuid.UUID, gone: uuid.UUID) -> HttpResponse:
    """Keep one of two."""
    or_404(lambda: merging.merge_contacts(person(request), keep, gone))
    messages.success(request, "Merged. You can undo it for seven days.")
    return redirect("network_duplicates")


@connector_required
@require_POST
def apart(request: HttpRequest, one: uuid.UUID, other: uuid.UUID) -> HttpResponse:
    """They are two people."""
    or_404(lambda: merging.tell_apart(person(request), one, other))
    return redirect("network_duplicates")


@connector_required
@require_POST
def undo(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Two again."""
    or_404(lambda: merging.undo_merge(person(request), public_id))
    messages.success(request, "They are two contacts again. The one that came back is not listed.")
    return redirect("network_duplicates")
