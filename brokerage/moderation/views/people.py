"""A person as the desk sees them: who they are, their record, the steps against them, and the next."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from brokerage.accounts import sanctions
from brokerage.accounts.audit import record_staff_action
from brokerage.accounts.forms import refuse_in_form
from brokerage.accounts.models import BanProposal, Sanction, User
from brokerage.accounts.roles.permissions import desk_required, masked_email, masked_name, person
from brokerage.accounts.sanctions import seniority, standing
from brokerage.kit.errors import Refusal
from brokerage.kit.web.typed import listed_fields
from brokerage.moderation.actions.people import close_for, not_oneself
from brokerage.moderation.forms.people import STEPS, CloseForm, LiftForm
from brokerage.moderation.kinds import is_masked
from brokerage.moderation.queries.people import found_by, proposal_for, record_of
from introductions.actions.stopping import Outlook, outlook
from introductions.queries import is_same_person

FOUND = 25
PROPOSED = "Ban proposed. It takes effect once another senior moderator bans this person, too."


@desk_required("see_desk")
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Find somebody: by name, address or id; masked staff by the whole address or id only."""
    words = request.GET.get("q", "").strip()
    masked = is_masked(person(request))
    found = list(found_by(words, masked)[:FOUND]) if words else []
    if found and not masked:
        record_staff_action(person(request), "search people", f"{len(found)} shown")
    people = [(one, _name(one, masked), _email(one, masked)) for one in found]
    context = {"q": words, "people": people, "masked": masked}
    return render(request, "moderation/people.html", context)


@desk_required("see_desk")
@require_GET
def show(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Everything the desk may know about one person."""
    return _page(request, get_object_or_404(User, public_id=public_id))


@listed_fields("code")
@desk_required("see_desk")
@require_POST
def give(request: HttpRequest, public_id: uuid.UUID, kind: str) -> HttpResponse:
    """Take a step; a refusal shows the page again with everything that was typed."""
    someone = get_object_or_404(User, public_id=public_id)
    if kind not in STEPS:
        raise Http404
    form = STEPS[kind].form(request.POST, auto_id=f"{kind}_%s")
    if not form.is_valid():
        return _page(request, someone, refused=(kind, form), status=422)
    try:
        not_oneself(person(request), someone)
        done = getattr(sanctions, kind)(someone, staff=person(request), **form.facts())
    except Refusal as refusal:
        refuse_in_form(form, refusal)
        return _page(request, someone, refused=(kind, form), status=refusal.status)
    if isinstance(done, BanProposal):
        messages.success(request, PROPOSED)
        return redirect("moderation_person", public_id)
    messages.success(request, f"{STEPS[kind].label}: done, and the person is told.")
    return redirect("moderation_person", public_id)


@desk_required("see_desk")
@require_POST
def lift(request: HttpRequest, public_id: uuid.UUID, sanction: uuid.UUID) -> HttpResponse:
    """End a step before its time."""
    row = get_object_or_404(Sanction, public_id=sanction, person__public_id=public_id)
    form = LiftForm(request.POST, auto_id=f"{row.public_id}_%s")
    if not form.is_valid():
        return _page(request, row.person, refused=(str(row.public_id), form), status=422)
    try:
        not_oneself(person(request), row.person)
        sanctions.lift(row, staff=person(request), reason=form.cleaned_data["reason"])
    except Refusal as refusal:
        refuse_in_form(form, refusal)
        shown = (str(row.public_id), form)
        return _page(request, row.person, refused=shown, status=refusal.status)
    messages.success(request, "Lifted, and the person is told.")
    return redirect("moderation_person", public_id)


@desk_required("ban")
@require_POST
def close(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Close an account whose owner wrote to us; refused by all that would refuse them."""
    someone = get_object_or_404(User, public_id=public_id)
    form = CloseForm(request.POST, auto_id="close_%s")
    if not form.is_valid():
        return _page(request, someone, refused=("close", form), status=422)
    try:
        close_for(someone, staff=person(request), **form.cleaned_data)
    except Refusal as refusal:
        refuse_in_form(form, refusal)
        return _page(request, someone, refused=("close", form), status=refusal.status)
    messages.success(request, "The account is closed.")
    return redirect("moderation_person", public_id)


def _page(
    request: HttpRequest,
    someone: User,
    *,
    refused: tuple[str, forms.Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    staff = person(request)
    masked = is_masked(staff)
    if not masked and request.method == "GET" and staff.pk != someone.pk:
        record_staff_action(staff, "look at a person", str(someone.public_id))
    wrong = dict([refused]) if refused else {}
    seen: Outlook = outlook(someone)
    context = {
        "someone": someone,
        "name": _name(someone, masked),
        "email": _email(someone, masked),
        "masked": masked,
        "limited": standing.is_limited(someone),
        "record": record_of(someone),
        "outlook": seen,
        "proposal": proposal_for(staff, someone),
        "closing": _closing(someone, staff, wrong),
        "steps": _steps(someone, staff, wrong),
        "given": [
            _given(row, staff, wrong) for row in someone.sanctions.select_related("given_by")
        ],
    }
    return render(request, "moderation/person.html", context, status=status)


def _steps(someone: User, staff: User, wrong: dict[str, forms.Form]) -> list[dict[str, Any]]:
    if is_same_person(staff, someone) or not _may_act_on(someone, staff) or someone.closed_at:
        return []
    return [
        {
            "step": step,
            "form": wrong.get(kind) or step.form(auto_id=f"{kind}_%s"),
            "action": reverse("moderation_person_step", args=[someone.public_id, kind]),
        }
        for kind, step in STEPS.items()
        if staff.has_perm(sanctions.NEEDS[kind])
    ]


def _closing(someone: User, staff: User, wrong: dict[str, forms.Form]) -> forms.Form | None:
    """The form with which an account is closed for its owner; None where this is not for this role."""
    may = staff.has_perm("cases.ban") and _may_act_on(someone, staff)
    if not may or someone.closed_at or is_same_person(staff, someone):
        return None
    return wrong.get("close") or CloseForm(auto_id="close_%s")


def _may_act_on(someone: User, staff: User) -> bool:
    try:
        seniority.check_rank(staff, someone)
    except Refusal:
        return False
    return True


def _given(row: Sanction, staff: User, wrong: dict[str, forms.Form]) -> dict[str, Any]:
    name = str(row.public_id)
    may = (
        row.is_running
        and not is_same_person(staff, row.person)
        and _may_act_on(row.person, staff)
        and staff.has_perm(sanctions.NEEDS[row.kind])
    )
    return {
        "row": row,
        "form": (wrong.get(name) or LiftForm(auto_id=f"{name}_%s")) if may else None,
        "action": reverse("moderation_person_lift", args=[row.person.public_id, row.public_id]),
    }


def _name(someone: User, masked: bool) -> str:
    return masked_name(someone) if masked else someone.name


def _email(someone: User, masked: bool) -> str:
    return masked_email(someone) if masked else someone.email
