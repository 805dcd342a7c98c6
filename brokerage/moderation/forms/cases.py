"""What staff type on the desk."""

from typing import Any

from django import forms

from brokerage.moderation.kinds import REASON_LENGTH, Kind
from brokerage.moderation.queries.cases import Filters


class QueueForm(forms.Form):
    """The queue's filters; anything unreadable counts as not asked for."""

    q = forms.CharField(label="Search", required=False, max_length=100)
    kind = forms.ChoiceField(required=False)
    whose = forms.ChoiceField(
        label="Claimed by",
        required=False,
        choices=[("all", "Anybody or nobody"), ("mine", "Me"), ("free", "Nobody yet")],
    )
    state = forms.ChoiceField(
        label="Cases", required=False, choices=[("open", "Open"), ("closed", "Closed")]
    )
    overdue = forms.BooleanField(label="Overdue only", required=False)

    def __init__(self, *args: Any, kinds: list[Kind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "All kinds"), *((kind.name, kind.label) for kind in kinds)]
        self.fields["kind"] = forms.ChoiceField(label="Kind", required=False, choices=choices)

    def filters(self) -> Filters:
        """What was asked for."""
        self.is_valid()
        asked = self.cleaned_data
        return Filters(
            kind=asked.get("kind", ""),
            whose=asked.get("whose") or "all",
            overdue=asked.get("overdue", False),
            closed=asked.get("state") == "closed",
            q=asked.get("q", ""),
        )


class NoteForm(forms.Form):
    """A note for the others on the desk."""

    text = forms.CharField(
        label="Note",
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Only staff who work on cases read it.",
    )
