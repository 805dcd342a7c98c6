"""Contacts whom no rep could find for a year are deleted; no "never" is lost by it."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from brokerage.accounts.models import User
from brokerage.cases.models import Case
from brokerage.kit.money import Money
from connectors import actions
from connectors.models import Company, Prospect, Relationship
from connectors.queries import CANNOT_BE_LISTED
from introductions.models import Introduction
from introductions.prospect_data import held_on
from introductions.queries import contact_of
from introductions.tasks import forget_idle_contacts
from tests.support.builders import PETRA
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage

Known = Callable[..., Relationship]
LONG = settings.CONTACT_KEPT.days


def later(clock: MovingClock, days: int) -> None:
    """Days pass, and the sweep runs in each month of them, as it does every hour."""
    while days > 0:
        clock.forward(days=min(days, 20))
        days -= 20
        forget_idle_contacts()


def listed_once(colin: User, known: Known) -> Relationship:
    row = known(colin, listed=True)
    actions.unlist(colin, [row.public_id])
    return row


def objected(colin: User, known: Known) -> Relationship:
    row = known(colin, listed=True)
    actions.suppress(row.prospect)
    return row


def in_office(colin: User, known: Known) -> Relationship:
    return known(colin, title="Member of Parliament", email="petra@parliament.example")


def opted_out(colin: User, known: Known) -> Relationship:
    row = known(colin, listed=True)
    actions.unlist_domain("meridian-freight.example")
    return row


def left(colin: User, known: Known) -> Relationship:
    row = known(colin, listed=True)
    actions.leave_network(row)
    actions.unlist_row(row)
    return row


def taken_down(colin: User, known: Known) -> Relationship:
    row = known(colin, listed=True)
    Relationship.objects.filter(pk=row.pk).update(listed_at=None, taken_down_at=row.created_at)
    return row


WAYS = [
    lambda colin, known: known(colin),
    lambda colin, known: known(colin, email="", profile_url=PETRA.profile_url, price=None),
    listed_once, objected, in_office, opted_out, left, taken_down,
]  # fmt: skip


@pytest.mark.parametrize("way", WAYS, ids=[
    "never listed", "profile only", "listed once", "objected", "in office", "opted out", "left", "taken down",
])  # fmt: skip
def test_who_is_on_offer_to_nobody_goes(
    colin: User, known: Known, clock: MovingClock, way: Callable[[User, Known], Relationship]
) -> None:
    row = way(colin, known)
    later(clock, LONG - 8)
    assert Relationship.objects.filter(pk=row.pk).exists()
    later(clock, 9)
    assert not Relationship.objects.filter(pk=row.pk).exists()
    assert not Prospect.objects.filter(pk=row.prospect_id).exists()
    assert not Company.objects.filter(name="Meridian Freight", domain="").exists()


def test_who_is_listed_stays_however_long_and_a_year_beyond(
    colin: User, known: Known, clock: MovingClock
) -> None:
    row = known(colin, listed=True)
    later(clock, 3 * LONG)
    # By a door that keeps no time of its own.
    actions.unlist_row(row)
    later(clock, LONG - 20)
    assert Relationship.objects.filter(pk=row.pk).exists()
    later(clock, 40)
    assert not Relationship.objects.filter(pk=row.pk).exists()


def test_the_network_of_a_banned_connector_goes_although_it_is_marked_as_listed(
    colin: User, known: Known, clock: MovingClock
) -> None:
    row = known(colin, listed=True)
    User.objects.filter(pk=colin.pk).update(is_active=False)
    later(clock, LONG + 8)
    assert not Relationship.objects.filter(pk=row.pk).exists()


def test_an_edit_and_another_import_prolong_nothing(
    colin: User, known: Known, clock: MovingClock, take_in: Callable[..., object]
) -> None:
    row = known(colin)
    later(clock, LONG - 8)
    actions.edit_relationship(colin, row.public_id, notes="a note")
    take_in(colin, f"Petra,Vandenbroucke,,{row.email},Meridian Freight,CFO,\n")
    assert Relationship.objects.get(connector=colin).pk == row.pk
    later(clock, 9)
    assert not Relationship.objects.filter(connector=colin).exists()


def test_a_never_outlives_the_contact(
    colin: User, eve: User, known: Known, clock: MovingClock
) -> None:
    """Said to Eve under another address; in Colin's network only name and company tell that it is her."""
    known(colin, listed=True)
    hers = known(eve, email="p.v@meridian-freight.example", listed=True)
    actions.suppress(hers.prospect)
    later(clock, LONG + 8)
    assert not Relationship.objects.exists()
    again = known(colin, "PETRA Vandenbroucke", email="pv@private.example", company_name="Else")
    assert list(actions.list_relationships(colin, [again.public_id]).refused.values()) == [
        CANNOT_BE_LISTED
    ]


def test_a_contact_whose_introduction_runs_stays_whole(stage: Stage, clock: MovingClock) -> None:
    stage.introducing()
    actions.unlist(stage.connector, [stage.relationship.public_id])
    clock.forward(days=LONG + 1)
    forget_idle_contacts()
    stage.relationship.refresh_from_db()
    assert (stage.relationship.name, stage.relationship.email) == (PETRA.name, PETRA.email)
    assert not Case.objects.filter(kind=Case.Kind.DIFFERENCE).exists()


def test_where_a_history_hangs_on_it_it_is_emptied_and_what_was_bought_stays(
    stage: Stage, clock: MovingClock
) -> None:
    stage.confirming().wait(clock, days=90)
    actions.unlist(stage.connector, [stage.relationship.public_id])
    clock.forward(days=LONG + 1)
    forget_idle_contacts()
    row = Relationship.objects.get(pk=stage.relationship.pk)
    assert not any((row.name, row.email, row.profile_url, row.title, row.company_name, row.notes))
    assert contact_of(stage.now()).name == PETRA.name  # Rita has paid for it


def test_what_came_to_nothing_is_forgotten_with_it(stage: Stage, clock: MovingClock) -> None:
    stage.consenting()
    stage.wait(clock, days=30)
    assert Introduction.objects.get().asked
    actions.unlist(stage.connector, [stage.relationship.public_id])
    clock.forward(days=LONG + 1)
    forget_idle_contacts()
    asked = Introduction.objects.get().asked
    assert asked is not None and not any(asked.values())
    held = held_on(PETRA.email)
    assert held is None or not held.rows or not held.rows[0].name
    forget_idle_contacts()  # and again: nothing is left to do


def test_people_are_told(client: Client, colin: User, known: Known) -> None:
    row = known(colin)
    actions.set_price(colin, [row.public_id], Money(30_000, "EUR"))
    assert f"{LONG} days more at most" in client.get("/privacy/").content.decode()
    client.force_login(colin)
    assert f"not been listed for {LONG} days" in client.get("/network/").content.decode()
