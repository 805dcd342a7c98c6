"""Hundreds of clocks that run out at once end as they do one by one, and nothing is in anybody's way."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from brokerage.cases import sweeping
from brokerage.cases.models import Case, Failure
from brokerage.kit.clock import now
from connectors.models import Prospect
from introductions import tasks
from introductions.actions import batches, let_due
from introductions.actions.batches import due as together_due
from introductions.actions.declaring import NO_HOOKS
from introductions.actions.records import check_records
from introductions.lifecycle import BY_NAME
from introductions.models import Deadline, Event, IncomingEmail, Introduction, Notice
from introductions.moves import DECLARED
from payments.models import Payment, ProviderCall
from tests.support import builders
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage
from tests.support.together import together

pytestmark = pytest.mark.django_db


def copy_of(row: Any, **facts: Any) -> Any:
    unique = {"id", "public_id", *facts}
    fields = {
        one.attname: getattr(row, one.attname)
        for one in row._meta.concrete_fields
        if one.name not in unique and not (one.unique and one.null)
    }
    return type(row)._default_manager.create(**fields, **facts)


def due_ones(stage: Stage, count: int, move: str = "lapse", state: str = "requested") -> None:
    """So many more requests like this one, each with its rep, person and page; their time has run out."""
    first = stage.now()
    paid = first.payment
    assert paid is not None
    page = paid.checkouts.get()
    for n in range(count):
        rep, someone = builders.rep(f"rep{move}{n}"), Prospect.objects.create()
        payment = copy_of(paid, reference=f"{move}{n}", payer=rep)
        copy_of(
            page, payment=payment, session_id=f"cs_{move}{n}", intent_id=f"pi_{move}{n}",
            charge_id=f"ch_{move}{n}",
        )  # fmt: skip
        entry = copy_of(first.relationship, prospect=someone)
        row = copy_of(
            first, rep=rep, payment=payment, relationship=entry, prospect=someone, state=state
        )
        due = now() - timedelta(minutes=n + 1)
        whom = "connector" if move == "remind" else ""
        Deadline.objects.create(introduction=row, move=move, whom=whom, due_at=due)
        if move == "remind":
            Deadline.objects.create(
                introduction=row, move="lapse", due_at=now() + timedelta(days=1)
            )


def ordered(model: Any, *names: str) -> list[str]:
    return sorted(map(str, model.objects.values_list(*names)))


def world() -> dict[str, list[str]]:
    """All that is kept of every introduction, without keys and moments."""
    rep = "introduction__rep__email"
    return {
        "rows": ordered(Introduction, "rep__email", "state", "shown_at", "cancel_offered_by"),
        "events": ordered(Event, rep, "move", "source", "target", "actor", "note", "facts"),
        "clocks": ordered(Deadline, rep, "move", "whom", "due_at"),
        "notices": ordered(Notice, f"event__{rep}", "audience", "kind"),
        "money": ordered(Payment, "payer__email", "intent", "price", "frozen_at"),
        "calls": ordered(ProviderCall, "payment__payer__email", "operation"),
        "cases": ordered(Case, "kind", "outcome"),
    }


class TestBothWays:
    def compared(self) -> None:
        with transaction.atomic():
            for pk in list(Deadline.objects.filter(due_at__lte=now()).values_list("pk", flat=True)):
                let_due(pk)
            alone = world()
            transaction.set_rollback(True)
        before = world()
        assert batches.let_due_together() >= 12
        assert world() == alone != before
        assert check_records().differences == 0

    @pytest.mark.parametrize("state", ["requested", "checkout"])
    def test_what_nobody_answered_lapses(
        self, stage: Stage, clock: MovingClock, state: str
    ) -> None:
        stage.requested()
        due_ones(stage, 12, state=state)
        hidden = Introduction.objects.filter(rep__email__startswith="replapse3")
        hidden.update(shown_at=now() + timedelta(hours=2), waits_for_batch=True)
        self.compared()

    def test_whoever_has_little_time_left_is_reminded(
        self, stage: Stage, clock: MovingClock
    ) -> None:
        stage.requested()
        due_ones(stage, 12, move="remind")
        self.compared()

    def test_only_moves_without_guard_or_effect_are_made_so(self) -> None:
        for name in ("lapse", "remind"):
            assert BY_NAME[name].needs == ()
        assert DECLARED["lapse"].action.hooks == NO_HOOKS  # type: ignore[attr-defined]


def test_a_few_go_one_by_one(stage: Stage) -> None:
    stage.requested()
    due_ones(stage, together_due.FEW - 1)
    assert batches.let_due_together() == 0
    assert tasks.sweep() == together_due.FEW - 1


def test_a_clock_that_stands_still_is_left(stage: Stage) -> None:
    stage.requested()
    due_ones(stage, 12)
    held = Introduction.objects.get(rep__email__startswith="replapse3")
    IncomingEmail.objects.create(
        introduction=held, digest="x", sender="prospect", stops_clocks=True, at=now()
    )
    assert batches.let_due_together() == 11
    held.refresh_from_db()
    assert held.state == "requested" and held.deadlines.exists()


def test_queries_do_not_grow_with_what_is_due(stage: Stage) -> None:
    """Without money; what is reserved is given back payment by payment."""
    stage.requested()

    def queries(count: int) -> int:
        with transaction.atomic():
            due_ones(stage, count)
            Introduction.objects.exclude(pk=stage.introduction.pk).update(payment=None)
            with CaptureQueriesContext(connection) as seen:
                assert batches.let_due_together() == count
            transaction.set_rollback(True)
        return len(seen)

    assert queries(10) == queries(30)


def test_two_hundred_that_raise_starve_nobody(
    stage: Stage, clock: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are the oldest and fail at every try; everything else goes on in the next sweep."""
    stage.requested()
    due_ones(stage, 12)
    good = set(Deadline.objects.filter(due_at__lte=now()).values_list("pk", flat=True))
    Deadline.objects.bulk_create(
        Deadline(introduction=stage.introduction, move="miss", due_at=now() - timedelta(days=1))
        for _ in range(tasks.BATCH + 5)
    )
    real = tasks.let_due
    monkeypatch.setattr(tasks, "let_due_together", broken)
    monkeypatch.setattr(tasks, "let_due", lambda pk: real(pk) if pk in good else broken())
    tasks.sweep()
    assert Failure.objects.count() == tasks.BATCH
    tasks.sweep()
    assert not Deadline.objects.filter(pk__in=good).exists()
    tasks.sweep()
    assert set(Failure.objects.values_list("times", flat=True)) == {1}, "each rests"
    clock.forward(seconds=31)
    tasks.sweep()
    again = sweeping.resting("deadline")
    assert len(again) == tasks.BATCH, "tried again, and rest longer"


def broken(*_: Any) -> int:
    raise RuntimeError


def test_one_that_raises_among_many_is_found_and_rests(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.requested()
    due_ones(stage, 12)
    bad = Introduction.objects.get(rep__email__startswith="replapse3")
    real = together_due.order_money

    def order(row: Introduction, move: Any) -> None:
        return broken() if row.pk == bad.pk else real(row, move)  # type: ignore[return-value]

    monkeypatch.setattr(together_due, "order_money", order)
    monkeypatch.setattr("introductions.actions.moving._order", order)
    tasks.sweep()
    assert Introduction.objects.filter(state="lapsed").count() == 11
    bad.refresh_from_db()
    assert bad.state == "requested"
    assert list(Failure.objects.values_list("row", flat=True)) == [bad.deadlines.get().pk]
    due_ones_again = batches.let_due_together(sweeping.resting("deadline"))
    assert due_ones_again == 0


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_several_sweepers_share_what_is_due(self, stage: Stage) -> None:
        stage.requested()
        due_ones(stage, 45)
        monkey = together_due.MOST
        together_due.MOST = 15
        try:
            answers = together(*[batches.let_due_together] * 3)
        finally:
            together_due.MOST = monkey
        assert not [one for one in answers if isinstance(one, Exception)], answers
        assert (
            sum(answers)
            + Introduction.objects.filter(state="requested")
            .exclude(pk=stage.introduction.pk)
            .count()
            == 45
        )
        assert Event.objects.filter(move="lapse").count() == sum(answers) > 15
        assert check_records().differences == 0

    def test_one_that_somebody_moves_is_left_to_them(self, stage: Stage) -> None:
        stage.requested()
        due_ones(stage, 12)
        row = Introduction.objects.get(rep__email__startswith="replapse3")
        with transaction.atomic():
            Introduction.objects.select_for_update().get(pk=row.pk)
            (done,) = together(batches.let_due_together)
            assert done == 11
            (alone,) = together(lambda: let_due(row.deadlines.get().pk))
            assert alone is False
        assert tasks.sweep() == 1
