"""Somebody with an account who looks at everything that they can reach: pages, API, files, mail."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import count, product
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from brokerage.accounts.models import User
from brokerage.kit import clock as kit_clock
from tests.support.moving_clock import MovingClock
from tests.support.signing_in import prove
from tests.support.two_worlds import Attacker, mask, masked

API = "/api/v1/"
PAGES = (
    "/", "/search/", "/search/?order=newest", "/introductions/", "/introductions/?tab=ended",
    "/introductions/?tab=running", "/account/", "/account/edit/", "/account/data/",
    "/account/data/export/", "/account/close/", "/payments/papers/", "/payments/papers/csv/", "/payouts/",
    "/network/", "/network/?status=listed", "/network/?status=unlisted", "/network/import/",
    "/network/profile/", "/network/rules/",
)  # fmt: skip
ENDPOINTS = (
    "me/", "introductions/", "introductions/?waiting=1", "introductions/?as=rep",
    "introductions/?as=connector", "papers/", "billing/", "payouts/", "profile/", "rules/",
    "imports/", "listings/?q=procurement",
)  # fmt: skip
SORTED = [
    *(f"listings/?order={one}" for one in ("relevance", "price", "strength", "newest")),
    *(f"relationships/?order={one}&status={status}"
      for one, status in product(("name", "newest"), ("listed", "unlisted"))),
]  # fmt: skip


class StandingClock(MovingClock):
    """Stands still but where a test moves it, so that two worlds lie at the same minutes. Each look at it is
    a microsecond later, so that whatever comes later is later."""

    def __init__(self) -> None:
        """Stand in a minute that is just over: the provider refuses what comes from the future."""
        super().__init__()
        self.begun = (timezone.now() - timedelta(minutes=1)).replace(second=30)
        self.looks = count()

    def install(self) -> None:
        """Make the product's clock stand."""
        world = SimpleNamespace(now=lambda: self.begun + timedelta(microseconds=next(self.looks)))
        vars(kit_clock)["timezone"] = world
        super().install()

    def remove(self) -> None:
        """Give the world its own clock back."""
        vars(kit_clock)["timezone"] = timezone
        super().remove()

    def move_to(self, at: datetime) -> datetime:
        """Move to a second past this moment."""
        self.offset = at - self.begun + timedelta(seconds=1)
        return self.now()


class Onlooker(Attacker):
    """An account that reads whatever it can."""

    def __init__(self, user: User) -> None:
        """Sign them in; they proved just now that it is them."""
        super().__init__(user)
        self.user = user
        prove(self.client, user, "password")

    def look(self, *about: str) -> dict[str, Any]:
        """All that is to be read: pages, lists in every order, API, file and mail so far.

        `about`: further addresses.
        """
        found: dict[str, Any] = {}
        for path in (*PAGES, *(API + one for one in (*ENDPOINTS, *SORTED)), *about):
            answer = self.client.get(path)
            found[mask(path)] = masked(answer)
        return {**found, "mail": letters_to([self.user.email])}


def letters_to(addresses: Iterable[str]) -> list[str]:
    """The emails that these addresses got, whole, but for what is random in them."""
    mine = [one for one in mail.outbox if set(one.to) & set(addresses)]
    return [
        mask(
            "\n".join(
                [str(one.subject), str(one.body), *(str(part[0]) for part in one.alternatives)]
            )
        )
        for one in mine
    ]


def told_apart(one: dict[str, Any], other: dict[str, Any]) -> str:
    """The first thing that reads otherwise in two worlds, in words for a failing test; "" for none."""
    for name in sorted({*one, *other}):
        left, right = str(one.get(name)), str(other.get(name))
        if left != right:
            pairs = enumerate(zip(left, right, strict=False))
            at = next((n for n, (a, b) in pairs if a != b), min(len(left), len(right)))
            part = slice(max(at - 200, 0), at + 200)
            return f"{name}: …{left[part]}\n--- or ---\n…{right[part]}"
    return ""


def assert_alike(one: dict[str, Any], other: dict[str, Any], what: str = "two worlds") -> None:
    """Fail with the first thing that reads otherwise."""
    if difference := told_apart(one, other):
        pytest.fail(f"{what}: {difference}", pytrace=False)
