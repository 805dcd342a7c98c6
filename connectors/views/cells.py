"""One cell of the network's table, edited where it stands. Without a script it links to the edit page."""

import uuid
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from brokerage.accounts.models import User
from brokerage.accounts.roles.permissions import connector_required, person
from brokerage.kit.errors import Refusal
from connectors import actions, queries
from connectors.forms.amounts import to_major, to_money
from connectors.models import STRENGTH_CHOICES, Relationship
from connectors.views.shared import GET_POST, is_partial, or_404

CELLS = ("price", "strength", "email", "company")


@connector_required
@require_http_methods(GET_POST)
def cell(request: HttpRequest, public_id: uuid.UUID, name: str) -> HttpResponse:
    """GET: the cell, or with `edit` the field in its place. POST: save `value`, or put back `undo`.

    What is refused comes back as it was typed, with the reason (422).
    """
    if name not in CELLS:
        raise Http404
    user = person(request)
    row = _own(user, public_id)
    if not is_partial(request):
        return redirect("network_edit", public_id)
    if request.method == "GET":
        return _answer(request, row, name, editing="edit" in request.GET)
    typed = request.POST.get("value", "").strip()
    try:
        undo = _undone(user, row, name, request.POST) or _saved(user, row, name, typed)
    except Refusal as refusal:
        return _answer(request, row, name, editing=True, typed=typed, error=refusal.sentence)
    return _answer(request, _own(user, public_id), name, undo=undo, saved=True)


def _own(user: User, public_id: uuid.UUID) -> Relationship:
    row: Relationship = or_404(lambda: queries.visible_to(user).get(public_id=public_id))
    return row


def _saved(user: User, row: Relationship, name: str, typed: str) -> Mapping[str, str]:
    """Save what was typed; what has to be sent back to undo it, nothing where nothing changed."""
    if typed == _value(user, row, name):
        return {}
    if name == "email":
        former = row.email
        actions.edit_relationship(user, row.public_id, email=typed)
        return {"value": former, "undo": "typed"}
    bulk = actions.prepare_bulk(user, [row.pk], _change(user, row, name, typed))
    bulk = actions.confirm_bulk(user, bulk.public_id)
    if bulk.refused:
        raise Refusal(next(iter(bulk.refused)), code="refused")
    return {"undo": str(bulk.public_id)}


def _undone(
    user: User, row: Relationship, name: str, said: Mapping[str, str]
) -> Mapping[str, str] | None:
    """Put back what `undo` names; None where nothing is to be undone."""
    undo = said.get("undo", "")
    if not undo or undo == "typed":
        if undo:
            actions.edit_relationship(user, row.public_id, email=said.get("value", ""))
        return {"undo": ""} if undo else None
    found = or_404(lambda: user.bulk_changes.get(public_id=_uuid(undo)))
    if found.rows != [row.pk]:
        raise Http404
    bulk = actions.undo_bulk(user, found.public_id)
    if bulk.refused:
        raise Refusal(next(iter(bulk.refused)), code="refused")
    return {"undo": ""}


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise Http404 from error


def _change(user: User, row: Relationship, name: str, typed: str) -> actions.Change:
    if name == "company":
        return actions.Change(show_company=typed == "yes")
    if name == "strength":
        return actions.Change(strength=int(typed) if typed.isdecimal() and len(typed) < 3 else 0)
    currency = row.currency or actions.default_currency(user)
    try:
        amount = Decimal(typed.replace(",", ""))
        if not amount.is_finite() or abs(amount) > 10**9:
            raise InvalidOperation
    except InvalidOperation:
        raise Refusal("Write the price as a number, like 120.", code="price", status=400) from None
    return actions.Change(price=to_money(amount, currency, "price"))


def _value(user: User, row: Relationship, name: str) -> str:
    """What stands in the field to start from."""
    if name == "price":
        if row.price_minor is None:
            return ""
        amount = to_major(row.price_minor, row.currency)
        return str(amount.quantize(Decimal(1)) if amount == amount.to_integral() else amount)
    if name == "company":
        return "yes" if row.show_company else "no"
    return str(getattr(row, name))


def _answer(
    request: HttpRequest,
    row: Relationship,
    name: str,
    *,
    editing: bool = False,
    typed: str | None = None,
    error: str = "",
    undo: Mapping[str, str] | None = None,
    saved: bool = False,
) -> HttpResponse:
    user = person(request)
    context: dict[str, Any] = {
        "row": row,
        "name": name,
        "value": _value(user, row, name) if typed is None else typed,
        "error": error,
        "undo": undo if undo and undo["undo"] else None,
        "saved": saved,
        "currency": row.currency or actions.default_currency(user),
        "strengths": STRENGTH_CHOICES,
        "why_not": queries.why_not_listable(row) if saved and not row.is_listed else None,
    }
    template = "connectors/_cell_field.html" if editing else "connectors/_cell.html"
    return render(request, template, context, status=422 if error else 200)
