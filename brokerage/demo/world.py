"""The demo's world: people, two networks imported from files, and what happened so far.

Everything is made through the actions that real people use. It is made once, a piece at a time: what
is there already stays as it is, so that a visitor's own doings survive the next start.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from brokerage.accounts.actions import accept_terms
from brokerage.accounts.models import User
from brokerage.demo import desk, sandbox, stories
from brokerage.demo.people import PASSWORD, PEOPLE, Person
from brokerage.kit import clock
from brokerage.kit.money import Money
from connectors import actions as connectors
from connectors.models import ImportRun, Relationship
from payments import actions as payments

DATA = Path(__file__).parent / "data"
PRICES = {"owner": 60_000, "c_level": 45_000, "vp": 30_000, "head": 22_000, "director": 22_000}
ORDINARY_PRICE = 9_000  # minor units, as above


@dataclass(frozen=True)
class Network:
    """One connector's profile and export. `offered` of each hundred relationships are listed."""

    email: str
    file: str
    headline: str
    about: str
    employer: str
    offered: int


NETWORKS = (
    Network(
        email="colin@northgate.example",
        file="colin-connections.csv",
        headline="Fourteen years in operations consulting, mostly freight and energy",
        about="I introduce people I have worked with and would phone myself.",
        employer="Northgate Consulting",
        offered=85,
    ),
    Network(
        email="carla@studiobianchi.example",
        file="carla-connections.csv",
        headline="Runs a design studio in Milan; knows product people all over Europe",
        about="",
        employer="",
        offered=60,
    ),
)


def seed() -> Iterator[str]:
    """Make what is missing; yields a line for each thing made."""
    is_new = stories.is_untold()
    with stories.before_the_diary() if is_new else nullcontext():
        yield from _make_people()
    yield from stories.tell(payable=_make_colin_payable)
    if is_new:
        connectors.show_records()  # as the night after the stories would
    yield from desk.fill()


def _make_people() -> Iterator[str]:
    for person in PEOPLE:
        if not User.objects.filter(email=person.email).exists():
            make_user(person)
            yield f"{person.name}, {person.role}"
    for network in NETWORKS:
        user = User.objects.get(email=network.email)
        if not ImportRun.objects.filter(connector=user).exists():
            count = fill_network(user, network)
            yield f"{user.name}'s network: {count} relationships"


def make_user(person: Person) -> User:
    """Make a demo person's account: address verified, terms accepted."""
    user = User.objects.create_user(
        person.email,
        name=person.name,
        is_rep=person.is_rep,
        is_connector=person.is_connector,
        is_staff=bool(person.groups) or person.is_superuser,
        is_superuser=person.is_superuser,
        company=person.company,
        country=person.country,
        currency=person.currency,
        work_domain=person.email.partition("@")[2] if person.is_rep else "",
        work_domain_verified_at=clock.now() if person.is_rep else None,
    )
    user.password = _hashed()
    user.save(update_fields=["password"])
    user.groups.set([Group.objects.get_or_create(name=name)[0] for name in person.groups])
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    accept_terms(user)
    return user


@cache
def _hashed() -> str:
    """The one password of all, hashed once: a hash takes a third of a second, as it should."""
    return make_password(PASSWORD)


def fill_network(user: User, network: Network) -> int:
    """Write the profile, import the export, price and list most of it; return how many came in."""
    connectors.save_profile(
        user,
        headline=network.headline,
        about=network.about,
        employer_name=network.employer,
        employer_domain=user.email.partition("@")[2] if network.employer else "",
        no_employer=not network.employer,
    )
    run = connectors.import_network(
        user,
        "Connections.csv",
        (DATA / network.file).read_bytes(),
        lawful_basis="legitimate interest",
    )
    connectors.carry_out_import(run.pk)
    connectors.choose_rows(user, run.public_id, numbers=None, chosen=True)
    connectors.add_chosen(user, run.public_id)
    connectors.carry_out_import(run.pk)
    rows = list(Relationship.objects.filter(connector=user).order_by("pk"))
    alike: dict[connectors.Change, list[UUID]] = defaultdict(list)
    for number, row in enumerate(rows):
        alike[_offer(user, row, number, network.offered)].append(row.public_id)
    for change, chosen in alike.items():
        connectors.change(user, chosen, change)
    return len(rows)


def _offer(user: User, row: Relationship, number: int, offered: int) -> connectors.Change:
    """Price one relationship by seniority, vary what a person would vary, list most."""
    return connectors.Change(
        price=Money(PRICES.get(row.seniority, ORDINARY_PRICE), user.currency),
        show_company=number % 4 != 3,
        strength=2 + (number * 7) % 4,
        # What may not be listed (no email, own employer) is refused by the rules themselves.
        listed=True if (number * 37) % 100 < offered else None,
    )


def _make_colin_payable() -> None:
    """Complete Colin's payout account, as he would on the provider's page. Carla's stays open."""
    user = User.objects.get(email="colin@northgate.example")
    account = payments.open_payout_account(user)
    sandbox.call("onboard", {"account": account.account_id, "complete": True})
    payments.look_at_account(account.account_id)
