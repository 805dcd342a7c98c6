"""One person with an account, ready to sign in."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache

from brokerage.accounts.models import User

PASSWORD = "a green side door"


@pytest.fixture(autouse=True)
def fresh_rate_limits() -> None:
    """The limits on sign-in count in the cache, which outlives a test."""
    cache.clear()


@pytest.fixture
def member(db: None) -> Callable[..., User]:
    """Make somebody who has signed up and verified the address: `member("rita", is_rep=True)`."""

    def make(name: str = "rita", domain: str = "northwind.example", **facts: Any) -> User:
        chosen = {"name": name.title(), "country": "DE", "is_rep": True} | facts
        user = User.objects.create_user(f"{name}@{domain}", PASSWORD, **chosen)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user

    return make
