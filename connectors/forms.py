"""What people type on the pages of this app, checked and turned into what the deeds take."""

from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from brokerage.accounts.countries import country_choices
from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.currencies import KNOWN
from brokerage.kit.errors import Refusal
from brokerage.kit.money import Money
from connectors.actions import Change, default_currency
from connectors.models import (
    DEPARTMENT_CHOICES,
    SENIORITY_CHOICES,
    STRENGTH_CHOICES,
    HowKnown,
    Relationship,
)
from connectors.queries import NetworkFilters, SearchFilters, industries, profile_of
from connectors.rules import rules_of

ANY = ("", "Any")
MOST_DIGITS = 3  # after the point, in any currency; how many one has is for the currency to say


def to_money(amount: Decimal, currency: str, field: str) -> Money:
    """An amount as typed ("12.50") as money; refused if it has more decimals than the currency."""
    money = Money.typed(amount, currency)
    if money is None:
        raise Refusal(f"{currency} has fewer decimals than this.", status=400, field=field)
    return money


def to_major(minor: int, currency: str) -> Decimal:
    """Minor units as a person types them, with all their decimals."""
    return Decimal(minor).scaleb(-KNOWN[currency].digits)


def currency_choices() -> list[tuple[str, str]]:
    """The currencies in which one can ask a price."""
    return [(code, code) for code in settings.SETTLEMENT_CURRENCIES]


def _amount(label: str) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        required=False,
        min_value=Decimal(0),
        max_digits=12,
        decimal_places=MOST_DIGITS,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"}),
    )


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


def _page(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else 1


class NetworkForm(forms.Form):
    """What a connector looks for in their own network."""

    q = forms.CharField(
        label="Search your network",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    status = forms.ChoiceField(
        label="Show",
        choices=[
            ("", "Everybody"),
            ("listed", "Listed"),
            ("unlisted", "Not listed"),
            ("unpriced", "Without a price"),
        ],
        required=False,
    )
    seniority = forms.ChoiceField(choices=[ANY, *SENIORITY_CHOICES], required=False)
    department = forms.ChoiceField(choices=[ANY, *DEPARTMENT_CHOICES], required=False)
    order = forms.ChoiceField(
        label="Sort by",
        choices=[
            ("name", "Name"),
            ("company", "Company"),
            ("strength", "Strength"),
            ("price", "Price"),
            ("newest", "Newest"),
        ],
        required=False,
    )

    def filters(self, page: str = "1") -> NetworkFilters:
        """What was typed as filters; whatever is not valid is left out."""
        self.is_valid()
        said = self.cleaned_data
        facts = {name: said.get(name) or "" for name in ("q", "status", "seniority", "department")}
        return NetworkFilters(**facts, order=said.get("order") or "name", page=_page(page))


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
    listed = forms.TypedChoiceField(
        label="Listing",
        choices=[("", "Unchanged"), ("yes", "List"), ("no", "Unlist")],
        coerce=lambda value: value == "yes",
        empty_value=None,
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
            listed=said["listed"],
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


class ImportForm(forms.Form):
    """An address book, and the word that one may upload it."""

    file = forms.FileField(
        label="Your file",
        help_text="ZIP, CSV or vCard, up to 20 MB.",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.zip,.vcf,text/csv,text/vcard"}),
    )
    lawful = forms.BooleanField(
        label="",
        error_messages={"required": "Please tick the box; we keep your word with the import."},
    )

    def content(self) -> tuple[str, bytes]:
        """The file's name and bytes."""
        upload: UploadedFile[bytes] = self.cleaned_data["file"]
        return upload.name or "file", upload.read(settings.IMPORT_MAX_BYTES + 1)


class RulesForm(forms.Form):
    """A connector's own rules. Empty fields are no limit; amounts in the user's payout currency."""

    month_cap = forms.IntegerField(
        label="Requests in a calendar month, at most", required=False, min_value=0, max_value=1000
    )
    quarter_cap = forms.IntegerField(
        label="Requests in a quarter, at most", required=False, min_value=0, max_value=1000
    )
    paused_until = forms.DateField(
        label="No requests until",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="From that day (UTC) on you can be asked again.",
    )
    batch_hour = forms.TypedChoiceField(
        label="Show me requests",
        required=False,
        choices=[
            ("", "As they come"),
            *((str(n), f"Once a day, at {n:02}:00 UTC") for n in range(24)),
        ],
        coerce=int,
        empty_value=None,
        help_text="The rep's three days begin when you are shown the request; they see when that is.",
    )
    floor = _amount("Lowest price for anybody")
    no_companies = forms.CharField(
        label="Companies I do not introduce",
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4, "placeholder": "Acme Ltd\nacme.com"}),
        help_text="Names or e-mail domains of the reps' companies, one in a line.",
    )
    no_people = forms.CharField(
        label="People I do not introduce",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="E-mail addresses of reps, one in a line.",
    )
    no_industries = forms.MultipleChoiceField(
        label="Industries I do not introduce",
        required=False,
        choices=lambda: [(name, name) for name in industries()],
        widget=forms.CheckboxSelectMultiple,
        help_text="Of the rep's company, where we know it.",
    )

    def __init__(self, user: User, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.currency = user.currency
        for name, label in SENIORITY_CHOICES:
            self.fields[f"floor_{name}"] = _amount(str(label))
        for name in ("floor", *self.floors):
            self.fields[name].label = f"{self.fields[name].label} ({self.currency})"

    @property
    def floors(self) -> list[str]:
        """The names of the fields by seniority."""
        return [f"floor_{name}" for name, _ in SENIORITY_CHOICES]

    def facts(self) -> dict[str, Any]:
        """What the deed takes; amounts in minor units."""
        typed = self.cleaned_data
        plain = ("month_cap", "quarter_cap", "paused_until", "no_companies", "no_people")
        return {
            **{name: typed[name] for name in plain},
            "batch_hour": typed["batch_hour"],
            "no_industries": typed["no_industries"],
            "floor_minor": self._minor("floor"),
            "seniority_floors": {
                name.removeprefix("floor_"): minor
                for name in self.floors
                if (minor := self._minor(name))
            },
        }

    def _minor(self, name: str) -> int | None:
        amount = self.cleaned_data[name]
        return None if amount is None else to_money(amount, self.currency, name).amount

    @staticmethod
    def facts_of(user: User) -> dict[str, Any]:
        """The rules as they are, to start from."""
        rules = rules_of(user)
        floor = rules.floor_minor
        return {
            "month_cap": rules.month_cap,
            "quarter_cap": rules.quarter_cap,
            "paused_until": rules.paused_until,
            "batch_hour": "" if rules.batch_hour is None else str(rules.batch_hour),
            "floor": None if floor is None else to_major(floor, rules.currency),
            "no_companies": rules.no_companies,
            "no_people": rules.no_people,
            "no_industries": rules.no_industries,
            **{
                f"floor_{name}": to_major(minor, rules.currency)
                for name, minor in rules.seniority_floors.items()
            },
        }


class ProfileForm(forms.Form):
    """A connector's profile."""

    headline = forms.CharField(
        max_length=120,
        help_text='Reps read it beside your listings, for example "15 years in industrial software".',
    )
    about = forms.CharField(
        label="About you",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    employer_name = forms.CharField(
        label="Your employer",
        max_length=160,
        required=False,
        help_text="You cannot sell introductions into your own employer, so we keep it off the market.",
    )
    employer_domain = forms.CharField(
        label="Your employer's e-mail domain",
        max_length=255,
        required=False,
        help_text="For example acme.com. People with such an address are kept off the market too.",
    )
    no_employer = forms.BooleanField(label="I have no employer", required=False)

    @staticmethod
    def facts_of(user: User) -> dict[str, Any]:
        """The profile as it is, to start from."""
        profile = profile_of(user)
        return {name: getattr(profile, name) for name in ProfileForm.base_fields}
