"""A state machine of faults: random people make random moves at random times, and everything fails.

Each run is one world: reps, connectors (not able to be paid at times), prospects, a desk, the sandbox over
HTTP with its switches, workers that die at the worst moment, messages lost, doubled and out of order, others
who move money at the provider. Afterwards everything is let settle and the books must agree to the cent.

Here all happens in one process and one transaction, on a clock of its own: a seed repeats it. `torture_real`
runs the same rules with worker processes that are killed, connections that are cut and a queue that is
emptied. In rooms: `torture_base` (a world), `torture_provider` (what is not in our hands), `torture_checks`
(what must hold), `torture_deeds` (what people do), `torture_desk` (what the desk does), `torture_tally`.
"""

import random
from datetime import timedelta
from unittest.mock import patch

from django.conf import settings

from brokerage.accounts.models import User
from brokerage.cases.models import Case
from connectors.models import Relationship
from introductions import actions, lifecycle
from introductions import tasks as introduction_tasks
from introductions.guards import why_not
from introductions.lifecycle import BY_NAME, Actor, State, moves_from
from introductions.models import Deadline, Introduction
from payments import actions as payments
from payments import tasks
from payments.gateway.errors import Unreachable
from payments.models import Checkout, Payment, ProviderCall, ProviderEvent
from tests.support import builders
from tests.support import torture_rules as st
from tests.support import torture_stage as stage
from tests.support.builders import Person
from tests.support.stages import PITCH, listed, payable
from tests.support.torture_base import fingerprints
from tests.support.torture_checks import CURRENCIES, FLOAT, Checks
from tests.support.torture_deeds import ANYTIME, BROUGHT_ABOUT, DEEDS, ENDING, WAYS_ON
from tests.support.torture_desk import MONEY, work_on
from tests.support.torture_rules import rule

__all__ = ["Torture", "fingerprints"]
REPS = ("rita", "rolf", "rosa", "ruth")
CONNECTORS = ("colin", "cora", "carl", "cleo", "curt")
PRICES = [2_503, 33_331, 50_033, 50_101, 77_777, 99_991, 614_657]
FEES = [1, 777, 1_999, 2_000, 3_333]
CARDS = (
    ["4242424242424242"] * 6
    + ["4000000000000077"] * 3
    + ["4000000000000002", "4000000000000259", "4000000000001976", "4000000000005423"]
    + ["4000000000007726", "4000000000005126"] * 2
)
DEATHS = ["", "send", "_grant", "_refuse", "_postpone"]
LATE = ["released", "split", "charged_back"]
PEOPLE = (Actor.REP, Actor.CONNECTOR, Actor.PROSPECT, Actor.MODERATOR)
which_one = st.integers(0, 9)
any_chance = st.integers(0, 2**20)


class Killed(BaseException):
    """The worker's process ended here."""


def _killed(*_: object, **__: object) -> None:
    raise Killed


class Torture(Checks):
    """One world; set `sandbox` and `receiver` before running."""

    def people(self, dice: random.Random) -> None:
        """The cast, the listings, the platform's own float, and some stories begun."""
        self.dice = dice
        self.own_money = dict.fromkeys(CURRENCIES, FLOAT)
        for currency in CURRENCIES:
            self.sandbox.top_up(FLOAT, currency.lower())
        self.reps = [builders.rep(name) for name in REPS[: self.crowd]]
        self.moderators = [builders.moderator(name) for name in ("mona", "max", "mia")]
        self.finance = [builders.staff("fritz", "finance")]
        self.connectors = [
            builders.connector(name, currency=CURRENCIES[n % 2])
            for n, name in enumerate(CONNECTORS[: self.crowd + 1])
        ]
        for one in self.connectors:
            payable(one, self.sandbox)
        self.listings = [
            listed(
                owner := self.connectors[n % len(self.connectors)],
                _prospect(max(n, 1)),  # the first two networks share a person
                price=dice.choice(PRICES),
                currency=owner.currency,
            )
            for n in range(3 * self.crowd)
        ]
        for number in dice.sample(range(3 * self.crowd), self.crowd + 1):
            self.request(dice.randrange(9), number, dice.random() < 0.3, dice.random() < 0.9)
        self._work()

    # -- people ------------------------------------------------------------------------------------

    @rule(2, rep=which_one, listing=st.integers(0, 29), keep=st.booleans(), pay=st.booleans())
    def request(self, rep: int, listing: int, keep: bool, pay: bool) -> None:
        settings.FEE_BASIS_POINTS = FEES[(rep + 3 * listing) % len(FEES)]

        asked = self.listings[listing % len(self.listings)]
        self._ask(self.reps[rep % len(self.reps)], asked, keep, pay)

    def _ask(self, rep: User, listing: Relationship, keep: bool, pay: bool = False) -> None:
        def deed() -> None:
            row, call = actions.request(
                rep,
                listing,
                pitch=PITCH,
                purpose="Freight invoices",
                keep_asking=keep,
                no_way_in=True,
            )
            self._carry_out(call.pk)
            if pay:
                self.pay_newest(row)

        self._try("request", deed)

    def ask_anew(self, rep: User, owner: User, price: int, *, keep: bool) -> Introduction | None:
        """A request for a new listing, of somebody whom nobody here knows; None where it is refused."""
        new = listed(
            owner,
            _prospect(Relationship.objects.count() + 1),
            price=price,
            currency=owner.currency,
        )
        self._ask(rep, new, keep)
        return Introduction.objects.filter(relationship=new).first()

    @rule(4, chance=any_chance)
    def scene(self, chance: int) -> None:
        """Somebody goes all the way to something that no world has done yet."""
        dice = random.Random(chance)
        chosen = stage.choose(self, dice)
        self.story_so_far.append(f"  {chosen.steps}")
        stage.play(self, chosen, dice)

    @rule(which=which_one, card=st.sampled_from(CARDS))
    def pay(self, which: int, card: str) -> None:
        if row := self._pick(which, states=["checkout", "requested", "securing"]):
            self.pay_newest(row, card)

    def pay_newest(self, row: Introduction, card: str = "") -> None:
        """The rep pays on the newest page that there is."""
        pages = Checkout.objects.filter(payment_id=row.payment_id).exclude(session_id="")
        if page := pages.last():
            self._control("pay", session=page.session_id, card=card or self.dice.choice(CARDS))

    @rule(2, which=which_one, chance=any_chance, again=st.booleans())
    def deed(self, which: int, chance: int, again: bool) -> None:
        """Any move that somebody may think of, allowed or not, at times twice."""
        row = self._pick(which, ended=chance % 5 == 0)
        if row is None:
            return
        likely = {m.name for m in moves_from(State(row.state))} & DEEDS.keys()
        names = sorted(likely if chance % 7 and likely else DEEDS)
        name = self.seldom(random.Random(chance), names)
        for _ in range(2 if again else 1):
            self._do(name, row, random.Random(chance))

    @rule(14, which=which_one, steps=st.integers(2, 7), chance=any_chance)
    def story(self, which: int, steps: int, chance: int) -> None:
        """Somebody makes one move after the other on one introduction, rather what was seldom made; at
        times the calls of one move are still under way when the next is made."""
        dice = random.Random(chance)
        row = self._pick(which) if dice.random() < 0.4 else self._most_promising()
        if row is None:
            self.request(which, dice.randrange(30), dice.random() < 0.4, dice.random() < 0.9)
            self._work()
            row = self._pick(which)
        for _ in range(steps):
            if row is None:
                return
            row = Introduction.objects.select_related("payment").get(pk=row.pk)
            choices = self._choices(row)
            if not choices:
                return
            name = self._choose(choices, State(row.state), dice)
            if name.startswith("wait "):
                self._wait_for(row)
            else:
                self._do(name, row, dice)
            self._leave(dice)

    def _most_promising(self) -> Introduction | None:
        rows = Introduction.objects.select_related("payment").order_by("pk")
        going_on = rows.exclude(state__in=lifecycle.ENDS) | rows.filter(state__in=LATE)
        return max(going_on, key=lambda row: self._promise(State(row.state)), default=None)

    def _choices(self, row: Introduction) -> list[str]:
        """What may happen next: moves that the table lets somebody make, what brings one about, waiting."""
        found = []
        for move in moves_from(State(row.state)):
            people = [who for who in move.who if who in PEOPLE and move.name in DEEDS]
            allowed = any(why_not(row, move, who) is None for who in people)
            if allowed or move.name in BROUGHT_ABOUT:
                found.append(move.name)
        if due := row.deadlines.order_by("due_at").first():
            found.append(f"wait {due.move}")
        return found

    def _choose(self, names: list[str], state: State, dice: random.Random) -> str:
        """Rather what was seldom made, or leads to where something is left to be made."""
        name = dice.choices(names, [self._worth(name, state) for name in names])[0]
        if name in BROUGHT_ABOUT:
            self.made[name] += 1
        return name

    def _worth(self, name: str, state: State) -> float:
        move = BY_NAME[name.removeprefix("wait ")]
        target = move.lands(state)
        beyond = 0 if target == state else self._promise(target)
        worth = (0.3 if name in ENDING else 2) / (1 + 3 * self.made[move.name])
        return worth + 0.4 * beyond + (0.5 if name in WAYS_ON.values() else 0)

    def _promise(self, state: State) -> float:
        """How much was not made yet in and beyond a state: less, the farther away."""
        promise, seen, here = 0.0, {state}, {state}
        for far in range(5):
            moves = [move for one in here for move in moves_from(one)]
            promise += sum(0.5**far for move in moves if not self.made[move.name])
            here = {move.lands(state) for move in moves} - seen
            seen |= here
        return promise

    def _do(self, name: str, row: Introduction, dice: random.Random) -> bool:
        deed = DEEDS.get(name) or BROUGHT_ABOUT[name]
        return self._try(name, lambda: deed(self, row, dice))

    def _leave(self, dice: random.Random) -> None:
        """What is under way goes on, or not yet, or into trouble, or dies with its worker."""
        fate = dice.random()
        if fate < 0.4:
            self._work()
        elif fate < 0.65:
            self._leave_a_call(dice)
        elif fate < 0.8:
            self.a_worker_dies(dice.choice(DEATHS))

    @rule(3, which=which_one, steps=st.integers(1, 7), chance=any_chance)
    def go_well(self, which: int, steps: int, chance: int) -> None:
        """Things go well for a while: most introductions must get somewhere for money to move."""
        dice, row = random.Random(chance), self._pick(which)
        for _ in range(steps):
            if row is None or row.state not in WAYS_ON:
                return
            name = "let_through" if row.held_back else WAYS_ON[row.state]
            if name == "authorise":
                self.pay_newest(row, CARDS[0])
            else:
                self._do(name, row, dice)
            self._work()
            row = Introduction.objects.select_related("payment").get(pk=row.pk)

    @rule(
        0.7,
        which=which_one,
        chance=any_chance,
        what=st.sampled_from(["never", "attention", "attention"]),
    )
    def the_prospect_wants_less(self, which: int, chance: int, what: str) -> None:
        """At any time, also when all is over: nobody, or fewer, or not for a while."""
        if row := self._pick(which, ended=True):
            self._try(what, lambda: ANYTIME[what](self, row, random.Random(chance)))
            self._count(what)

    @rule(4, which=which_one, chance=any_chance)
    def the_desk_works(self, which: int, chance: int) -> None:
        """Any open case, any deed."""
        cases = Case.objects.filter(closed_at=None, kind__in=MONEY).order_by("pk")
        if cases:
            work_on(self, cases[which % len(cases)], random.Random(chance))

    # -- time and workers ------------------------------------------------------------------------------

    @rule(0.7, hours=st.sampled_from([1, 2, 6, 6, 24, 26, 49, 73, 170, 400]))
    def time_passes(self, hours: int) -> None:
        self._forward(timedelta(hours=hours))
        self._work()

    @rule(1, which=which_one)
    def patience(self, which: int) -> None:
        """Nobody does anything about one introduction until its next clock has run out."""
        if row := self._pick(which):
            self._wait_for(row)
            self._work()

    def _wait_for(self, row: Introduction) -> None:
        if due := row.deadlines.order_by("due_at").first():
            self._forward(max(due.due_at - self.moving.now(), timedelta()) + timedelta(minutes=1))

    @rule()
    def workers(self) -> None:
        self._work()

    @rule(where=st.sampled_from(DEATHS))
    def a_worker_dies(self, where: str) -> None:
        """kill -9 before the call, or after it and before anything was saved."""
        due = ProviderCall.objects.filter(status__in=["waiting", "sent"]).order_by("-pk")
        for call in due[:2] if where else []:
            try:
                with patch(f"payments.actions.provider_calls.sending.{where}", _killed):
                    payments.carry_out(call.pk)
            except Killed:
                self._count(f"killed at {where}")

    @rule(chance=any_chance)
    def everything_comes_twice(self, chance: int) -> None:
        """Tasks repeated, events understood again, payments looked at by an older worker."""
        dice = random.Random(chance)
        for model, task in (
            (ProviderCall, tasks.carry_out),
            (Payment, tasks.look),
            (Payment, introduction_tasks.follow_payment),
            (Deadline, actions.let_due),
        ):
            for one in _some(model, dice, 2):
                task(one)
        ProviderEvent.objects.filter(pk__in=_some(ProviderEvent, dice, 3)).update(processed_at=None)
        self._count("repeated")

    @rule(which=which_one)
    def an_old_look_is_recorded_late(self, which: int) -> None:
        """Between a worker's look and its writing, another looked, wrote, and time went on."""
        from payments.actions.observing import fetch, record

        row = self._pick(which, ended=True)
        if row is None or row.payment is None:
            return
        try:
            old = fetch(row.payment)
        except Unreachable:
            return
        self._work()
        record(row.payment.pk, old)
        self._count("late look")


def _some(
    model: type[ProviderCall | Payment | Deadline | ProviderEvent], dice: random.Random, n: int
) -> list[int]:
    ids = list(model.objects.order_by("pk").values_list("pk", flat=True))
    return dice.sample(ids, min(n, len(ids)))


def _prospect(n: int) -> Person:
    return Person(
        name=f"Petra Number{n}",
        email=f"petra{n}@meridian-freight{n}.example",
        profile_url=f"https://www.linkedin.com/in/petra-number-{n}",
        title="VP Procurement",
    )
