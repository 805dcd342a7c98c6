"""All kinds of cases by their names. A file in `kinds/` is enough; a kind without one is plain."""

from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from brokerage.accounts.models import User
from brokerage.cases.actions import close_case
from brokerage.cases.models import Case
from brokerage.moderation import kinds
from brokerage.moderation.kinds import Action, Kind, ReasonForm

MONEY = frozenset({"call", "difference", "chargeback", "debt", "warning", "unpaid", "refund"})


def _close(case: Case, user: User, facts: dict[str, Any]) -> None:
    close_case(case, staff=user, outcome="looked at", reason=facts["reason"])


def plain(name: str) -> Kind:
    """A kind that has no page of its own: its facts, and closing it with a reason."""
    permission = "cases.work_money" if name in MONEY else "cases.work_cases"
    return Kind(
        name=name,
        permission="cases.see_desk",
        headline=lambda case: Case.Kind(case.kind).label,
        panel=lambda case, user: {},
        actions=(Action("close", "Close the case", ReasonForm, permission, _close),),
        explain="Somebody should look at this and say what came of it.",
        template="moderation/kinds/_plain.html",
    )


def _found() -> dict[str, Kind]:
    rooms = [import_module(f"{kinds.__name__}.{one.name}") for one in iter_modules(kinds.__path__)]
    return {room.KIND.name: room.KIND for room in rooms if hasattr(room, "KIND")}


def _all() -> dict[str, Kind]:
    found = _found()
    return {name: found.get(name) or plain(name) for name in Case.Kind.values}


KINDS: dict[str, Kind] = _all()
