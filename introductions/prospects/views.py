"""The prospect's answers: no account, no cookie; the signed link is what lets them in.

GET and HEAD only show, because mail scanners open links; POST acts. The pages carry no CSRF token:
nothing in the browser but the link itself gives any power, and a page that sends no referrer posts
with `Origin: null`, which Django's check would refuse.
"""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from brokerage.kit.errors import Refusal
from brokerage.kit.web.one_click import is_one_click
from introductions import actions
from introductions.actions.own_data.other_addresses import owner_of, page_pass
from introductions.models import Introduction
from introductions.prospect_data import prospect_page
from introductions.queries import (
    ANSWER,
    NEVER,
    WITNESS,
    by_prospect_token,
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
    clicked = request.POST.get("answer") == "never" or is_one_click(request)
    if request.method == "POST" and clicked:
        actions.never_again(row)
        context = {"token": token, "said": True, "pass": pass_of(row)}
        return render(request, "prospect/never.html", context)
    said = prospect_page(row).never
    context = {"token": token, "said": said, "pass": pass_of(row) if said else ""}
    return render(request, "prospect/never.html", context)


def pass_of(row: Introduction) -> str:
    """What lets the page after a never offer to add other addresses."""
    return page_pass(NEVER, owner_of(row.prospect_id))


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
