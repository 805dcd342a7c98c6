"""The books, by month: close, check, take along. For finance."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from brokerage.accounts.audit import record_staff_action
from brokerage.accounts.roles.permissions import desk_required, person
from brokerage.cases.models import Case
from brokerage.kit import spreadsheets
from brokerage.kit.errors import Refusal
from brokerage.kit.money import Money
from brokerage.moderation.kinds.difference import how_much
from introductions.actions.records import last_record_check
from payments import actions
from payments.models import ClosedMonth, Difference, LedgerAccount

COLUMNS = [
    "entry", "at", "reason", "payment", "posting", "account", "kind", "user", "currency", "amount",
]  # fmt: skip


class MonthForm(forms.Form):
    """A month, by its first day."""

    month = forms.DateField(input_formats=["%Y-%m"])


@desk_required("close_books")
@require_GET
def books(request: HttpRequest) -> HttpResponse:
    """The closed months and the next one."""
    return _page(request)


@desk_required("close_books")
@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Close the month that was shown as the next."""
    try:
        row = actions.close_month(_month(request.POST), staff=person(request))
    except Refusal as refusal:
        return _page(request, wrong=refusal.sentence, status=refusal.status)
    messages.success(request, f"{row.month:%B %Y} is closed.")
    return redirect("moderation_books")


@desk_required("close_books")
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Compare every closed month with its postings."""
    wrong = actions.verify()
    record_staff_action(person(request), "check the books", f"{len(wrong)} months differ")
    if wrong:
        named = ", ".join(f"{one:%B %Y}" for one in wrong)
        sentence = f"Not as it was closed: {named}. Call whoever runs the database."
        return _page(request, wrong=sentence, status=409)
    messages.success(request, "Every closed month is as it was closed.")
    return redirect("moderation_books")


@desk_required("close_books")
@require_GET
def postings(request: HttpRequest) -> HttpResponseBase:
    """Every posting of a month as CSV: ids and amounts, nobody's name. The look is logged."""
    month = _month(request.GET)
    record_staff_action(person(request), "take the books along", f"{month:%Y-%m}")
    return spreadsheets.download(
        spreadsheets.rows(COLUMNS, actions.postings_of(month)), f"books-{month:%Y-%m}.csv"
    )


def _month(given: Any) -> date:
    form = MonthForm(given)
    if not form.is_valid():
        raise Refusal("Name a month like 2026-11.", code="month", status=400)
    found: date = form.cleaned_data["month"]
    return found


def _page(request: HttpRequest, *, wrong: str = "", status: int = 200) -> HttpResponse:
    month = actions.next_to_close()
    context = {
        "closed": [(row, _sums(row)) for row in ClosedMonth.objects.order_by("-month")],
        "next": month,
        "may_be_closed": bool(month and actions.may_be_closed(month)),
        "wrong": wrong,
        "checked": actions.last_ledger_check(),
        "records": last_record_check(),
        "differ": _differences(),
    }
    return render(request, "moderation/books.html", context, status=status)


def _differences() -> list[tuple[Difference, str, Case | None]]:
    """Every open difference between what we keep and the ledger, in words, with its case."""
    rows = list(actions.ledger_differences())
    subjects = [f"difference:{row.pk}" for row in rows]
    cases = Case.objects.filter(kind=Case.Kind.DIFFERENCE, subject__in=subjects, closed_at=None)
    found = {case.subject: case for case in cases}
    return [(row, how_much(row), found.get(f"difference:{row.pk}")) for row in rows]


def _sums(row: ClosedMonth) -> list[tuple[str, Money]]:
    found = []
    for name, amount in row.totals.items():
        kind, code = name.split()
        found.append((f"{LedgerAccount.Kind(kind).label.capitalize()}", Money(amount, code)))
    return found
