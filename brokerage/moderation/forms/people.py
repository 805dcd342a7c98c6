"""The forms of the steps against a person, and of closing an account for its owner."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms

from brokerage.accounts import sanctions
from brokerage.accounts.models import Sanction
from brokerage.accounts.sanctions import standing
from brokerage.kit import clock

Kind = Sanction.Kind
LENGTHS = (
    ("3", "3 days"),
    ("7", "7 days"),
    ("14", "14 days"),
    ("30", "30 days"),
    ("90", "90 days"),
)


class StepForm(forms.Form):
    """What a step is about, and why."""

    code = forms.ChoiceField(label="What it is about", choices=Sanction.Code.choices)
    reason = forms.CharField(
        label="Reason",
        min_length=sanctions.REASON_LENGTH[0],
        max_length=sanctions.REASON_LENGTH[1],
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="The person reads it word for word. Name no prospect and nobody who reported it.",
    )

    def facts(self) -> dict[str, Any]:
        """What the action takes."""
        return {"code": self.cleaned_data["code"], "reason": self.cleaned_data["reason"]}


class TimedForm(StepForm):
    """A step that may end by itself."""

    length = forms.ChoiceField(
        label="For how long", choices=(*LENGTHS, ("", "Until somebody lifts it")), required=False
    )

    def facts(self) -> dict[str, Any]:
        """What the action takes; `until` in UTC, None for without end."""
        length = self.cleaned_data["length"]
        until = clock.now() + timedelta(days=int(length)) if length else None
        return super().facts() | {"until": until}


class LiftForm(forms.Form):
    """Why a step ends before its time."""

    reason = forms.CharField(
        label="Reason",
        min_length=sanctions.REASON_LENGTH[0],
        max_length=sanctions.REASON_LENGTH[1],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The person reads it.",
    )


class CloseForm(LiftForm):
    """Why an account is closed for its owner."""

    by_law = forms.BooleanField(
        label="The law demands it although a step holds against the account",
        required=False,
        help_text="An erasure that we may not refuse, a court's or an authority's order. The step stays "
        "known by the mailbox, as a keyed hash.",
    )


@dataclass(frozen=True)
class Step:
    """A step of the ladder as the page offers it: what it does, and what it would end."""

    kind: str
    label: str
    text: str
    form: type[StepForm]
    tone: str = ""

    @property
    def ends(self) -> bool:
        """Whether introductions end by it."""
        return self.kind in standing.OUT


STEPS = {
    step.kind: step
    for step in (
        Step(
            Kind.WARN, "Warn", "A mail, and a line in the record. Nothing else changes.", StepForm
        ),
        Step(
            Kind.LIMIT,
            "Limit",
            "Nobody new can be listed, one request can be open at a time. What runs goes on.",
            TimedForm,
        ),
        Step(
            Kind.SUSPEND,
            "Suspend",
            "Listings vanish from search at once and nothing new begins. They can sign in, confirm "
            "what was made and answer disputes.",
            TimedForm,
            "danger",
        ),
        Step(
            Kind.BAN,
            "Ban",
            "As a suspension, without end, and they cannot sign in any more.",
            StepForm,
            "danger",
        ),
    )
}
