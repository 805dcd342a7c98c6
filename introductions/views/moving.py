"""One door for every move that a person makes: `/introductions/<id>/<move>/`."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from brokerage.accounts.forms import refuse_in_form
from brokerage.accounts.roles.permissions import person
from brokerage.kit.errors import Refusal
from introductions.actions.by_hand import BY_HAND, perform
from introductions.actions.tracing import keep_trace
from introductions.forms import form_of
from introductions.views.shared import mine
from introductions.views.showing import show


@login_required
@require_POST
def move(request: HttpRequest, public_id: uuid.UUID, name: str) -> HttpResponse:
    """Make a move, then back to the page; a refusal shows it with everything that was typed."""
    if name not in BY_HAND:
        raise Http404
    row, side = mine(request, public_id)
    form = form_of(name, request.POST, request.FILES)
    if not form.is_valid():
        return show(request, row, side, refused=(name, form), status=422)
    if "ask" in request.POST:  # the Enter key: the page asks first
        return show(request, row, side, refused=(name, form), asks=True)
    try:
        opens_page = perform(row, name, person(request), form.facts(row))
    except Refusal as refusal:
        refuse_in_form(form, refusal)
        row, side = mine(request, public_id)
        return show(request, row, side, refused=(name, form), status=refusal.status)
    keep_trace(row, name, request)
    if opens_page:
        return redirect("introduction_pay", public_id)
    messages.success(request, BY_HAND[name].words.done)
    return redirect("introduction", public_id)
