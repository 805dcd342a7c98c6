"""Staff in each role, and a way to look over their shoulder."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from brokerage.accounts.models import User
from tests.support import builders

ROLES = ("moderator", "senior moderator", "finance", "support")


def hire(role: str, name: str = "") -> User:
    """Somebody of the staff in `role`."""
    user = builders.person(name or role.split()[0], is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


def signed_in(user: User | None) -> Client:
    """A browser of theirs."""
    client = Client()
    if user:
        client.force_login(user)
    return client


@pytest.fixture
def staff(db: None) -> Callable[..., User]:
    """`staff("finance")` hires somebody."""
    return hire
