"""The desk's pages: the queue, one case, claiming, and a door for every action."""

import uuid
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from brokerage.accounts.audit import record_staff_action
from brokerage.accounts.forms import refuse_in_form
from brokerage.accounts.models import User
from brokerage.accounts.roles.permissions import desk_required, person
from brokerage.cases import actions as cases
from brokerage.cases.models import Case
from brokerage.kit.errors import Refusal
from brokerage.moderation import actions, naming, queries
from brokerage.moderation.forms.cases import NoteForm, QueueForm
from brokerage.moderation.kinds import Action, is_masked
from brokerage.moderation.kinds.dispute import divided, introduction_of
from brokerage.moderation.registry import KINDS

CASES_A_PAGE = 25


@dataclass(frozen=True)
class Card:
    """One action as the page offers it: its form and where it goes."""

    action: Action
    form: forms.Form
    address: str
    asks: bool = False


@desk_required("see_desk")
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for the desk, what is due first on top; closed cases on demand."""
    user = person(request)
    form = QueueForm(request.GET, kinds=queries.kinds_for(user))
    filters = form.filters()
    seen = queries.cases_for(user)
    rows = queries.queue(user, filters, seen)
    page = Paginator(rows, CASES_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "filters": filters,
        "page": page,
        "rows": queries.rows_of(page, user),
        "counts": queries.counts(user, seen),
    }
    return render(request, "moderation/queue.html", context)


@desk_required("see_desk")
@require_GET
def case(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One case: what it is about, what happened, and what may be done."""
    return show(request, _case(request, public_id))


@desk_required("see_desk")
@require_POST
def claim(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take a case; of two at once one gets it."""
    row = _case(request, public_id)
    actions.check_works(row, person(request))
    cases.claim(row, staff=person(request))
    messages.success(request, "The case is yours.")
    return redirect(_next(request, row))


@desk_required("see_desk")
@require_POST
def release(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Give a case back; a senior takes it from whoever has it."""
    row, user = _case(request, public_id), person(request)
    cases.give_up_claim(row, staff=user, force=user.has_perm("cases.oversee"))
    messages.success(request, "The case is free again.")
    return redirect(_next(request, row))


@desk_required("see_desk")
@require_POST
def note(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Write something down for the others."""
    row, form = _case(request, public_id), NoteForm(request.POST)
    if not form.is_valid():
        return show(request, row, note_form=form, status=422)
    try:
        actions.take_note(row, person(request), form.cleaned_data["text"])
    except Refusal as refusal:
        if refusal.field != "text":
            raise
        refuse_in_form(form, refusal)
        return show(request, row, note_form=form, status=refusal.status)
    return redirect("moderation_case", public_id)


@desk_required("see_desk")
@require_POST
def action(request: HttpRequest, public_id: uuid.UUID, name: str) -> HttpResponse:
    """Do it; a refusal shows the case with everything that was typed."""
    row = _case(request, public_id)
    wanted = actions.action_named(row, name)
    if wanted is None:
        raise Http404
    actions.check(row, wanted, person(request))
    form = wanted.form(request.POST, auto_id=f"id_{name}_%s")
    if not form.is_valid():
        return show(request, row, refused=(wanted, form), status=422)
    if "ask" in request.POST:  # the Enter key: the page asks first
        return show(request, row, refused=(wanted, form), asks=True)
    try:
        actions.carry_out(row, wanted, person(request), form.cleaned_data)
    except Refusal as refusal:
        refuse_in_form(form, refusal)
        row.refresh_from_db()
        return show(request, row, refused=(wanted, form), status=refusal.status)
    messages.success(request, wanted.done)
    return redirect("moderation_case", public_id)


@desk_required("decide_disputes")
@require_GET
def preview(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What a division would do, to the cent; nothing while the amount makes no sense."""
    row = _case(request, public_id)
    if row.kind not in {Case.Kind.DISPUTE, Case.Kind.OBJECTION}:
        raise Http404
    lines = divided(introduction_of(row), request.GET)
    return render(request, "moderation/_preview.html", {"lines": lines})


def show(
    request: HttpRequest,
    row: Case,
    *,
    refused: tuple[Action, forms.Form] | None = None,
    note_form: NoteForm | None = None,
    asks: bool = False,
    status: int = 200,
) -> HttpResponse:
    """Render the page of a case; `refused` is an action that came back, with what was typed."""
    user, kind = person(request), KINDS[row.kind]
    masked = is_masked(user)
    context: dict[str, Any] = {
        "case": row,
        "kind": kind,
        "row": queries.row_of(row, user),
        "masked": masked,
        "conflict": kind.why_not(row, user) if row.is_open and kind.works(user) else None,
        "cards": _cards(row, queries.actions_for(row, user), refused, asks),
        "notes": [] if masked else row.notes.select_related("author"),
        "note_form": (note_form or NoteForm()) if row.is_open and kind.works(user) else None,
        "log": queries.actions_on(row),
        "unnamed": naming.unnamed_in(row),
        **kind.panel(row, user),
    }
    if context.get("contact") and request.method == "GET":
        _record_look(row, user)
    return render(request, "moderation/case.html", context, status=status)


def _record_look(row: Case, user: User) -> None:
    """The page says who the prospect is: each look stands in the log, with the reason given for it."""
    given = queries.actions_on(row).filter(staff=user, action="reveal prospect").first()
    about = given.target if given else str(row.public_id)
    record_staff_action(user, "look at prospect", about, given.reason if given else "")


def _cards(
    row: Case, open_now: list[Action], refused: tuple[Action, forms.Form] | None, asks: bool
) -> list[Card]:
    if refused and refused[0] not in open_now:
        open_now = [refused[0], *open_now]
    return [
        Card(
            one,
            refused[1]
            if refused and refused[0].name == one.name
            else one.form(auto_id=f"id_{one.name}_%s"),
            reverse("moderation_action", args=[row.public_id, one.name]),
            asks and refused is not None and refused[0].name == one.name,
        )
        for one in open_now
    ]


def _case(request: HttpRequest, public_id: uuid.UUID) -> Case:
    found = queries.case_for(person(request), public_id)
    if found is None:
        raise Http404
    return found


def _next(request: HttpRequest, row: Case) -> str:
    """Back to the queue as it was, where one came from there; else the case."""
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, None) and wanted.startswith("/moderation/"):
        return wanted
    return reverse("moderation_case", args=[row.public_id])
