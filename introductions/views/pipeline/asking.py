"""What is asked of the pipeline, read from its address: all of it is in the address, nothing in a session."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from brokerage.accounts.models import User
from introductions.actions.revealing import named_like
from introductions.lifecycle import ENDS, OPEN, State
from introductions.models import Introduction
from introductions.queries.pipeline import LANES, Wanted
from introductions.queries.turns import own_turns
from introductions.views.status import STAGES

TABS = {"waiting": "Your turn", "running": "Open", "ended": "Ended", "all": "All"}
ORDER_LABELS = {
    "next": "Your turn first",
    "deadline": "Deadline",
    "newest": "Newest",
    "changed": "Last change",
    "dearest": "Highest price",
    "cheapest": "Lowest price",
}
LAYOUTS = ("table", "board")


def _stages() -> list[Any]:
    """Each lane of the board, and under it its states."""
    found: list[Any] = [("", "Any stage")]
    for lane in LANES:
        states = [(state.value, STAGES[state]) for state in lane.states]
        found.append((lane.label, [(lane.key, f"{lane.label}: all"), *states]))
    return found


class PipelineForm(forms.Form):
    """The filters. What cannot be read is left out."""

    q = forms.CharField(
        label="Find in your introductions",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"placeholder": "Find in pipeline", "type": "search"}),
    )
    stage = forms.ChoiceField(label="Stage", choices=_stages, required=False)
    turn = forms.ChoiceField(
        label="Whose turn",
        required=False,
        choices=[
            ("", "Anyone’s turn"),
            ("me", "Your turn"),
            ("other", "Other side’s turn"),
            ("prospect", "Prospect’s turn"),
            ("us", "Waiting for us"),
        ],
    )
    deadline = forms.ChoiceField(
        label="Deadline",
        required=False,
        choices=[
            ("", "Any deadline"),
            ("day", "Within 24 hours"),
            ("3days", "Within 3 days"),
            ("week", "Within 7 days"),
            ("none", "No deadline"),
        ],
    )
    company = forms.CharField(label="Company", required=False, max_length=100)
    who = forms.CharField(label="Connector or rep", required=False, max_length=100)
    price_from = forms.IntegerField(
        label="Price from", required=False, min_value=0, max_value=10**9
    )
    price_to = forms.IntegerField(label="Price to", required=False, min_value=0, max_value=10**9)
    order = forms.ChoiceField(
        label="Sort by",
        required=False,
        choices=[
            ("", "Sort: default"),
            *((key, f"Sort: {word}") for key, word in ORDER_LABELS.items()),
        ],
    )

    def __init__(self, asked: QueryDict) -> None:
        super().__init__(asked)
        self.is_valid()
        self.said: dict[str, Any] = self.cleaned_data

    def wanted(self, user: User, side: str) -> Wanted:
        """The filters, with the rows in which a known name carries the text."""
        said = self.said
        text = said.get("q", "")
        return Wanted(
            side=side,
            stages=_states(said.get("stage", "")),
            turn=said.get("turn", ""),
            text=text,
            company=said.get("company", ""),
            who=said.get("who", ""),
            price_from=said.get("price_from"),
            price_to=said.get("price_to"),
            deadline=said.get("deadline", ""),
            named=named_like(user, text) if text else (),
        )

    @property
    def count(self) -> int:
        """How many of the filters behind “More” are set."""
        return sum(self.said.get(one) not in (None, "") for one in MORE)

    @property
    def is_set(self) -> bool:
        """Whether anything is filtered at all."""
        filters = [one for one in self.fields if one != "order"]
        return any(self.said.get(one) not in (None, "") for one in filters)


MORE = ("company", "who", "price_from", "price_to")


def _states(stage: str) -> tuple[State, ...]:
    for lane in LANES:
        if stage == lane.key:
            return lane.states
    return (State(stage),) if stage else ()


def in_tab(rows: QuerySet[Introduction], user: User, tab: str) -> QuerySet[Introduction]:
    """Those of these rows that a tab shows; a tab that is none shows all."""
    if tab == "waiting":
        return own_turns(rows, user)
    states = {"running": OPEN, "ended": ENDS}.get(tab)
    return rows if states is None else rows.filter(state__in=states)
