"""A person as the desk sees them: who they are, their record, the steps against them, and the next."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from brokerage.accounts import sanctions
from brokerage.accounts.actions import close_account
from brokerage.accounts.audit import record_staff_action
from brokerage.accounts.forms import refuse_in_form
from brokerage.accounts.models import BanProposal, Sanction, User
from brokerage.accounts.roles.permissions import desk_required, masked_email, masked_name, person
from brokerage.accounts.sanctions import seniority, standing
from brokerage.cases.models import Case
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from brokerage.moderation.kinds import is_masked
from connectors.hooks import AnswerRecord
from connectors.models import Relationship
from introductions.actions.stopping import Outlook, outlook
from introductions.lifecycle import ENDS, Actor
from introductions.models import Dispute, Introduction
from introductions.queries import answer_record, is_same_person

Kind = Sanction.Kind
LENGTHS = (
    ("3", "3 days"),
    ("7", "7 days"),
    ("14", "14 days"),
    ("30", "30 days"),
    ("90", "90 days"),
)
FOUND = 25
PROPOSED = "Ban proposed. It takes effect once another senior moderator bans this person, too."


class StepForm(forms.Form):
    """What a step is about, and why."""

    code = forms.ChoiceField(label="What it is about", choices=Sanction.Code.choices)
    reason = forms.CharField(
        label="Reason",
        min_length=sanctions.REASON_LENGTH[0],
        max_length=sanctions.REASON_LENGTH[1],
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="The person reads it word for word. Name no prospect and nobody who reported it.",
    )

    def facts(self) -> dict[str, Any]:
        """What the deed takes."""
        return {"code": self.cleaned_data["code"], "reason": self.cleaned_data["reason"]}


class TimedForm(StepForm):
    """A step that may end by itself."""

    length = forms.ChoiceField(
        label="For how long", choices=(*LENGTHS, ("", "Until somebody lifts it")), required=False
    )

    def facts(self) -> dict[str, Any]:
        """What the deed takes; `until` in UTC, None for without end."""
        length = self.cleaned_data["length"]
        until = clock.now() + timedelta(days=int(length)) if length else None
        return super().facts() | {"until": until}


class LiftForm(forms.Form):
    """Why a step ends before its time."""

    reason = forms.CharField(
        label="Reason",
        min_length=sanctions.REASON_LENGTH[0],
        max_length=sanctions.REASON_LENGTH[1],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The person reads it.",
    )


class CloseForm(LiftForm):
    """Why an account is closed for its owner."""

    by_law = forms.BooleanField(
        label="The law demands it although a step holds against the account",
        required=False,
        help_text="An erasure that we may not refuse, a court's or an authority's order. The step stays "
        "known by the mailbox, as a keyed hash.",
    )


@dataclass(frozen=True)
class Step:
    """A step of the ladder as the page offers it: what it does, and what it would end."""

    kind: str
    label: str
    text: str
    form: type[StepForm]
    tone: str = ""

    @property
    def ends(self) -> bool:
        """Whether introductions end by it."""
        return self.kind in standing.OUT


STEPS = {
    step.kind: step
    for step in (
        Step(
            Kind.WARN, "Warn", "A mail, and a line in the record. Nothing else changes.", StepForm
        ),
        Step(
            Kind.LIMIT,
            "Limit",
            "Nobody new can be listed, one request can be open at a time. What runs goes on.",
            TimedForm,
        ),
        Step(
            Kind.SUSPEND,
            "Suspend",
            "Listings vanish from search at once and nothing new begins. They can sign in, confirm "
            "what was made and answer disputes.",
            TimedForm,
            "danger",
        ),
        Step(
            Kind.BAN,
            "Ban",
            "As a suspension, without end, and they cannot sign in any more.",
            StepForm,
            "danger",
        ),
    )
}


@dataclass(frozen=True)
class Record:
    """What somebody has done here so far, in counts."""

    asked: int
    as_connector: AnswerRecord
    made: int
    confirmed: int
    disputes: int
    lost: int
    cases: list[Case]
    listed: int
    running: int

    @property
    def rate(self) -> str:
        """Of the introductions that this connector says were made, how many percent were confirmed."""
        return f"{round(100 * self.confirmed / self.made)}\u00a0%" if self.made else ""


@desk_required("see_desk")
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Find somebody: by name, address or id; masked staff by the whole address or id only."""
    words = request.GET.get("q", "").strip()
    masked = is_masked(person(request))
    found = list(_found(words, masked)[:FOUND]) if words else []
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


@transaction.atomic
def close_for(someone: User, *, staff: User, reason: str, by_law: bool = False) -> None:
    """Close `someone`'s account at their own wish, or because the law demands it (`by_law`) although a step
    holds against them; the reason says where they asked, or who demands it."""
    not_oneself(staff, someone)
    seniority.check_rank(staff, someone)
    close_account(someone, by_law=by_law)
    done = "close account by law" if by_law else "close account"
    record_staff_action(staff, done, str(someone.public_id), reason)


def not_oneself(staff: User, someone: User) -> None:
    """Refuse a step for or against oneself, from whichever account of one's own."""
    if is_same_person(staff, someone):
        raise Refusal("Nobody decides about themself.", code="yourself", status=403)


def proposal_for(staff: User, someone: User) -> BanProposal | None:
    """The ban of a member of the staff that waits for a second word, for whoever may give it."""
    if not staff.has_perm("cases.ban") or is_same_person(staff, someone):
        return None
    return sanctions.open_proposal(someone)


def record_of(someone: User) -> Record:
    """Counts over all that this person took part in."""
    mine = Introduction.objects.filter(Q(rep=someone) | Q(connector=someone))
    made = Introduction.objects.filter(connector=someone, introduced_at__isnull=False)
    disputes = Dispute.objects.filter(introduction__in=mine)
    lost = Q(introduction__connector=someone, ruling="refund") | Q(
        introduction__rep=someone, ruling="release"
    )
    lost |= Q(introduction__connector=someone, finding="upheld")
    named = [someone.public_id.hex, str(someone.public_id), f"person:{someone.public_id.hex}"]
    return Record(
        asked=Introduction.objects.filter(rep=someone, requested_at__isnull=False).count(),
        as_connector=answer_record(someone),
        made=made.count(),
        confirmed=made.filter(events__move="confirm", events__actor=Actor.REP).distinct().count(),
        disputes=disputes.count(),
        lost=disputes.filter(lost, closed_at__isnull=False).count(),
        cases=list(Case.objects.filter(subject__in=named).order_by("-pk")[:10]),
        listed=Relationship.objects.filter(connector=someone, listed_at__isnull=False).count(),
        running=mine.exclude(state__in=ENDS).count(),
    )


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


def _found(words: str, masked: bool) -> Any:
    rows = User.objects.order_by("name", "pk")
    try:
        return rows.filter(public_id=uuid.UUID(words))
    except ValueError:
        pass
    if masked:
        return rows.filter(email__iexact=words)
    return rows.filter(Q(email__icontains=words) | Q(name__icontains=words))


def _name(someone: User, masked: bool) -> str:
    return masked_name(someone) if masked else someone.name


def _email(someone: User, masked: bool) -> str:
    return masked_email(someone) if masked else someone.email
