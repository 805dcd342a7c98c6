"""A person's introductions as one list: filtered, in an order, paged by key, counted by state.

No page number and no offset: a cursor says what the last row of the page sorts by, so that page 200 costs as
much as page 1, and whatever moves meanwhile is neither skipped nor shown twice.
"""

import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import (
    Case,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce, RowNumber

from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.currencies import KNOWN
from connectors.queries import public_name
from introductions.lifecycle import ENDS, OPEN, Actor, State
from introductions.models import Event, Introduction
from introductions.queries.clocks import first_due
from introductions.queries.links import ANSWERS
from introductions.queries.turns import own_ids, own_turns, with_facts, with_turns
from introductions.queries.visible import as_listed, visible_to

NEVER = datetime(2999, 1, 1, tzinfo=UTC)
"""Where a row without a clock sorts: after all that have one."""
WITHIN = {"day": timedelta(days=1), "3days": timedelta(days=3), "week": timedelta(days=7)}
OURS = (Actor.MODERATOR, Actor.PAYMENT, Actor.CLOCK)
S = State


@dataclass(frozen=True, slots=True)
class Lane:
    """A column of the board: the states in it."""

    key: str
    label: str
    states: tuple[State, ...]


LANES = (
    Lane("asking", "Requested", (S.CHECKOUT, S.REQUESTED)),
    Lane("asked", "Prospect asked", (S.CONSENT, S.SECURING)),
    Lane("meeting", "Introducing", (S.INTRODUCING,)),
    Lane("closing", "Confirming", (S.CONFIRMING, S.CONFIRMED, S.DISPUTED, S.SETTLING)),
    Lane("ended", "Ended", tuple(sorted(ENDS))),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of the list; the empty value of each asks nothing.

    `stages`: states. `turn`: "me", "other", "prospect" or "us". Prices in whole units of a row's currency.
    `deadline`: a key of `WITHIN`, or "none". `named`: rows whose person carries `text` in a name that the
    asker may know, found beforehand.
    """

    side: str = ""
    stages: Collection[State] = ()
    turn: str = ""
    text: str = ""
    company: str = ""
    who: str = ""
    price_from: int | None = None
    price_to: int | None = None
    deadline: str = ""
    named: Collection[int] = ()


def asked_of(user: User, wanted: Wanted) -> QuerySet[Introduction]:
    """The introductions of `user` that fit."""
    rows = visible_to(user)
    only = {Actor.REP.value: Q(rep=user), Actor.CONNECTOR.value: Q(connector=user)}
    rows = rows.filter(only.get(wanted.side, Q()))
    if wanted.stages:
        rows = rows.filter(state__in=wanted.stages)
    if wanted.company:
        rows = rows.filter(listing__company__icontains=wanted.company)
    if wanted.who:
        rows = rows.filter(_other_side(user, wanted.who))
    if wanted.text:
        rows = rows.filter(
            _says(wanted.text) | Q(pk__in=wanted.named) | _other_side(user, wanted.text)
        )
    if wanted.price_from is not None:
        rows = rows.filter(_price("gte", wanted.price_from))
    if wanted.price_to is not None:
        rows = rows.filter(_price("lte", wanted.price_to))
    if wanted.deadline:
        rows = _due_within(rows, wanted.deadline)
    return _whose(rows, user, wanted.turn) if wanted.turn else rows


def _says(text: str) -> Q:
    """What both sides read of a request: the listing as it was shown, what it is about, the pitch."""
    return (
        Q(listing__headline__icontains=text)
        | Q(listing__company__icontains=text)
        | Q(purpose__icontains=text)
        | Q(pitch__icontains=text)
    )


def _other_side(user: User, text: str) -> Q:
    """The other side's name, as far as it is known: nothing is found by a name that is not shown."""
    own = Introduction.objects.filter(rep=user)
    answered = Exists(Event.objects.filter(introduction=OuterRef("pk"), move__in=ANSWERS))
    found = own.filter(Q(accepted_at__isnull=False) | answered).order_by()
    people = User.objects.filter(pk__in=found.values("connector"))
    known = list(people.select_related("connector_profile"))
    low = text.casefold()
    whole = [one.pk for one in known if low in one.name.casefold()]
    short = [one.pk for one in known if low in public_name(one).casefold()]
    revealed = Q(revealed_at__isnull=False)
    as_rep = (revealed & Q(connector__in=whole)) | (
        ~revealed & Q(connector__in=short) & (Q(accepted_at__isnull=False) | Q(answered))
    )
    return (Q(rep=user) & as_rep) | (Q(connector=user) & Q(asker__name__icontains=text))


def _price(compare: str, units: int) -> Q:
    found = Q()
    for code, currency in KNOWN.items():
        found |= Q(currency=code, **{f"price__{compare}": units * currency.factor})
    return found


def _due_within(rows: QuerySet[Introduction], which: str) -> QuerySet[Introduction]:
    rows = rows.filter(state__in=OPEN).alias(due_first=first_due())
    if which == "none":
        return rows.filter(due_first__isnull=True)
    return rows.filter(due_first__lte=clock.now() + WITHIN[which])


def _whose(rows: QuerySet[Introduction], user: User, turn: str) -> QuerySet[Introduction]:
    if turn == "me":
        return own_turns(rows, user)
    whos = {
        "prospect": (Actor.PROSPECT,),
        "us": OURS,
        "other": (Actor.REP, Actor.CONNECTOR),
    }[turn]
    found = Q()
    for who in whos:
        found |= Q(told_step__contains=f"/{who}/0")
    return with_turns(rows, user).filter(found)


# --- Orders and pages ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Key:
    """One thing a list sorts by: an attribute of a row, whether the greatest is first, how to read it."""

    name: str
    down: bool
    read: Callable[[str], Any]


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


_LAST = Key("public_id", False, uuid.UUID)
_DUE = Key("due_key", False, _moment)
ORDERS: dict[str, tuple[Key, ...]] = {
    "next": (Key("others_key", False, int), _DUE, _LAST),
    "deadline": (_DUE, _LAST),
    "newest": (Key("created_at", True, _moment), _LAST),
    "changed": (Key("state_since", True, _moment), _LAST),
    "dearest": (Key("currency", False, str), Key("price", True, int), _LAST),
    "cheapest": (Key("currency", False, str), Key("price", False, int), _LAST),
}


@dataclass(frozen=True, slots=True)
class Slice:
    """Some rows, and the cursors of what lies before and behind them; "" where nothing does."""

    rows: Sequence[Introduction]
    before: str
    after: str


def page_of_rows(
    rows: QuerySet[Introduction],
    user: User,
    order: str,
    size: int,
    *,
    after: str = "",
    before: str = "",
) -> Slice:
    """At most `size` rows behind the cursor `after`, or before the cursor `before`, in this order.

    A cursor that cannot be read, say of another order, is as good as none.
    """
    keys = ORDERS[order]
    back = bool(before) and not after
    start = _values(keys, before if back else after)
    found = _keyed(listed(rows), keys, user)
    if start:
        found = found.filter(_behind(keys, start, back))
    names = [("-" if key.down != (back and bool(start)) else "") + key.name for key in keys]
    got = list(found.order_by(*names)[: size + 1])
    more, got = len(got) > size, got[:size]
    if back and start:
        got.reverse()
        return Slice(got, _cursor(keys, got, 0) if more else "", _cursor(keys, got, -1))
    return Slice(
        got, _cursor(keys, got, 0) if start else "", _cursor(keys, got, -1) if more else ""
    )


def listed(rows: QuerySet[Introduction]) -> QuerySet[Introduction]:
    """With what a row of the pipeline reads: whose turn it is, the clocks, the open dispute."""
    return with_facts(as_listed(rows.order_by())).prefetch_related("deadlines", "disputes__answers")


def _keyed(
    rows: QuerySet[Introduction], keys: tuple[Key, ...], user: User
) -> QuerySet[Introduction]:
    names = {key.name for key in keys}
    if "due_key" in names:
        rows = rows.annotate(due_key=Coalesce(first_due(), Value(NEVER)))
    if "others_key" in names:
        mine = When(Q(pk__in=own_ids(user)), then=0)
        rows = rows.annotate(others_key=Case(mine, default=1, output_field=IntegerField()))
    return rows


def _behind(keys: tuple[Key, ...], values: list[Any], back: bool) -> Q:
    found, same = Q(), Q()
    for key, value in zip(keys, values, strict=True):
        beyond = "lt" if key.down != back else "gt"
        found |= same & Q(**{f"{key.name}__{beyond}": value})
        same &= Q(**{key.name: value})
    return found


def _cursor(keys: tuple[Key, ...], rows: Sequence[Introduction], at: int) -> str:
    if not rows:
        return ""
    values = [getattr(rows[at], key.name) for key in keys]
    return "~".join(one.isoformat() if isinstance(one, datetime) else str(one) for one in values)


def _values(keys: tuple[Key, ...], cursor: str) -> list[Any]:
    parts = cursor.split("~")
    if len(parts) != len(keys) or "\x00" in cursor:
        return []
    try:
        return [key.read(part) for key, part in zip(keys, parts, strict=True)]
    except (ValueError, OverflowError):
        return []


# --- The board --------------------------------------------------------------------------------------


def first_of_lanes(
    rows: QuerySet[Introduction], user: User, most: int
) -> dict[str, list[Introduction]]:
    """The first `most` of each lane: what is mine and due first; of the ended, the latest."""
    lane = Case(
        *[When(state__in=one.states, then=Value(one.key)) for one in LANES], default=Value("")
    )
    last = Case(When(state__in=ENDS, then=F("state_since")))
    keyed = _keyed(listed(rows), ORDERS["next"], user).annotate(lane=lane, last=last)
    order = (F("last").desc(nulls_last=True), F("others_key"), F("due_key"), F("public_id"))
    placed = keyed.annotate(
        in_lane=Window(RowNumber(), partition_by=F("lane"), order_by=order),
    )
    found: dict[str, list[Introduction]] = {one.key: [] for one in LANES}
    for row in placed.filter(Q(in_lane__lte=most)).order_by(F("in_lane")):
        found[getattr(row, "lane", "")].append(row)
    return found
