"""What the desk knows of a kind of case: who sees it, what its page shows, what may be done.

One file per kind, with `KIND = Kind(...)`; `registry` finds it by being there. Its page is
`templates/moderation/kinds/<name>.html`, which sees whatever `panel` gives. An action calls the app
concerned; it ends the case with `brokerage.cases.actions.close_case` where that is over.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django import forms

from brokerage.accounts.models import User
from brokerage.cases.models import Case

REASON_LENGTH = 2000


def always(case: Case) -> bool:
    """An action that can be done as long as the case is open."""
    return True


def for_the_desk(case: Case) -> tuple[str, str]:
    """What most cases wait for: words and tone of the badge."""
    return ("Waits for the desk", "wait")


def nothing_against(case: Case, user: User) -> str | None:
    """No conflict of interest is possible."""
    return None


def nothing_first(case: Case, user: User, facts: dict[str, Any]) -> None:
    """All of an action is one transaction."""


def hides_nothing(user: User) -> Collection[str]:
    """No case of this kind is kept from anybody who may see the kind."""
    return ()


class ReasonForm(forms.Form):
    """The reason of an action, kept in the audit log."""

    reason = forms.CharField(
        label="Reason",
        min_length=10,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Kept with the case and in the audit log. Name no prospect.",
    )


@dataclass(frozen=True)
class Action:
    """One thing that may be done about a case. `permission` like "cases.work_cases".

    `make(case, user, facts)` gets the form's cleaned data, inside a transaction; it raises Refusal for
    a no. `open(case)` says whether the action makes sense now. `text` explains it in a sentence, `done`
    is said afterwards, `template` is a form of its own (it sees `card`), where one is needed. `ask`: what
    happens, for an action that the page asks about once more before it does it. `first` is done before,
    outside that transaction: what must stand whatever becomes of the rest.
    """

    name: str
    label: str
    form: type[forms.Form]
    permission: str
    make: Callable[[Case, User, dict[str, Any]], None]
    tone: str = ""
    open: Callable[[Case], bool] = always
    text: str = ""
    done: str = "Done."
    template: str = "moderation/_action.html"
    ask: str = ""
    first: Callable[[Case, User, dict[str, Any]], None] = nothing_first


@dataclass(frozen=True)
class Kind:
    """A kind of case. `permission` to see it ("cases.see_desk": everybody on the desk).

    `headline(case)` names the case in a few words, `panel(case, user)` gives its page's context,
    `waits(case)` the badge: what it waits for, and its tone. `why_not(case, user)` is a conflict of
    interest in a sentence: then nothing can be done by this person. `hidden_from(user)` are the
    subjects that this person must not even see, being part of them.
    """

    name: str
    permission: str
    headline: Callable[[Case], str]
    panel: Callable[[Case, User], dict[str, Any]]
    actions: tuple[Action, ...]
    explain: str
    waits: Callable[[Case], tuple[str, str]] = for_the_desk
    why_not: Callable[[Case, User], str | None] = nothing_against
    hidden_from: Callable[[User], Collection[str]] = hides_nothing
    template: str = ""

    @property
    def label(self) -> str:
        """The kind's name as people read it."""
        return Case.Kind(self.name).label

    @property
    def page(self) -> str:
        """The template of the panel."""
        return self.template or f"moderation/kinds/{self.name}.html"

    def works(self, user: User) -> bool:
        """Whether this person may do anything about such a case: only they can claim one."""
        return any(user.has_perm(action.permission) for action in self.actions)


def is_masked(user: User) -> bool:
    """Whether identities and people's own words are kept from this member of the staff (support)."""
    return not (user.has_perm("cases.work_cases") or user.has_perm("cases.work_money"))
