"""Whose turn it is, in SQL: the rows of `turns.RULES` over facts of the database.

`facts_of` and `_facts` say the same, one of a row in memory and one to the database.
"""

from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from brokerage.accounts.models import User
from brokerage.kit import clock
from introductions.lifecycle import Actor, State
from introductions.models import (
    Deadline,
    Dispute,
    DisputeAnswer,
    Event,
    Introduction,
    Message,
)
from introductions.queries.disputes import awaits_raised_price, open_dispute
from introductions.queries.links import ANSWERS
from introductions.queries.visible import is_shown, visible_to
from introductions.turns import RULES, Fact, Rule, Step, Turn, rules_for, turn_of
from payments.models import Checkout
from payments.queries import payout_ready

MINE, THEIRS = "1", "0"


# --- One row ---------------------------------------------------------------------------------------


def whose_turn(row: Introduction, side: Actor) -> Turn:
    """What comes next in this introduction, and who makes it, as `side` is told."""
    return turn_of(State(row.state), facts_of(row), side)


def facts_of(row: Introduction) -> frozenset[Fact]:
    """What is open in it now."""
    last = row.last_author if hasattr(row, "last_author") else _last_author(row)
    payment, moves = row.payment, {one.move for one in row.deadlines.all()}
    wanted = row.price if row.counter_price is None else row.counter_price
    reserved = payment is not None and payment.funds == "authorised" and payment.price == wanted
    found = {
        Fact.RESERVED: reserved,
        Fact.READ_FIRST: row.held_back,
        Fact.UNSEEN: bool(row.waits_for_batch and row.shown_at and row.shown_at > clock.now()),
        Fact.REVIEW: row.review == "open",
        Fact.COUNTER: row.counter_price is not None,
        Fact.AGREED: not reserved and _has_page(row),
        Fact.QUESTION: last == row.connector_id,
        Fact.CANCEL_BY_REP: row.cancel_offered_by == Actor.REP,
        Fact.CANCEL_BY_CONNECTOR: row.cancel_offered_by == Actor.CONNECTOR,
        Fact.LOST: payment is not None and payment.funds == "lost",
        Fact.NO_PAYOUT: not _can_be_paid(row),
        Fact.RETURNS: "refund_unpaid" in moves,
        Fact.HEARING: "hear_appeal" in moves,
    }
    dispute = open_dispute(row)
    said = _said_in(dispute) if dispute else {}
    return frozenset(fact for fact, holds in (found | said).items() if holds)


def _last_author(row: Introduction) -> int | None:
    last = row.messages.order_by("pk").last()
    return last.author_id if last else None


def _has_page(row: Introduction) -> bool:
    """Whether the rep agreed to a higher price; a list of many has looked for the page to pay it on."""
    found = getattr(row, "has_price_page", None)
    if found is None:
        return awaits_raised_price(row)
    return bool(found) and (row.counter_price or 0) > row.price


def _can_be_paid(row: Introduction) -> bool:
    if not hasattr(row, "last_author"):
        return payout_ready(row.connector)
    account = getattr(row.connector, "payout_account", None)  # a list of many has joined it
    return account is not None and account.is_ready


def _said_in(dispute: Dispute) -> dict[Fact, bool]:
    answered = {one.side for one in dispute.answers.all() if not one.to_appeal}
    announced = bool(dispute.ruling) and not dispute.needs_cosign
    return {
        Fact.DISPUTE: True,
        Fact.BY_REP: dispute.opened_by == Actor.REP,
        Fact.BY_CONNECTOR: dispute.opened_by == Actor.CONNECTOR,
        Fact.REP_ANSWERED: Actor.REP in answered,
        Fact.CONNECTOR_ANSWERED: Actor.CONNECTOR in answered,
        Fact.SPLIT_BY_REP: dispute.split_offered_by == Actor.REP,
        Fact.SPLIT_BY_CONNECTOR: dispute.split_offered_by == Actor.CONNECTOR,
        Fact.OBJECTED: dispute.is_objected_to,
        Fact.COSIGN: dispute.needs_cosign,
        Fact.DECIDED: announced and not dispute.awaits_second_word,
        Fact.REP_ACCEPTED: Actor.REP in dispute.accepted_by,
        Fact.CONNECTOR_ACCEPTED: Actor.CONNECTOR in dispute.accepted_by,
        Fact.APPEAL_BY_REP: dispute.appealed_by == Actor.REP,
        Fact.APPEAL_BY_CONNECTOR: dispute.appealed_by == Actor.CONNECTOR,
    }


# --- Many rows -------------------------------------------------------------------------------------


def with_facts(rows: QuerySet[Introduction]) -> QuerySet[Introduction]:
    """Rows of a list with what `facts_of` reads beside clocks and disputes, which the list loads for all
    rows at once; and `has_answered`: whether the connector has, so that the rep may read their name."""
    here = OuterRef("pk")
    return rows.annotate(
        last_author=Subquery(_last_message(here)),
        has_price_page=Exists(_price_pages()),
        has_answered=Exists(Event.objects.filter(introduction=here, move__in=ANSWERS)),
    )


def own_ids(user: User) -> RawSQL:
    """A subquery: the primary keys of the introductions in which the next step is `user`'s own.

    The statement is the same for everybody, and long: it is made once in each process.
    """
    sql, params = _own_statement()
    given = {STAND_IN: user.pk, LONG_AGO: clock.now()}
    return RawSQL(sql, [given.get(one, one) for one in params])  # noqa: S611 made by the ORM


STAND_IN, LONG_AGO = -7_919_000_017, datetime(1971, 3, 5, 7, 11, 13, tzinfo=UTC)
"""Stand in the statement for who asks and for now."""


@cache
def _own_statement() -> tuple[str, tuple[Any, ...]]:
    fits = Q()
    for side, mine in ((Actor.REP, Q(rep=STAND_IN)), (Actor.CONNECTOR, Q(connector=STAND_IN))):
        steps = Q()
        for rule in rules_for(side):
            if rule.who == side:
                steps |= Q(state__in=rule.states) & Q(**_wanted(rule))
        shown = is_shown(LONG_AGO) if side == Actor.CONNECTOR else Q()
        fits |= mine & Q(state__in=_states_of(side)) & shown & steps
    rows = _with_facts(Introduction.objects.order_by(), LONG_AGO).filter(fits).values("pk")
    return rows.query.sql_with_params()


def with_turns(rows: QuerySet[Introduction], user: User) -> QuerySet[Introduction]:
    """The same rows with `told_step`: what comes next as `user`, rep or connector in them, is told."""
    as_rep, as_connector = _case(Actor.REP), _case(Actor.CONNECTOR)
    told = Case(When(rep=user, then=as_rep), default=as_connector, output_field=CharField())
    return _with_facts(rows, clock.now()).annotate(told_step=told)


def waiting_for(user: User) -> QuerySet[Introduction]:
    """The user's introductions in which the next step is theirs."""
    return own_turns(visible_to(user), user)


def own_turns(rows: QuerySet[Introduction], user: User) -> QuerySet[Introduction]:
    """Of these rows those in which the next step is the user's own."""
    return rows.filter(pk__in=own_ids(user))


def read_step(told: str, side: Actor) -> Turn:
    """A `told_step` of the database as a turn."""
    step, who, _ = told.split("/")
    return Turn(Step(step), Actor(who) if who else None)


def _states_of(side: Actor) -> list[State]:
    return sorted({state for rule in RULES if rule.who == side for state in rule.states})


def _case(side: Actor) -> Case:
    whens = []
    for rule in rules_for(side):
        told = Value(f"{rule.step}/{rule.who}/{MINE if rule.who == side else THEIRS}")
        # The state first: the database then asks for the facts only where they matter.
        whens.append(When(Q(state__in=rule.states) & Q(**_wanted(rule)), then=told))
    return Case(*whens, default=Value(f"{Step.NOTHING}//{THEIRS}"), output_field=CharField())


def _wanted(rule: Rule) -> dict[str, bool]:
    needs = {f"fact_{fact}": True for fact in rule.needs}
    return needs | {f"fact_{fact}": False for fact in rule.unless}


def _last_message(here: OuterRef) -> QuerySet[Message, int]:
    return (
        Message.objects.filter(introduction=here)
        .order_by("-pk")
        .values_list("author", flat=True)[:1]
    )


def _price_pages() -> QuerySet[Checkout]:
    return Checkout.objects.filter(
        payment=OuterRef("payment"),
        amount=OuterRef("counter_price"),
        status__in=["ordered", "open", "authorised"],
    )


def _with_facts(rows: QuerySet[Introduction], at: datetime) -> QuerySet[Introduction]:
    joined = rows.alias(
        still_open=FilteredRelation("disputes", condition=Q(disputes__closed_at__isnull=True))
    )
    yes_no = {f"fact_{fact}": _yes_no(holds) for fact, holds in _facts(at).items()}
    return joined.alias(**yes_no)


def _yes_no(holds: Q | Exists) -> Case:
    return Case(When(holds, then=True), default=False)


def _facts(at: datetime) -> dict[Fact, Q | Exists]:
    here = OuterRef("pk")
    clocks = Deadline.objects.filter(introduction=here)
    wanted = Coalesce(F("counter_price"), F("price"))
    reserved = Q(payment__funds="authorised", payment__price=wanted)
    answers = DisputeAnswer.objects.filter(
        dispute__introduction=here, dispute__closed_at__isnull=True, to_appeal=False
    )
    announced = Q(still_open__needs_cosign=False) & Q(still_open__ruling__gt="")
    first_only = Q(still_open__ruled_at__gt=F("still_open__appealed_at"))
    return {
        Fact.RESERVED: reserved,
        Fact.READ_FIRST: Q(held_back=True),
        Fact.UNSEEN: Q(waits_for_batch=True, shown_at__gt=at),
        Fact.REVIEW: Q(review="open"),
        Fact.COUNTER: Q(counter_price__isnull=False),
        Fact.AGREED: Q(counter_price__gt=F("price")) & Q(Exists(_price_pages())) & ~_is(reserved),
        Fact.QUESTION: Q(connector=Subquery(_last_message(here))),
        Fact.CANCEL_BY_REP: Q(cancel_offered_by=Actor.REP),
        Fact.CANCEL_BY_CONNECTOR: Q(cancel_offered_by=Actor.CONNECTOR),
        Fact.LOST: Q(payment__funds="lost"),
        Fact.NO_PAYOUT: ~_is(
            Q(
                connector__payout_account__transfers_status="active",
                connector__payout_account__closed_at__isnull=True,
            )
        ),
        Fact.RETURNS: Exists(clocks.filter(move="refund_unpaid")),
        Fact.HEARING: Exists(clocks.filter(move="hear_appeal")),
        Fact.DISPUTE: Q(still_open__isnull=False),
        Fact.BY_REP: Q(still_open__opened_by=Actor.REP),
        Fact.BY_CONNECTOR: Q(still_open__opened_by=Actor.CONNECTOR),
        Fact.REP_ANSWERED: Exists(answers.filter(side=Actor.REP)),
        Fact.CONNECTOR_ANSWERED: Exists(answers.filter(side=Actor.CONNECTOR)),
        Fact.SPLIT_BY_REP: Q(still_open__split_offered_by=Actor.REP),
        Fact.SPLIT_BY_CONNECTOR: Q(still_open__split_offered_by=Actor.CONNECTOR),
        Fact.OBJECTED: Q(still_open__opened_by=Actor.PROSPECT)
        | Q(still_open__testimony__in=["no", "never_asked"]),
        Fact.COSIGN: Q(still_open__needs_cosign=True),
        # The first decision, which is encrypted, is told from the second by when it was made.
        Fact.DECIDED: announced & (Q(still_open__appealed_by="") | first_only),
        Fact.REP_ACCEPTED: Q(still_open__accepted_by__contains=Actor.REP.value),
        Fact.CONNECTOR_ACCEPTED: Q(still_open__accepted_by__contains=Actor.CONNECTOR.value),
        Fact.APPEAL_BY_REP: Q(still_open__appealed_by=Actor.REP),
        Fact.APPEAL_BY_CONNECTOR: Q(still_open__appealed_by=Actor.CONNECTOR),
    }


def _is(holds: Q) -> Q:
    """`holds`, never null: so that its negation is true where there is no such row."""
    return Q(_yes_no(holds))
