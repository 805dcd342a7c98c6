"""Forms of papers: what stands on them, and which are looked at."""

from typing import Any

from django import forms

from brokerage.accounts.models import User
from payments.models import BillingDetails


class BillingForm(forms.Form):
    """What stands on one's papers from now on."""

    name = forms.CharField(label="Name or company", max_length=160)
    address = forms.CharField(
        label="Address",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
    )
    vat_id = forms.CharField(label="VAT number", required=False, max_length=32)

    @staticmethod
    def facts_of(user: User) -> dict[str, Any]:
        """What stands there now, to start from."""
        found = BillingDetails.objects.filter(user=user).first()
        if found is None:
            return {"name": user.company or user.name}
        return {"name": found.name, "address": found.address, "vat_id": found.vat_id}


class PeriodForm(forms.Form):
    """A year, and perhaps a month in it (UTC)."""

    year = forms.IntegerField(min_value=2000, max_value=2999, required=False)
    month = forms.IntegerField(min_value=1, max_value=12, required=False)
