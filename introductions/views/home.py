"""Home: where a signed-in person lands. What is theirs to do, what they wait for, and how it goes."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from brokerage.accounts.models import User
from brokerage.accounts.roles.permissions import person
from brokerage.kit.money import Money
from connectors import queries as connectors
from introductions.lifecycle import Actor
from introductions.models import Introduction
from introductions.queries import answer_record
from introductions.queries.home import FUNNEL_DAYS, Stage, funnel_of, what_waits
from introductions.queries.visible import actor_of
from introductions.views.money import board_amount
from introductions.views.status import status_of
from payments.queries import MonthEarned, Spending, earned_by_month, spending_of

MOST_MINE, MOST_OTHERS, MONTHS = 10, 8, 6


@login_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """One page for both roles; each part only where it says something."""
    user = person(request)
    mine, others = what_waits(user, MOST_MINE, MOST_OTHERS)
    rep = _as_rep(user, started=bool(mine.count or others.count)) if user.is_rep else None
    context = {
        "mine": [_line(row, user) for row in mine.rows],
        "mine_count": mine.count,
        "others": [_line(row, user) for row in others.rows],
        "others_count": others.count,
        "days": FUNNEL_DAYS,
        "rep": rep,
        "connector": _as_connector(user) if user.is_connector else None,
    }
    return render(request, "introductions/home.html", context)


def _line(row: Introduction, user: User) -> dict[str, Any]:
    side = Actor.REP if actor_of(row, user) == Actor.REP else Actor.CONNECTOR
    status = status_of(row, side)
    return {"it": row, "status": status, "amount": board_amount(row, side)}


def _as_rep(user: User, *, started: bool) -> dict[str, Any]:
    funnel = funnel_of(user, as_rep=True)
    asked = started or funnel[0].count > 0
    spent = spending_of(user)
    return {
        "spending": [_spent(one) for one in spent],
        "funnel": _bars(funnel),
        "steps": _unfinished(
            [
                ("Add your company", reverse("account_edit"), bool(user.company)),
                ("Find somebody you would like to meet", reverse("search"), asked),
                ("Send your first request", reverse("search"), asked),
            ]
        ),
    }


def _as_connector(user: User) -> dict[str, Any]:
    health = connectors.health_of(user)
    record = answer_record(user)
    steps = connectors.first_steps(user, health)
    return {
        "months": _earned(earned_by_month(user)[:MONTHS]),
        "funnel": _bars(funnel_of(user, as_rep=False)),
        "record": record.sentence,
        "network": health,
        "steps": _unfinished([(one.name, one.path, one.done) for one in steps]),
    }


def _unfinished(steps: list[tuple[str, str, bool]]) -> list[dict[str, Any]]:
    """The first steps, while one of them is still to be done."""
    if all(done for _, _, done in steps):
        return []
    return [{"name": name, "path": path, "done": done} for name, path, done in steps]


# --- Charts: widths in percent, numbers beside ------------------------------------------------------


def _bars(funnel: list[Stage]) -> list[dict[str, Any]]:
    most = funnel[0].count
    if not most:
        return []
    return [
        {"label": one.label, "count": one.count, "share": one.of_before,
         "width": 100 * one.count // most}
        for one in funnel
    ]  # fmt: skip


def _spent(one: Spending) -> dict[str, Any]:
    months = one.months[:MONTHS]
    most = max((row.taken.amount for row in months), default=0)
    return {
        "sums": one,
        "months": [(row, _width(row.spent, most)) for row in months],
    }


def _earned(rows: list[MonthEarned]) -> list[dict[str, Any]]:
    most: dict[str, int] = {}
    for row in rows:
        most[row.currency] = max(most.get(row.currency, 0), row.earned)
    return [
        {
            "month": row.month,
            "earned": Money(row.earned, row.currency),
            "sent": Money(row.sent, row.currency),
            "width": _width(Money(row.earned, row.currency), most[row.currency]),
        }
        for row in rows
    ]


def _width(amount: Money, most: int) -> int:
    return max(100 * amount.amount // most, 0) if most else 0
