"""The list of all introductions of a person, as rep and as connector."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from brokerage.accounts.models import User
from brokerage.accounts.roles.permissions import person
from introductions.lifecycle import ENDS, Actor, State
from introductions.models import Introduction
from introductions.places import wait_for
from introductions.queries import NOT_LISTED, actor_of, next_deadline, visible_to, waiting_for
from introductions.views.money import board_amount

PAGE_SIZE = 20
TABS = {"waiting": "Waiting for you", "running": "Running", "ended": "Ended"}


@login_required
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Introductions by tab (waiting for you, running, ended) and by side."""
    user = person(request)
    side = request.GET.get("as", "")
    lists = {name: as_side(rows, user, side) for name, rows in tabs(user).items()}
    counts = {name: rows.count() for name, rows in lists.items()}
    tab = request.GET.get("tab", "")
    if tab not in TABS:
        tab = next((name for name, count in counts.items() if count), "running")
    paginator = Paginator(_as_listed(lists[tab]), PAGE_SIZE)
    paginator.count = counts[tab]
    page = paginator.get_page(request.GET.get("page", "1"))
    context = {
        "tabs": [(name, label, counts[name]) for name, label in TABS.items()],
        "tab": tab,
        "side": side,
        "page": page,
        "rows": [_row(row, user) for row in page.object_list],
        "both": user.is_rep and user.is_connector,
    }
    return render(request, "introductions/board.html", context)


def tabs(user: User) -> dict[str, QuerySet[Introduction]]:
    """The three lists; what waits for you is also running."""
    seen = visible_to(user)
    return {
        "waiting": waiting_for(user),
        "running": seen.exclude(state__in=ENDS),
        "ended": seen.filter(state__in=ENDS),
    }


def as_side(rows: QuerySet[Introduction], user: User, side: str) -> QuerySet[Introduction]:
    """Only those in which the user plays this part; all for any other word."""
    only = {Actor.REP.value: Q(rep=user), Actor.CONNECTOR.value: Q(connector=user)}
    return rows.filter(only.get(side, Q()))


def _as_listed(rows: QuerySet[Introduction]) -> QuerySet[Introduction]:
    """With what a line of the board reads, and no more: nothing of the person is even decrypted."""
    bare = rows.select_related(None).prefetch_related(None)
    return bare.select_related("payment").prefetch_related("deadlines").defer(*NOT_LISTED)


def _row(row: Introduction, user: User) -> dict[str, Any]:
    side = actor_of(row, user)
    due = next_deadline(row)
    wait = wait_for(State(row.state), due.move, side) if due else None
    return {
        "introduction": row,
        "side": side,
        "amount": board_amount(row, side),
        "at": due.due_at if due else None,
        "wait": wait.what if wait else "",
    }
