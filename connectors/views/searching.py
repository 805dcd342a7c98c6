"""What reps find, and one listing. Visitors may look, too: everything here is blinded."""

import uuid
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from brokerage.accounts.models import User
from brokerage.accounts.roles.permissions import person
from brokerage.kit.statements import answered_within
from brokerage.kit.web.limits import network_of
from connectors import actions, queries
from connectors.actions import saving
from connectors.forms import SearchForm
from connectors.queries import Found, Nearby, SearchFilters
from connectors.queries.saving import address_of
from connectors.queries.searching.facets import VALUES_OPEN
from connectors.queries.searching.market import shortlisted
from connectors.query_words import Part, without
from connectors.views.shared import is_partial, or_404

FILTERS = frozenset(SearchForm.base_fields) - {"q", "order"}


TOO_SLOW = "This search took too long, so we stopped it. Add a word or a filter, then try again."


class Chip(NamedTuple):
    """A part of the search in words, and the address without it."""

    label: str
    words: str
    href: str


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Listings that match, all facts blinded; the results alone for htmx."""
    viewer = _viewer(request)
    actions.allow_search(viewer, _client(request))
    form = SearchForm(request.GET)
    filters = form.filters(request.GET.get("alike", ""), request.GET.get("after", ""))
    with answered_within(settings.SEARCH_STATEMENT_SECONDS, TOO_SLOW):
        found = queries.search(filters, viewer)
    if viewer is not None and viewer.is_rep:
        actions.note_search(viewer, filters, found.asked)
    template = "connectors/_found.html" if is_partial(request) else "connectors/search.html"
    context = {
        "form": form,
        "found": found,
        "chips": _chips(request.GET, found),
        "nearby": [
            (one, _changed(request.GET, one, filters, found.asked.parts)) for one in found.nearby
        ],
        "next": _address(request.GET, after=found.next) if found.next else "",
        "first": _address(request.GET, after="") if found.number > 1 else "",
        "narrowed": any(request.GET.get(name) for name in (*FILTERS, "q", "alike")),
        "filtered": any(request.GET.get(name) for name in FILTERS),
        "facets_open": VALUES_OPEN,
        "save_path": _save_path(filters) if viewer is not None and viewer.is_rep else "",
        "highest": max((band.count for band in found.prices), default=0),
    }
    answer = render(request, template, context)
    answer["Vary"] = "HX-Request"
    return answer


@require_GET
def listing(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One listing, what it costs, and what happens after asking."""
    viewer = _viewer(request)
    actions.allow_search(viewer, _client(request))
    row = or_404(lambda: queries.listing_for(public_id, viewer))
    if viewer is not None and viewer.is_rep:
        actions.note_view(viewer, row)
        saving.note_seen(viewer, row)
    starred = shortlisted(viewer, [public_id])
    context = {
        "can_star": viewer is not None and viewer.is_rep,
        "starred": bool(starred),
        "listing": queries.with_usual_prices([queries.blinded(row)])[0],
        "waits": queries.waiting_times(),
        "ask_path": f"/introductions/new/{public_id}/",
    }
    return render(request, "connectors/listing.html", context)


def _save_path(filters: SearchFilters) -> str:
    return reverse("save_search") + address_of(filters).removeprefix("/search/")


def _viewer(request: HttpRequest) -> User | None:
    return person(request) if request.user.is_authenticated else None


def _client(request: HttpRequest) -> str:
    return network_of(str(get_adapter().get_client_ip(request) or "unknown"))


def _chips(said: QueryDict, found: Found) -> list[Chip]:
    """What was read out of the words typed, then the filters that are set, each with a way out."""
    q = said.get("q", "")
    together: dict[tuple[str, str, bool], list[Part]] = {}
    for part in found.asked.parts:  # "Nordics" is five countries, and one chip
        together.setdefault((part.field, part.text, part.excluded), []).append(part)
    chips = []
    for (name, text, excluded), parts in together.items():
        label = parts[0].label if len(parts) == 1 else text
        words = f"not {label}" if excluded and name != "word" else label
        chips.append(Chip(FIELD_LABELS.get(name, ""), words, _address(said, q=without(q, *parts))))
    for facet in found.facets:
        for value in facet.values:
            if value.value in said.getlist(facet.name):
                left = [one for one in said.getlist(facet.name) if one != value.value]
                chips.append(Chip(facet.label, value.label, _address(said, **{facet.name: left})))
    for name, label in (
        ("company", "Company"),
        ("price_from", "Price from"),
        ("price_to", "Price up to"),
    ):
        if said.get(name):
            chips.append(Chip(label, str(said[name]), _address(said, **{name: ""})))
    if said.get("alike"):
        chips.append(Chip("", "Only those that read alike", _address(said, alike="")))
    return chips


FIELD_LABELS = {
    "seniority": "Level",
    "department": "Department",
    "industry": "Industry",
    "country": "Country",
    "size": "Company size",
    "company": "Company",
    "strength": "Strength",
    "price_from": "Price",
    "price_to": "Price",
    "currency": "Currency",
    "verified": "Connector",
    "word": "Without",
}


def _changed(said: QueryDict, near: Nearby, filters: SearchFilters, parts: Iterable[Part]) -> str:
    """The address of a search close to this one."""
    gone = {*near.unset, *(name for name, _ in near.set)}
    if "words" in gone:
        filters = replace(filters, q="; ".join(dict.fromkeys(part.text for part in parts)))
    words = queries.words_without(filters, gone)
    return _address(said, **{"q": words, **dict.fromkeys(gone - {"words"}, ""), **dict(near.set)})


def _address(said: QueryDict, **changes: str | list[str]) -> str:
    """The address of this page with some values changed; "" or none takes one away. Always the first page."""
    query = said.copy()
    query.pop("after", None)
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query.setlist(name, value if isinstance(value, list) else [str(value)])
    return f"/search/?{query.urlencode()}" if query else "/search/"
