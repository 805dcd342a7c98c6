"""What a person has been told, newest first, and what of it is new."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from brokerage.accounts.roles.permissions import person
from introductions.actions.emailing import note_all_read
from introductions.models import Notice
from introductions.queries import NOT_LISTED, notices_for, unread_count
from introductions.views import words

PAGE_SIZE = 40
READ = ("event__introduction",)
NOT_READ = tuple(f"event__introduction__{name}" for name in NOT_LISTED)


@login_required
@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """The list; what is new in it stays new until its introduction is opened or all is marked."""
    user = person(request)
    told = notices_for(user).select_related(*READ).defer(*NOT_READ)
    page = Paginator(told, PAGE_SIZE).get_page(request.GET.get("page", "1"))
    context = {
        "page": page,
        "rows": [_row(notice) for notice in page.object_list],
        "unread": unread_count(user),
    }
    return render(request, "introductions/notices.html", context)


def _row(notice: Notice) -> dict[str, Any]:
    row = notice.event.introduction
    return {
        "what": words.sentence(notice.event.move, notice.event.facts, row),
        "about": row.listing.get("headline", ""),
        "at": notice.due_at,
        "is_new": notice.read_at is None,
        "href": reverse("introduction", args=[row.public_id]),
    }


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """All that was told so far is seen."""
    note_all_read(person(request))
    return redirect("notices")
