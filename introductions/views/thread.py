"""The thread on the page: written to, looked at for news, marked as read."""

import uuid

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import parse_etags, quote_etag
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from brokerage.accounts.forms import refuse_in_form
from brokerage.accounts.roles.permissions import person
from brokerage.kit.errors import Refusal
from introductions.actions import thread
from introductions.forms import MessageForm
from introductions.queries import is_thread_open
from introductions.views.shared import mine
from introductions.views.showing import show
from introductions.views.showing.stream import stream_of

ALL = 1_000


@login_required
@require_http_methods(["GET", "POST"])
def messages(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The stream alone, with all messages; posted: a new one, and a refusal keeps what was typed."""
    row, side = mine(request, public_id)
    user = person(request)
    if request.method == "GET":
        found = thread.thread_of(row, user, most=ALL)
        context = {
            "introduction": row,
            "side": side.value,
            "thread": found,
            "stream": stream_of(row, side, found),
        }
        return render(request, "introductions/_stream.html", context)
    form = MessageForm(request.POST, request.FILES)
    if not form.is_valid():
        return show(request, row, side, message=form, status=422)
    try:
        thread.write(row, user=user, **form.cleaned_data)
    except Refusal as refusal:
        refuse_in_form(form, refusal)
        row, side = mine(request, public_id)
        return show(request, row, side, message=form, status=refusal.status)
    return redirect(reverse("introduction", args=[public_id]) + "#messages")


@login_required
@require_GET
def messages_state(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Whether there is news, in a few bytes: `version` changes with what this side would read.

    304 where the version that a browser has (`If-None-Match`) is still the one.
    """
    row, _ = mine(request, public_id)
    version, read = thread.version_of(row, person(request))
    etag = quote_etag(version)
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        answer = HttpResponse(status=304)
    else:
        facts = {"version": version, "unread": read.unread, "last": read.last}
        answer = JsonResponse(facts | {"is_open": is_thread_open(row)})
    answer["ETag"], answer["Cache-Control"] = etag, "private, no-cache"
    return answer


@login_required
@require_POST
def messages_read(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """This side has read up to the number `upto`; from the page's button, or by itself once it is seen."""
    row, _ = mine(request, public_id)
    said = request.POST.get("upto", "")
    upto = int(said) if said.isascii() and said.isdecimal() and len(said) < 8 else 0
    thread.mark_read(row, user=person(request), upto=upto)
    return redirect(reverse("introduction", args=[public_id]) + "#messages")
