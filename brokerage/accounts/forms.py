"""Signing up, and changing one's own account."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.html import format_html

from brokerage.accounts import actions
from brokerage.accounts.countries import country_choices
from brokerage.accounts.models import User
from brokerage.accounts.wording import why_not_name
from brokerage.kit.errors import Refusal

ROLES = [
    ("rep", "I am looking for introductions (rep)"),
    ("connector", "I can make introductions (connector)"),
    ("both", "Both"),
]


def refuse_in_form(form: forms.BaseForm, refusal: Refusal) -> None:
    """Show a refusal where it belongs: at its field if the form has it, else on top."""
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)


class SignUp(forms.Form):
    """What we ask beside e-mail and password; django-allauth adds it to each of its forms."""

    name = forms.CharField(
        max_length=120,
        label="Your name",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    role = forms.ChoiceField(choices=ROLES, widget=forms.RadioSelect, label="What brings you here?")
    country = forms.ChoiceField(
        choices=country_choices,
        help_text="Where you live or your company sits. Connectors are paid there.",
        widget=forms.Select(attrs={"autocomplete": "country"}),
    )
    terms = forms.BooleanField(
        error_messages={"required": "Please read the terms and tick the box to accept them."}
    )
    field_order = ["role", "name", "email", "password1", "country", "terms"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["terms"].label = format_html(
            'I accept the <a href="/terms/" target="_blank">terms</a> (version {})',
            settings.TERMS_VERSION,
        )

    def roles(self) -> dict[str, bool]:
        """The chosen role as the account's two facts."""
        role = self.cleaned_data.get("role", "")
        return {"is_rep": role in ("rep", "both"), "is_connector": role in ("connector", "both")}

    def clean_name(self) -> str:
        """A name that may stand in a mail to a stranger."""
        name: str = self.cleaned_data["name"]
        if sentence := why_not_name(name):
            raise forms.ValidationError(sentence)
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if country := cleaned.get("country"):
            try:
                actions.why_not_paid(is_connector=self.roles()["is_connector"], country=country)
            except Refusal as refusal:
                refuse_in_form(self, refusal)
        return cleaned

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by django-allauth once the account is there."""
        facts = self.cleaned_data
        actions.set_up(user, name=facts["name"], country=facts["country"], **self.roles())


class AccountForm(forms.ModelForm):  # type: ignore[type-arg]
    """Name, company, roles, country and payout currency of one's own account."""

    country = forms.ChoiceField(choices=country_choices)
    currency = forms.ChoiceField(
        choices=lambda: [(code, code) for code in settings.SETTLEMENT_CURRENCIES],
        label="Payout currency",
        help_text="Prices of your listings are in it.",
    )

    class Meta:
        model = User
        fields = ("name", "company", "is_rep", "is_connector", "country", "currency")
        labels: ClassVar[dict[str, str]] = {
            "is_rep": "I look for introductions (rep)",
            "is_connector": "I make introductions (connector)",
        }
        help_texts: ClassVar[dict[str, str]] = {
            "company": "Shown to connectors and prospects when you ask for an introduction."
        }

    def apply(self, user: User) -> bool:
        """Make the change; False, with the reason in the form, when it is refused."""
        try:
            actions.change_account(user, **self.cleaned_data)
        except Refusal as refusal:
            refuse_in_form(self, refusal)
            return False
        return True


class CloseForm(forms.Form):
    """The tick that one means it."""

    sure = forms.BooleanField(
        label="I understand that this cannot be undone.",
        error_messages={"required": "Tick the box if you want to close the account."},
    )
