"""Change many people at once: look at it first, watch it, undo it."""

import uuid

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from brokerage.accounts.models import User
from brokerage.accounts.roles.permissions import connector_required, person
from brokerage.kit.errors import Refusal
from connectors import actions, queries
from connectors.forms import ChangeForm, NetworkForm
from connectors.models import BulkChange
from connectors.views.shared import is_partial, or_404


@connector_required
@require_POST
def change_many(request: HttpRequest) -> HttpResponse:
    """Change the chosen relationships, or all that match the filters: a few at once, then back to the list;
    many, and every removal, after a look at what will happen."""
    user = person(request)
    back = redirect(f"{reverse('network')}?{request.POST.get('filters', '')}")
    form = ChangeForm(user, request.POST, prefix="set")
    removing = "remove" in request.POST
    if not removing and not form.is_valid():
        messages.error(request, "The price is not a number that we understand.")
        return back
    try:
        bulk = actions.prepare_bulk(
            user, _chosen(request, user), None if removing else form.change()
        )
        if removing or bulk.total > actions.AT_ONCE:
            return redirect("network_bulk", bulk.public_id)
        bulk = actions.confirm_bulk(user, bulk.public_id)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return back
    _tell(request, bulk)
    return back


@connector_required
@require_GET
def bulk_change(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What a change is going to do, how far it is, or what it did; only the part that changes for htmx."""
    bulk = _own(person(request), public_id)
    preview = queries.preview_of(bulk) if bulk.status == BulkChange.Status.PREVIEW else None
    template = "connectors/_bulk.html" if is_partial(request) else "connectors/bulk.html"
    return render(request, template, {"bulk": bulk, "preview": preview, **_words(bulk)})


@connector_required
@require_POST
def bulk_confirm(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Carry it out."""
    user = person(request)
    _own(user, public_id)
    actions.confirm_bulk(user, public_id)
    return redirect("network_bulk", public_id)


@connector_required
@require_POST
def bulk_undo(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Put back what it changed."""
    user = person(request)
    _own(user, public_id)
    try:
        bulk = actions.undo_bulk(user, public_id)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return redirect("network_bulk", public_id)
    if bulk.total > actions.AT_ONCE:
        return redirect("network_bulk", public_id)
    if bulk.refused:
        messages.warning(request, " ".join(["Undone, but:", *bulk.refused]))
    else:
        messages.success(request, "Undone.")
    return redirect("network")


@connector_required
@require_GET
def bulk_changes(request: HttpRequest) -> HttpResponse:
    """The latest changes to many people, and removals of one, each of which can be undone for a while."""
    found = queries.bulk_changes_of(person(request)).filter(
        Q(total__gt=1) | Q(wanted__remove=True)
    )[:50]
    rows = [(bulk, _words(bulk)["says"]) for bulk in found]
    return render(request, "connectors/bulk_changes.html", {"rows": rows})


def _own(user: User, public_id: uuid.UUID) -> BulkChange:
    found: BulkChange = or_404(lambda: user.bulk_changes.get(public_id=public_id))
    return found


def _chosen(request: HttpRequest, user: User) -> list[int]:
    """The ticked relationships, or all that match the filters of the page."""
    if request.POST.get("all_matching"):
        filters = NetworkForm(QueryDict(request.POST.get("filters", ""))).filters()
        return queries.own_matches(user, filters)
    ticked = []
    for text in request.POST.getlist("chosen"):
        try:
            ticked.append(uuid.UUID(text))
        except ValueError:
            continue
    return list(queries.visible_to(user).filter(public_id__in=ticked).values_list("pk", flat=True))


def _tell(request: HttpRequest, bulk: BulkChange) -> None:
    said = [f"{bulk.changed} changed."]
    said += [f"{count} not: {reason}" for reason, count in bulk.refused.items()]
    tell = messages.warning if bulk.refused else messages.success
    tell(request, " ".join(said))


def _words(bulk: BulkChange) -> dict[str, object]:
    """What the change is, in words, and what of its result is to be said."""
    return {
        "can_undo": queries.can_undo(bulk),
        "says": queries.what_it_does(bulk),
        "refused": sorted(bulk.refused.items(), key=lambda one: -one[1]),
    }
