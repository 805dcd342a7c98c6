"""What the tests of networks and search need again and again."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:  # models load only after this file
    from django.test import Client

    from brokerage.accounts.models import User
    from connectors.models import Company, ImportRun, Relationship

FILES = Path(__file__).parent.parent / "data" / "imports"
HEADER = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"


@pytest.fixture
def file() -> Callable[[str], bytes]:
    """The bytes of an example export."""
    return lambda name: (FILES / name).read_bytes()


@pytest.fixture
def take_in() -> "Callable[..., ImportRun]":
    """Import a file to the end, as upload and worker do."""
    from tests.support.importing import imported

    def take(user: "User", data: bytes | str, name: str = "Connections.csv") -> "ImportRun":
        return imported(user, name, (HEADER + data).encode() if isinstance(data, str) else data)

    return take


@pytest.fixture
def known(db: None) -> "Callable[..., Relationship]":
    """A relationship of a connector, ready to list (listed on demand)."""
    from brokerage.kit.money import Money
    from connectors import actions
    from connectors.models import Company

    # A migration brought them; where a test with transactions of its own ran before, they are gone.
    if not Company.objects.filter(headcount__isnull=False).exists():
        actions.add_known_companies()

    def make(user: "User", name: str = "Petra Vandenbroucke", **facts: Any) -> "Relationship":
        listed = facts.pop("listed", False)
        price = facts.pop("price", Money(20_000, "EUR"))
        slug = name.lower().replace(" ", "-")
        facts.setdefault("email", f"{slug}@meridian-freight.example")
        facts.setdefault("title", "VP Procurement")
        facts.setdefault("company_name", "Meridian Freight")
        row = actions.add_relationship(user, name=name, **facts)
        if not hasattr(user, "connector_profile"):
            actions.save_profile(user, headline="Knows people", employer_name="Colin Works")
        if price is not None:
            actions.set_price(user, [row.public_id], price)
        if listed:
            outcome = actions.list_relationships(user, [row.public_id])
            assert not outcome.refused, outcome.sentence
        row.refresh_from_db()
        return row

    return make


@pytest.fixture
def company(db: None) -> "Callable[..., Company]":
    """A company with facts."""
    from connectors.companies import company_key
    from connectors.models import Company

    def make(name: str, **facts: Any) -> "Company":
        return Company.objects.update_or_create(
            key=company_key(name), defaults={"name": name, **facts}
        )[0]

    return make


@pytest.fixture
def browse() -> "Callable[[User], Client]":
    """A signed-in visitor without a browser."""
    from django.test import Client

    def sign_in(user: "User") -> "Client":
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in
