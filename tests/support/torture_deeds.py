"""What people do in the torture: a deed for every move of the process that is somebody's to make.

`DEEDS` are the moves' own doors, for sides, prospects and moderators. A move with a button is played from its
declaration: by a side that may make it, with something for every field that it asks for; `OWN_WAYS` holds
those that need more sense than that, and the moves of prospects and of the desk. `BROUGHT_ABOUT` says for
moves of the clock and of the payment's facts what somebody elsewhere has to do first; the rest is waiting.
`WAYS_ON` is how a state is left when all goes well.
"""

import random
from collections.abc import Callable
from datetime import timedelta
from functools import singledispatch
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile

from brokerage.kit import clock
from brokerage.kit.money import Money
from connectors.actions import edit_relationship
from introductions import actions
from introductions.actions.by_hand import BY_HAND
from introductions.actions.stopping import clear_up, let_through, stop
from introductions.lifecycle import MOVES, Actor
from introductions.models import Dispute, Introduction
from introductions.moves import Amount, Choice, Declaration, Field, Files, Text, Tick
from introductions.queries import contact_of
from payments import actions as payments
from payments.models import ProviderCall

if TYPE_CHECKING:
    from tests.support.torture import Torture

WORDS = "It did not happen the way it was described to me at all."
TITLES = ["VP Procurement", "Head of Buying", "Director of Freight"]
Deed = Callable[["Torture", Introduction, random.Random], object]


def _order(answer: tuple[Introduction, ProviderCall | None]) -> None:
    if answer[1]:
        payments.carry_out(answer[1].pk)


def _side(row: Introduction, dice: random.Random) -> Any:
    return dice.choice([row.rep, row.connector])


def _other_side(row: Introduction, offered_by: str, dice: random.Random) -> Any:
    """Whoever can answer an offer, most times; at times who made it."""
    if dice.random() < 0.1:
        return _side(row, dice)
    return row.connector if offered_by == Actor.REP else row.rep


def _price(row: Introduction, dice: random.Random) -> Money:
    return Money(max(row.price + dice.choice([-10_001, 10_003, 77]), 2_500), row.currency)


def _dispute(row: Introduction) -> Dispute:
    return row.disputes.last() or Dispute()


def _part(row: Introduction, dice: random.Random) -> Money:
    return Money(dice.choice([1, 9_999, row.price // 3, row.price - 1]), row.currency)


def _decide(world: "Torture", row: Introduction, dice: random.Random) -> object:
    ruling = world.seldom(dice, ["release", "refund", "split"], "rule_")
    judge = dice.choice(world.moderators)
    part = _part(row, dice)
    return actions.decide(row, moderator=judge, ruling=ruling, reason=WORDS, part=part)


def _by(world: "Torture", row: Introduction, dice: random.Random) -> dict[str, Any]:
    return {"moderator": dice.choice(world.moderators), "reason": WORDS}


def _take_back_decision(world: "Torture", row: Introduction, dice: random.Random) -> object:
    judge = _dispute(row).ruled_by or dice.choice(world.moderators)
    return actions.take_back_decision(row, moderator=judge, reason=WORDS)


def change_listing(world: "Torture", row: Introduction, dice: random.Random) -> object:
    """The connector edits the entry that the rep paid for; at times they put it back."""
    title = dice.choice([one for one in TITLES if one != row.relationship.title])
    return edit_relationship(row.connector, row.relationship.public_id, title=title)


def prove_the_prospects_address(world: "Torture", row: Introduction, dice: random.Random) -> object:
    """A side proves an address that is the prospect's: two of the three seem to be one person."""
    user, address = _side(row, dice), contact_of(row).email
    known = EmailAddress.objects.filter(email=address)
    return known.exists() or EmailAddress.objects.create(user=user, email=address, verified=True)


def never(world: "Torture", row: Introduction, dice: random.Random) -> object:
    """At any time, in any state: never again."""
    actions.never_again(row)
    return world.never_said(row)


def attention(world: "Torture", row: Introduction, dice: random.Random) -> object:
    """The prospect wants nobody for a while, or fewer."""
    return actions.change_attention(
        row.prospect,
        requests_a_month=dice.choice([0, 1, 3]),
        rest_days=dice.choice([None, 30]),
        paused_until=dice.choice([None, clock.now() + timedelta(days=9)]),
        refused_topics=dice.choice(["", "freight", "golf"]),
    )


@singledispatch
def _given(field: Field, row: Introduction, dice: random.Random) -> Any:
    """Something that fits the field, without knowing what it is about."""
    raise NotImplementedError(f"nothing fits {type(field).__name__} of itself: see OWN_WAYS")


@_given.register
def _(field: Text, row: Introduction, dice: random.Random) -> str:
    return WORDS[: field.longest]


@_given.register
def _(field: Tick, row: Introduction, dice: random.Random) -> bool:
    return True


@_given.register
def _(field: Amount, row: Introduction, dice: random.Random) -> Money:
    return _price(row, dice)


@_given.register
def _(field: Choice, row: Introduction, dice: random.Random) -> str:
    return dice.choice(list(field.options))


@_given.register
def _(field: Files, row: Introduction, dice: random.Random) -> list[SimpleUploadedFile]:
    mail = b"From: a friend\nIt was on Monday.\n"
    return [SimpleUploadedFile("mail.txt", mail, "text/plain")]


def _by_declaration(declared: Declaration) -> Deed:
    """Press the button, as a side that the table names."""

    def deed(world: "Torture", row: Introduction, dice: random.Random) -> object:
        sides = {Actor.REP: row.rep, Actor.CONNECTOR: row.connector}
        may = [person for side, person in sides.items() if side in declared.row.who]
        user = may[0] if len(may) == 1 else dice.choice(may)
        asked = {name: one for name, one in declared.fields.items() if not one.page_only}
        facts = {name: _given(one, row, dice) for name, one in asked.items()}
        answer = declared.action(row, user=user, **facts)
        return _order(answer) if isinstance(answer, tuple) else answer

    return deed


OWN_WAYS: dict[str, Deed] = {
    "let_through": lambda w, r, d: let_through(r, staff=w.moderators[0]),
    "agree": lambda w, r, d: actions.agree(r),
    "refuse": lambda w, r, d: actions.refuse(r, how=d.choice(["not_now", "not_seller"])),
    "refuse_late": lambda w, r, d: actions.take_back(r),
    "agree_cancel": lambda w, r, d: actions.agree_cancel(
        r, user=_other_side(r, r.cancel_offered_by, d)
    ),
    "decline_cancel": lambda w, r, d: actions.decline_cancel(
        r, user=_other_side(r, r.cancel_offered_by, d)
    ),
    "vouch": lambda w, r, d: actions.vouch(r),
    "dispute": lambda w, r, d: actions.dispute(
        r, user=_side(r, d), reason="never_happened", statement=WORDS
    ),
    "object": lambda w, r, d: actions.object_to(r, word=d.choice(["no", "never_asked"])),
    "respond": lambda w, r, d: actions.respond(
        r, user=_other_side(r, _dispute(r).opened_by, d), response=WORDS
    ),
    "testify": lambda w, r, d: actions.bear_witness(r, word=d.choice(["yes", "no", "never_asked"])),
    "offer_split": lambda w, r, d: actions.offer_split(r, user=_side(r, d), part=_part(r, d)),
    "accept_split": lambda w, r, d: actions.accept_split(
        r,
        user=_other_side(r, _dispute(r).split_offered_by, d),
        part=Money(_dispute(r).split_offer or 0, r.currency),
    ),
    "decide": _decide,
    "cosign": lambda w, r, d: actions.cosign(r, moderator=d.choice(w.moderators)),
    "disagree": lambda w, r, d: actions.disagree(r, **_by(w, r, d)),
    "answer_appeal": lambda w, r, d: actions.answer_appeal(
        r, user=_other_side(r, _dispute(r).appealed_by, d), response=WORDS
    ),
    "take_back_decision": _take_back_decision,
    "accept_decision": lambda w, r, d: actions.accept_decision(
        r, user=_side(r, d), decision=_dispute(r).decision
    ),
    "clear_up": lambda w, r, d: clear_up(r, staff=d.choice(w.moderators)),
    "refund_unpaid": lambda w, r, d: actions.refund_unpaid(r, staff=w.finance[0]),
    "reclaim": lambda w, r, d: actions.reclaim(r, staff=w.finance[0], reason=WORDS),
    "object_late": lambda w, r, d: actions.object_to(r, word="no"),
    "back_objection": lambda w, r, d: actions.back_objection(r, **_by(w, r, d)),
    "uphold": lambda w, r, d: actions.uphold(r, **_by(w, r, d)),
    "dismiss": lambda w, r, d: actions.dismiss(r, **_by(w, r, d)),
    "stop": lambda w, r, d: stop(r, staff=w.moderators[0]),
}
DEEDS: dict[str, Deed] = {
    **{name: _by_declaration(declared) for name, declared in BY_HAND.items()},
    **OWN_WAYS,
}
BROUGHT_ABOUT: dict[str, Deed] = {
    "change_listing": change_listing,
    "fall_away": never,
    "hold_up": prove_the_prospects_address,
    "authorise": lambda w, r, d: w.pay_newest(r),
    "raise_price": lambda w, r, d: w.pay_newest(r),
    "lose_authorisation": lambda w, r, d: w.expire_authorisation(r),
    "fail_capture": lambda w, r, d: w.expire_authorisation(r),
    "charge_back": lambda w, r, d: w.charge_back(r, d),
    "refund_elsewhere": lambda w, r, d: w.refund_elsewhere(r, d),
}
ANYTIME: dict[str, Deed] = {"never": never, "attention": attention}
WAYS_ON = {
    "checkout": "authorise",
    "requested": "accept",
    "consent": "agree",
    "securing": "agree",
    "introducing": "introduce",
    "confirming": "confirm",
}
ENDING = frozenset(
    "withdraw decline refuse refuse_late step_back agree_cancel stop refund_unpaid reclaim uphold"
    " change_listing fall_away lose_authorisation charge_back refund_elsewhere accept_split".split()
) | {"wait lapse", "wait miss", "wait end"}
"""Deeds after which little is left to try: not the first to be made."""


def unreached() -> list[str]:
    """People's moves without a deed: the torture's own gap."""
    people = {Actor.REP, Actor.CONNECTOR, Actor.PROSPECT, Actor.MODERATOR}
    return [move.name for move in MOVES if people & set(move.who) and move.name not in DEEDS]
