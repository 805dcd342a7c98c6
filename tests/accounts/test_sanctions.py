"""The ladder: warn, limit, suspend, ban, lift; what each does, and that a refusal changes nothing."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import Error, transaction
from django.test import Client

from brokerage.accounts import hooks, sanctions
from brokerage.accounts.models import Sanction, StaffAction, User
from brokerage.accounts.tasks import sweep_sanctions
from brokerage.kit.errors import Refusal
from connectors.models import ConnectorProfile, Relationship
from connectors.queries import SearchFilters, search
from introductions import actions
from introductions.actions.stopping import outlook
from introductions.models import Introduction
from introductions.queries import prospect_is_open
from payments import ledger
from payments.models import LedgerAccount
from tests.support import builders
from tests.support.emails import sent
from tests.support.moving_clock import MovingClock
from tests.support.stages import PITCH, PURPOSE, Stage, listed, settle
from tests.support.together import together, won

pytestmark = pytest.mark.django_db
WHY: dict[str, Any] = {"code": "unwanted", "reason": "Forty requests with the same pitch in a day."}
OTHER = builders.Person("Olga Ostrander", "olga@ostrander.example", "", "CFO")


@pytest.fixture
def sena(db: None) -> User:
    """A senior moderator."""
    return builders.staff("sena", "senior moderator")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def found(stage: Stage) -> int:
    return len(search(SearchFilters(), stage.rep).listings)


def paid_nothing(stage: Stage) -> bool:
    payment = stage.now().payment
    assert payment is not None
    live = payment.checkouts.filter(status__in=["ordered", "open", "authorised"])
    held = ledger.balance(LedgerAccount.Kind.HELD, "EUR", payment=payment)
    return payment.captured == payment.refunded and not live.exists() and held == 0


# --- The steps ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["warn", "limit", "suspend", "ban"])
def test_each_step_is_kept_logged_and_mailed(rita: User, sena: User, kind: str) -> None:
    row = getattr(sanctions, kind)(rita, staff=sena, **WHY)
    rita.refresh_from_db()
    assert (rita.suspended_at is not None) == (kind in {"suspend", "ban"})
    log = StaffAction.objects.get()
    assert (log.staff, log.action, log.target) == (sena, kind, str(rita.public_id))
    (letter,) = sent()
    assert letter.to == [rita.email]
    assert WHY["reason"] in letter.body
    assert "Unwanted or misleading" in letter.body
    assert "within 14 days" in letter.body
    sweep_sanctions()
    assert len(sent()) == 1
    assert row.is_running == (kind != "warn")


def test_the_mail_says_what_became_of_what_ran(stage: Stage, sena: User) -> None:
    stage.introducing()
    sanctions.ban(stage.connector, staff=sena, **WHY)
    mail.outbox.clear()
    body = sent()[0].body
    assert "1 introduction of yours that had not been made yet has ended" in body
    assert "No introduction of yours is left running" in body
    assert "\n\n\n" not in body


def test_a_step_ends_by_itself(rita: User, sena: User, clock: MovingClock) -> None:
    sanctions.suspend(rita, staff=sena, until=clock.now() + timedelta(days=7), **WHY)
    clock.forward(days=6, hours=23)
    assert sweep_sanctions() == 0
    clock.forward(hours=2)
    assert sweep_sanctions() == 1
    rita.refresh_from_db()
    assert rita.suspended_at is None
    sent()
    assert sent()[-1].subject == "The suspension of your account is over"
    assert sweep_sanctions() == 0


def test_lifting(rita: User, sena: User) -> None:
    row = sanctions.suspend(rita, staff=sena, **WHY)
    sanctions.lift(row, staff=sena, reason="It was somebody else of the same name.")
    rita.refresh_from_db()
    assert rita.suspended_at is None
    with pytest.raises(Refusal, match="over already"):
        sanctions.lift(row, staff=sena, reason="It was somebody else of the same name.")
    sweep_sanctions()
    sent()
    subjects = [one.subject for one in sent()]
    assert subjects == ["Your account is suspended", "The suspension of your account is over"]
    assert "of the same name" in mail.outbox[1].body
    sanctions.suspend(rita, staff=sena, **WHY)  # there is room again


def test_a_ban_takes_the_place_of_a_suspension(rita: User, sena: User) -> None:
    first = sanctions.suspend(rita, staff=sena, **WHY)
    sanctions.ban(rita, staff=sena, **WHY)
    first.refresh_from_db()
    assert first.lifted_at is not None
    with pytest.raises(Refusal, match="runs already"):
        sanctions.suspend(rita, staff=sena, **WHY)
    rita.refresh_from_db()
    assert rita.suspended_at is not None


# --- Refusals change nothing ------------------------------------------------------------------


def refusals() -> dict[str, Callable[[User, User, User], object]]:
    mona: dict[str, Any] = WHY
    return {
        "a moderator may not suspend": lambda rita, mona_, sena: sanctions.suspend(
            rita, staff=mona_, **mona
        ),
        "a moderator may not ban": lambda rita, mona_, sena: sanctions.ban(
            rita, staff=mona_, **mona
        ),
        "nobody without a role": lambda rita, mona_, sena: sanctions.warn(
            mona_, staff=rita, **mona
        ),
        "not oneself": lambda rita, mona_, sena: sanctions.warn(sena, staff=sena, **mona),
        "no empty reason": lambda rita, mona_, sena: sanctions.warn(
            rita, staff=sena, code="other", reason="   no   "
        ),
        "no unknown code": lambda rita, mona_, sena: sanctions.warn(
            rita, staff=sena, code="nonsense", reason=WHY["reason"]
        ),
        "no end in the past": lambda rita, mona_, sena: sanctions.limit(
            rita, staff=sena, until=rita.date_joined - timedelta(days=1), **mona
        ),
    }


@pytest.mark.parametrize("name", refusals())
def test_a_refusal_changes_nothing(rita: User, mona: User, sena: User, name: str) -> None:
    with pytest.raises(Refusal):
        refusals()[name](rita, mona, sena)
    assert not Sanction.objects.exists()
    assert not StaffAction.objects.exists()
    assert not User.objects.filter(suspended_at__isnull=False).exists()


def test_an_administrator_is_not_sanctioned(sena: User) -> None:
    boss = User.objects.create_superuser("boss@sidedoor.example", "x" * 12, name="Boss")
    with pytest.raises(Refusal, match="administrator"):
        sanctions.ban(boss, staff=sena, **WHY)


def test_the_database_keeps_what_was_said(rita: User, sena: User) -> None:
    row = sanctions.limit(rita, staff=sena, **WHY)
    rows = Sanction.objects.filter(pk=row.pk)
    for change in (
        lambda: rows.update(reason="Something else entirely."),
        lambda: rows.update(kind="warn"),
        lambda: rows.delete(),
    ):
        with pytest.raises(Error), transaction.atomic():
            change()
    sanctions.lift(row, staff=sena, reason="The pitch was changed.")
    with pytest.raises(Error), transaction.atomic():
        rows.update(lifted_at=None)


# --- What a limit does ----------------------------------------------------------------------------


def test_a_limited_rep_has_one_open_request(stage: Stage, sena: User) -> None:
    second = listed(stage.connector, OTHER)
    stage.requested()
    sanctions.limit(stage.rep, staff=sena, **WHY)
    facts: dict[str, Any] = {"pitch": PITCH, "purpose": PURPOSE}
    facts |= {"keep_asking": False, "no_way_in": True}
    with pytest.raises(Refusal, match="one open request"):
        actions.request(stage.rep, second, **facts)
    assert Introduction.objects.count() == 1
    actions.withdraw(stage.now(), user=stage.rep)
    actions.request(stage.rep, second, **facts)


@pytest.mark.django_db(transaction=True)
def test_of_two_requests_at_once_a_limited_rep_has_one(stage: Stage, sena: User) -> None:
    second = listed(stage.connector, OTHER)
    sanctions.limit(stage.rep, staff=sena, **WHY)
    facts: dict[str, Any] = {"pitch": PITCH, "purpose": PURPOSE}
    facts |= {"keep_asking": False, "no_way_in": True}
    answers = together(
        lambda: actions.request(stage.rep, stage.relationship, **facts),
        lambda: actions.request(stage.rep, second, **facts),
    )
    assert len(won(answers)) == 1
    assert [one.code for one in answers if isinstance(one, Refusal)] == ["limited"]
    assert Introduction.objects.count() == 1


@pytest.mark.parametrize("side", ["rep", "connector"])
@pytest.mark.django_db(transaction=True)
def test_nothing_new_slips_in_while_somebody_is_suspended(
    stage: Stage, sena: User, side: str
) -> None:
    facts: dict[str, Any] = {"pitch": PITCH, "purpose": PURPOSE}
    facts |= {"keep_asking": False, "no_way_in": True}
    person = getattr(stage, side)
    answers = together(
        lambda: actions.request(stage.rep, stage.relationship, **facts),
        lambda: sanctions.suspend(person, staff=sena, **WHY),
    )
    assert not isinstance(answers[1], Exception)
    assert not Introduction.objects.filter(state="checkout").exists()
    stale = User.objects.get(pk=stage.rep.pk)
    stale.suspended_at = None  # as it was read a moment before
    with pytest.raises(Refusal):
        actions.request(stale, stage.relationship, **facts)


def test_a_limited_connector_lists_nobody_new(stage: Stage, sena: User) -> None:
    from connectors.actions.offering import list_relationships

    ConnectorProfile.objects.update_or_create(
        user=stage.connector, defaults={"headline": "Freight", "no_employer": True}
    )
    fresh = listed(stage.connector, OTHER)
    Relationship.objects.filter(pk=fresh.pk).update(listed_at=None)
    sanctions.limit(stage.connector, staff=sena, **WHY)
    with pytest.raises(Refusal, match="cannot list anybody new"):
        list_relationships(stage.connector, [fresh.public_id])
    assert found(stage) == 1
    assert list_relationships(stage.connector, [stage.relationship.public_id]).changed == 1


# --- What a suspension does: money first -----------------------------------------------------------


@pytest.mark.parametrize("kind", ["suspend", "ban"])
@pytest.mark.parametrize(
    "where", ["request", "requested", "consenting", "introducing", "early capture"]
)
def test_a_suspended_connectors_introductions_end_and_all_goes_back(
    stage: Stage, sena: User, clock: MovingClock, kind: str, where: str
) -> None:
    if where == "early capture":
        stage.consenting(keep_asking=True).wait(clock, days=6, hours=1)
        assert stage.now().payment.captured == 50_000  # type: ignore[union-attr]
    else:
        getattr(stage, where)()
    assert found(stage) == 1
    seen = outlook(stage.connector)
    row = getattr(sanctions, kind)(stage.connector, staff=sena, **WHY)
    assert found(stage) == 0
    assert row.effects == {"stopped": 1, "withdrawn": 0, "going_on": 0}
    assert (seen.stopped, seen.going_on) == (1, 0)
    settle()
    assert stage.now().state == "refunded"
    assert paid_nothing(stage)
    taken = where in {"introducing", "early capture"}
    assert [str(one) for one in seen.refunded] == (["€500.00"] if taken else [])
    waiting = where in {"requested", "consenting"}
    assert [str(one) for one in seen.cancelled] == (["€500.00"] if waiting else [])
    assert stage.now().events.get(move="stop").user == sena


@pytest.mark.parametrize("where", ["confirming", "confirmed"])
def test_what_is_made_keeps_its_course(
    stage: Stage, sena: User, clock: MovingClock, where: str
) -> None:
    getattr(stage, where)()
    sanctions.ban(stage.connector, staff=sena, **WHY)
    settle()
    assert stage.now().state == where
    stage.wait(clock, days=22)
    assert stage.now().state == "released"
    assert stage.now().payment.transferred == 40_000  # type: ignore[union-attr]


@pytest.mark.parametrize("kind", ["suspend", "ban"])
@pytest.mark.parametrize("where", ["request", "requested", "consenting", "early capture"])
def test_a_suspended_reps_request_ends_before_the_prospects_yes(
    stage: Stage, sena: User, clock: MovingClock, kind: str, where: str
) -> None:
    if where == "early capture":
        stage.consenting(keep_asking=True).wait(clock, days=6, hours=1)
    else:
        getattr(stage, where)()
    asked = [one for one in mail.outbox if one.to == [builders.PETRA.email]]
    mail.outbox.clear()
    row = getattr(sanctions, kind)(stage.rep, staff=sena, **WHY)
    assert row.effects == {"stopped": 0, "withdrawn": 1, "going_on": 0}
    settle()
    assert (stage.now().state, stage.now().events.get(move="fall_away").user) == ("lapsed", sena)
    assert paid_nothing(stage)
    # Nobody reads that it was the rep's own act, nor anything of the ban.
    told = [one for one in mail.outbox if one.to == [stage.connector.email]]
    assert len(told) == (0 if where == "request" else 1)
    pages = "" if where == "request" else told_by_pages(stage)
    for said in (*(f"{one.subject} {one.body}" for one in told), pages):
        assert not re.search(r"taken back|withdr|took|suspend|banned|By our desk", said), said
    stage.wait(clock, days=12)
    assert [one for one in mail.outbox if one.to == [builders.PETRA.email]] == []
    assert len(asked) == (0 if where in {"request", "requested"} else len(asked))
    assert prospect_is_open(stage.now().prospect, builders.rep("ruth")), "it was nobody's no"


def told_by_pages(stage: Stage) -> str:
    """What the connector reads of it: what happened, and where it stands."""
    client, path = signed_in(stage.connector), f"introductions/{stage.introduction.public_id}/"
    body = client.get(f"/api/v1/{path}").json()
    page = re.sub(r"<[^>]*>", " ", client.get(f"/{path}").text.split(">Activity<")[1])
    return f"{body['state']} {body['history']} {page}"


def test_a_suspended_reps_introduction_goes_on_after_the_prospects_yes(
    stage: Stage, sena: User, clock: MovingClock
) -> None:
    stage.introducing()
    row = sanctions.suspend(stage.rep, staff=sena, **WHY)
    assert row.effects == {"stopped": 0, "withdrawn": 0, "going_on": 1}
    stage.introduce()
    page = f"/introductions/{stage.introduction.public_id}/confirm/"
    assert signed_in(stage.rep).post(page, {"evidence": ""}).status_code in {302, 204}
    assert stage.now().state == "confirmed"


def test_a_charged_back_payment_is_left_to_the_bank(stage: Stage, sena: User) -> None:
    from brokerage.kit import clock as now

    stage.introducing()
    payment = stage.now().payment
    assert payment is not None
    type(payment).objects.filter(pk=payment.pk).update(disputed_at=now.now())
    assert outlook(stage.connector).refunded == []
    row = sanctions.suspend(stage.connector, staff=sena, **WHY)
    assert row.effects["stopped"] == 0
    assert stage.now().payment.refunds_ordered == 0  # type: ignore[union-attr]


def test_listings_are_back_after_lifting(stage: Stage, sena: User) -> None:
    row = sanctions.suspend(stage.connector, staff=sena, **WHY)
    assert found(stage) == 0
    sanctions.lift(row, staff=sena, reason="The mailbox had been broken into.")
    assert found(stage) == 1


def test_what_slipped_through_is_found_by_the_sweep(
    stage: Stage, sena: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.request()
    with monkeypatch.context() as before:  # as if it had not been there yet
        before.setattr(hooks.suspension_steps, "all", [])
        sanctions.suspend(stage.connector, staff=sena, **WHY)
    assert stage.now().state == "checkout"
    sweep_sanctions()
    assert stage.now().state == "refunded"


# --- Doors --------------------------------------------------------------------------------------------


def test_a_suspended_person_sees_what_runs_and_starts_nothing(stage: Stage, sena: User) -> None:
    stage.confirming()
    client = signed_in(stage.rep)
    sanctions.suspend(stage.rep, staff=sena, **WHY)
    page = f"/introductions/{stage.introduction.public_id}/"
    assert client.get(page).status_code == 200
    assert "Suspended" in client.get("/account/").text
    assert WHY["reason"] in client.get("/account/").text
    answer = client.post(f"/introductions/new/{stage.relationship.public_id}/", {})
    assert answer.status_code == 403
    assert "nothing new" in answer.text
    answer = client.patch("/api/v1/me/", {"name": "Other"}, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "suspended")
    more = {"reason": "never_happened", "statement": "Nobody wrote to me in all that time."}
    assert client.post(f"{page}dispute/", more).status_code in {200, 204, 302}
    assert stage.now().state == "disputed"


def test_a_suspended_person_signs_in_and_a_banned_one_does_not(rita: User, sena: User) -> None:
    facts = {"login": rita.email, "password": builders.PASSWORD}
    sanctions.suspend(rita, staff=sena, **WHY)
    assert Client().post("/accounts/login/", facts).status_code == 302
    inside = signed_in(rita)
    sanctions.ban(rita, staff=sena, **WHY)
    assert Client().post("/accounts/login/", facts).status_code == 403
    assert inside.get("/account/").status_code == 403
    assert "_auth_user_id" not in inside.session


def test_suspended_staff_are_out(mona: User, sena: User) -> None:
    sanctions.suspend(mona, staff=sena, **WHY)
    assert signed_in(mona).get("/moderation/").status_code == 403


# --- Two at once --------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_suspend_at_once(stage: Stage) -> None:
    sena, sven = (builders.staff(name, "senior moderator") for name in ("sena", "sven"))
    stage.introducing()
    answers = together(
        lambda: sanctions.suspend(stage.connector, staff=sena, **WHY),
        lambda: sanctions.suspend(stage.connector, staff=sven, **WHY),
    )
    assert len(won(answers)) == 1, answers
    assert all(isinstance(one, Sanction | Refusal) for one in answers), answers
    settle()
    assert paid_nothing(stage)
    assert stage.now().events.filter(move="stop").count() == 1


@pytest.mark.django_db(transaction=True)
def test_suspending_while_the_connector_moves_leaves_one_story(stage: Stage) -> None:
    sena = builders.staff("sena", "senior moderator")
    stage.introducing()
    answers = together(
        lambda: sanctions.suspend(stage.connector, staff=sena, **WHY),
        lambda: actions.introduce(stage.introduction, user=stage.connector),
    )
    assert all(not isinstance(one, Exception) or isinstance(one, Refusal) for one in answers), (
        answers
    )
    settle()
    state = stage.now().state
    assert state in {"refunded", "confirming"}
    payment = stage.now().payment
    assert payment is not None
    assert payment.refunded == (50_000 if state == "refunded" else 0)
