"""The pipeline as a CSV file that a CRM reads: one deal a row, with the columns CRMs look for."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from brokerage.accounts.roles.permissions import person
from brokerage.kit import clock, spreadsheets
from brokerage.kit.currencies import KNOWN
from brokerage.kit.spreadsheets import Number
from introductions.lifecycle import ENDS, Actor
from introductions.queries.pipeline import asked_of, listed
from introductions.views.pipeline.asking import PipelineForm, in_tab
from introductions.views.pipeline.lines import Row, rows_of

COLUMNS = (
    "Deal name", "Company", "Contact name", "Contact title", "Contact email", "Stage", "Status",
    "Amount", "Currency", "Next step", "Next step due", "Close date", "Create date", "Role",
    "Other side", "Link", "External ID",
)  # fmt: skip


@login_required
@require_GET
def pipeline_csv(request: HttpRequest) -> HttpResponse:
    """What the filters of this address find, newest first, as far as whoever asks may see it."""
    user = person(request)
    found = asked_of(user, PipelineForm(request.GET).wanted(user, request.GET.get("as", "")))
    rows = listed(in_tab(found, user, request.GET.get("tab", ""))).order_by(
        "-created_at", "public_id"
    )
    lines = spreadsheets.rows(COLUMNS, _lines(rows_of(rows, user, "export")))
    return spreadsheets.download(lines, f"introductions-{clock.now():%Y-%m-%d}.csv")


def _lines(rows: list[Row]) -> Iterator[dict[str, Any]]:
    for one in rows:
        it, who = one.it, one.contact
        over = it.state in ENDS
        amount = one.amount.amount
        yield {
            "Deal name": f"{one.title}: {it.purpose}",
            "Company": (who.company if who else "") or it.listing.get("company", ""),
            "Contact name": who.name if who else "",
            "Contact title": (who.title if who else "") or it.listing.get("role", ""),
            "Contact email": who.email if who else "",
            "Stage": one.status.stage,
            "Status": "closed" if over else "open",
            "Amount": Number(KNOWN[amount.currency].plain(amount.amount)),
            "Currency": amount.currency,
            "Next step": one.status.turn,
            "Next step due": _day(one.status.by),
            "Close date": _day(it.state_since) if over else "",
            "Create date": _day(it.created_at),
            "Role": "rep" if one.side == Actor.REP else "connector",
            "Other side": one.other,
            "Link": settings.SITE_URL + reverse("introduction", args=[it.public_id]),
            "External ID": str(it.public_id),
        }


def _day(moment: Any) -> str:
    return f"{moment:%Y-%m-%d}" if moment else ""
