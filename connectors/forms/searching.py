"""What a rep asks of search."""

from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings

from brokerage.accounts.countries import country_choices
from brokerage.kit.currencies import KNOWN
from connectors.forms.amounts import ANY, _amount, _page, currency_choices
from connectors.models import DEPARTMENT_CHOICES, SENIORITY_CHOICES, STRENGTH_CHOICES
from connectors.queries import SearchFilters, industries


class SearchForm(forms.Form):
    """What a rep looks for."""

    q = forms.CharField(
        label="Search",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "e.g. security banking"}),
    )
    seniority = forms.MultipleChoiceField(
        choices=SENIORITY_CHOICES, required=False, widget=forms.CheckboxSelectMultiple
    )
    department = forms.ChoiceField(choices=[ANY, *DEPARTMENT_CHOICES], required=False)
    industry = forms.ChoiceField(
        choices=lambda: [ANY, *((name, name) for name in industries())], required=False
    )
    country = forms.ChoiceField(
        choices=lambda: [ANY, *country_choices()[1:]],
        required=False,
    )
    company = forms.CharField(
        required=False,
        max_length=100,
        label="Company",
        widget=forms.TextInput(attrs={"placeholder": "Name"}),
    )
    price_from = _amount("Price from")
    price_to = _amount("Price to")
    currency = forms.ChoiceField(
        choices=lambda: [ANY, *currency_choices()], required=False, label="Currency"
    )
    strength = forms.TypedChoiceField(
        choices=[
            ("", "Any"),
            *((str(value), f"{label} or closer") for value, label in STRENGTH_CHOICES),
        ],
        coerce=int,
        empty_value=None,
        required=False,
        label="Strength",
    )
    order = forms.ChoiceField(
        choices=[("relevance", "Best match"), ("strength", "Strongest"), ("price", "Lowest price")],
        required=False,
        label="Sort by",
    )

    def clean(self) -> dict[str, Any]:
        """A price range needs a currency; without one the platform's first is meant."""
        cleaned = super().clean() or self.cleaned_data
        if (cleaned.get("price_from") or cleaned.get("price_to")) and not cleaned.get("currency"):
            cleaned["currency"] = settings.SETTLEMENT_CURRENCIES[0]
        return cleaned

    def filters(self, page: str = "1") -> SearchFilters:
        """What was typed as filters; whatever is not valid is left out."""
        self.is_valid()
        said = self.cleaned_data
        currency = said.get("currency", "")
        return SearchFilters(
            q=said.get("q", ""),
            seniority=tuple(said.get("seniority", ())),
            department=said.get("department", ""),
            industry=said.get("industry", ""),
            country=said.get("country", ""),
            company=said.get("company", ""),
            currency=currency,
            price_from=_minor_or_none(said.get("price_from"), currency),
            price_to=_minor_or_none(said.get("price_to"), currency),
            strength=said.get("strength"),
            order=said.get("order") or "relevance",
            page=_page(page),
        )


def _minor_or_none(amount: Decimal | None, currency: str) -> int | None:
    return int(amount.scaleb(KNOWN[currency].digits)) if amount is not None and currency else None
