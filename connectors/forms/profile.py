"""A connector's rules and profile."""

from typing import Any

from django import forms

from brokerage.accounts.models import User
from connectors.forms.amounts import _amount, to_major, to_money
from connectors.models import SENIORITY_CHOICES
from connectors.queries import industries, profile_of
from connectors.queries.own_rules import rules_of


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
        """What the action takes; amounts in minor units."""
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
