"""How a move is written: `@move` above its effect. What it declares is all there is beside its row.

An effect changes the locked row before it is saved, and returns what the history keeps, if anything. What
the decorator makes of it is an `Action`: called like the effect, it makes the whole move.
"""

import inspect
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, Concatenate, Generic, ParamSpec

from django.db import transaction

from brokerage.accounts.models import User
from brokerage.kit.errors import Refusal
from introductions.actions.moving import make_move
from introductions.lifecycle import BY_NAME, Actor, Move
from introductions.models import Introduction
from introductions.moves import NO_FLAGS, Declaration, Field, Flags, Words, declare
from payments.models import ProviderCall

P = ParamSpec("P")
Kept = dict[str, Any] | None
Effect = Callable[Concatenate[Introduction, P], Kept]
Order = Callable[Concatenate[Introduction, P], list[ProviderCall]]
Hook = Callable[..., object]
Prepare = Callable[..., AbstractContextManager[dict[str, Any]]]
MAKERS = ("user", "moderator", "staff")
"""By one of these keywords an effect hears who makes the move; none for who has no account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hooks:
    """What else belongs to a move. All but `refused` and `follow_up` hear what they name of the keywords."""

    before: Hook | None = None
    """Runs outside the lock."""
    prepare: Prepare | None = None
    """A context around the whole move, outside the lock; what it yields takes the place of keywords."""
    after: Hook | None = None
    """Runs once the row is saved, in the same transaction."""
    told_as: Callable[..., Actor | None] | None = None
    """Whom the history names instead of who makes it, by some of the keywords."""
    refused: Callable[[Introduction, Refusal], None] | None = None
    """May turn a refusal into another one."""
    follow_up: Callable[[Introduction], Introduction] | None = None
    """Runs when the move is made, in its transaction, and may make another one."""


NO_HOOKS = Hooks()


class Action(Generic[P]):
    """A move that can be made: takes the introduction as it was read, and the effect's keywords."""

    def __init__(self, name: str, effect: Callable[..., Any], hooks: Hooks = NO_HOOKS) -> None:
        self.name, self.effect, self.hooks = name, effect, hooks
        self.__doc__, self.__name__ = effect.__doc__, name
        self.maker = next((one for one in MAKERS if one in _keywords(effect)), "")

    def __call__(
        self, introduction: Introduction, /, *args: P.args, **facts: P.kwargs
    ) -> Introduction:
        """Make the move in the part that whoever makes it plays. Raises Refusal; nothing has changed then."""
        row, _ = self._make(introduction, None, facts)
        return row

    def by(
        self, actor: Actor, introduction: Introduction, /, *, user: User | None = None, **facts: Any
    ) -> Introduction:
        """Make it as `actor`: the clock, or a fact about the money, for moves that others make too."""
        row, _ = self._make(introduction, actor, facts, user)
        return row

    def _make(
        self,
        introduction: Introduction,
        actor: Actor | None,
        facts: Mapping[str, Any],
        user: User | None = None,
    ) -> tuple[Introduction, Any]:
        _run(self.hooks.before, introduction, facts)
        user = user or facts.get(self.maker)
        answers: list[Any] = []
        heard = dict(facts)
        kept: dict[str, Any] = {}

        def change(row: Introduction) -> None:
            answers.append(self.effect(row, **heard))
            kept.update(answers[0] if isinstance(answers[0], dict) else {})

        def move() -> Introduction:
            return make_move(
                introduction,
                self.name,
                actor or actor_of(BY_NAME[self.name], introduction, user),
                user=user,
                note=str(facts.get("note", ""))[:500],
                facts=kept,
                change=change,
                then=lambda row: _run(self.hooks.after, row, facts),
                told_as=self._told_as(facts),
            )

        try:
            with self._prepared(introduction, facts) as prepared:
                heard = {**facts, **prepared}
                row = self._followed(move)
        except Refusal as refusal:
            if self.hooks.refused:
                self.hooks.refused(introduction, refusal)
            raise
        return row, answers[0]

    def _prepared(
        self, introduction: Introduction, facts: Mapping[str, Any]
    ) -> AbstractContextManager[dict[str, Any]]:
        prepare = self.hooks.prepare
        return nullcontext({}) if prepare is None else prepare(introduction, **facts)

    def _told_as(self, facts: Mapping[str, Any]) -> Actor | None:
        told_as = self.hooks.told_as
        return told_as(**_named(told_as, facts)) if told_as else None

    def _followed(self, move: Callable[[], Introduction]) -> Introduction:
        if self.hooks.follow_up is None:
            return move()
        with transaction.atomic():
            return self.hooks.follow_up(move())


class PaymentAction(Action[P]):
    """A move that may open a page to pay on: it also returns the call for that page, if one is to be made."""

    leads_to_page = False
    """Whether a browser goes to the payment page, even where one stands already."""

    def __call__(  # type: ignore[override]
        self, introduction: Introduction, /, *args: P.args, **facts: P.kwargs
    ) -> tuple[Introduction, ProviderCall | None]:
        """Make the move; also the call for a page to pay on."""
        row, calls = self._make(introduction, None, facts)
        return row, calls[0] if calls else None


def actor_of(move: Move, row: Introduction, user: User | None) -> Actor:
    """In which part `user` makes this move; without an account it is whoever the table names first."""
    parts = {row.rep_id: Actor.REP, row.connector_id: Actor.CONNECTOR}
    part = parts.get(user.pk, Actor.MODERATOR) if user else None
    return part if part in move.who else move.who[0]


def side_of(row: Introduction, user: User) -> Actor:
    """Rep or connector: the side that `user` is. Raises Refusal for everybody else."""
    parts = {row.rep_id: Actor.REP, row.connector_id: Actor.CONNECTOR}
    if user.pk not in parts:
        raise Refusal("This is not yours to do.", code="not_yours", status=403)
    return parts[user.pk]


def move(
    name: str, words: Words, *, flags: Flags = NO_FLAGS, hooks: Hooks = NO_HOOKS, **fields: Field
) -> Callable[[Effect[P]], Action[P]]:
    """Declare the row `name`; the function below is its effect. `fields` are the effect's own keywords: page
    and API ask for them.
    """

    def declared(effect: Effect[P]) -> Action[P]:
        action: Action[P] = Action(name, effect, hooks)
        _declare(action, words, flags, fields)
        return action

    return declared


def move_to_pay(
    name: str, words: Words, *, flags: Flags = NO_FLAGS, leads_to_page: bool = False
) -> Callable[[Order[P]], PaymentAction[P]]:
    """The same for a move whose effect may order a page to pay on: it returns the calls for it."""

    def declared(effect: Order[P]) -> PaymentAction[P]:
        action: PaymentAction[P] = PaymentAction(name, effect)
        action.leads_to_page = leads_to_page
        _declare(action, words, flags, {})
        return action

    return declared


def by_itself(
    name: str, words: Words, *, flags: Flags = NO_FLAGS, hooks: Hooks = NO_HOOKS
) -> Action[[]]:
    """Declare a move that changes nothing of the row but what the table says."""

    def effect(row: Introduction) -> None:
        return None

    effect.__doc__ = words.past
    return move(name, words, flags=flags, hooks=hooks)(effect)


def _declare(action: Action[P], words: Words, flags: Flags, fields: dict[str, Field]) -> None:
    if action.name not in BY_NAME:
        raise TypeError(f"{action.name} is no row of the process")
    _, *rest = inspect.signature(action.effect).parameters.values()
    if any(one.kind is not one.KEYWORD_ONLY for one in rest):
        raise TypeError(f"{action.name} takes the row, and all else by keyword")
    heard = {one.name for one in rest} - set(MAKERS)
    asked = {name for name, field in fields.items() if not field.page_only}
    if words.button and heard != asked:
        raise TypeError(f"{action.name} asks for {sorted(asked)} and hears {sorted(heard)}")
    declare(Declaration(BY_NAME[action.name], words, fields, flags, action))


def _keywords(function: Callable[..., Any]) -> frozenset[str]:
    return frozenset(inspect.signature(function).parameters)


def _run(hook: Hook | None, row: Introduction, facts: Mapping[str, Any]) -> None:
    if hook is not None:
        hook(row, **_named(hook, facts))


def _named(hook: Hook, facts: Mapping[str, Any]) -> dict[str, Any]:
    """What of `facts` the hook names."""
    named = _keywords(hook)
    return {name: value for name, value in facts.items() if name in named}
