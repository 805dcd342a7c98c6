"""Coverage for reps: upload target accounts, see which are reachable, review, watch, and take along."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from brokerage.accounts.roles.permissions import person, rep_required
from brokerage.kit import spreadsheets
from brokerage.kit.errors import Refusal
from brokerage.kit.web.one_click import is_one_click
from connectors import actions
from connectors.forms import AccountsForm, AgainForm, CoverageForm, RenameForm
from connectors.models import CoverageList
from connectors.queries import coverage as queries
from connectors.views.shared import GET_POST, form_page, in_form, is_partial, or_404

REVIEWED_AT_ONCE = 50


def _own(request: HttpRequest, public_id: uuid.UUID) -> CoverageList:
    found: CoverageList = or_404(lambda: queries.list_of(person(request), public_id))
    return found


@rep_required
@require_http_methods(GET_POST)
def coverage(request: HttpRequest) -> HttpResponse:
    """One's lists, and a form for another."""
    rep = person(request)
    form = CoverageForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        name, data = form.content()
        found = in_form(
            form,
            lambda: actions.upload_accounts(rep, name, data, name=form.cleaned_data["name"]),
        )
        if found is not None:
            return redirect("coverage_list", found.public_id)
    return form_page(request, "connectors/coverage.html", form, {"lists": queries.lists_of(rep)})


@rep_required
@require_GET
def coverage_list(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The picture of a list and its accounts; only how far its reading is for htmx."""
    found = _own(request, public_id)
    if is_partial(request) and "state" in request.GET:
        answer = render(request, "connectors/_coverage_state.html", {"list": found})
        if not found.is_waiting:
            answer["HX-Refresh"] = "true"
        return answer
    return render(request, "connectors/coverage_list.html", _context(request, found))


def _context(request: HttpRequest, found: CoverageList) -> dict[str, Any]:
    context: dict[str, Any] = {"list": found, "rename": RenameForm(initial={"name": found.name})}
    if found.account_count:
        picture = queries.picture(person(request), found)
        form = AccountsForm(picture, request.GET)
        filters = form.filters()
        doubtful = [one.account for one in picture.lines if one.account.is_doubtful]
        context |= {
            "picture": picture,
            "page": queries.account_page(picture, filters),
            "form": form,
            "filters": filters,
            "example": doubtful[0] if doubtful else None,
            "watched": sum(one.watched for one in picture.lines),
            "shows": [
                ("", "All", picture.total),
                ("reachable", "Reachable", picture.reachable),
                ("not_yet", "Not yet", picture.unreachable),
            ],
        }
    return context


@rep_required
@require_http_methods(GET_POST)
def coverage_upload(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Upload a newer file to a list."""
    found = _own(request, public_id)
    form = AgainForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        name, data = form.content()
        done = in_form(
            form, lambda: actions.upload_accounts(person(request), name, data, again=public_id)
        )
        if done is not None:
            return redirect("coverage_list", public_id)
    return form_page(request, "connectors/coverage_upload.html", form, {"list": found})


@rep_required
@require_POST
def coverage_rename(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Give a list another name."""
    found = _own(request, public_id)
    form = RenameForm(request.POST)
    if form.is_valid() and in_form(
        form,
        lambda: actions.rename_list(person(request), public_id, form.cleaned_data["name"]),
    ):
        return redirect("coverage_list", public_id)
    context = _context(request, found) | {"rename": form}
    return render(request, "connectors/coverage_list.html", context, status=422)


@rep_required
@require_POST
def coverage_delete(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Delete a list."""
    _own(request, public_id)
    actions.delete_list(person(request), public_id)
    messages.success(request, "The list and its watches are deleted.")
    return redirect("coverage")


@rep_required
@require_http_methods(GET_POST)
def coverage_review(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say which company an account is, where that is in doubt: `answer` is "number:place of the option",
    place 0 for none of them."""
    found = _own(request, public_id)
    if request.method == "POST":
        number, _, place = request.POST.get("answer", "").partition(":")
        _choose(request, found, number, place)
        if not is_partial(request):
            return redirect("coverage_review", public_id)
        found = _own(request, public_id)
    doubtful = [one for one in found.accounts if one.is_doubtful]
    context = {"list": found, "accounts": doubtful[:REVIEWED_AT_ONCE], "count": len(doubtful)}
    template = "_coverage_review" if is_partial(request) else "coverage_review"
    return render(request, f"connectors/{template}.html", context)


def _choose(request: HttpRequest, found: CoverageList, number: str, place: str) -> None:
    if not (number.isdecimal() and place.isdecimal() and len(number + place) < 12):
        raise Refusal("Choose one of the companies offered.", code="company", status=400)
    account = next((one for one in found.accounts if one.number == int(number)), None)
    options = account.options if account else ()
    if int(place) > len(options):
        raise Refusal("Choose one of the companies offered.", code="company", status=400)
    key = options[int(place) - 1][0] if int(place) else ""
    actions.choose_company(person(request), found.public_id, int(number), key)


@rep_required
@require_POST
def coverage_watch(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Watch one account or all that are not reachable yet, or stop."""
    _own(request, public_id)
    number = request.POST.get("number", "")
    on = request.POST.get("do") != "stop"
    numbers = [int(number)] if number.isdecimal() and len(number) < 10 else None
    if number and numbers is None:
        raise Refusal("Choose an account.", code="number", status=400)
    count = actions.watch_accounts(person(request), public_id, numbers=numbers, on=on)
    if count:
        told = (
            f"You watch {count:,} account{'' if count == 1 else 's'} of this list. We email you, at"
            " most once a day, when one becomes reachable."
        )
    else:
        told = "You watch no account of this list."
    messages.success(request, told)
    back = request.POST.get("back", "")
    return redirect(f"{_path(public_id)}?{back[:300]}#accounts" if back else _path(public_id))


def _path(public_id: uuid.UUID) -> str:
    return f"/coverage/{public_id}/"


@rep_required
@require_GET
def coverage_csv(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """All accounts of a list that fit the filters, with the CRM's own ids."""
    found = _own(request, public_id)
    picture = queries.picture(person(request), found)
    filters = AccountsForm(picture, request.GET).filters()
    lines = [one for one in picture.lines if filters.fit(one)]
    rows = spreadsheets.rows(queries.csv_columns(found), queries.csv_rows(found, lines))
    return spreadsheets.download(rows, f"{slugify(found.name) or 'coverage'}.csv")


@csrf_exempt  # a mail program's one click has no token; the key in the address is what counts
@require_http_methods(GET_POST)
def coverage_watch_off(request: HttpRequest, token: str) -> HttpResponse:
    """The page that an email leads to: one button ends all watches. Opening it changes nothing.

    A POST counts with the button, or with the body by which a mail program says its one click.
    """
    rep = queries.rep_of_link(token)
    if rep is None:
        raise Http404
    clicked = "stop" in request.POST or is_one_click(request)
    done = request.method == "POST" and clicked
    if done:
        actions.stop_watching(rep)
    answer = render(request, "connectors/coverage_off.html", {"done": done})
    answer["Referrer-Policy"] = "no-referrer"
    answer["Cache-Control"] = "no-store"
    return answer
