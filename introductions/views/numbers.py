"""The connector's own numbers."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from brokerage.accounts.roles.permissions import connector_required, person
from brokerage.kit.money import Money
from introductions.queries import numbers_of
from payments.queries import MonthEarned


@connector_required
@require_GET
def numbers(request: HttpRequest) -> HttpResponse:
    """Their record as reps read it, their listings, what reps search for, and their earnings by month."""
    found = numbers_of(person(request), request.GET.get("page", "1"))
    context = {
        "numbers": found,
        "page": found.page,
        "months": [_in_money(one) for one in found.months],
    }
    return render(request, "introductions/numbers.html", context)


def _in_money(row: MonthEarned) -> dict[str, Any]:
    amounts = ("earned", "sent", "kept", "back")
    return {"month": row.month} | {one: Money(getattr(row, one), row.currency) for one in amounts}
