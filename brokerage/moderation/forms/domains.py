"""What is typed about a company that asks for nobody of theirs to be listed."""

from django import forms

REASON = {"min_length": 10, "max_length": 2000, "widget": forms.Textarea(attrs={"rows": 3})}


class DomainForm(forms.Form):
    """Which domain, who asked for it, and the tick once one has seen what it touches."""

    domain = forms.CharField(
        label="Domain", max_length=253, help_text="Like acme.com. Everything below it counts too."
    )
    reason = forms.CharField(
        label="Who asked, and how we know that they may",
        help_text="Kept in the audit log; shown to staff only.",
        **REASON,  # type: ignore[arg-type]
    )
    sure = forms.BooleanField(required=False, widget=forms.HiddenInput)


class BackForm(forms.Form):
    """Why a domain may be listed again."""

    reason = forms.CharField(label="Reason", **REASON)  # type: ignore[arg-type]
