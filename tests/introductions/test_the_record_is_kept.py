"""The record of a connector is kept by the moves that change it, and says what their history says."""

import itertools
import random
from collections.abc import Iterator
from datetime import timedelta
from statistics import median
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from brokerage.accounts.models import User
from brokerage.cases.models import Case
from brokerage.kit.clock import now
from brokerage.kit.errors import Refusal
from connectors.hooks import AnswerRecord
from connectors.queries import reliability
from introductions import actions, tasks
from introductions.actions.moving import make_move
from introductions.actions.records import check_records
from introductions.guards import GUARDS
from introductions.lifecycle import MOVES, Actor, State
from introductions.models import (
    ConnectorRecord,
    Deadline,
    Event,
    IncomingEmail,
    Introduction,
    RecordCheck,
)
from introductions.queries import answer_record, answer_records
from tests.support import builders
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage

pytestmark = pytest.mark.django_db


def counted(user: User) -> AnswerRecord:
    """The record as history tells it: each request looked at, one by one."""
    rows = list(Introduction.objects.filter(connector=user))
    theirs = [
        row
        for row in rows
        if row.shown_at and row.state != "withdrawn" and not (row.state == "lapsed" and row.refusal)
    ]
    said = Event.objects.filter(introduction__connector=user)
    answers = [
        one for one in said.filter(move__in=["accept", "decline"]) if one.introduction.shown_at
    ]
    hours = [
        max((one.at - one.introduction.shown_at).total_seconds() / 3600, 0)  # type: ignore[operator]
        for one in answers
    ]
    return AnswerRecord(
        asked=len([row for row in theirs if row.state != "requested"]),
        answered=len(answers),
        introduced=len([row for row in theirs if row.confirmed_at]),
        missed=said.filter(move__in=["miss", "step_back"]).count(),
        hours=round(median(hours)) if hours else None,
    )


def agrees(user: User) -> AnswerRecord:
    """The kept record, which says what history says."""
    kept = answer_record(user)
    assert kept == counted(user)
    return kept


@pytest.fixture
def anyone(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Introduction:
    """One introduction whose guards all hold, so that every move of the table can be made."""
    stage.request()
    for name in GUARDS:
        monkeypatch.setitem(GUARDS, name, lambda introduction, actor: None)
    monkeypatch.setattr("introductions.actions.moving._order", lambda row, move: None)
    return stage.now()


def put_into(introduction: Introduction, state: State, **facts: Any) -> Introduction:
    """As it stands in `state`, with an event, as the database demands."""
    row = Introduction.objects.get(pk=introduction.pk)
    Event.objects.create(
        introduction=row, move="stop", source=row.state, target=state, actor=Actor.MODERATOR
    )
    for name, value in {"state": state, **facts}.items():
        setattr(row, name, value)
    row.save()
    Deadline.objects.filter(introduction=row).delete()
    return row


def said_with(name: str, row: Introduction) -> None:
    """What the effect of a move writes that counts."""
    if name in {"confirm", "silence"}:
        row.confirmed_at = now()
    if name in {"refuse", "refuse_late", "fall_away"}:
        row.refusal = "not_now"
    if name == "authorise":
        row.requested_at = row.shown_at = now()


FACTS: tuple[dict[str, Any], ...] = (
    {"shown_at": None},
    {"shown_at": timedelta(hours=5)},
    {"shown_at": timedelta(hours=5), "refusal": "not_now"},
    {"shown_at": timedelta(hours=5), "confirmed_at": timedelta(hours=1)},
)


def as_moments(facts: dict[str, Any]) -> dict[str, Any]:
    return {
        name: now() - value if isinstance(value, timedelta) else value
        for name, value in facts.items()
    }


def test_after_every_move_of_the_table_it_says_what_history_says(anyone: Introduction) -> None:
    """Each move, from each state, by each who may make it; shown or not, refused, confirmed."""
    users = {Actor.REP: anyone.rep, Actor.CONNECTOR: anyone.connector}
    changed = set()
    for move, facts in itertools.product(MOVES, FACTS):
        for source in move.source:
            with transaction.atomic():
                row = put_into(anyone, source, **as_moments(facts))
                before = agrees(row.connector)
                try:
                    make_move(
                        row, move.name, move.who[0], user=users.get(move.who[0]),
                        change=lambda row, name=move.name: said_with(name, row),
                    )  # fmt: skip
                except Refusal:
                    pass
                else:
                    if agrees(row.connector) != before:
                        changed.add(move.name)
                transaction.set_rollback(True)
    assert {"accept", "decline", "miss", "step_back", "confirm", "silence", "lapse"} <= changed
    assert not {"ask", "counter", "answer", "remind", "vouch", "release"} & changed


class TestStories:
    """Through the real doors."""

    def test_a_request_counts_once_it_was_answered(self, stage: Stage, clock: MovingClock) -> None:
        stage.requested()
        assert agrees(stage.connector) == AnswerRecord()
        clock.forward(hours=7)
        stage.accept()
        assert agrees(stage.connector) == AnswerRecord(asked=1, answered=1, hours=7)
        stage.agree().introduce()
        assert agrees(stage.connector).introduced == 0
        stage.confirm()
        assert agrees(stage.connector) == AnswerRecord(asked=1, answered=1, introduced=1, hours=7)

    def test_what_the_rep_takes_back_counts_for_nobody(self, stage: Stage) -> None:
        stage.requested()
        actions.withdraw(stage.now(), user=stage.rep)
        assert agrees(stage.connector) == AnswerRecord()

    def test_what_is_not_answered_in_time_does(self, stage: Stage, clock: MovingClock) -> None:
        stage.requested().wait(clock, days=4)
        assert agrees(stage.connector) == AnswerRecord(asked=1)

    def test_a_miss_is_counted(self, stage: Stage, clock: MovingClock) -> None:
        stage.introducing().wait(clock, days=6)
        assert agrees(stage.connector) == AnswerRecord(asked=1, answered=1, missed=1, hours=0)

    def test_a_rep_who_is_suspended_counts_against_nobody(self, stage: Stage, mona: User) -> None:
        stage.requested()
        actions.stopping.stop_for(stage.rep, mona)
        assert stage.now().state == "lapsed"
        assert agrees(stage.connector) == AnswerRecord()

    def test_an_answer_read_after_the_end_is_counted_too(
        self, stage: Stage, clock: MovingClock, mona: User
    ) -> None:
        stage.consenting()
        stage.wait(clock, days=12)
        assert stage.now().state == "lapsed"
        assert agrees(stage.connector).asked == 1
        Introduction.objects.update(refusal="not_seller")
        assert agrees(stage.connector).asked == 0
        assert IncomingEmail.objects.count() == 0


def copies(first: Introduction, count: int) -> Iterator[Introduction]:
    """More of the same, each with a rep of its own."""
    for n in range(count):
        fields = {
            one.attname: getattr(first, one.attname)
            for one in first._meta.concrete_fields
            if one.name not in {"id", "public_id", "payment", "rep", "state"}
        }
        yield Introduction.objects.create(
            **fields, rep=builders.rep(f"rep{n}"), state=State.REQUESTED
        )


def test_the_median_is_that_of_all_answers_at_any_number(stage: Stage) -> None:
    """To the microsecond, in any order, even and odd, with equal ones and ones from before."""
    stage.requested()
    lot = random.Random(7)
    for row in copies(stage.now(), 14):
        took = lot.choice([0, 3599.5, 5400, 5400, 9000.000001, -60, lot.uniform(0, 260_000)])
        Introduction.objects.filter(pk=row.pk).update(shown_at=now() - timedelta(seconds=took))
        make_move_behind(row, lot.choice(["accept", "decline"]))
        agrees(stage.connector)
    assert answer_record(stage.connector).answered == 14
    assert check_records().differences == 0


def make_move_behind(row: Introduction, move: str) -> None:
    target = {"accept": State.CONSENT, "decline": State.DECLINED}[move]
    Event.objects.create(
        introduction=row, move=move, source=row.state, target=target, actor=Actor.CONNECTOR
    )
    row.refresh_from_db()
    row.state = target
    row.save()


def test_twenty_records_are_one_query_that_reads_no_history(
    stage: Stage, django_assert_num_queries: Any
) -> None:
    stage.confirmed()
    others = [builders.connector(f"connector{n}").pk for n in range(19)]
    with CaptureQueriesContext(connection) as seen:
        found = answer_records([stage.connector.pk, *others])
    assert len(seen) == 1 and "introductions_introduction" not in seen[0]["sql"]
    assert found[stage.connector.pk].introduced == 1
    assert {found[one] for one in others} == {AnswerRecord()}


def test_its_bands_are_those_that_reps_read(colin: User) -> None:
    """At every edge, and a second to each side of it."""
    day = timedelta(hours=24, minutes=30)
    edges = (None, timedelta(0), day - timedelta(seconds=1), day, day + timedelta(seconds=1))
    row = ConnectorRecord.objects.create(connector=colin)
    numbers = itertools.product(
        (0, 2, 3, 9, 10, 20), (0, 4, 5, 9, 10, 18), (0, 1, 9, 11), (0, 9, 10)
    )
    for (asked, answered, missed, introduced), took in zip(numbers, itertools.cycle(edges)):
        row.asked, row.answered, row.missed = asked, answered, missed
        row.introduced, row.median_answer = introduced, took
        row.save()
        row.refresh_from_db()
        read = reliability(answer_record(colin))
        bands = (row.answers_band, row.speed_band, row.introduced_band)
        assert bands == (read.answers, read.speed, read.introduced), (row.__dict__, read)


class TestTheNightlyCheck:
    def test_a_record_that_was_changed_is_mended_and_said(
        self, stage: Stage, client: Client, settings: Any, clock: MovingClock
    ) -> None:
        stage.confirmed()
        right = answer_record(stage.connector)
        assert tasks.sweep_record_check() == 1
        assert RecordCheck.objects.latest("pk").differences == 0
        ConnectorRecord.objects.update(asked=9, median_answer=timedelta(days=3))
        assert tasks.sweep_record_check() == 0, "once a night"
        clock.forward(days=1)
        assert tasks.sweep_record_check() == 1
        assert answer_record(stage.connector) == right == counted(stage.connector)
        assert RecordCheck.objects.latest("pk").differences == 1
        settings.METRICS_TOKEN = "token"
        told = client.get("/metrics/", headers={"authorization": "Bearer token"}).content.decode()
        assert "sidedoor_connector_records_mended 1.0" in told
        client.force_login(builders.staff("fiona", "finance"))
        page = client.get(reverse("moderation_books")).content.decode()
        assert "1 record, 1 did not agree and was corrected" in " ".join(page.split())

    def test_one_that_is_missing_is_made_and_one_of_nobody_emptied(
        self, stage: Stage, eve: User
    ) -> None:
        stage.confirmed()
        right = answer_record(stage.connector)
        ConnectorRecord.objects.all().delete()
        ConnectorRecord.objects.create(connector=eve, asked=3)
        assert check_records().differences == 2
        assert answer_record(stage.connector) == right
        assert answer_record(eve) == AnswerRecord()
        assert check_records().differences == 0

    def test_a_check_that_fails_comes_back_and_calls_the_desk(
        self, stage: Stage, monkeypatch: pytest.MonkeyPatch, clock: MovingClock
    ) -> None:
        def fail() -> None:
            raise RuntimeError

        monkeypatch.setattr(tasks, "check_records", fail)
        for _ in range(3):
            assert tasks.sweep_record_check() == 0
            clock.forward(hours=1)
        assert Case.objects.filter(kind=Case.Kind.JOB, closed_at=None).count() == 1
        monkeypatch.setattr(tasks, "check_records", check_records)
        clock.forward(hours=7)
        assert tasks.sweep_record_check() == 1
        assert not Case.objects.filter(kind=Case.Kind.JOB, closed_at=None).exists()
