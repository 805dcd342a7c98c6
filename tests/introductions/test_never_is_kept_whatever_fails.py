"""Never comes first and alone: whatever the money, the process or the database does afterwards, it is kept,
the person gets the page that says so, and the rest is done later."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction
from django.test import Client

from brokerage.accounts.models import User
from brokerage.cases.models import Case
from brokerage.kit.errors import Refusal
from brokerage.kit.money import Money
from connectors.models import OptedOutDomain, Prospect, Relationship
from connectors.queries import is_suppressed, listings
from introductions import actions
from introductions.actions import declaring, moving, refusing
from introductions.models import Introduction, PendingRefusal
from introductions.prospect_data import held_on, own_link
from introductions.queries import ANSWER, NEVER, prospect_token
from payments import actions as payments
from tests.support import builders
from tests.support.builders import PETRA
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage, settle

FAILURES: list[Exception] = [
    RuntimeError("no"),
    IntegrityError("one_live_call_of_a_kind"),
    OperationalError("canceling statement due to lock timeout"),
    DatabaseError("no"),
    Refusal("The money refuses.", code="money"),
]
STATES = ["request", "requested", "consenting", "securing", "introducing", "disputed", "settling"]
MADE = ["confirming", "confirmed"]


def bring(stage: Stage, state: str) -> None:
    """Up to `state`; in `settling` the rep's refund is ordered and still waits."""
    if state == "securing":
        actions.agree(stage.consenting().now())
    elif state in {"disputed", "settling"}:
        stage.introducing()
        actions.dispute(stage.now(), user=stage.rep, reason="never_happened", statement="x" * 40)
        if state == "settling":
            part = Money(30_000, "EUR")
            actions.offer_split(stage.now(), user=stage.connector, part=part)
            actions.accept_split(stage.now(), user=stage.rep, part=part)
    else:
        getattr(stage, state)()


def token(stage: Stage, purpose: str = ANSWER) -> str:
    return prospect_token(stage.now(), purpose)


def by_page(stage: Stage) -> int:
    return Client().post(f"/p/{token(stage)}/never/", {"answer": "never"}).status_code


def by_button(stage: Stage) -> int:
    answer = Client().post(f"/p/{token(stage)}/", {"answer": "never"}, follow=True)
    assert answer.redirect_chain
    return answer.status_code


def by_one_click(stage: Stage) -> int:
    path = f"/p/{token(stage, NEVER)}/never/"
    return Client().post(path, {"List-Unsubscribe": "One-Click"}).status_code


def by_api(stage: Stage) -> int:
    path = f"/api/v1/prospect/{token(stage)}/"
    return Client().post(path, {"answer": "never"}, "application/json").status_code


def by_erasing(stage: Stage) -> int:
    held = held_on(PETRA.email)
    assert held
    path = "/" + own_link(held).split("/", 3)[3] + "erase/"
    return Client().post(path).status_code


DOORS = [by_page, by_button, by_one_click, by_api, by_erasing]


@contextmanager
def failing(where: str, error: Exception) -> Iterator[None]:
    """Something fails once the refusal is recorded."""
    patch = pytest.MonkeyPatch()

    def fail(*args: Any, **kwargs: Any) -> None:
        raise error

    match where:
        case "money":
            patch.setattr(payments, "give_back", fail)
        case "process":
            patch.setattr(declaring, "make_move", fail)
        case "history":
            patch.setattr(moving, "_tell", fail)
        case "listings":
            patch.setattr(refusing.connectors, "take_off_market", fail)
        case "all of it":
            patch.setattr(refusing, "_claim", fail)
    try:
        yield
    finally:
        patch.undo()


def assert_never(stage: Stage) -> None:
    row = Relationship.objects.get(pk=stage.relationship.pk)
    assert is_suppressed(row)
    assert not listings().filter(pk=row.pk).exists()
    with pytest.raises(Refusal):
        Stage(
            builders.rep(f"rep{User.objects.count()}"), stage.connector, row, stage.sandbox
        ).request()


@pytest.mark.parametrize("where", ["money", "process", "history", "listings", "all of it"])
@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_it_is_kept_though_the_rest_fails(
    stage: Stage, clock: MovingClock, door: Callable[[Stage], int], where: str
) -> None:
    error = FAILURES[DOORS.index(door)]
    stage.introducing()
    mail.outbox.clear()
    with failing(where, error):
        assert door(stage) in {200, 204}
    assert_never(stage)
    ended = stage.now().state == "refused"
    assert ended == (where == "listings")
    assert PendingRefusal.objects.count() == 1
    if where != "all of it":
        case = Case.objects.get(subject__startswith="refusal:", closed_at=None)
        assert PETRA.name not in str(case.facts)
    # Nobody is shown or asked anything more, and the rep sees no name.
    assert actions.reveal(stage.now(), viewer=stage.rep, ground="page") is None
    with pytest.raises(Refusal):
        actions.introduce(stage.now(), user=stage.connector)
    stage.wait(clock, hours=1)
    assert stage.now().state == "refused"
    payment = stage.now().payment
    assert payment is not None and payment.refunded == payment.captured == 50_000
    assert not PendingRefusal.objects.exists()
    assert not Case.objects.filter(subject__startswith="refusal:", closed_at=None).exists()
    assert PETRA.email not in [one.to[0] for one in mail.outbox]
    if door is by_erasing:
        assert stage.now().relationship.name == ""


@pytest.mark.parametrize("state", STATES)
def test_it_is_kept_in_every_state(stage: Stage, clock: MovingClock, state: str) -> None:
    bring(stage, state)
    error = FAILURES[STATES.index(state) % len(FAILURES)]
    with failing("money", error):
        assert by_page(stage) == 200
    assert_never(stage)
    stage.wait(clock, hours=8)
    assert stage.now().state in {"refused", "lapsed"}
    payment = stage.now().payment
    assert payment is not None and payment.refunded == payment.captured
    assert not PendingRefusal.objects.exists()


@pytest.mark.parametrize("state", MADE)
def test_what_is_made_goes_on(stage: Stage, state: str) -> None:
    bring(stage, state)
    assert by_one_click(stage) == 200
    assert_never(stage)
    assert stage.now().state == state
    assert not PendingRefusal.objects.exists()


def test_a_split_whose_refund_still_waits_loses_no_never(stage: Stage, clock: MovingClock) -> None:
    """Nothing is injected here: the worker has only not sent the first refund yet."""
    bring(stage, "settling")
    for door in (by_one_click, by_page):
        assert door(stage) == 200
    assert_never(stage)
    stage.wait(clock, hours=8)
    assert stage.now().state == "refused"
    payment = stage.now().payment
    assert payment is not None and payment.refunded == 50_000


def test_saying_it_again_and_again_changes_nothing_more(stage: Stage) -> None:
    stage.consenting()
    for _ in range(3):
        assert by_one_click(stage) == 200
    settle()
    assert stage.now().events.filter(move="refuse").count() == 1
    assert not PendingRefusal.objects.exists()


def test_agreeing_after_it_does_nothing(stage: Stage) -> None:
    stage.consenting()
    with failing("money", RuntimeError("no")):
        by_page(stage)
        said = Client().post(f"/p/{token(stage)}/", {"answer": "agree", "sure": "yes"})
        assert said.status_code == 409
    assert stage.now().state == "consent"
    assert stage.now().agreed_at is None


def test_a_payment_that_comes_in_meanwhile_reveals_nobody(stage: Stage) -> None:
    stage.consenting()
    actions.agree(stage.now())
    with failing("money", RuntimeError("no")):
        by_page(stage)
        settle()
    assert stage.now().state == "securing"
    assert stage.now().revealed_at is None


@pytest.mark.parametrize("where", ["money", "process", "listings"])
def test_a_companys_word_is_kept_too(
    stage: Stage, mona: User, clock: MovingClock, where: str
) -> None:
    stage.consenting()
    if where == "listings":
        patched, name = refusing.connectors, "unlist_domain"
    with pytest.MonkeyPatch.context() as patch:

        def fail(*args: Any, **kwargs: Any) -> None:
            raise DatabaseError("no")

        if where == "listings":
            patch.setattr(patched, name, fail)
        elif where == "money":
            patch.setattr(payments, "give_back", fail)
        else:
            patch.setattr(declaring, "make_move", fail)
        actions.opt_out_domain("meridian-freight.example", staff=mona, reason="They wrote to us.")
    assert OptedOutDomain.objects.filter(domain="meridian-freight.example").exists()
    assert_never(stage)
    stage.wait(clock, hours=1)
    assert (stage.now().state, stage.now().refusal) == ("refused", "domain")
    assert not PendingRefusal.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_lock_held_by_somebody_else_is_not_waited_for(
    stage: Stage, clock: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another worker hangs on this introduction, its person and its listing."""
    monkeypatch.setattr(refusing, "WAIT", "50ms")
    stage.consenting()
    locked, go = threading.Event(), threading.Event()

    def hang() -> None:
        try:
            with transaction.atomic():
                Prospect.objects.select_for_update(no_key=True).get(
                    pk=stage.introduction.prospect_id
                )
                Introduction.objects.select_for_update(of=("self",)).get(pk=stage.introduction.pk)
                Relationship.objects.select_for_update().get(pk=stage.relationship.pk)
                locked.set()
                go.wait(20)
        finally:
            connection.close()

    thread = threading.Thread(target=hang)
    thread.start()
    try:
        assert locked.wait(10)
        assert by_one_click(stage) == 200
        # Seen from another connection: it is committed, whatever the lock does.
        assert is_suppressed(Relationship.objects.get(pk=stage.relationship.pk))
        assert stage.now().state == "consent"
    finally:
        go.set()
        thread.join(20)
    stage.wait(clock, hours=1)
    assert stage.now().state == "refused"


@pytest.mark.django_db(transaction=True)
def test_it_is_committed_before_anything_else_is_tried(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen by another connection while the first step runs; refused inside somebody's transaction."""
    stage.consenting()
    seen: list[bool] = []

    def look(*args: Any, **kwargs: Any) -> int:
        def other() -> None:
            seen.append(is_suppressed(Relationship.objects.get(pk=stage.relationship.pk)))
            connection.close()

        thread = threading.Thread(target=other)
        thread.start()
        thread.join(10)
        return 0

    monkeypatch.setattr(refusing.connectors, "take_off_market", look)
    assert by_page(stage) == 200
    assert seen == [True]
    with pytest.raises(RuntimeError), transaction.atomic():
        actions.never_again(stage.now())
