"""The moves that people make by hand: from a move's name to its deed. Pages and API both use this.

A deed takes the introduction, who acts, and the move's own facts by keyword. Some open a page to pay
on; `make` carries out the wish behind it at once, for a browser waits.
"""

from collections.abc import Callable
from typing import Any

from brokerage.accounts.models import User
from introductions.actions import answering, asking, disputing, meeting, proving
from introductions.actions.moving import open_moves
from introductions.lifecycle import Actor, Move
from introductions.models import Introduction
from payments import actions as payments

DEEDS: dict[str, Callable[..., Any]] = {
    "reopen_checkout": asking.reopen_checkout,
    "withdraw": asking.withdraw,
    "ask": asking.ask,
    "answer": asking.answer,
    "counter": asking.counter,
    "agree_to_counter": asking.agree_to_counter,
    "decline_counter": asking.decline_counter,
    "take_back_counter": asking.take_back_counter,
    "accept": asking.accept,
    "decline": asking.decline,
    "authorise_again": answering.authorise_again,
    "introduce": meeting.introduce,
    "step_back": meeting.step_back,
    "offer_cancel": meeting.offer_cancel,
    "agree_cancel": meeting.agree_cancel,
    "decline_cancel": meeting.decline_cancel,
    "confirm": meeting.confirm,
    "dispute": disputing.dispute,
    "withdraw_dispute": disputing.withdraw_dispute,
    "respond": disputing.respond,
    "evidence": proving.bring_evidence,
    "offer_split": disputing.offer_split,
    "accept_split": disputing.accept_split,
    "appeal": disputing.appeal,
    "answer_appeal": disputing.answer_appeal,
    "accept_decision": disputing.accept_decision,
    "decide": disputing.decide,
    "cosign": disputing.cosign,
    "disagree": disputing.disagree,
    "take_back_decision": disputing.take_back_decision,
    "back_objection": disputing.back_objection,
    "uphold": disputing.uphold,
    "dismiss": disputing.dismiss,
}
DESK = frozenset("decide cosign disagree take_back_decision back_objection uphold dismiss".split())
"""Deeds of moderators."""


def make(introduction: Introduction, name: str, user: User, facts: dict[str, Any]) -> bool:
    """Make the move `name` as `user`; the answer says whether a payment page is to be opened next.

    Files beside the move's own facts are evidence that comes along with it. Raises Refusal as the
    deed does, KeyError for a move that nobody makes by hand.
    """
    if name != "evidence" and "files" in facts:
        rest = {key: value for key, value in facts.items() if key != "files"}
        if facts["files"]:
            return proving.bring_along(
                introduction,
                user=user,
                files=facts["files"],
                deed=lambda: make(introduction, name, user, rest),
            )
        facts = rest
    who = {"moderator" if name in DESK else "user": user}
    outcome = DEEDS[name](introduction, **who, **facts)
    if isinstance(outcome, Introduction):
        return False
    _, wish = outcome
    if wish is not None:
        payments.see_through(wish.pk)
    return wish is not None or name in {"reopen_checkout", "authorise_again"}


def moves_by_hand(introduction: Introduction, actor: Actor) -> list[Move]:
    """The moves open to `actor` right now that have a deed: buttons, and `allowed_actions`."""
    return [move for move in open_moves(introduction, actor) if move.name in DEEDS]
