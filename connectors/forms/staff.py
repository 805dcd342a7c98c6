"""What an administrator writes about companies and titles; a refusal of an action is an error of a field."""

from typing import Any

from django import forms

from brokerage.kit.errors import Refusal
from connectors.actions.titles import check_title
from connectors.models import Company, TitleCorrection

DECIDED = {"parent", "merged_into"}
"""What is decided about a company, and needs a reason."""


class CompanyForm(forms.ModelForm):  # type: ignore[type-arg]
    """Facts about a company, the group it belongs to, and which company it is another name of."""

    reason = forms.CharField(
        required=False, max_length=500, help_text="needed to merge, split or set the group"
    )

    class Meta:
        model = Company
        fields = (
            "name", "domain", "industry", "sub_industry", "size_band", "headcount", "country", "parent",
            "merged_into",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.was_merged_into = self.instance.merged_into

    def clean(self) -> dict[str, Any]:
        """Refuses a decision without a reason, and a merging that cannot be."""
        cleaned = super().clean() or self.cleaned_data
        if DECIDED & set(self.changed_data) and not cleaned.get("reason", "").strip():
            self.add_error("reason", "Say why.")
        target = cleaned.get("merged_into")
        if "merged_into" in self.changed_data and target is not None:
            if target.pk == self.instance.pk:
                self.add_error("merged_into", "This is the same company.")
            elif target.merged_into_id or self.was_merged_into or self.instance.merged.exists():
                self.add_error("merged_into", "One of them was merged already. Split it off first.")
        return cleaned


class TitleCorrectionForm(forms.ModelForm):  # type: ignore[type-arg]
    """A title in general words, and what it means."""

    class Meta:
        model = TitleCorrection
        fields = ("words", "seniority", "department", "category", "reason")

    def clean_words(self) -> str:
        """The words as they are compared; refuses what could be somebody's own title."""
        try:
            return check_title(self.cleaned_data["words"])
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
