"""Saved views: filters of the pipeline under a name."""

import uuid
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from brokerage.accounts.roles.permissions import person
from brokerage.kit.errors import Refusal
from introductions.actions.kept_views import forget_view, keep_view
from introductions.views.pipeline.asking import LAYOUTS, TABS, PipelineForm


def cleaned(asked: QueryDict) -> str:
    """The part of an address that a view keeps: what the page understands, without cursors."""
    form, kept = PipelineForm(asked), QueryDict(mutable=True)
    for name, allowed in (("tab", TABS), ("layout", LAYOUTS), ("as", ("rep", "connector"))):
        if asked.get(name) in allowed:
            kept[name] = str(asked[name])
    for name in form.fields:
        if form.said.get(name) not in (None, ""):
            kept[name] = str(form.said[name])
    return kept.urlencode()


@login_required
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the filters that the form carries along; back to the list with them."""
    asked = cleaned(QueryDict(request.POST.get("asked", "")[:2_000]))
    name = request.POST.get("name", "")
    try:
        row = keep_view(person(request), name, asked)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        asked = f"{asked}&{urlencode({'view_name': name[:200]})}"  # typed once is enough
    else:
        messages.success(request, f"Saved as “{row.name}”.")
    return redirect(f"{reverse('introductions')}?{asked}")


@login_required
@require_POST
def forget(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Delete one."""
    forget_view(person(request), public_id)
    messages.success(request, "View deleted.")
    return redirect("introductions")
