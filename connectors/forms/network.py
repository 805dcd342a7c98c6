"""What a connector changes in the network."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms

from brokerage.accounts.countries import country_choices
from brokerage.accounts.models import User
from brokerage.kit import clock
from connectors.actions import Change, default_currency
from connectors.forms.amounts import ANY, _amount, _page, currency_choices, to_major, to_money
from connectors.models import (
    DEPARTMENT_CHOICES,
    SENIORITY_CHOICES,
    STRENGTH_CHOICES,
    HowKnown,
    ImportRun,
    Relationship,
)
from connectors.queries import AGES, STATUSES, NetworkFilters


class NetworkForm(forms.Form):
    """What a connector looks for in their own network."""

    q = forms.CharField(
        label="Search your network",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    status = forms.ChoiceField(label="Show", choices=list(STATUSES.items()), required=False)
    seniority = forms.ChoiceField(label="Level", choices=[ANY, *SENIORITY_CHOICES], required=False)
    department = forms.ChoiceField(choices=[ANY, *DEPARTMENT_CHOICES], required=False)
    company = forms.CharField(required=False, max_length=100)
    country = forms.ChoiceField(choices=lambda: [ANY, *country_choices()[1:]], required=False)
    strength = forms.TypedChoiceField(
        choices=[ANY, *STRENGTH_CHOICES], coerce=int, empty_value=None, required=False
    )
    age = forms.ChoiceField(label="Last contact", choices=list(AGES.items()), required=False)
    source = forms.UUIDField(label="Import", required=False, widget=forms.HiddenInput())
    price_from = _amount("Price from")
    price_to = _amount("Price to")
    order = forms.ChoiceField(
        label="Sort by",
        choices=[
            ("name", "Name"),
            ("company", "Company"),
            ("strength", "Strength"),
            ("price", "Price"),
            ("newest", "Newest"),
            ("contact", "Longest without contact"),
        ],
        required=False,
    )

    def offer_sources(self, runs: Iterable[ImportRun]) -> None:
        """Let these imports be chosen from."""
        named = [(str(run.public_id), f"{run.file_name} ({run.created_at:%b %-d})") for run in runs]
        if named:
            self.fields["source"].widget = forms.Select(choices=[ANY, *named])

    def filters(self, page: str = "1") -> NetworkFilters:
        """What was typed as filters; whatever is not valid is left out."""
        self.is_valid()
        said = self.cleaned_data
        words = ("q", "status", "seniority", "department", "company", "country", "age")
        return NetworkFilters(
            **{name: said.get(name) or "" for name in words},
            strength=said.get("strength"),
            source=said.get("source"),
            price_from=_in_minor(said.get("price_from")),
            price_to=_in_minor(said.get("price_to")),
            order=said.get("order") or "name",
            page=_page(page),
        )


def _in_minor(amount: Decimal | None) -> int | None:
    """An amount in the units in which prices are kept: all currencies in which we settle have cents."""
    return None if amount is None else int(amount * 100)


class ChangeForm(forms.Form):
    """One change for many relationships: price, strength, visibility, listing."""

    price = _amount("Price")
    currency = forms.ChoiceField(choices=currency_choices, required=False)
    strength = forms.TypedChoiceField(
        choices=[("", "Unchanged"), *STRENGTH_CHOICES], coerce=int, empty_value=None, required=False
    )
    show_company = forms.TypedChoiceField(
        label="Company",
        choices=[("", "Unchanged"), ("yes", "Show its name"), ("no", "Industry and size only")],
        coerce=lambda value: value == "yes",
        empty_value=None,
        required=False,
    )
    listed = forms.ChoiceField(
        label="Listing",
        choices=[
            ("", "Unchanged"),
            ("yes", "List"),
            ("no", "Unlist"),
            ("rest", "Rest for 30 days, then list again"),
        ],
        required=False,
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"currency": default_currency(user)} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)

    def change(self) -> Change:
        """The change that was asked for."""
        said = self.cleaned_data
        price = None
        if said["price"] is not None:
            currency = said["currency"] or self.initial["currency"]
            price = to_money(said["price"], currency, "price")
        return Change(
            price=price,
            strength=said["strength"],
            show_company=said["show_company"],
            listed={"yes": True, "no": False}.get(said["listed"]),
            rest=said["listed"] == "rest",
        )


class RelationshipForm(forms.Form):
    """The facts of one relationship that only its connector sees, and some that a rep does."""

    name = forms.CharField(max_length=160)
    email = forms.CharField(
        label="E-mail address",
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text="Needed before you can list: we ask this person whether they agree.",
    )
    profile_url = forms.CharField(label="Profile address", max_length=300, required=False)
    title = forms.CharField(
        label="Job title",
        max_length=200,
        required=False,
        help_text="Reps see only seniority and department, never these words.",
    )
    company_name = forms.CharField(label="Company", max_length=160, required=False)
    country = forms.ChoiceField(choices=country_choices, required=False)
    strength = forms.TypedChoiceField(choices=STRENGTH_CHOICES, coerce=int)
    how_known = forms.ChoiceField(
        label="How you know each other",
        choices=[("", "Not stated"), *HowKnown.choices],
        required=False,
    )
    last_contact_on = forms.DateField(
        label="Last contact", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    notes = forms.CharField(
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For yourself; nobody else sees them.",
    )

    def clean_last_contact_on(self) -> Any:
        """Nobody was in touch in the future."""
        day = self.cleaned_data["last_contact_on"]
        if day and day > clock.now().date():
            raise forms.ValidationError("This day is still to come.")
        return day

    @staticmethod
    def facts_of(row: Relationship) -> dict[str, Any]:
        """The facts of a relationship, to start from."""
        return {name: getattr(row, name) for name in RelationshipForm.base_fields}


class OfferForm(forms.Form):
    """The offer of one relationship."""

    price = _amount("Price")
    currency = forms.ChoiceField(choices=currency_choices)
    show_company = forms.BooleanField(
        label="Show the company's name",
        required=False,
        help_text="Otherwise reps see its industry and size. Never shown for one-person roles.",
    )
    listed = forms.BooleanField(label="Listed: reps can find this introduction", required=False)

    def change(self) -> Change:
        """The offer as a change."""
        said = self.cleaned_data
        price = None
        if said["price"] is not None:
            price = to_money(said["price"], said["currency"], "price")
        return Change(price=price, show_company=said["show_company"], listed=said["listed"])

    @staticmethod
    def facts_of(row: Relationship) -> dict[str, Any]:
        """The offer of a relationship, to start from."""
        facts: dict[str, Any] = {"show_company": row.show_company, "listed": row.is_listed}
        if row.price_minor is not None:
            facts |= {"price": to_major(row.price_minor, row.currency), "currency": row.currency}
        return facts
