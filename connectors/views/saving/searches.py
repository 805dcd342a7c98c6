"""Saved searches: keeping the search one looks at, what is new, and the end of emails about it."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from brokerage.accounts.roles.permissions import person, rep_required
from brokerage.kit.errors import Refusal
from brokerage.kit.web.one_click import is_one_click
from connectors import actions
from connectors.actions import saving
from connectors.forms import SavedSearchForm, SearchForm
from connectors.models import Alerts
from connectors.queries.saving import address_of as address
from connectors.queries.saving import by_off_token, saved_by, suggested_name, unpacked, with_new
from connectors.queries.searching import understood
from connectors.views.shared import GET_POST, in_form, or_404


@rep_required
@require_http_methods(GET_POST)
def save_search(request: HttpRequest) -> HttpResponse:
    """Keep the search in this address: its name, suggested from its chips, and how often to be told."""
    rep = person(request)
    filters = SearchForm(request.GET).filters(request.GET.get("alike", ""))
    if request.method == "POST":
        form = SavedSearchForm(request.POST)
        if form.is_valid():
            actions.allow_search(rep, "")
            said = form.cleaned_data
            row = in_form(form, lambda: saving.save_search(rep, filters, **said))
            if row is not None:
                messages.success(request, f"Saved as “{row.name}”.")
                return redirect(address(filters))
    else:
        name = suggested_name(filters, understood(filters, rep))
        form = SavedSearchForm(initial={"name": name, "alerts": Alerts.DAILY})
    context = {"form": form, "back": address(filters)}
    status = 422 if form.errors else 200
    return render(request, "connectors/saved_search_new.html", context, status=status)


@rep_required
@require_GET
def saved_searches(request: HttpRequest) -> HttpResponse:
    """All of them, to open, rename, be told about, and delete."""
    rep = person(request)
    actions.allow_counts(rep)
    context = {
        "views": [
            (one, SavedSearchForm(initial={"name": one.row.name, "alerts": one.row.alerts},
                                  auto_id=f"s{one.row.public_id.hex}-%s"))
            for one in with_new(saved_by(rep), rep)
        ],
        "most": saving.MOST_SAVED,
    }  # fmt: skip
    return render(request, "connectors/saved_searches.html", context)


@rep_required
@require_GET
def panel(request: HttpRequest) -> HttpResponse:
    """Beside the search: names, and how much is new in each."""
    rep = person(request)
    actions.allow_counts(rep)
    context = {"views": with_new(saved_by(rep), rep)}
    return render(request, "connectors/_saved_panel.html", context)


@rep_required
@require_GET
def open_saved_search(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Look at what it finds: from now on that is not new any more."""
    rep = person(request)
    actions.allow_search(rep, "")
    row = or_404(lambda: saving.look_at_saved_search(rep, public_id))
    return redirect(address(unpacked(row.asked)))


@rep_required
@require_POST
def change_saved_search(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Rename it, or be told more or less often."""
    rep = person(request)
    form = SavedSearchForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            row = or_404(lambda: saving.change_saved_search(rep, public_id, **said))
        except Refusal as refusal:
            messages.error(request, refusal.sentence)
        else:
            messages.success(request, f"Saved “{row.name}”.")
    else:
        or_404(lambda: saved_by(rep).get(public_id=public_id))
        messages.error(request, "Give the search a name of at most 80 characters.")
    return redirect("saved_searches")


@rep_required
@require_POST
def delete_saved_search(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Forget it."""
    or_404(lambda: saving.delete_saved_search(person(request), public_id))
    messages.success(request, "Deleted.")
    return redirect("saved_searches")


@csrf_exempt
@require_http_methods(GET_POST)
def alerts_off(request: HttpRequest, token: str) -> HttpResponse:
    """The link of an email: GET asks once, POST turns emails off, whoever is signed in or nobody.

    POST counts with the page's button, or with the body by which a mail program says its one click.
    """
    link = by_off_token(token)
    if link is None:
        raise Http404
    clicked = request.POST.get("off") == "yes" or is_one_click(request)
    if request.method == "POST" and clicked and not link.gone:
        saving.turn_alerts_off(link.owner, link.search)
    context = {"link": link, "done": link.gone or (request.method == "POST" and clicked)}
    answer = render(request, "connectors/alerts_off.html", context)
    answer["Cache-Control"] = "no-store"
    answer["Referrer-Policy"] = "no-referrer"
    return answer
