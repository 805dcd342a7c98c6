"""What the desk types about a dispute."""

from typing import Any

from django import forms

from brokerage.moderation.kinds import REASON_LENGTH, ReasonForm
from introductions import rubric
from introductions.actions.disputing import STATEMENT_LENGTH
from introductions.forms import Amount, Words

WORDINGS = {one.key: one for one in rubric.WORDINGS}


class WordingSelect(forms.Select):
    """A choice of ready words; each option carries its own, and which reasons and ruling they fit."""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The option, with its words beside it."""
        option = super().create_option(*args, **kwargs)
        if words := WORDINGS.get(str(option["value"])):
            option["attrs"] |= {
                "data-text": words.text,
                "data-ruling": words.ruling,
                "data-reasons": " ".join(words.reasons),
            }
        return option


class DisagreeForm(forms.Form):
    """Why a second moderator does not agree."""

    reason = Words(
        label="Why you disagree",
        longest=STATEMENT_LENGTH,
        rows=4,
        help_text="The third moderator reads it, the sides do not.",
    )


class TakeBackForm(forms.Form):
    """Why a moderator takes a second word back."""

    reason = Words(
        label="Why you take it back",
        longest=STATEMENT_LENGTH,
        rows=4,
        help_text="Kept with the case. The sides do not read it.",
    )


class RuleForm(forms.Form):
    """A ruling; ready words stand in for a reason that was not written."""

    ruling = forms.ChoiceField(
        choices=[
            ("release", "Pay the connector"),
            ("refund", "Refund the rep in full"),
            ("split", "Divide it"),
        ],
        widget=forms.RadioSelect,
    )
    part = Amount(label="If divided: of the price, the connector's side keeps", required=False)
    reason = Words(
        label="Reason", longest=STATEMENT_LENGTH, help_text="Both sides read it, word for word."
    )

    wording = forms.ChoiceField(
        label="Ready words",
        required=False,
        choices=[("", "Choose…"), *((key, words.title) for key, words in WORDINGS.items())],
        widget=WordingSelect(attrs={"data-fills": "id_decide_reason"}),
        help_text="They become the reason; change them as you like.",
    )
    field_order = ("ruling", "part", "wording", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = False
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        """Take the ready words where nothing was written."""
        facts = super().clean() or self.cleaned_data
        wording = facts.pop("wording", "")
        if wording and facts.get("ruling") and WORDINGS[wording].ruling != facts["ruling"]:
            said = rubric.RULINGS[WORDINGS[wording].ruling]
            self.add_error("wording", f"These words say that {said}, and you chose another ruling.")
        if not (facts.get("reason") or "").strip():
            facts["reason"] = WORDINGS[wording].text if wording else ""
        if not facts["reason"] and "reason" in self.fields and "reason" not in self.errors:
            self.add_error("reason", "Give the reason that both sides will read.")
        return facts


class FindingForm(ReasonForm):
    """What the desk finds, with the reason that both sides read."""

    reason = forms.CharField(
        label="Reason",
        min_length=20,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Both sides read it word for word. Name no prospect.",
    )


class AgreeForm(forms.Form):
    """Nothing but the click."""
