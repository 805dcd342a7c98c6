"""What accounts ask of the apps above; each answered in `brokerage.wiring`."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from brokerage.accounts.models import User
from brokerage.kit.hooks import Hook
from brokerage.kit.mail.outbox import Each
from brokerage.kit.portable import Part


class MoneyRuns(Protocol):
    """Whether money of this person is held or on its way, in the parts that are asked for."""

    def __call__(self, user: User, /, *, pays: bool, is_paid: bool) -> bool: ...


exports: Hook[tuple[str, Callable[[User], Any]]] = Hook()
"""Parts of a person's export: a name, and what is given."""
exported_models: Hook[tuple[Part, ...]] = Hook()
"""Every model of an app, field by field: given in the export, or left out for a reason."""
check_name: Hook[Callable[[User, str], None]] = Hook()
"""Raises Refusal where an account may not be called so: it must not say whom a connector knows."""
money_runs: Hook[MoneyRuns] = Hook()
closing_checks: Hook[Callable[[User], str | None]] = Hook()
"""A sentence about what still needs the account, or None."""
closing_locks: Hook[Callable[[User], object]] = Hook()
"""Hold still what must not move while an account is closed: of both at once the second sees the first."""
closing_steps: Hook[Callable[[User], object]] = Hook()
"""Erase what an app keeps for a person whose account closes."""
keeps_mailboxes: Hook[Callable[[User], bool]] = Hook()
"""Whether the keyed hashes of a closed account's mailboxes stay: what was decided holds for the person."""
suspension_steps: Hook[Callable[[User, User], Mapping[str, int]]] = Hook()
"""End what a suspended person may not go on with (person, staff); how many, by kind."""
still_heard: Hook[Callable[[User], set[str]]] = Hook()
"""Public ids (hex) of what somebody banned may still speak in."""
sweep_rows: Hook[Each] = Hook()
"""How a sweep works off its rows: what fails rests, and is a case on the desk from the third time on."""
