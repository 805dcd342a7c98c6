"""What a rep asks of search."""

import uuid
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings

from brokerage.accounts.countries import country_choices
from brokerage.kit.currencies import KNOWN
from connectors.companies import SIZE_LABELS
from connectors.forms.amounts import ANY, _amount, currency_choices
from connectors.models import DEPARTMENT_CHOICES, SENIORITY_CHOICES, STRENGTH_CHOICES
from connectors.queries import ANSWERS, ORDERS, SearchFilters

LONGEST_QUERY = 200
MOST_VALUES = 60


class _Values(forms.MultipleChoiceField):
    """Values of a filter; one that is none of the choices is left out, not an error."""

    def clean(self, value: Any) -> list[str]:
        return [one for one in dict.fromkeys(value or ()) if self.valid_value(one)][:MOST_VALUES]


class _Words(forms.Field):
    """Any number of short texts."""

    widget = forms.SelectMultiple

    def clean(self, value: Any) -> list[str]:
        return [one[:80] for one in dict.fromkeys(value or ()) if one][:MOST_VALUES]


class SearchForm(forms.Form):
    """What a rep looks for. A filter may have several values."""

    q = forms.CharField(
        label="Search",
        required=False,
        max_length=LONGEST_QUERY,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": "Try “VP sales logistics Germany under 300”"}
        ),
    )
    seniority = _Values(choices=SENIORITY_CHOICES, required=False)
    department = _Values(choices=DEPARTMENT_CHOICES, required=False)
    industry = _Words(required=False)
    country = _Values(choices=lambda: country_choices()[1:], required=False)
    size = _Values(choices=list(SIZE_LABELS.items()), required=False)
    record = _Values(choices=list(ANSWERS.items()), required=False)
    named = _Values(choices=[("1", ""), ("0", "")], required=False)
    verified = _Values(choices=[("1", "")], required=False)
    strength = _Values(
        choices=[(str(step), label) for step, label in STRENGTH_CHOICES], required=False
    )
    company = forms.CharField(required=False, max_length=100)
    price_from = _amount("From")
    price_to = _amount("To")
    currency = forms.ChoiceField(
        choices=lambda: [ANY, *currency_choices()], required=False, label="Currency"
    )
    order = forms.ChoiceField(choices=list(ORDERS.items()), required=False, label="Sort by")

    def clean(self) -> dict[str, Any]:
        """A price range needs a currency; without one the platform's first is meant."""
        cleaned = super().clean() or self.cleaned_data
        if (cleaned.get("price_from") or cleaned.get("price_to")) and not cleaned.get("currency"):
            cleaned["currency"] = settings.SETTLEMENT_CURRENCIES[0]
        return cleaned

    def filters(self, alike: str = "", cursor: str = "") -> SearchFilters:
        """What was typed as filters; whatever is not valid is left out."""
        self.is_valid()
        said = self.cleaned_data
        currency = said.get("currency", "")
        named = said.get("named", [])
        steps = [int(one) for one in said.get("strength", ())]
        return SearchFilters(
            q=said.get("q", ""),
            seniority=tuple(said.get("seniority", ())),
            department=tuple(said.get("department", ())),
            industry=tuple(said.get("industry", ())),
            country=tuple(said.get("country", ())),
            size=tuple(said.get("size", ())),
            record=tuple(said.get("record", ())),
            company=said.get("company", ""),
            named=named[0] == "1" if len(named) == 1 else None,
            verified=bool(said.get("verified")),
            currency=currency,
            price_from=_minor_or_none(said.get("price_from"), currency),
            price_to=_minor_or_none(said.get("price_to"), currency),
            strength=max(steps, default=None),
            alike=_uuid_or_none(alike),
            order=said.get("order") or "best",
            cursor=cursor[:400],
        )


def _minor_or_none(amount: Decimal | None, currency: str) -> int | None:
    return int(amount.scaleb(KNOWN[currency].digits)) if amount is not None and currency else None


def _uuid_or_none(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        return None
