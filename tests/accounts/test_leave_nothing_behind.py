"""An account closes when no money and no case of it is open; what is kept, and for how long, is as we say."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from brokerage.accounts import sanctions
from brokerage.accounts.actions import close_account
from brokerage.accounts.models import StaffAction, User
from brokerage.accounts.sanctions.register import remember_mailbox
from brokerage.accounts.sanctions.standing import is_out_at
from brokerage.cases.actions import open_case
from brokerage.cases.models import Case
from brokerage.kit import clock as our_clock
from brokerage.kit.errors import Refusal
from connectors.models import Relationship
from introductions import actions
from introductions.models import Introduction, Message
from introductions.queries import WITNESS, is_same_person, prospect_token
from introductions.tasks import forget_bought, sweep, sweep_notices
from payments import ledger
from payments.models import LedgerAccount, Payment
from tests.support import builders
from tests.support.builders import PETRA
from tests.support.moving_clock import MovingClock
from tests.support.signing_in import signed_in_now
from tests.support.stages import PITCH, Stage, settle
from tests.support.together import together, won

pytestmark = pytest.mark.django_db
Door = Callable[[User], int]


def by_page(user: User) -> int:
    return signed_in_now(user).post("/account/close/", {"sure": "on"}).status_code


def by_api(user: User) -> int:
    client = signed_in_now(user)
    return client.post("/api/v1/me/close/", {"sure": True}, "application/json").status_code


def by_desk(user: User) -> int:
    senior = User.objects.filter(email__startswith="sena@").first()
    client = Client()
    client.force_login(senior or builders.staff("sena", "senior moderator"))
    facts = {"reason": "They wrote to us from their own address."}
    return client.post(f"/moderation/people/{user.public_id}/close/", facts).status_code


def by_desk_api(user: User) -> int:
    senior = User.objects.filter(email__startswith="sena@").first()
    client = Client()
    client.force_login(senior or builders.staff("sena", "senior moderator"))
    facts = {"reason": "They wrote to us from their own address."}
    return client.post(
        f"/api/v1/moderation/people/{user.public_id}/close/", facts, "application/json"
    ).status_code


DOORS = (by_page, by_api, by_desk, by_desk_api)


def stays(user: User, words: str) -> None:
    """Every door refuses, says why, and nothing has changed."""
    before = User.objects.values().get(pk=user.pk)
    for door in DOORS:
        assert door(user) == 409, door
    page = signed_in_now(user).get("/account/data/").content.decode()
    assert words in page
    said = signed_in_now(user).get("/api/v1/me/close/").json()["reasons"]
    assert any(words in one for one in said)
    after = User.objects.values().get(pk=user.pk)
    same = set(before) - {"last_login"}
    assert {name: before[name] for name in same} == {name: after[name] for name in same}
    assert not StaffAction.objects.filter(action="close account").exists()


@pytest.fixture
def released(stage: Stage, clock: MovingClock) -> Stage:
    stage.confirmed().wait(clock, days=8)
    assert stage.now().state == "released"
    return stage


@pytest.mark.parametrize("door", DOORS)
def test_every_door_closes_what_nothing_needs_any_more(released: Stage, door: Door) -> None:
    assert door(released.connector) in {200, 204, 302}
    released.connector.refresh_from_db()
    assert released.connector.closed_at and released.connector.name == "Closed account"


def test_a_transfer_that_has_not_arrived_keeps_both(stage: Stage, clock: MovingClock) -> None:
    stage.confirmed()
    clock.forward(days=8)
    sweep()
    assert stage.now().state == "released"
    payment = stage.now().payment
    assert payment is not None and payment.transferred == 0
    for side in (stage.connector, stage.rep):
        stays(side, "has not arrived yet")


def test_a_refund_that_has_not_arrived_keeps_both(stage: Stage) -> None:
    stage.introducing()
    actions.step_back(stage.now(), user=stage.connector, note="I cannot reach her.")
    assert stage.now().state == "refunded"
    for side in (stage.connector, stage.rep):
        stays(side, "has not arrived yet")
    settle()
    close_account(stage.rep)


def test_a_reservation_that_still_stands_keeps_the_rep(stage: Stage) -> None:
    stage.requested()
    actions.decline(stage.now(), user=stage.connector)
    stays(stage.rep, "has not arrived yet")
    settle()
    close_account(stage.rep)


def test_a_late_objection_keeps_both(released: Stage) -> None:
    page = "/p/" + prospect_token(released.now(), WITNESS) + "/witness/"
    assert Client().post(page, {"word": "no"}).status_code == 302
    settle()
    for side in (released.connector, released.rep):
        stays(side, "objection")


def test_a_debt_keeps_the_connector(released: Stage) -> None:
    kinds = LedgerAccount.Kind
    owed = ledger.account(kinds.RECEIVABLE, "EUR", user=released.connector)
    losses = ledger.account(kinds.LOSSES, "EUR")
    ledger.post("a debt", None, (owed, 4000), (losses, -4000))
    stays(released.connector, "You owe us")
    ledger.post("paid", None, (owed, -4000), (losses, 4000))  # the database compares it at the end


@pytest.mark.parametrize("field", ["disputed_at", "decide_by"])
def test_a_dispute_at_the_bank_keeps_both(released: Stage, field: str) -> None:
    Payment.objects.update(**{field: our_clock.now()})
    for side in (released.connector, released.rep):
        stays(side, "A bank is looking")


@pytest.mark.parametrize("about", ["person", "listing"])
def test_a_report_that_nobody_looked_at_keeps_who_was_reported(released: Stage, about: str) -> None:
    kind, subject = {
        "person": (Case.Kind.REPORT, f"person:{released.connector.public_id.hex}"),
        "listing": (Case.Kind.LISTING, released.relationship.public_id.hex),
    }[about]
    open_case(kind, subject, due_at=our_clock.now(), opened_by=released.rep, reason="spam")
    stays(released.connector, "A moderator is looking")
    close_account(released.rep)


@pytest.mark.parametrize("role", ["moderator", "finance", "support"])
def test_only_senior_moderators_close_an_account_for_somebody(colin: User, role: str) -> None:
    client = Client()
    client.force_login(builders.staff("someone", role))
    facts = {"reason": "They wrote to us from their own address."}
    page = client.post(f"/moderation/people/{colin.public_id}/close/", facts)
    program = client.post(
        f"/api/v1/moderation/people/{colin.public_id}/close/", facts, "application/json"
    )
    assert (page.status_code, program.status_code) == (403, 403)
    colin.refresh_from_db()
    assert colin.closed_at is None


def test_the_api_asks_for_a_recent_proof_and_for_being_sure(colin: User) -> None:
    stale = Client()
    stale.force_login(colin)
    close = "/api/v1/me/close/"
    assert stale.post(close, {"sure": True}, "application/json").status_code == 403
    sure = signed_in_now(colin)
    assert sure.post(close, {"sure": False}, "application/json").status_code == 400
    colin.refresh_from_db()
    assert colin.closed_at is None


# --- What is kept, and how long ---------------------------------------------------------------------


def test_what_a_rep_bought_is_theirs_to_read_for_the_time_we_say(
    released: Stage, clock: MovingClock
) -> None:
    close_account(released.connector)
    page = Client()
    page.force_login(released.rep)
    address = f"/introductions/{released.introduction.public_id}/"
    said = page.get(address).content.decode()
    assert PETRA.name in said and PETRA.email in said and "We delete these details on" in said
    api = page.get(f"/api/v1/introductions/{released.introduction.public_id}/").json()
    assert api["prospect"]["email"] == PETRA.email and api["prospect_deleted_at"]
    assert Relationship.objects.get().name == ""
    clock.forward(days=settings.BOUGHT_KEPT.days - 1)
    assert forget_bought() == 0
    clock.forward(days=2)
    assert forget_bought() == 1
    assert PETRA.name not in page.get(address).content.decode()
    assert forget_bought() == 0


@pytest.mark.parametrize("end", ["refunded", "declined"])
def test_whom_nobody_got_to_know_is_forgotten_at_once(stage: Stage, end: str) -> None:
    if end == "refunded":
        stage.introducing()
        actions.step_back(stage.now(), user=stage.connector, note="I cannot reach her.")
    else:
        stage.requested()
        actions.decline(stage.now(), user=stage.connector, reason="Petra is on leave.")
    settle()
    close_account(stage.connector)
    row = stage.now()
    assert row.asked_until is None and row.decline_reason == ""
    assert row.asked is None or not row.asked["name"]
    page = Client()
    page.force_login(stage.rep)
    assert PETRA.name not in page.get(f"/introductions/{row.public_id}/").content.decode()


NAMED = f"I am Rita Realname, phone +49 30 1234567, rita@private.example, www.rita.example. {PITCH}"


def typed(stage: Stage) -> None:
    """Words from a time when less was refused."""
    Introduction.objects.filter(pk=stage.introduction.pk).update(pitch=NAMED)
    Message.objects.create(introduction=stage.introduction, author=stage.rep, text=NAMED)
    User.objects.filter(pk=stage.rep.pk).update(name="Rita Realname")


def test_words_of_a_request_that_came_to_nothing_go(stage: Stage) -> None:
    stage.requested()
    typed(stage)
    Message.objects.create(
        introduction=stage.introduction, author=stage.connector, text="Dear Rita Realname, why?"
    )
    actions.decline(stage.now(), user=stage.connector)
    settle()
    close_account(stage.rep)
    row = stage.now()
    assert (row.pitch, row.purpose, row.rep_evidence) == ("", "", "")
    hers, his = row.messages.all()
    assert hers.text == "" and "Realname" not in his.text and "why?" in his.text


def test_words_of_one_that_was_made_lose_what_names_people(
    stage: Stage, clock: MovingClock
) -> None:
    stage.confirmed()
    typed(stage)
    stage.wait(clock, days=8)
    close_account(stage.rep)
    row = stage.now()
    for text in (row.pitch, *(one.text for one in row.messages.all())):
        assert PITCH in text
        for word in ("Rita", "Realname", "1234567", "private.example", "rita.example"):
            assert word not in text
    client = Client()
    client.force_login(stage.connector)
    assert "Realname" not in client.get(f"/introductions/{row.public_id}/").content.decode()


def test_the_page_says_what_is_kept_and_for_how_long(colin: User) -> None:
    client = signed_in_now(colin)
    for address in ("/account/data/", "/account/close/", "/privacy/"):
        said = client.get(address).content.decode()
        assert f"{settings.BOUGHT_KEPT.days} more days" in said, address


def test_nobody_who_left_is_written_to(released: Stage) -> None:
    close_account(released.connector)
    mail.outbox.clear()
    page = "/p/" + prospect_token(released.now(), WITNESS) + "/witness/"
    Client().post(page, {"word": "never_asked"})
    sweep_notices()
    settle()
    assert not [one for one in mail.outbox if "closed.invalid" in one.to[0]]


# --- At once --------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("who", ["rep", "connector"])
def test_of_a_request_and_a_closing_at_once_one_wins(stage: Stage, who: str) -> None:
    leaver: User = getattr(stage, who)

    def ask() -> Any:
        return actions.request(
            stage.rep, stage.relationship, pitch=PITCH, purpose="Freight", keep_asking=False,
            no_way_in=True,
        )  # fmt: skip

    done = together(ask, lambda: close_account(leaver))
    assert len(won(done)) == 1
    assert [type(one) for one in done if isinstance(one, Exception)] == [Refusal]
    leaver.refresh_from_db()
    assert (leaver.closed_at is None) == Introduction.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_an_objection_and_a_closing_at_once_none_is_lost(
    stage: Stage, clock: MovingClock
) -> None:
    stage.confirmed().wait(clock, days=8)
    page = "/p/" + prospect_token(stage.now(), WITNESS) + "/witness/"
    done = together(
        lambda: Client().post(page, {"word": "no"}).status_code,
        lambda: close_account(stage.connector),
    )
    stage.connector.refresh_from_db()
    assert done[0] == 302 and stage.now().disputes.exists()
    assert isinstance(done[1], Refusal) or stage.connector.closed_at


def test_the_desk_closes_a_suspended_account_where_the_law_demands_it(rita: User) -> None:
    """Not its owner, not by the way, and not without trace: who comes back under the mailbox is known."""
    sena = builders.staff("sena", "senior moderator")
    sanctions.ban(
        rita, staff=sena, code="unwanted", reason="Forty requests with the same pitch in a day."
    )
    address = rita.email
    assert (by_desk(rita), by_desk_api(rita)) == (409, 409)
    assert User.objects.get(pk=rita.pk).closed_at is None
    client = Client()
    client.force_login(sena)
    facts = {"reason": "A court ordered the erasure (12 C 34/26).", "by_law": "on"}
    place = f"/moderation/people/{rita.public_id}/close/"
    assert Client().post(place, facts).status_code in {302, 403}
    assert User.objects.get(pk=rita.pk).closed_at is None
    assert client.post(place, facts).status_code == 302
    closed = User.objects.get(pk=rita.pk)
    assert closed.closed_at and closed.name == "Closed account" and address not in closed.email
    assert is_out_at(address), "the ban outlives the account"
    assert StaffAction.objects.filter(action="close account by law", staff=sena).count() == 1


@pytest.mark.parametrize("about", ["listing", "person"])
def test_a_report_is_decided_before_the_law_closes_an_account(
    stage: Stage, eve: User, about: str
) -> None:
    """The desk is told which way leads out, finds the case there, and can then close the account."""
    sena = builders.staff("sena", "senior moderator")
    row, colin = stage.relationship, stage.connector
    facts = {"about": about, "reason": "false", "text": "This person never held that role."}
    assert signed_in_now(eve).post(f"/report/listing/{row.public_id}/", facts).status_code == 302
    case = Case.objects.latest("pk")
    sanctions.ban(colin, staff=sena, code="unwanted", reason="Forty listings of nobody in a day.")
    by_law = {"reason": "A court ordered the erasure (12 C 34/26).", "by_law": "on"}
    place, desk = f"/moderation/people/{colin.public_id}/", signed_in_now(sena)
    for answer in (
        desk.post(f"{place}close/", by_law),
        desk.post(f"/api/v1{place}close/", by_law | {"by_law": True}, "application/json"),
    ):
        assert answer.status_code == 409 and "Decide it, then close" in answer.text
        assert "something about your account" not in answer.text
    assert User.objects.get(pk=colin.pk).closed_at is None
    path = f"/moderation/cases/{case.public_id}/"
    assert path in desk.get(place).text
    told = {"reason": "Nothing is wrong with this listing."}
    assert desk.post(f"{path}dismiss/", told).status_code == 302
    assert desk.post(f"{place}close/", by_law).status_code == 302
    assert User.objects.get(pk=colin.pk).closed_at


def test_whoever_is_looked_at_reads_so_and_can_close_afterwards(stage: Stage, eve: User) -> None:
    facts = {"about": "listing", "reason": "false", "text": "This person never held that role."}
    place = f"/report/listing/{stage.relationship.public_id}/"
    assert signed_in_now(eve).post(place, facts).status_code == 302
    stays(stage.connector, "A moderator is looking at something about your account")
    desk = signed_in_now(User.objects.get(email__startswith="sena@"))
    path = f"/moderation/cases/{Case.objects.latest('pk').public_id}/dismiss/"
    assert desk.post(path, {"reason": "Nothing is wrong with this listing."}).status_code == 302
    assert "not possible yet" not in signed_in_now(stage.connector).get("/account/data/").text
    assert by_page(stage.connector) == 302


def test_a_suspension_whose_time_is_over_shuts_nobody_out(rita: User, clock: MovingClock) -> None:
    sena = builders.staff("sena", "senior moderator")
    until = our_clock.now() + timedelta(days=2)
    why = {"code": "unwanted", "reason": "Forty requests with the same pitch in a day."}
    sanctions.suspend(rita, staff=sena, until=until, **why)
    assert is_out_at(rita.email)
    clock.forward(days=3)  # before any sweep has lifted it
    assert not is_out_at(rita.email)


def test_two_accounts_are_one_person_by_a_mailbox_that_one_of_them_dropped(
    rita: User, eve: User
) -> None:
    assert not is_same_person(rita, eve)
    remember_mailbox(rita, "r.ita@gmail.com")
    assert not is_same_person(rita, eve)
    remember_mailbox(eve, "rita+desk@googlemail.com")
    for one, other in ((rita, eve), (eve, rita)):
        assert is_same_person(User.objects.get(pk=one.pk), User.objects.get(pk=other.pk))
