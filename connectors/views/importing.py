"""An address book on its way in: upload, look at it, say who is who, add, and undo."""

import uuid
from typing import Any
from urllib.parse import parse_qs

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from brokerage.accounts.roles.permissions import connector_required, person
from brokerage.kit.errors import Refusal
from connectors import actions, queries
from connectors.actions.importing.describing import describe
from connectors.forms import ColumnsForm, ImportForm, ReviewForm
from connectors.models import ImportRow, ImportRun
from connectors.queries.network import NETWORK_LIMIT
from connectors.queries.own_contacts.reviewing import open_run, review_counts, review_page
from connectors.views.shared import GET_POST, form_page, in_form, is_partial, or_404

Status = ImportRun.Status


@connector_required
@require_http_methods(GET_POST)
def import_file(request: HttpRequest) -> HttpResponse:
    """Upload an address book."""
    user = person(request)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        name, data = form.content()
        run = in_form(form, lambda: actions.import_network(user, name, data))
        if run is not None:
            return redirect("network_import_run", run.public_id)
    context = {
        "lawful_basis": actions.LAWFUL_BASIS,
        "runs": queries.imports_of(user)[:10],
        "network_limit": NETWORK_LIMIT,
        "network_count": queries.counts(user).total,
    }
    return form_page(request, "connectors/import.html", form, context)


@connector_required
@require_GET
def import_run(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Where an import is: being read, waiting for its review, being added, over. Only a part for htmx."""
    run: ImportRun = or_404(lambda: open_run(person(request), public_id))
    if run.status == Status.REVIEW and not is_partial(request):
        return _review(request, run)
    if run.status == Status.COLUMNS and not is_partial(request):
        return _columns(request, run, ColumnsForm(run))
    if run.status == Status.REVIEW and "head" in request.GET:
        context = {"run": run, "counts": review_counts(run)}
        return render(request, "connectors/_review_head.html", context)
    context = {"run": run, "problems": run.problems[:50], "kept": queries.kept_by(run)}
    template = "connectors/_run.html" if is_partial(request) else "connectors/run.html"
    answer = render(request, template, context)
    if is_partial(request) and run.status in {Status.REVIEW, Status.COLUMNS}:
        answer["HX-Refresh"] = "true"
    return answer


@connector_required
@require_POST
def choose_rows(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Tick, untick and answer rows of a review, or add what is ticked.

    A page without script sends all its boxes; with it a box or an answer comes alone.
    """
    user = person(request)
    said = request.POST
    or_404(lambda: open_run(user, public_id))
    shown = _numbers([said.get("row", "")] if is_partial(request) else said.getlist("shown"))
    chosen = set(_numbers(said.getlist("chosen")))
    if shown:
        ticked = [one for one in shown if one in chosen]
        actions.choose_rows(user, public_id, numbers=ticked, chosen=True)
        rest = [one for one in shown if one not in chosen]
        actions.choose_rows(user, public_id, numbers=rest, chosen=False)
    number, _, answer = said.get("answer", "").partition(":")
    if number.isdecimal():
        actions.answer_row(user, public_id, int(number[:9]), answer)
    match said.get("do", ""):
        case "add":
            actions.add_chosen(user, public_id)
            return redirect("network_import_run", public_id)
        case "tick" | "untick" as what:
            kind = said.get("kind", "")
            actions.choose_rows(
                user, public_id, numbers=None, chosen=what == "tick", kind=_known_kind(kind)
            )
        case "answer_all":
            actions.answer_all(
                user, public_id, reason=said.get("reason", ""), answer=said.get("with", "")
            )
    if is_partial(request):
        return _changed_rows(request, user, public_id, shown or _numbers([number]))
    return redirect(_back(public_id, said.get("filters", "")))


@connector_required
@require_POST
def choose_columns(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say what the columns are, or in which encoding the file is; it is read again."""
    user = person(request)
    run: ImportRun = or_404(lambda: open_run(user, public_id))
    if encoding := request.POST.get("encoding", ""):
        actions.read_as(user, public_id, encoding)
        return redirect("network_import_run", public_id)
    form = ColumnsForm(run, request.POST)
    if form.is_valid():
        done = in_form(form, lambda: actions.choose_columns(user, public_id, form.chosen()))
        if done is not None:
            return redirect("network_import_run", public_id)
    return _columns(request, run, form)


@connector_required
@require_POST
def discard_import(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Add nothing of it."""
    or_404(lambda: actions.discard_import(person(request), public_id))
    messages.success(request, "Discarded. Nothing was added, and the file is deleted.")
    return redirect("network_import")


@connector_required
@require_POST
def undo_import(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take an import back."""
    or_404(lambda: actions.undo_import(person(request), public_id))
    return redirect("network_import_run", public_id)


def _review(request: HttpRequest, run: ImportRun) -> HttpResponse:
    user = person(request)
    form = ReviewForm(request.GET)
    filters = form.filters(request.GET.get("page", "1"))
    page = review_page(run, filters)
    counts = review_counts(run)
    narrowed = QueryDict(mutable=True)
    narrowed.update(
        {
            name: value
            for name, value in request.GET.dict().items()
            if name in {"q", "order", "with_email"}
        }
    )
    context: dict[str, Any] = {
        "run": run,
        "counts": counts,
        "page": page,
        "rows": describe(user, run, list(page.object_list)),
        "form": form,
        "filters": filters,
        "rest": narrowed.urlencode(),
        "tabs": _tabs(counts),
        "questions": _questions(run) if counts.open else [],
        "columns_form": ColumnsForm(run),
        "previews": run.previews or {},
        "problems": run.problems[:100],
        "file_name": run.file_name,
    }
    return render(request, "connectors/review.html", context)


def _tabs(counts: Any) -> list[tuple[str, str, int]]:
    kinds = ImportRow.Kind
    return [
        ("", "All", counts.all),
        (kinds.QUESTION, "Need you", counts.question),
        (kinds.NEW, "New", counts.new),
        (kinds.KNOWN, "Known", counts.known),
        (kinds.UNLISTABLE, "Can’t be listed", counts.unlistable),
        (kinds.LEFT_OUT, "Left out", counts.left_out),
    ]


def _questions(run: ImportRun) -> list[tuple[str, str, int]]:
    """Open questions by reason, where so many can be answered alike."""
    rows = run.rows.filter(kind=ImportRow.Kind.QUESTION, answer="").order_by("reason")
    counted = rows.values_list("reason").annotate(count=Count("pk")).filter(count__gt=1)
    return [(reason, ImportRow.Reason(reason).label, count) for reason, count in counted]


def _changed_rows(
    request: HttpRequest, user: Any, public_id: uuid.UUID, numbers: list[int]
) -> HttpResponse:
    """The rows that changed, for htmx; the counts beside them are fetched when it hears of it."""
    run = open_run(user, public_id)
    rows = list(run.rows.filter(number__in=numbers[:100]))
    context = {"run": run, "rows": describe(user, run, rows)}
    answer = render(request, "connectors/_review_rows.html", context)
    answer["HX-Trigger"] = "rows-changed"
    return answer


def _columns(request: HttpRequest, run: ImportRun, form: ColumnsForm) -> HttpResponse:
    context = {"run": run, "sentence": next((one for _, one in run.problems), "")}
    return form_page(request, "connectors/columns.html", form, context)


def _numbers(said: list[str]) -> list[int]:
    return [int(one) for one in said if one.isdecimal() and len(one) < 10]


def _known_kind(kind: str) -> str:
    if kind and kind not in ImportRow.Kind.values:
        raise Refusal("Choose which rows.", code="kind", status=400)
    return kind


def _back(public_id: uuid.UUID, filters: str) -> str:
    """The page of the review one came from."""
    kept = QueryDict(mutable=True)
    for name, values in parse_qs(filters[:500]).items():
        if name in {"kind", "q", "order", "with_email", "page"}:
            kept[name] = values[0]
    path = reverse("network_import_run", args=[public_id])
    return f"{path}?{kept.urlencode()}" if kept else path
