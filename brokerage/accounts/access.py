"""Whom an address is open to beside people in good standing: said where the address is given.

An address that says nothing lets suspended people read, and banned people not at all.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.urls import URLPattern, URLResolver

Pattern = TypeVar("Pattern", bound=URLPattern | URLResolver)
Arguments = Mapping[str, Any]


def never(arguments: Arguments) -> bool:
    """Nothing may be done here."""
    return False


def always(arguments: Arguments) -> bool:
    """All may be done here."""
    return True


@dataclass(frozen=True, slots=True)
class Access:
    """Who is let in.

    `anybody`: it asks for no account. `writes`: whether suspended people may act here too, by the address's
    arguments. `banned`: banned people come in as well, to do what suspended people may; with `of_one` only
    where its `public_id` is something they are still heard in. `staff`: work of staff, who give their second
    step first.
    """

    anybody: bool = False
    writes: Callable[[Arguments], bool] = never
    banned: bool = False
    of_one: bool = False
    staff: bool = False


GOOD_STANDING = Access()
ANYBODY = Access(anybody=True)
SUSPENDED = Access(writes=always)
BANNED = Access(writes=always, banned=True)
BANNED_READ = Access(banned=True)
HEARD_READ = Access(banned=True, of_one=True)
STAFF = Access(staff=True)
_ACCESS: dict[Callable[..., Any], Access] = {}


def open_to(access: Access, *patterns: Pattern) -> list[Pattern]:
    """The same addresses, and all that is below them, open to whom `access` says."""
    _ACCESS.update((one.callback, access) for one in addresses(patterns))
    return list(patterns)


def addresses(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    """Every single address among `patterns` and below them."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns)
        else:
            yield pattern


def access_of(view: Callable[..., Any]) -> Access:
    """Whom the view at an address is open to."""
    return _ACCESS.get(view, GOOD_STANDING)
