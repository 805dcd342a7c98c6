"""What a division would do to the cent, while its amount is being chosen."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from brokerage.kit.errors import Refusal
from brokerage.kit.money import Money
from introductions.forms import form_of
from introductions.models import Introduction
from introductions.views.money import division
from introductions.views.shared import mine


@login_required
@require_GET
def preview(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The lines of a division for rep or connector; a sentence while the amount makes no sense."""
    row, _ = mine(request, public_id)
    if row.payment is None:
        raise Http404
    form = form_of("offer_split", request.GET)
    try:
        part = form.facts(row)["part"] if form.is_valid() else None
    except Refusal:  # more decimals than the currency has
        part = None
    return render(request, "introductions/_division.html", divided(row, part))


def divided(row: Introduction, part: Money | None) -> dict[str, Any]:
    """For the template: `part` of the price with its lines, the price (the most there is), `digits`
    after the point, and the `step` of every amount."""
    rules = row.price_money.rules
    known = {"price": row.price_money, "digits": rules.digits, "step": rules.step}
    odd = part is not None and rules.why_not_an_amount(part.amount) is not None
    if part is None or odd or row.payment is None or part.amount > row.price:
        return {**known, "part": None, "lines": []}
    return {**known, "part": part, "lines": division(row.payment, part.amount)}


def first_proposal(row: Introduction) -> dict[str, str]:
    """What the form says at first: half of the price for each."""
    half, _ = row.price_money.split([1, 1])
    return {"part": half.plain}
