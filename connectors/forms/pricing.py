"""A price for a segment."""

from typing import Any

from django import forms

from brokerage.accounts.models import User
from connectors.actions import default_currency
from connectors.forms.amounts import ANY, _amount, currency_choices, to_money
from connectors.models import DEPARTMENT_CHOICES, SENIORITY_CHOICES, STRENGTH_CHOICES
from connectors.queries import industries


class PriceRuleForm(forms.Form):
    """Whom a price is for, and the price."""

    seniority = forms.ChoiceField(label="Level", choices=[ANY, *SENIORITY_CHOICES], required=False)
    department = forms.ChoiceField(choices=[ANY, *DEPARTMENT_CHOICES], required=False)
    industry = forms.ChoiceField(
        choices=lambda: [ANY, *((one, one) for one in industries())], required=False
    )
    strength = forms.TypedChoiceField(
        choices=[ANY, *STRENGTH_CHOICES], coerce=int, empty_value=None, required=False
    )
    price = _amount("Price")
    currency = forms.ChoiceField(choices=currency_choices, required=False)
    for_new = forms.BooleanField(label="Also for people who come later", required=False)

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"currency": default_currency(user)}
        super().__init__(*args, **kwargs)
        self.fields["price"].required = True

    def rule(self) -> dict[str, Any]:
        """What was typed, as `actions.set_price_rule` takes it."""
        said = dict(self.cleaned_data)
        currency = said.pop("currency") or self.initial["currency"]
        return said | {"price": to_money(said["price"], currency, "price")}
