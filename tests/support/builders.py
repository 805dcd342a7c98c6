"""The cast, and the things that many tests need one of. Each makes rows; none is a rule."""

from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group

from brokerage.accounts.models import User

PASSWORD = "correct horse battery"


@dataclass(frozen=True)
class Person:
    """Somebody without an account."""

    name: str
    email: str
    profile_url: str
    title: str


PETRA = Person(
    name="Petra Vandenbroucke",
    email="petra.vandenbroucke@meridian-freight.example",
    profile_url="https://www.linkedin.com/in/petra-vandenbroucke-77",
    title="VP Procurement",
)


def person(name: str, **facts: Any) -> User:
    """A signed-up person, `name@…`, with a verified address and the cast's password."""
    facts.setdefault("email", f"{name}@{name}-company.example")
    facts.setdefault("country", "DE")
    facts.setdefault("currency", "EUR")
    email = facts.pop("email")
    user = User.objects.create_user(email, PASSWORD, name=name.title(), **facts)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def rep(name: str, **facts: Any) -> User:
    """Somebody who buys introductions."""
    return person(name, is_rep=True, company=f"{name.title()} Company", **facts)


def connector(name: str, **facts: Any) -> User:
    """Somebody who sells introductions; not yet able to be paid."""
    return person(name, is_connector=True, **facts)


def outsider(name: str) -> User:
    """Somebody with both roles and no part in anything."""
    return person(name, is_rep=True, is_connector=True)


def moderator(name: str) -> User:
    """Somebody who decides disputes."""
    user = person(name, is_staff=True)
    user.groups.add(Group.objects.get_or_create(name="moderator")[0])
    return user


def staff(name: str, role: str) -> User:
    """Somebody of the staff in one of the groups of `brokerage.accounts.roles.groups.ROLES`."""
    user = person(name, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user
