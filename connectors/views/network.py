"""The connector's own people: the list, and one of them."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from brokerage.accounts.models import User
from brokerage.accounts.roles.permissions import connector_required, person
from connectors import actions, queries
from connectors.countries import country_name
from connectors.forms import ChangeForm, NetworkForm, OfferForm, RelationshipForm
from connectors.models import Relationship
from connectors.queries.own_contacts.history import past_of
from connectors.views.shared import GET_POST, form_page, in_form, is_partial, narrowed, or_404


@connector_required
@require_GET
def network(request: HttpRequest) -> HttpResponse:
    """The connector's own people, with search, filters and the bar to change many at once."""
    user = person(request)
    form = NetworkForm(request.GET)
    form.offer_sources(queries.imports_of(user).filter(purpose="network")[:20])
    page = queries.own_network(user, form.filters(request.GET.get("page", "1")))
    rules = queries.ListingRules(user, page.object_list)
    usual = queries.usual_prices_of(page.object_list, actions.default_currency(user))
    counts = queries.facets(user)
    steps = queries.first_steps(
        user, queries.NetworkCounts(counts["total"], counts["listed"], counts["priced"])
    )
    context = {
        "form": form,
        "page": page,
        "rows": [
            (
                row,
                None if row.is_listed else rules.why_not(row),
                usual[row.pk].beside(row.price) if row.pk in usual else "",
            )
            for row in page.object_list
        ],
        "change_form": ChangeForm(user, prefix="set"),
        "counts": counts,
        "steps": steps,
        "all_done": all(step.done for step in steps),
        "narrowed": narrowed(request),
        "to_confirm": queries.attestable(user).count(),
        "just_done": queries.just_done(user),
        "kept_days": settings.CONTACT_KEPT.days,
    }
    template = "connectors/_people.html" if is_partial(request) else "connectors/network.html"
    answer = render(request, template, context)
    answer["Vary"] = "HX-Request"
    return answer


@connector_required
@require_http_methods(GET_POST)
def add(request: HttpRequest) -> HttpResponse:
    """Add one person by hand."""
    form = RelationshipForm(request.POST or None, initial={"strength": 3})
    if request.method == "POST" and form.is_valid():
        row = in_form(form, lambda: actions.add_relationship(person(request), **form.cleaned_data))
        if row is not None:
            messages.success(request, "Added.")
            return redirect("network_edit", row.public_id)
    context = {"lawful_basis": actions.LAWFUL_BASIS}
    return form_page(request, "connectors/add.html", form, context)


@connector_required
@require_http_methods(GET_POST)
def edit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One relationship: who it is, and what the connector knows about it."""
    user = person(request)
    row = _own(user, public_id)
    form = RelationshipForm(request.POST or None, initial=RelationshipForm.facts_of(row))
    if request.method == "POST" and form.is_valid():
        saved = in_form(
            form, lambda: actions.edit_relationship(user, public_id, **form.cleaned_data)
        )
        if saved is not None:
            messages.success(request, "Saved.")
            return redirect("network_edit", public_id)
    return _edit_page(request, row, form, OfferForm(initial=_offer_of(user, row), prefix="offer"))


@connector_required
@require_POST
def offer(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Price, visibility and listing of one relationship."""
    user = person(request)
    row = _own(user, public_id)
    form = OfferForm(request.POST, prefix="offer")
    if form.is_valid():
        outcome = in_form(form, lambda: actions.change(user, [public_id], form.change()))
        if outcome is not None and not outcome.refused:
            messages.success(request, "Saved.")
            return redirect("network_edit", public_id)
        if outcome is not None:
            form.add_error("listed", outcome.refused[public_id])
    facts = RelationshipForm(initial=RelationshipForm.facts_of(row))
    return _edit_page(request, _own(user, public_id), facts, form)


@connector_required
@require_POST
def remove(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Remove one relationship; the list behind it offers to undo that."""
    row = _own(person(request), public_id)
    actions.remove_one(person(request), row.public_id)
    messages.success(request, "Removed.")
    return redirect("network")


def _own(user: User, public_id: uuid.UUID) -> Relationship:
    row: Relationship = or_404(lambda: queries.visible_to(user).get(public_id=public_id))
    return row


def _offer_of(user: User, row: Relationship) -> dict[str, Any]:
    return {"currency": actions.default_currency(user)} | OfferForm.facts_of(row)


def _edit_page(
    request: HttpRequest, row: Relationship, form: RelationshipForm, offer_form: OfferForm
) -> HttpResponse:
    usual = queries.usual_prices_of([row], actions.default_currency(person(request))).get(row.pk)
    context = {
        "row": row,
        "usual": usual.beside(row.price) if usual else "",
        "edit_does": queries.what_an_edit_does(row),
        "shown_country": country_name(row.shown_country),
        "offer_form": offer_form,
        "why_not": queries.why_not_listable(row),
        "net": row.price.share(settings.FEE_BASIS_POINTS)[1] if row.price else None,
        "edit_path": reverse("network_edit", args=[row.public_id]),
        "offer_path": reverse("network_offer", args=[row.public_id]),
        "remove_path": reverse("network_remove", args=[row.public_id]),
        "past": past_of(row),
    }
    bad = bool(form.errors or offer_form.errors)
    return render(
        request, "connectors/edit.html", {"form": form, **context}, status=422 if bad else 200
    )
