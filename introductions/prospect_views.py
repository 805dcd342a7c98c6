"""The prospect's own pages: no account, no cookie; the signed link is what lets them in.

GET and HEAD only show, because mail scanners open links; POST acts. The pages carry no CSRF token:
nothing in the browser but the link itself gives any power, and a page that sends no referrer posts
with `Origin: null`, which Django's check would refuse.
"""

from collections.abc import Callable
from functools import wraps

from allauth.account.adapter import get_adapter
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from brokerage.kit.errors import Refusal
from introductions import actions
from introductions.actions.other_addresses import ERASE, page_pass, read_token
from introductions.dossier import Held, by_own_token, export, prospect_page
from introductions.models import Introduction
from introductions.prospect_forms import AskForm, AttentionForm
from introductions.queries import (
    ANSWER,
    NEVER,
    WITNESS,
    by_prospect_token,
    is_erasure_pending,
    prospect_token,
)

View = Callable[..., HttpResponse]


def private(view: View) -> View:
    """A page that leaves no trace: not indexed, no referrer sent on."""

    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def shown(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        answer = view(request, *args, **kwargs)
        answer["Referrer-Policy"] = "no-referrer"
        answer["X-Robots-Tag"] = "noindex, nofollow"
        return answer

    return shown


def found(token: str, *purposes: str) -> Introduction:
    """The introduction of a link made for this; a forged one leads nowhere (404)."""
    row = by_prospect_token(token, *purposes)
    if row is None:
        raise Http404
    return row


#: What a person ticks to agree. A program that posts a page's form as it is ticks nothing.
SURE = "sure"
ONE_CLICK = ("List-Unsubscribe", "One-Click")  # RFC 8058, section 3.1


@private
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Who asks and why, and the four answers; once answered, where it stands."""
    row = found(token, ANSWER)
    if request.method == "POST":
        return _act(request, token, row)
    return _show(request, token, row)


@private
def choice(request: HttpRequest, token: str, choice: str) -> HttpResponse:
    """One answer on a page of its own: GET asks once more, POST gives it by the button that was pressed."""
    row = found(token, ANSWER)
    if request.method == "POST":
        return _act(request, token, row)
    page = prospect_page(row)
    if choice not in page.answers:
        return _show(request, token, row)
    context = {"token": token, "page": page, "choice": choice, "never_token": never_of(row)}
    return render(request, "prospect/choice.html", context)


@private
def never(request: HttpRequest, token: str) -> HttpResponse:
    """ "Never contact me again": GET asks once more, POST says it. Tells nothing about the request.

    POST counts with the button's value, or with the body by which a mail program says its one click (RFC
    8058; it follows no redirect). Anything else posted here shows the question.
    """
    row = found(token, NEVER, ANSWER, WITNESS)
    name, value = ONE_CLICK
    clicked = request.POST.get("answer") == "never" or request.POST.get(name) == value
    if request.method == "POST" and clicked:
        actions.never_again(row)
        context = {"token": token, "said": True, "pass": page_pass(NEVER)}
        return render(request, "prospect/never.html", context)
    said = prospect_page(row).never
    context = {"token": token, "said": said, "pass": page_pass(NEVER) if said else ""}
    return render(request, "prospect/never.html", context)


def never_of(row: Introduction) -> str:
    """The key of their page that says never."""
    return prospect_token(row, NEVER)


def _act(request: HttpRequest, token: str, row: Introduction) -> HttpResponse:
    """Carry out the answer whose button was pressed. A yes needs a tick besides, a no needs nothing."""
    given = str(request.POST.get("answer", ""))
    try:
        if given == "agree" and request.POST.get(SURE) != "yes":
            raise Refusal(
                "To agree, tick the box and then press the button.", code="tick", status=400
            )
        actions.answer_as_prospect(row, given)
    except Refusal as refusal:
        return _show(request, token, found(token, ANSWER), refusal)
    return redirect("prospect_answer", token=token)


def _show(
    request: HttpRequest, token: str, row: Introduction, refusal: Refusal | None = None
) -> HttpResponse:
    context = {
        "token": token,
        "page": prospect_page(row),
        "refusal": refusal,
        "never_token": never_of(row),
    }
    status = refusal.status if refusal else 200
    return render(request, "prospect/answer.html", context, status=status)


@private
def witness(request: HttpRequest, token: str) -> HttpResponse:
    """Did it take place, and was it worth your time? The prospect's word as the only witness."""
    row, refusal = found(token, WITNESS), None
    if request.method == "POST":
        try:
            actions.bear_witness(
                row,
                word=str(request.POST.get("word", "")),
                rating=str(request.POST.get("rating", "")),
            )
            return redirect("prospect_witness", token=token)
        except Refusal as no:
            row, refusal = found(token, WITNESS), no
    context = {
        "token": token,
        "page": prospect_page(row),
        "refusal": refusal,
        "never_token": never_of(row),
    }
    status = refusal.status if refusal else 200
    return render(request, "prospect/witness.html", context, status=status)


# --- What is held about me ------------------------------------------------------------------------


@private
def ask_for_own_data(request: HttpRequest) -> HttpResponse:
    """Type an e-mail address; the link to what is held goes to that address only.

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
    def shown(request: HttpRequest, token: str) -> HttpResponse:
        held, over = by_own_token(token)
        if held is not None:
            return view(request, token, held)
        if not over:
            raise Http404
        context = {"form": AskForm(), "over": True}
        return render(request, "prospect/ask.html", context, status=410)

    return shown


@private
@held_behind
def own_page(request: HttpRequest, token: str, held: Held) -> HttpResponse:
    """All that is held about me, and how often I may be asked."""
    form = AttentionForm.of(held.prospect, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.change_attention(held.prospect, **form.cleaned_data)
        return redirect("own_page", token=token)
    context = {"token": token, "held": held, "form": form}
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
def own_erase(request: HttpRequest, token: str, held: Held) -> HttpResponse:
    """GET asks once more, POST erases."""
    if request.method == "POST":
        actions.erase_person(held)
        waits = is_erasure_pending(held.prospect)
        return render(request, "prospect/erased.html", {"pass": page_pass(ERASE), "waits": waits})
    return render(request, "prospect/erase.html", {"token": token, "held": held})


@private
def other_address(request: HttpRequest) -> HttpResponse:
    """From the pages after never and erasure: send the link that proves another address."""
    if request.method != "POST":
        return redirect("own_data")
    carried = str(request.POST.get("pass", ""))
    context: dict[str, object] = {"pass": carried, "sent": True}
    status = 200
    try:
        actions.ask_for_other_link(carried, str(request.POST.get("email", "")))
    except Refusal as refusal:
        context["refusal"], status = refusal, refusal.status
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
