"""Two moves of one connector at the same moment both count, and two endings of many never wait in a ring."""

import pytest
from django.db import transaction

from brokerage.accounts.models import User
from introductions import actions
from introductions.actions.records import check_records
from introductions.models import ConnectorRecord, Introduction
from introductions.queries import answer_record
from tests.support import builders
from tests.support.builders import PETRA, Person
from tests.support.sandbox_process import Sandbox
from tests.support.stages import Stage, listed, payable
from tests.support.together import together

pytestmark = pytest.mark.django_db(transaction=True)


def asked(sandbox: Sandbox, rep: User, connector: User, n: int) -> Introduction:
    """A request of this rep for somebody new whom this connector lists."""
    someone = Person(f"Someone {n}", f"someone{n}@meridian-freight.example", "", PETRA.title)
    stage = Stage(rep, connector, listed(connector, someone), sandbox).requested()
    return stage.now()


def test_answers_at_the_same_moment_all_count(sandbox: Sandbox, colin: User, rita: User) -> None:
    payable(colin, sandbox)
    rows = [asked(sandbox, builders.rep(f"r{n}"), colin, n) for n in range(4)]
    assert answer_record(colin).asked == 0
    answers = together(
        *(lambda row=row: actions.decline(row, user=colin) for row in rows[:2]),  # type: ignore[misc]
        *(
            lambda row=row: actions.accept(  # type: ignore[misc]
                row, user=colin, not_my_employer=True, no_duty_breached=True
            )
            for row in rows[2:]
        ),
        check_records,
    )
    assert not [one for one in answers if isinstance(one, Exception)], answers
    record = answer_record(colin)
    assert (record.asked, record.answered, record.missed) == (4, 4, 0)
    assert check_records().differences == 0


def test_two_reps_suspended_at_once_who_asked_the_same_connectors(
    sandbox: Sandbox, colin: User, mona: User
) -> None:
    """Each ending writes several records; in whatever order they asked, neither waits for the other."""
    dora = builders.connector("dora")
    payable(colin, sandbox), payable(dora, sandbox)
    rita, rolf = builders.rep("ritaa"), builders.rep("rolf")
    pairs = [(rita, colin), (rolf, dora), (rita, dora), (rolf, colin)]
    for n, (rep, connector) in enumerate(pairs):
        asked(sandbox, rep, connector, n)

    def suspend(rep: User) -> dict[str, int]:
        with transaction.atomic():
            return actions.stopping.stop_for(rep, mona)

    answers = together(lambda: suspend(rita), lambda: suspend(rolf))
    assert not [one for one in answers if isinstance(one, Exception)], answers
    assert set(Introduction.objects.values_list("state", flat=True)) == {"lapsed"}
    assert ConnectorRecord.objects.count() == 2
    assert check_records().differences == 0
