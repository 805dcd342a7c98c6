"""What the pages of this app share."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from brokerage.accounts.forms import refuse_in_form
from brokerage.kit.errors import Refusal

GET_POST = ["GET", "POST"]


def is_partial(request: HttpRequest) -> bool:
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def narrowed(request: HttpRequest) -> bool:
    """Whether any filter is set."""
    return any(value for name, value in request.GET.items() if name not in {"order", "page"})


def or_404(find: Any) -> Any:
    try:
        return find()
    except ObjectDoesNotExist as error:
        raise Http404 from error


def in_form(form: Any, action: Any) -> Any:
    """Do the action; a refusal shows in the form, and None comes back."""
    try:
        return action()
    except Refusal as refusal:
        refuse_in_form(form, refusal)
        return None


def form_page(
    request: HttpRequest, template: str, form: Any, context: dict[str, Any] | None = None
) -> HttpResponse:
    """A page around a form; 422 when it came back with errors."""
    status = 422 if form.errors else 200
    return render(request, template, {"form": form, **(context or {})}, status=status)
