"""Rows follow what staff decided though the queue loses the task; old rows are read by today's rules."""

import io
from collections.abc import Callable

import pytest
from django.core.management import call_command

from brokerage.accounts.models import User
from connectors import actions, tasks
from connectors.actions.rechecks import following
from connectors.models import Company, PendingRecheck, Relationship
from tests.support.moving_clock import MovingClock

pytestmark = pytest.mark.django_db
Known = Callable[..., Relationship]
MEANT = {"seniority": "head", "department": "security", "category": ""}


@pytest.fixture
def boss(db: None) -> User:
    """An administrator."""
    return User.objects.create_superuser("boss@sidedoor.example", "x" * 12, name="Boss")


def role(row: Relationship) -> str:
    return Relationship.objects.get(pk=row.pk).role


def lost(clock: MovingClock) -> None:
    """The queue lost it; the sweep runs some minutes later."""
    clock.forward(minutes=5)
    tasks.sweep_bulk_changes()


def test_a_lost_correction_of_a_title_is_carried_out_by_the_sweep(
    colin: User, boss: User, known: Known, clock: MovingClock
) -> None:
    row = known(colin, title="Building Manager (Shift)")
    correction = actions.correct_title(
        "building manager shift", **MEANT, staff=boss, reason="Asked"
    )
    tasks.sweep_bulk_changes()
    assert (
        role(row) != "Head, Security" and PendingRecheck.objects.exists()
    )  # a worker may be at it
    lost(clock)
    assert role(row) == "Head, Security" and not PendingRecheck.objects.exists()
    actions.drop_correction(correction, staff=boss)
    lost(clock)
    assert role(row) != "Head, Security" and not PendingRecheck.objects.exists()


def test_a_lost_merge_and_a_lost_split_are_carried_out_by_the_sweep(
    colin: User, boss: User, known: Known, clock: MovingClock
) -> None:
    row = known(colin, company_name="Meridian")
    short = Relationship.objects.get(pk=row.pk).company
    long = Company.objects.create(
        name="Meridian Freight Forwarders", key="meridianfreightforwarders"
    )
    assert short is not None
    actions.merge_companies(short, long, staff=boss, reason="Same")
    lost(clock)
    assert Relationship.objects.get(pk=row.pk).company == long
    actions.split_company(short, staff=boss, reason="Not the same")
    lost(clock)
    assert Relationship.objects.get(pk=row.pk).company == short
    assert not PendingRecheck.objects.exists()


def test_a_worker_does_it_at_once_and_twice_is_once(
    colin: User, boss: User, known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = known(colin, title="Building Manager (Shift)")
    actions.correct_title("building manager shift", **MEANT, staff=boss, reason="Asked")
    pending = PendingRecheck.objects.get()
    tasks.carry_out_recheck(pending.pk)
    assert role(row) == "Head, Security" and not PendingRecheck.objects.exists()
    monkeypatch.setattr(following, "recheck_titles", lambda *_: pytest.fail("done already"))
    tasks.carry_out_recheck(pending.pk)


def test_one_that_fails_stays_and_stops_no_other(
    colin: User, boss: User, known: Known, clock: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = known(colin, company_name="Meridian")
    short = Relationship.objects.get(pk=row.pk).company
    long = Company.objects.create(
        name="Meridian Freight Forwarders", key="meridianfreightforwarders"
    )
    assert short is not None
    actions.correct_title("building manager shift", **MEANT, staff=boss, reason="Asked")
    actions.merge_companies(short, long, staff=boss, reason="Same")
    with monkeypatch.context() as broken:
        broken.setattr(following, "recheck_titles", lambda *_: 1 / 0)
        lost(clock)
    assert Relationship.objects.get(pk=row.pk).company == long
    assert PendingRecheck.objects.get().words == "building manager shift"
    lost(clock)
    assert not PendingRecheck.objects.exists()


def test_old_rows_are_read_by_todays_rules(colin: User, known: Known) -> None:
    rows = [
        known(colin, title="VP Procurement", listed=True),
        known(colin, "Ada Nwosu", title="Mayor", email="a@b.example"),
    ]
    Relationship.objects.filter(pk=rows[1].pk).update(category="", listed_at="2026-01-01T00:00Z")
    Relationship.objects.filter(pk=rows[0].pk).update(
        seniority="other", department="other", role="", shown_seniority="other"
    )
    out = io.StringIO()
    call_command("recheck_rows", stdout=out)
    one, two = (Relationship.objects.get(pk=row.pk) for row in rows)
    assert (one.seniority, one.department, one.is_listed) == ("vp", "procurement", True)
    assert one.shown_seniority == "vp"
    assert (two.category, two.is_listed) == ("public_official", False)
    assert "2 rows changed" in out.getvalue()
    again = io.StringIO()
    call_command("recheck_rows", stdout=again)
    assert "0 rows changed" in again.getvalue()
