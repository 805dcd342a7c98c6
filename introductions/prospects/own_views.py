"""What is held about me: pages without an account, opened by a link that was mailed to the address.

Doors as in `prospects.views`: GET and HEAD only show, POST acts, and the link itself is what lets in.
"""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from brokerage.kit.errors import Refusal
from connectors.actions import correct
from connectors.models import Relationship
from introductions import actions
from introductions.actions.own_data.other_addresses import (
    ERASE,
    NEVER,
    owner_of,
    page_pass,
    read_token,
)
from introductions.prospect_data import Held, by_own_token, export, read_own_token
from introductions.prospect_data.networks import network_of
from introductions.prospects.forms import AskForm, AttentionForm, CorrectionForm
from introductions.prospects.views import private
from introductions.queries import is_erasure_pending

View = Callable[..., HttpResponse]


@private
def ask_for_own_data(request: HttpRequest) -> HttpResponse:
    """Type an email address; the link to what is held goes to that address only.

    The answer is the same, in words and in time, whether we know the address: a worker looks.
    """
    form = AskForm(request.POST or None)
    asked = request.method == "POST" and form.is_valid()
    if asked:
        actions.ask_for_own_link(form.cleaned_data["email"], client=client_of(request))
    return render(request, "prospect/ask.html", {"form": form, "asked": asked})


def client_of(request: HttpRequest) -> str:
    """The address a request came from, as far as our own proxies vouch for it."""
    return str(get_adapter().get_client_ip(request) or "unknown")


def held_behind(view: View) -> View:
    """Give the view what the link's owner may see; a link that has run out says so (410)."""

    @wraps(view)
    def shown(request: HttpRequest, token: str, *args: object, **kwargs: object) -> HttpResponse:
        held, over = by_own_token(token)
        if held is not None:
            return view(request, token, held, *args, **kwargs)
        if not over:
            raise Http404
        context = {"form": AskForm(), "over": True}
        return render(request, "prospect/ask.html", context, status=410)

    return shown


def entry_of(held: Held, public_id: UUID) -> Relationship:
    """The entry in a connector's network that is about them; 404 for anybody else's."""
    row = held.entry(public_id)
    if row is None:
        raise Http404
    return row


@private
@held_behind
def own_page(request: HttpRequest, token: str, held: Held) -> HttpResponse:
    """Who lists me and under what facts, what I can do about it, who asked, how often I may be asked."""
    form = AttentionForm.of(held.prospect, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.change_attention(held.prospect, **form.cleaned_data)
        return redirect("own_page", token=token)
    read = read_own_token(token)
    context = {
        "token": token,
        "held": held,
        "aside": held.entries_aside,
        "form": form,
        "until": read.until if read else None,
        "pass": page_pass(NEVER, owner_of(held.prospect.pk)),
    }
    return render(request, "prospect/own.html", context)


@private
@held_behind
def own_export(request: HttpRequest, token: str, held: Held) -> HttpResponse:
    """All of it as one JSON file."""
    answer = JsonResponse(export(held), json_dumps_params={"indent": 2})
    answer["Content-Disposition"] = 'attachment; filename="what-is-held-about-me.json"'
    return answer


@private
@held_behind
def own_correct(request: HttpRequest, token: str, held: Held, public_id: UUID) -> HttpResponse:
    """Correct what one connector holds about me."""
    row = entry_of(held, public_id)
    form = CorrectionForm.of(row, request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            correct(row, **form.cleaned_data)
            return redirect("own_page", token=token)
        except Refusal as refusal:
            form.add_error(refusal.field or None, refusal.sentence)
            status = refusal.status
    context = {"token": token, "network": network_of(row), "form": form}
    return render(request, "prospect/correct.html", context, status=status)


@private
@held_behind
def own_leave(request: HttpRequest, token: str, held: Held, public_id: UUID) -> HttpResponse:
    """Leave one connector's network: GET asks once more, POST does it by the button that was pressed."""
    row = entry_of(held, public_id)
    context: dict[str, object] = {"token": token, "network": network_of(row)}
    how = request.POST.get("answer")
    if request.method == "POST" and how in {"leave", "erase"}:
        actions.leave(held, row, erases=how == "erase")
        context |= {"done": how, "back": by_own_token(token)[0] is not None}
    return render(request, "prospect/leave.html", context)


@private
@held_behind
def own_never(request: HttpRequest, token: str, held: Held) -> HttpResponse:
    """ "Never contact me again": GET asks once more, POST says it by the button that was pressed."""
    said = held.suppressed
    if request.method == "POST" and request.POST.get("answer") == "never":
        actions.say_never(held)
        said = True
    context = {
        "token": token,
        "said": said,
        "own": True,
        "pass": page_pass(NEVER, owner_of(held.prospect.pk)) if said else "",
    }
    return render(request, "prospect/never.html", context)


@private
@held_behind
def own_erase(request: HttpRequest, token: str, held: Held) -> HttpResponse:
    """GET asks once more, POST erases."""
    if request.method == "POST":
        owner = owner_of(held.prospect.pk)
        actions.erase_person(held)
        waits = is_erasure_pending(held.prospect)
        context = {"pass": page_pass(ERASE, owner), "waits": waits}
        return render(request, "prospect/erased.html", context)
    return render(request, "prospect/erase.html", {"token": token, "held": held})


@private
def other_address(request: HttpRequest) -> HttpResponse:
    """From the pages that offer it: send the link that proves another address."""
    if request.method != "POST":
        return redirect("own_data")
    carried, email = (str(request.POST.get(name, "")) for name in ("pass", "email"))
    context: dict[str, object] = {"pass": carried, "sent": True}
    status = 200
    try:
        actions.ask_for_other_link(carried, email)
    except Refusal as refusal:
        context |= {"refusal": refusal, "typed": email}
        status = refusal.status
    return render(request, "prospect/other_address.html", context, status=status)


@private
def confirm_other_address(request: HttpRequest, token: str) -> HttpResponse:
    """The link that was sent there: GET asks, POST says it for this address."""
    try:
        what, _ = read_token(token)
    except LookupError as error:
        raise Http404 from error
    except Refusal as refusal:
        context = {"refusal": refusal}
        return render(request, "prospect/other_address.html", context, status=refusal.status)
    done = request.method == "POST" and request.POST.get("answer") == "never"
    if done:
        actions.confirm_other_address(token)
    return render(
        request, "prospect/other_address.html", {"token": token, "what": what, "done": done}
    )
