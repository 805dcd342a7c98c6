"""The desk: moderators hear both sides of a dispute and decide."""

import uuid
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from brokerage.accounts.forms import refuse_in_form
from brokerage.accounts.permissions import moderator_required, person
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from introductions import queries
from introductions.actions.by_hand import DESK, make
from introductions.actions.disputing import REASONS
from introductions.forms import MoveForm, form_of
from introductions.lifecycle import RESPONSE_WAIT, Actor
from introductions.models import Dispute, Introduction
from introductions.views.money import division, money_box
from introductions.views.showing import cards_for, deadline_of, dispute_of, timeline


@moderator_required
@require_GET
@never_cache
def cases(request: HttpRequest) -> HttpResponse:
    """Open disputes in which the moderator takes no part, the most urgent first."""
    found = [
        {
            "introduction": one.introduction,
            "reason": REASONS.get(one.reason, "Something is wrong"),
            "stage": stage_of(one),
            "due": one.due,  # type: ignore[attr-defined]  # annotated
        }
        for one in queries.cases_for(person(request))
    ]
    return render(request, "introductions/desk/cases.html", {"cases": found})


@moderator_required
@require_GET
@never_cache
def case(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One case: what each side says, what happened, the money, and what may be decided."""
    return _show(request, _case(request, public_id))


@moderator_required
@require_POST
def rule(request: HttpRequest, public_id: uuid.UUID, name: str) -> HttpResponse:
    """Decide, or agree with a decision; a refusal shows the case with everything that was typed."""
    if name not in DESK:
        raise Http404
    row, form = _case(request, public_id), form_of(name, request.POST)
    if not form.is_valid():
        return _show(request, row, refused=(name, form), status=422)
    try:
        make(row, name, person(request), form.facts(row))
    except Refusal as refusal:
        refuse_in_form(form, refusal)
        return _show(request, row, refused=(name, form), status=refusal.status)
    messages.success(
        request, "Announced to both sides, unless a second moderator must agree first."
    )
    return redirect("moderation")


@moderator_required
@require_GET
def preview(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What a division would do, to the cent; nothing while the amount makes no sense."""
    row, form = _case(request, public_id), form_of("offer_split", request.GET)
    lines = []
    if form.is_valid() and row.payment:
        part = form.facts(row)["part"]
        lines = division(row.payment, part.amount) if 0 < part.amount < row.price else []
    return render(request, "introductions/desk/_preview.html", {"lines": lines})


def stage_of(dispute: Dispute) -> tuple[str, str]:
    """What a case waits for: words and tone of its badge."""
    if dispute.needs_cosign:
        return "A second moderator must agree", "stop"
    if dispute.awaits_second_word:
        return "Appeal to decide", "stop"
    if dispute.ruling:
        return "Decided", "go"
    heard = dispute.responded_at or dispute.opened_by == Actor.PROSPECT
    if heard or clock.now() >= dispute.opened_at + RESPONSE_WAIT:
        return "To decide", "wait"
    return "Waiting for the other side", "quiet"


def _case(request: HttpRequest, public_id: uuid.UUID) -> Introduction:
    found = queries.cases_for(person(request)).filter(introduction__public_id=public_id).first()
    if found is None:
        raise Http404
    return found.introduction


def _show(
    request: HttpRequest,
    row: Introduction,
    *,
    refused: tuple[str, MoveForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    cards = [
        replace(card, action=reverse("moderation_rule", args=[row.public_id, card.name]))
        for card in cards_for(row, Actor.MODERATOR, refused)
    ]
    context: dict[str, Any] = {
        "introduction": row,
        "dispute": dispute_of(row, announced_only=False),
        "box": money_box(row, Actor.MODERATOR),
        "deadline": deadline_of(row, Actor.MODERATOR),
        "timeline": timeline(row, Actor.MODERATOR),
        "cards": cards,
        "outcomes": [
            ("If the connector is paid", division(row.payment, row.price)),
            ("If the rep is refunded", division(row.payment, 0)),
        ]
        if row.payment
        else [],
    }
    return render(request, "introductions/desk/case.html", context, status=status)
