"""How somebody stands: which steps of the ladder hold against them. Reads only."""

from collections.abc import Callable

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from brokerage.accounts.models import Sanction, User

Kind = Sanction.Kind
OUT = (Kind.SUSPEND, Kind.BAN)
"""Steps under which an account is suspended."""


def running(user: User) -> QuerySet[Sanction]:
    """What holds against `user` now, the latest first; warnings are said and over."""
    return Sanction.objects.filter(person=user, lifted_at__isnull=True).exclude(kind=Kind.WARN)


def is_limited(user: User) -> bool:
    """Whether `user` may list nobody new, and ask for one introduction at a time."""
    return running(user).filter(kind=Kind.LIMIT).exists()


def may_come_in(user: User) -> bool:
    """Whether somebody suspended may still sign in, to see to what runs: a ban lets nobody in.

    Nor does a suspension let in staff, for whom looking is acting.
    """
    if user.suspended_at is None:
        return True
    return not user.is_staff and running(user).filter(kind=Kind.SUSPEND).exists()


def still_heard(user: User) -> set[str]:
    """The introductions (public ids, hex) in which somebody is heard who may not come in otherwise.

    Known by the app that `settings.STILL_HEARD` names. Silence must not decide for whom we shut the door on.
    """
    ask: Callable[[User], set[str]] = import_string(settings.STILL_HEARD)
    return ask(user)


def why_account_cannot_close(user: User) -> str | None:
    """Why the account has to stay, or None: a closed one leaves its address free to sign up anew."""
    if user.suspended_at is None:
        return None
    return "Your account is suspended. Write to us if you want it closed and your data erased."
