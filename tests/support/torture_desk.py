"""The desk in the torture: any open case, any of its deeds that makes sense now, its form filled in.

Kinds and deeds come from the registry, so that a new deed is tried without a word here.
"""

import random
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms

from brokerage.cases.models import Case
from brokerage.moderation.actions.cases import action_named, carry_out
from brokerage.moderation.kinds import Action
from brokerage.moderation.registry import KINDS
from tests.support.torture_deeds import WORDS

if TYPE_CHECKING:
    from tests.support.torture import Torture

MONEY = (
    "dispute objection review pitch chargeback debt difference refund unpaid warning call".split()
)
"""The kinds whose deeds move money, or an introduction."""
LATE = "back_objection uphold dismiss".split()
"""Of objections after the payout alone: a side's dispute is never late."""
DEEDS = [
    (kind, deed.name)
    for kind in MONEY
    for deed in KINDS[kind].actions
    if deed.name != "reveal" and not (kind == "dispute" and deed.name in LATE)
]


def work_on(world: "Torture", case: Case, dice: random.Random) -> None:
    """One deed on the case, the one that this world did least."""
    open_now = {
        deed.name: deed
        for deed in KINDS[case.kind].actions
        if (case.kind, deed.name) in DEEDS and deed.open(case)
    }
    if not open_now:
        return
    name = world.seldom(dice, sorted(open_now), f"desk {case.kind}: ")
    carry(world, case, name, dice)


def carry(world: "Torture", case: Case, name: str, dice: random.Random) -> bool:
    """Whether somebody who may could do the deed of this name on the case."""
    deed = action_named(case, name)
    if deed is None or not deed.open(case):
        return False
    staff = [one for one in world.staff if one.has_perm(deed.permission)]
    what, facts = f"desk {case.kind}: {name}", filled(deed, dice)
    for user in dice.sample(staff, len(staff)):
        if world._try(what, lambda user=user: carry_out(case, deed, user, facts)):  # type: ignore[misc]
            world.tally[what] += 1
            return True
        case.refresh_from_db()
    return False


def filled(deed: Action, dice: random.Random) -> dict[str, Any]:
    """What a person types into the deed's form, as it is once cleaned."""
    found: dict[str, Any] = {}
    for name, field in deed.form.base_fields.items():
        if name in {"wording", "words"}:
            continue
        if isinstance(field, forms.ChoiceField):
            found[name] = dice.choice([key for key, _ in field.choices if key])
        elif name == "part":
            found[name] = dice.choice([Decimal("0.01"), Decimal("24.97"), Decimal("333.33")])
        else:
            found[name] = WORDS
    return found


def never_done(*tallies: Any) -> list[str]:
    """Deeds of the desk and of finance that none of these saw."""
    return [
        f"{kind}: {name}"
        for kind, name in DEEDS
        if not any(one[f"desk {kind}: {name}"] for one in tallies)
    ]
