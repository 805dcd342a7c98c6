"""Writing a request, and the way to the payment page."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from brokerage.accounts.forms import refuse_in_form
from brokerage.accounts.models import User
from brokerage.accounts.roles.permissions import person, rep_required
from brokerage.kit.errors import Refusal
from connectors.models import Relationship
from connectors.queries import blinded, listing_for
from introductions import actions
from introductions.actions import clocks
from introductions.actions.tracing import keep_trace
from introductions.forms import RequestForm
from introductions.guards import ASKED_BEFORE, NOT_OPEN
from introductions.lifecycle import CONFIRM_WAIT, PATIENCE, Actor, days
from introductions.models import Introduction
from introductions.queries import asked_before, connector_is_open, open_between
from introductions.views.money import price_lines
from introductions.views.shared import mine
from payments import actions as payments
from payments.models import Checkout
from payments.queries import standing_checkout


@rep_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, listing: uuid.UUID) -> HttpResponse:
    """Compose a request: what is asked, what it costs, every deadline; then on to the payment."""
    user = person(request)
    try:
        relationship = listing_for(listing, user)
    except Relationship.DoesNotExist as error:
        raise Http404 from error
    if running := open_between(user, relationship):
        messages.info(request, "You already asked for this introduction. Here it is.")
        return redirect("introduction", running.public_id)
    form = RequestForm(request.POST or None, initial=_again(user, request.GET.get("like", "")))
    if request.method == "POST" and form.is_valid():
        made = _request(user, relationship, form)
        if made is not None:
            keep_trace(made, "request", request)
            return redirect("introduction_pay", made.public_id)
    context = _compose_context(user, relationship) | {"form": form}
    return render(request, "introductions/new.html", context, status=422 if form.errors else 200)


def _again(user: User, like: str) -> dict[str, str]:
    """What one's own earlier request said, to begin from; nothing of anybody else's."""
    try:
        row = Introduction.objects.filter(rep=user, public_id=uuid.UUID(like)).first()
    except ValueError:
        row = None
    if row is None:
        return {}
    return {"topic": row.topic, "purpose": row.purpose, "pitch": row.pitch}


def _request(user: User, relationship: Relationship, form: RequestForm) -> Introduction | None:
    """Make the request and its payment page; a refusal goes into the form."""
    try:
        row, call = actions.request(user, relationship, **form.cleaned_data)
    except Refusal as refusal:
        refuse_in_form(form, refusal)
        return None
    payments.send_and_wait(call.pk)
    return row


def _compose_context(user: User, relationship: Relationship) -> dict[str, Any]:
    shown = blinded(relationship)
    fee, _ = shown.price.share(settings.FEE_BASIS_POINTS)
    hold = clocks.safety_hold_days(Introduction(connector=relationship.connector))
    return {
        "listing": shown,
        "lines": price_lines(shown.price, fee, Actor.REP),
        "waits": {str(state): entries[0].wait for state, entries in PATIENCE.items()},
        "confirm": CONFIRM_WAIT,
        "hold": days(hold),
        "not_open": _why_not(user, relationship),
    }


def _why_not(user: User, relationship: Relationship) -> str:
    """Why a request would be refused whatever is written, in a sentence; nothing about the person."""
    if asked_before(user, relationship):
        return ASKED_BEFORE
    return "" if connector_is_open(user, relationship) else NOT_OPEN


@login_required
@require_GET
def pay(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The bridge to the hosted payment page.

    A link and a refresh, not a redirect of the form: `form-action` also binds where a posted form is
    redirected to. While the page is being prepared, htmx asks again.
    """
    row, side = mine(request, public_id)
    if side != Actor.REP:
        raise Http404
    checkout = standing_checkout(row.payment) if row.payment else None
    open_or_coming = {Checkout.Status.OPEN, Checkout.Status.ORDERED}
    if checkout is None or checkout.status not in open_or_coming or row.is_over:
        there = reverse("introduction", args=[public_id])
        return _leave(there) if getattr(request, "htmx", False) else redirect(there)
    if checkout.url and getattr(request, "htmx", False):
        return _leave(request.path)
    return render(request, "introductions/pay.html", {"introduction": row, "url": checkout.url})


def _leave(path: str) -> HttpResponse:
    """For htmx: leave the page for `path` altogether, instead of swapping a part of it."""
    answer = HttpResponse()
    answer["HX-Redirect"] = path
    return answer
