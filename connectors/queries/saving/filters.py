"""A search as it is kept, as an address, and as a name."""

from dataclasses import asdict, fields
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.http import urlencode

from brokerage.kit.currencies import KNOWN
from brokerage.kit.money import Money
from connectors.companies import SIZE_LABELS
from connectors.countries import country_name
from connectors.models import STRENGTH_CHOICES
from connectors.queries.listings import ANSWERS
from connectors.queries.searching import Asked, SearchFilters
from connectors.titles import DEPARTMENT_LABELS, SENIORITY_LABELS

LONGEST_NAME = 80
_LEFT_OUT = frozenset({"cursor", "grouped"})
_LABELS: tuple[tuple[str, dict[str, str]], ...] = (
    ("seniority", {str(one): label for one, label in SENIORITY_LABELS.items()}),
    ("department", {str(one): label for one, label in DEPARTMENT_LABELS.items()}),
    ("industry", {}),
    ("size", {str(one): label for one, label in SIZE_LABELS.items()}),
    ("record", ANSWERS),
)


def packed(filters: SearchFilters) -> dict[str, Any]:
    """The search as JSON: only what is set, no place in it."""
    said = {name: one for name, one in asdict(filters).items() if name not in _LEFT_OUT}
    if said["order"] == "best":
        del said["order"]
    if said["alike"] is not None:
        said["alike"] = str(said["alike"])
    return {
        name: list(one) if isinstance(one, tuple) else one
        for name, one in said.items()
        if one or one == 0
        if not (name == "verified" and not one)
    }


def unpacked(said: dict[str, Any]) -> SearchFilters:
    """The search that was packed; what is not known any more is left out."""
    known = {one.name for one in fields(SearchFilters)} - _LEFT_OUT
    facts: dict[str, Any] = {
        name: tuple(one) if isinstance(one, list) else one
        for name, one in said.items()
        if name in known
    }
    if "alike" in facts:
        facts["alike"] = UUID(facts["alike"])
    return SearchFilters(**facts)


def address_of(filters: SearchFilters) -> str:
    """The page of search that asks the same."""
    said = packed(filters)
    currency = filters.currency or settings.SETTLEMENT_CURRENCIES[0]
    for name in ("price_from", "price_to"):
        if name in said:
            said[name] = str(Decimal(said[name]).scaleb(-KNOWN[currency].digits))
    if "named" in said:
        said["named"] = str(int(said["named"]))
    if "verified" in said:
        said["verified"] = "1"
    return "/search/" + (f"?{urlencode(said, doseq=True)}" if said else "")


def suggested_name(filters: SearchFilters, asked: Asked) -> str:
    """What this search could be called: its chips in words."""
    said = [f"not {part.label}" if part.excluded else part.label for part in asked.parts]
    said += [word for word in asked.words if word not in said]
    for name, labels in _LABELS:
        said += [labels.get(one, one) for one in getattr(filters, name)]
    said += [country_name(one) for one in filters.country]
    said += [filters.company] if filters.company else []
    said += ["company shown"] if filters.named else []
    said += ["verified"] if filters.verified else []
    if filters.strength:
        said.append(dict(STRENGTH_CHOICES)[filters.strength])
    currency = filters.currency or settings.SETTLEMENT_CURRENCIES[0]
    if filters.price_from is not None:
        said.append(f"from {Money(filters.price_from, currency)}")
    if filters.price_to is not None:
        said.append(f"up to {Money(filters.price_to, currency)}")
    if filters.alike:
        said.append("reads alike")
    name = ", ".join(dict.fromkeys(filter(None, map(str, said)))) or "All listings"
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rstrip(", ") + "…"
