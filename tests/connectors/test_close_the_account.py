"""Colin closes his account: the people in his network go with it, what was introduced stays as ids."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from brokerage.accounts import sanctions
from brokerage.accounts.actions import close_account
from brokerage.accounts.models import User
from brokerage.kit.errors import Refusal
from connectors.actions import add_relationship, carry_out_import, import_network
from connectors.models import (
    ConnectorProfile,
    ImportRun,
    Prospect,
    ProspectKey,
    Relationship,
    Suppression,
)
from introductions.models import Introduction
from introductions.tasks import forget_bought
from payments.models import Payment
from tests.connectors.conftest import HEADER
from tests.support import builders
from tests.support.builders import PETRA
from tests.support.moving_clock import MovingClock
from tests.support.signing_in import signed_in_now
from tests.support.stages import Stage
from tests.support.together import together

ROW = "Otto,Other,,otto@other.example,Other,CEO,01 Jan 2024\n"
Known = Callable[..., Relationship]


def test_takes_everybody_in_the_network_with_it(colin: User, known: Known, client: Client) -> None:
    known(colin, listed=True)
    run = import_network(
        colin, "Connections.csv", (HEADER + ROW).encode(), lawful_basis="my contacts"
    )
    signed_in_now(colin, client=client)
    assert client.post("/account/close/", {"sure": "on"}).status_code == 302
    for model in (Relationship, Prospect, ProspectKey, ImportRun, ConnectorProfile, Suppression):
        assert not model._default_manager.exists(), model
    carry_out_import(run.pk)  # a worker that comes too late
    assert not Relationship.objects.exists()


def test_keeps_the_same_person_in_the_networks_of_others(
    colin: User, eve: User, known: Known
) -> None:
    known(colin)
    others = known(eve)
    close_account(colin)
    assert list(Relationship.objects.all()) == [others]
    assert others.prospect.keys.exists()


def test_leaves_of_what_was_introduced_ids_and_amounts_alone(
    stage: Stage, clock: MovingClock, client: Client
) -> None:
    stage.confirmed().wait(clock, days=8)
    assert stage.now().state == "released"
    before = Payment.objects.values().get()
    close_account(stage.connector)
    row = Relationship.objects.get()
    assert (row.name, row.email, row.profile_url, row.title, row.company) == ("", "", "", "", None)
    assert row.listed_at is None
    assert Payment.objects.values().get() == before
    client.force_login(stage.rep)
    page = client.get(f"/introductions/{stage.introduction.public_id}/")
    assert page.status_code == 200
    assert PETRA.name in page.content.decode()  # what was bought stays for a while
    clock.forward(days=settings.BOUGHT_KEPT.days + 1)
    forget_bought()
    page = client.get(f"/introductions/{stage.introduction.public_id}/")
    assert PETRA.name not in page.content.decode()


def test_is_refused_while_an_introduction_runs_and_nothing_is_lost(stage: Stage) -> None:
    stage.requested()
    with pytest.raises(Refusal, match="still running"):
        close_account(stage.connector)
    assert Relationship.objects.get().name == PETRA.name
    assert Introduction.objects.get().state == "requested"


def test_is_refused_to_somebody_suspended_who_would_come_back_under_the_same_address(
    colin: User, known: Known, client: Client, settings: Any
) -> None:
    known(colin)
    senior = builders.staff("sena", "senior moderator")
    client.force_login(colin)
    sanctions.suspend(
        colin, staff=senior, code="false_word", reason="Sold people he had never met."
    )
    signed_in_now(colin, client=client)
    answer = client.post("/account/close/", {"sure": "on"})
    assert answer.status_code == 409
    assert "suspended" in answer.content.decode()
    colin.refresh_from_db()
    assert colin.closed_at is None
    assert Relationship.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_a_closing_and_somebody_added_at_once_nobody_stays(colin: User, known: Known) -> None:
    known(colin)

    def add() -> None:
        add_relationship(colin, name="Otto Other", email="otto@other.example")

    done = together(add, lambda: close_account(colin))
    assert not isinstance(done[1], Exception)
    assert done[0] is None or isinstance(done[0], Refusal)
    assert not Relationship.objects.exists()


def test_nobody_is_added_to_an_account_that_was_closed(colin: User) -> None:
    close_account(colin)
    with pytest.raises(Refusal) as no:
        add_relationship(colin, name="Otto Other", email="otto@other.example")
    assert no.value.code == "closed"
    assert not Relationship.objects.exists()
