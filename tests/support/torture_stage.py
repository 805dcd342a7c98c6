"""Playing the scenes of `torture_scenes`: choosing one, and taking its steps one after the other."""

import random
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING
from unittest.mock import patch

from brokerage.cases.models import Case
from brokerage.kit.money import Money
from introductions import actions
from introductions.lifecycle import MOVES
from introductions.models import Event, Introduction
from payments import actions as payments
from payments import tasks
from payments.gateway.client import client
from payments.gateway.errors import Unreachable, translated
from payments.gateway.messages import VERSION, Message
from payments.models import ProviderCall, ProviderEvent
from payments.queries import MOST_TRIES
from tests.support.torture_deeds import BROUGHT_ABOUT, DEEDS, WORDS, Deed
from tests.support.torture_desk import DEEDS as DESK
from tests.support.torture_desk import carry
from tests.support.torture_scenes import Scene, all_scenes

if TYPE_CHECKING:
    from tests.support.torture import Torture

GOOD_CARD = "4242424242424242"
SCENES = all_scenes()
CHEAP, DEAR = [2_503, 33_331, 50_033], [50_111, 77_777, 614_657]
"""Below and above what one moderator decides alone."""
OWN_PAYOUT = 1_003


def goals() -> list[str]:
    """What a torture is to reach: each move, and each deed of the desk and of finance that can be done."""
    return [move.name for move in MOVES] + [f"desk {kind}: {name}" for kind, name in DESK]


def unstaged() -> set[str]:
    """The goals to which no scene leads: the torture's own gap."""
    return set(goals()) - {goal for scene in SCENES for goal in scene.goals}


def left(world: "Torture") -> set[str]:
    """The goals that neither this world nor one before it has reached."""
    made = set(Event.objects.values_list("move", flat=True))
    return {
        goal
        for goal in goals()
        if goal not in made and not world.tally[f"move {goal}"] and not world.tally[goal]
    }


def choose(world: "Torture", dice: random.Random) -> Scene:
    """A scene with most that is left, rather one that was not begun often in vain; else any."""
    ahead = left(world)
    begun = world.begun

    def promise(scene: Scene) -> tuple[float, float]:
        return len(scene.goals & ahead) / (1 + begun[scene.steps]) ** 2, dice.random()

    chosen = max(SCENES, key=promise)
    begun[chosen.steps] += 1
    return chosen


def play(world: "Torture", scene: Scene, dice: random.Random) -> None:
    """Begin anew and take each step; a step that cannot be taken, even some time later, ends the scene."""
    row = _begin(world, scene, dice)
    if row is None:
        world.story_so_far.append(f"  not begun: {world.refused}")
        return
    world._work_for(row)
    for word in scene.steps.split():
        if not any(_take(world, row, word, dice) for _ in _tries(world, row)):
            world.tally["scenes given up"] += 1
            world.story_so_far.append(f"  given up at {word}, {row.state}: {world.refused}")
            return
        if word.endswith("!"):
            continue
        if dice.random() < 0.2:
            world._leave(dice)
        world._work_for(row)
    world.tally["scenes played"] += 1


def _tries(world: "Torture", row: Introduction) -> Iterator[None]:
    """At once; and again when what was under way has gone on."""
    yield
    for _ in range(3):
        world._forward(timedelta(minutes=20))
        world._work_for(row)
        yield


def _take(world: "Torture", row: Introduction, word: str, dice: random.Random) -> bool:
    """Whether the step `word` could be taken."""
    row.refresh_from_db()
    if row.held_back and word in {"accept", "counter", "counter:up"}:
        world._do("let_through", row, dice)
        row.refresh_from_db()
    word = word.removesuffix("!")
    if word.startswith("wait:"):
        return _wait(world, row, word.removeprefix("wait:"))
    if word.startswith("desk:"):
        kind, name = word.removeprefix("desk:").split(":")
        return _at_the_desk(world, row, kind, name, dice)
    deed = STEPS.get(word) or DEEDS.get(word) or BROUGHT_ABOUT[word]
    return world._try(word, lambda: deed(world, row, dice))


def _wait(world: "Torture", row: Introduction, move: str) -> bool:
    due = row.deadlines.filter(move=move).order_by("due_at").first()
    if due:
        world._forward(max(due.due_at - world.moving.now(), timedelta()) + timedelta(minutes=1))
    return due is not None


def _at_the_desk(
    world: "Torture", row: Introduction, kind: str, name: str, dice: random.Random
) -> bool:
    """The deed on a case of this introduction, or else on the newest of the kind."""
    cases = list(Case.objects.filter(closed_at=None, kind=kind).order_by("-pk"))
    about = row.reference
    cases.sort(key=lambda case: about not in (case.subject, case.facts.get("introduction")))
    return any(carry(world, case, name, dice) for case in cases)


def _begin(world: "Torture", scene: Scene, dice: random.Random) -> Introduction | None:
    """A fresh request for a fresh listing of somebody who can be paid."""
    owner = dice.choice(world.connectors)
    price = dice.choice(DEAR if scene.dear else CHEAP)
    for rep in dice.sample(world.reps, len(world.reps)):
        row = world.ask_anew(rep, owner, price, keep=scene.keep)
        if row:
            _ready(owner, world)
            return row
    return None


def _ready(owner: object, world: "Torture", missing: tuple[str, ...] = ()) -> None:
    account = owner.payout_account.account_id  # type: ignore[attr-defined]
    if world._control(
        "onboard", account=account, **({"missing": list(missing)} if missing else {})
    ):
        world._see_accounts()


def _bank(status: str, world: "Torture", row: Introduction, dice: random.Random) -> None:
    for intent in world._intents_of(row):
        for one in world._disputes(intent):
            world._control("dispute", dispute=one["id"], status=status)


def _others_reverse(world: "Torture", row: Introduction, dice: random.Random) -> None:
    made = ProviderCall.objects.filter(payment=row.payment, operation="transfer").exclude(
        answer_id=""
    )
    for one in made:
        if world._control("others/reversal", transfer=one.answer_id):
            world._count("others: reversal")


def _empty(world: "Torture", row: Introduction, dice: random.Random) -> None:
    """The connector takes all that is on their account."""
    world.connector_takes_the_money(world.connectors.index(row.connector))


def _refund_fails(world: "Torture", row: Introduction, dice: random.Random) -> None:
    made = ProviderCall.objects.filter(payment=row.payment, operation="refund").exclude(
        answer_id=""
    )
    for one in made:
        world._control("refund_fails", refund=one.answer_id)


def _others_refund(world: "Torture", row: Introduction, dice: random.Random) -> None:
    for intent in world._intents_of(row):
        if world._control("others/refund", payment_intent=intent, amount=1_001):
            world._count("others: refund")


def _warn(world: "Torture", row: Introduction, dice: random.Random) -> None:
    for intent in world._intents_of(row):
        world._control("early_fraud_warning", payment_intent=intent)


def _refuse_transfers(world: "Torture", row: Introduction, dice: random.Random) -> None:
    world.transfers_are_refused({"code": "transfers_not_allowed"}, 1)


def _postpone_transfers(world: "Torture", row: Introduction, dice: random.Random) -> None:
    world.no_money_there({"code": "insufficient_capabilities_for_transfer"})


def _own_payout(world: "Torture", row: Introduction, dice: random.Random) -> None:
    """Somebody moves the platform's own money at the provider, and the nightly comparison comes."""
    currency = row.currency
    try:
        with translated():
            asked = {"amount": OWN_PAYOUT, "currency": currency.lower()}
            client().v1.payouts.create(asked)  # type: ignore[arg-type]
        world.own_money[currency] -= OWN_PAYOUT
        payments.compare_movements()
    except Unreachable:
        return


def _messages_given_up(world: "Torture", row: Introduction, dice: random.Random) -> None:
    """For a while nothing that reads messages works."""
    number = ProviderEvent.objects.count()
    payload = {"id": f"evt_torture_{number}", "type": "charge.updated"}
    payments.keep(Message(payload["id"], payload["type"], VERSION, False, payload), "{}")
    with patch("payments.tasks.process_event", side_effect=LookupError):
        for _ in range(MOST_TRIES):
            tasks.sweep_events()


def _settles_otherwise(world: "Torture", row: Introduction, dice: random.Random) -> None:
    """The platform's balance has the other currency only, until this payment is taken."""
    other = next(one for one in ("EUR", "USD") if one != row.currency)
    world.sandbox.settle_in(other)
    actions.agree(row)
    world._work()
    world.sandbox.settle_in("eur", "usd", "gbp")


def _decide(ruling: str, world: "Torture", row: Introduction, dice: random.Random) -> object:
    part = Money(row.price // 3, row.currency)
    judge = dice.choice(world.moderators)
    return actions.decide(row, moderator=judge, ruling=ruling, reason=WORDS, part=part)


def _counter_up(world: "Torture", row: Introduction, dice: random.Random) -> object:
    price = Money(row.price + 1_003, row.currency)
    return actions.counter(row, user=row.connector, price=price)


def _charge_back(world: "Torture", row: Introduction, dice: random.Random) -> None:
    """All of it: a part leaves the rest as it was."""
    for intent in world._intents_of(row):
        if world._control("dispute", payment_intent=intent, reason="fraudulent"):
            world._count("chargeback")


STEPS: dict[str, Deed] = {
    "pay": lambda w, r, d: w.pay_newest(r, GOOD_CARD),
    "payable": lambda w, r, d: _ready(r.connector, w),
    "not_payable": lambda w, r, d: _ready(r.connector, w, ("payout_method",)),
    "counter:up": _counter_up,
    "bank:won": partial(_bank, "won"),
    "bank:lost": partial(_bank, "lost"),
    "charge_back": _charge_back,
    "others_reverse": _others_reverse,
    "others_refund": _others_refund,
    "refund_fails": _refund_fails,
    "warning": _warn,
    "transfer_refused": _refuse_transfers,
    "transfer_postponed": _postpone_transfers,
    "introduce_in_vain": lambda w, r, d: w._do("introduce", r, d),
    "emptied": _empty,
    "own_payout": _own_payout,
    "messages_given_up": _messages_given_up,
    "settles_otherwise": _settles_otherwise,
} | {f"decide:{one}": partial(_decide, one) for one in ("release", "refund", "split")}
