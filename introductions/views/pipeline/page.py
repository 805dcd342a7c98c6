"""The page of the pipeline: a table or a board."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from brokerage.accounts.models import User
from brokerage.accounts.roles.permissions import person
from brokerage.kit.money import Money
from introductions.lifecycle import ENDS, Actor
from introductions.models import KeptView
from introductions.queries.pipeline import (
    LANES,
    asked_of,
    first_of_lanes,
    page_of_rows,
)
from introductions.queries.tallying import Tally, tallies
from introductions.queries.turns import own_turns
from introductions.views.pipeline.asking import LAYOUTS, MORE, TABS, PipelineForm, in_tab
from introductions.views.pipeline.keeping import cleaned
from introductions.views.pipeline.lines import rows_of

PAGE_SIZE, IN_A_LANE = 25, 8


@login_required
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """All introductions of a person: filtered, in an order, page by page, or lane by lane."""
    user = person(request)
    form = PipelineForm(request.GET)
    side = request.GET.get("as", "")
    side = side if side in {Actor.REP, Actor.CONNECTOR} else ""
    layout = request.GET.get("layout", "")
    found = asked_of(user, form.wanted(user, side))
    counted = tallies(found, user)
    counts = _counts(counted)
    counts["waiting"] = own_turns(found, user).count() if counts["all"] else 0
    tab = request.GET.get("tab", "")
    if tab not in TABS:
        tab = "running" if counts["running"] or not counts["all"] else "ended"
    context: dict[str, Any] = {
        "form": form,
        "more": [form[name] for name in MORE],
        "side": side,
        "both": user.is_rep and user.is_connector,
        "layout": layout if layout in LAYOUTS else "table",
        "tab": tab,
        "tabs": [(name, label, counts[name]) for name, label in TABS.items()],
        "count": counts["all"],
        "views": list(KeptView.objects.filter(owner=user)),
        "asked": cleaned(request.GET),
    }
    if layout == "board":
        context["lanes"] = _lanes(found, user, counted)
    else:
        context |= _table(request, found, user, form, tab)
    return render(request, "introductions/board.html", context)


def _counts(counted: list[Tally]) -> dict[str, int]:
    ended = sum(one.count for one in counted if one.state in ENDS)
    every = sum(one.count for one in counted)
    return {"running": every - ended, "ended": ended, "all": every}


def _table(request: HttpRequest, found: Any, user: User, form: PipelineForm, tab: str) -> Any:
    order = form.said.get("order", "")
    usual = {"ended": "changed", "all": "newest"}.get(tab, "next")
    page = page_of_rows(
        in_tab(found, user, tab),
        user,
        order or usual,
        PAGE_SIZE,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    return {
        "rows": rows_of(page.rows, user, "list"),
        "before": page.before,
        "after": page.after,
        "order": order or usual,
    }


def _lanes(found: Any, user: User, counted: list[Tally]) -> list[dict[str, Any]]:
    first = first_of_lanes(found, user, IN_A_LANE)
    shown = rows_of([one for rows in first.values() for one in rows], user, "list")
    by_pk = {one.it.pk: one for one in shown}
    found_lanes = []
    for lane in LANES:
        rows = [by_pk[one.pk] for one in first[lane.key]]
        all_in_it = [one for one in counted if one.state in lane.states]
        count = sum(one.count for one in all_in_it)
        worth, more = _worth(all_in_it), count - len(rows)
        found_lanes.append(
            {"lane": lane, "rows": rows, "count": count, "more": more, "worth": worth}
        )
    return found_lanes


def _worth(counted: list[Tally]) -> list[Money]:
    sums: dict[str, int] = {}
    for one in counted:
        sums[one.currency] = sums.get(one.currency, 0) + one.worth
    return [Money(amount, currency) for currency, amount in sums.items()]
