"""The prospect objects after the connector was paid: the desk looks, and what was paid can be taken back."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from brokerage.accounts.models import StaffAction, User
from brokerage.cases.models import Case
from brokerage.kit.errors import Refusal
from brokerage.kit.money import Money
from introductions import actions
from introductions.models import Event, Evidence
from introductions.queries import WITNESS, clean_introductions, prospect_token
from introductions.tasks import sweep
from payments import actions as payments
from payments import ledger
from payments.models import LedgerAccount, Letter, Payment
from payments.tasks import sweep_due, sweep_letters
from tests.support import papers
from tests.support.audit import check_against, check_sums
from tests.support.builders import PETRA
from tests.support.moving_clock import MovingClock
from tests.support.papers import read
from tests.support.stages import Stage, settle
from tests.support.together import together, won

REASON = "The mail that the connector showed never left their mailbox."
NAMES = (PETRA.name, PETRA.email, PETRA.profile_url, "Petra", "Vandenbroucke")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def paid(stage: Stage, clock: MovingClock) -> Stage:
    """Both confirmed and Colin was paid; nobody has heard of a doubt."""
    stage.confirmed().wait(clock, days=7, hours=1)
    assert stage.now().state == "released"
    mail.outbox.clear()
    return stage


def witness(stage: Stage) -> str:
    return "/p/" + prospect_token(stage.now(), WITNESS) + "/witness/"


def object_to(stage: Stage, word: str = "never_asked") -> None:
    """Petra says so on her own page."""
    assert Client().post(witness(stage), {"word": word}).status_code == 302
    settle()


def case_of(stage: Stage) -> Case:
    return Case.objects.get(kind="objection", subject=stage.now().reference)


def do(stage: Stage, who: User, deed: str, status: int = 302) -> str:
    """A deed on the case's page."""
    path = f"/moderation/cases/{case_of(stage).public_id}/{deed}/"
    answer = signed_in(who).post(path, {"reason": REASON})
    assert answer.status_code == status, answer.text
    settle()
    sweep_due()
    sweep_letters()
    return answer.text


def payment_of(stage: Stage) -> Payment:
    payment = stage.now().payment
    assert payment is not None
    return payment


def see(stage: Stage) -> Payment:
    for _ in range(3):
        payments.look(payment_of(stage).pk)
        settle()
    check_sums()
    check_against(stage.sandbox)
    return payment_of(stage)


def mails_to(user: User) -> list[str]:
    return [str(one.subject) for one in mail.outbox if one.to == [user.email]]


# --- Objecting ------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("word", "says"), [("no", "did not take"), ("never_asked", "nobody asked")]
)
def test_it_is_a_case_of_the_desk_and_moves_nothing(
    paid: Stage, mona: User, word: str, says: str
) -> None:
    assert "The payment has been made." in Client().get(witness(paid)).text
    object_to(paid, word)
    row = paid.now()
    assert (row.state, row.prospect_word) == ("released", word)
    case = case_of(paid)
    assert case.is_open and case.due_at is not None
    assert abs(case.due_at - case.opened_at - timedelta(days=10)) < timedelta(minutes=1)
    payment = see(paid)
    assert (payment.transferred, payment.refunded, payment.frozen_at) == (40_000, 0, None)
    page = Client().get(witness(paid)).text
    assert "had been made before" in page
    assert 'value="no"' not in page
    for side in (paid.rep, paid.connector):
        assert mails_to(side) == ["An objection to your introduction"]
        page = signed_in(side).get(f"/introductions/{row.public_id}/").text
        assert "The prospect’s objection" in page
    assert all(says in str(one.body) for one in mail.outbox)
    desk = signed_in(mona).get(f"/moderation/cases/{case.public_id}/").text
    assert "give the money back" in desk
    assert "Announce the decision" not in desk


@pytest.mark.django_db
@pytest.mark.usefixtures("evidence_folder")
def test_both_sides_may_give_files_until_it_is_found(paid: Stage, mona: User) -> None:
    place = f"/introductions/{paid.now().public_id}/"
    mine = signed_in(paid.connector)

    def give(name: str) -> int:
        facts = {"files": SimpleUploadedFile(name, papers.TEXT + name.encode())}
        return mine.post(f"{place}evidence/", facts).status_code

    assert "Add evidence" not in mine.get(place).text
    assert give("early.txt") == 409
    object_to(paid)
    assert "Add evidence" in mine.get(place).text
    assert give("mail.txt") == 302
    (found,) = Evidence.objects.all()
    case = f"/moderation/cases/{case_of(paid).public_id}/"
    assert found.plain_name in signed_in(mona).get(case).text
    file = f"{case}evidence/{found.public_id}/"
    assert signed_in(mona).get(file).status_code == 403, "no reason was given"
    assert read(signed_in(mona).post(file, {"reason": "To see what was agreed."}))
    do(paid, mona, "dismiss")
    assert give("late.txt") == 409
    assert Evidence.objects.count() == 1


@pytest.mark.django_db
def test_nothing_written_about_it_names_the_prospect(paid: Stage, mona: User) -> None:
    object_to(paid)
    do(paid, mona, "uphold")
    assert len(mail.outbox) >= 6
    for one in mail.outbox:
        text = f"{one.subject} {one.body} {one.alternatives[0][0]}"  # type: ignore[attr-defined]
        assert not [name for name in NAMES if name in text], one.subject


@pytest.mark.django_db
def test_after_a_settlement_too(stage: Stage, clock: MovingClock, mona: User) -> None:
    stage.confirming()
    actions.dispute(stage.now(), user=stage.rep, reason="never_happened", statement=REASON)
    part = Money(20_000, "EUR")
    actions.offer_split(stage.now(), user=stage.rep, part=part)
    actions.accept_split(stage.now(), user=stage.connector, part=part)
    stage.wait(clock, days=8)
    assert stage.now().state == "split"
    object_to(stage)
    do(stage, mona, "uphold")
    payment = see(stage)
    assert (payment.refunded, payment.reversed, payment.fee_kept) == (50_000, 16_000, 0)
    assert stage.now().state == "refunded"
    assert "You get €200.00 back" in mails_to(stage.rep)


@pytest.mark.django_db
def test_the_time_to_object_ends_after_sixty_days(paid: Stage, clock: MovingClock) -> None:
    clock.forward(days=59, hours=22)
    assert 'value="never_asked"' in Client().get(witness(paid)).text
    clock.forward(hours=3)
    assert 'value="never_asked"' not in Client().get(witness(paid)).text
    answer = Client().post(witness(paid), {"word": "no"})
    assert answer.status_code == 409
    assert "time to object is over" in answer.text
    assert not paid.now().disputes.exists()
    assert not Case.objects.filter(kind="objection").exists()


@pytest.mark.django_db
def test_one_objects_once(paid: Stage, mona: User) -> None:
    object_to(paid)
    assert Client().post(witness(paid), {"word": "no"}).status_code == 409
    do(paid, mona, "dismiss")
    assert Client().post(witness(paid), {"word": "no"}).status_code == 409
    assert paid.now().disputes.count() == 1
    assert paid.now().prospect_word == "never_asked"


@pytest.mark.django_db
def test_where_everything_went_back_there_is_nothing_to_object_to(paid: Stage) -> None:
    """Finance gave it back on the card network's warning; both sides were told how much."""
    staff = User.objects.create_superuser("fin@sidedoor.example", "x" * 12)
    actions.reclaim(paid.now(), staff=staff, reason=REASON)
    settle()
    assert paid.now().state == "refunded"
    assert mails_to(paid.rep) == ["You get €500.00 back"]
    assert mails_to(paid.connector) == ["A payout is taken back"]
    assert 'value="no"' not in Client().get(witness(paid)).text
    assert Client().post(witness(paid), {"word": "no"}).status_code == 409
    assert not paid.now().disputes.exists()


# --- What the desk finds --------------------------------------------------------------------------


@pytest.mark.django_db
def test_upheld_the_payout_is_reversed_and_the_rep_has_everything_back(
    paid: Stage, mona: User
) -> None:
    object_to(paid)
    do(paid, mona, "uphold")
    payment = see(paid)
    assert (payment.reversed, payment.refunded, payment.fee_kept) == (40_000, 50_000, 0)
    assert (paid.now().state, payment.funds, payment.advanced) == ("refunded", "settled", 0)
    case = case_of(paid)
    assert (case.is_open, case.outcome) == (False, "upheld")
    said = StaffAction.objects.filter(staff=mona, reason=REASON).values_list("action", flat=True)
    assert set(said) == {"uphold late objection", "refund after the release"}
    assert mails_to(paid.rep)[1:] == [
        "The objection to your introduction was right", "You get €500.00 back",
    ]  # fmt: skip
    assert mails_to(paid.connector)[1:] == [
        "The objection to your introduction was right", "A payout is taken back",
    ]  # fmt: skip
    for side in (paid.rep, paid.connector):
        page = signed_in(side).get(f"/introductions/{paid.now().public_id}/").text
        assert REASON in page
        assert "The objection was right" in page
    assert "found you right" in Client().get(witness(paid)).text
    assert clean_introductions(paid.connector).count() == 0


@pytest.mark.django_db
def test_upheld_what_the_connector_has_no_more_they_owe(
    paid: Stage, mona: User, clock: MovingClock
) -> None:
    account = paid.connector.payout_account.account_id
    paid.sandbox.post("payout", account=account, amount=40_000, currency="eur")
    object_to(paid)
    do(paid, mona, "uphold")
    payment = see(paid)
    assert (payment.reversed, payment.refunded, payment.advanced) == (0, 50_000, 40_000)
    receivable = LedgerAccount.Kind.RECEIVABLE
    assert ledger.balance(receivable, "EUR", user=paid.connector) == 40_000
    assert Letter.objects.filter(kind="debt", user=paid.connector).count() == 1


@pytest.mark.django_db
def test_dismissed_the_money_stays_and_it_counts_against_nobody(paid: Stage, mona: User) -> None:
    object_to(paid)
    do(paid, mona, "dismiss")
    payment = see(paid)
    assert (paid.now().state, payment.transferred, payment.refunded) == ("released", 40_000, 0)
    assert case_of(paid).outcome == "dismissed"
    assert StaffAction.objects.filter(action="dismiss late objection", reason=REASON).count() == 1
    for side in (paid.rep, paid.connector):
        assert mails_to(side)[1:] == ["Nothing in the objection to your introduction"]
        page = signed_in(side).get(f"/introductions/{paid.now().public_id}/").text
        assert REASON in page
    assert clean_introductions(paid.connector).count() == 1
    assert "stays where it is" in Client().get(witness(paid)).text
    assert not paid.now().deadlines.exists()


@pytest.mark.django_db
def test_nobody_finds_it_right_in_thirty_days_and_the_money_stays(
    paid: Stage, clock: MovingClock
) -> None:
    object_to(paid)
    paid.wait(clock, days=29)
    assert case_of(paid).is_open
    paid.wait(clock, days=2)
    payment = see(paid)
    assert (paid.now().state, payment.transferred, payment.refunded) == ("released", 40_000, 0)
    assert case_of(paid).outcome == "dropped"
    assert paid.now().disputes.get().closed_at is not None
    for side in (paid.rep, paid.connector):
        assert mails_to(side)[1:] == ["The objection to your introduction is closed"]


@pytest.mark.django_db
def test_both_sides_say_what_they_know(paid: Stage, mona: User) -> None:
    object_to(paid)
    for side in (paid.rep, paid.connector):
        path = f"/introductions/{paid.now().public_id}/respond/"
        said = f"This is what {side.name} knows about it."
        assert signed_in(side).post(path, {"response": said}).status_code == 302
        assert signed_in(side).post(path, {"response": said}).status_code == 409
        desk = f"/moderation/cases/{case_of(paid).public_id}/"
        assert said in signed_in(mona).get(desk).text
    assert case_of(paid).is_open


@pytest.mark.django_db
def test_above_the_limit_two_moderators_must_find_it_right(
    paid: Stage, mona: User, max: User, settings: Any
) -> None:
    settings.SECOND_MODERATOR_ABOVE_MINOR = 10_000
    object_to(paid)
    do(paid, mona, "uphold", 409)
    with pytest.raises(Refusal, match="two moderators must agree"):
        actions.uphold(paid.now(), moderator=mona, reason=REASON)
    assert see(paid).refunded == 0
    do(paid, mona, "back_objection")
    assert payment_of(paid).reversed == 0
    page = signed_in(paid.rep).get(f"/introductions/{paid.now().public_id}/").text
    assert REASON not in page, "not announced yet"
    for deed in ("uphold", "dismiss"):
        do(paid, mona, deed, 403)
    do(paid, max, "uphold")
    payment = see(paid)
    assert (payment.refunded, paid.now().state) == (50_000, "refunded")
    found = paid.now().disputes.get()
    assert (found.ruled_by, found.cosigned_by) == (mona, max)


@pytest.mark.django_db
def test_who_decided_the_dispute_before_does_not_look_at_it_again(
    stage: Stage, clock: MovingClock, mona: User, max: User
) -> None:
    stage.confirming()
    actions.dispute(stage.now(), user=stage.rep, reason="never_happened", statement=REASON)
    actions.respond(stage.now(), user=stage.connector, response=REASON)
    actions.decide(stage.now(), moderator=mona, ruling="release", reason=REASON)
    stage.wait(clock, days=8)
    assert stage.now().state == "released"
    object_to(stage)
    do(stage, mona, "uphold", 403)
    assert see(stage).refunded == 0
    do(stage, max, "uphold")
    assert see(stage).refunded == 50_000


@pytest.mark.django_db
def test_a_party_a_stranger_and_support_find_nothing(paid: Stage, eve: User, staff: Any) -> None:
    object_to(paid)
    for person in (paid.rep, paid.connector, eve, staff("support")):
        do(paid, person, "uphold", 403)
        with pytest.raises(Refusal) as refusal:
            actions.uphold(paid.now(), moderator=person, reason=REASON)
        assert refusal.value.status == 403
    assert see(paid).refunded == 0
    assert paid.now().disputes.get().finding == ""


@pytest.mark.django_db
def test_a_chargeback_meanwhile_is_never_refunded_as_well(paid: Stage, mona: User) -> None:
    object_to(paid)
    intent = payment_of(paid).checkouts.get().intent_id
    made = paid.sandbox.post("dispute", payment_intent=intent, reason="fraudulent")
    see(paid)
    do(paid, mona, "uphold", 409)
    paid.sandbox.post("dispute", dispute=made["id"], status="lost")
    payment = see(paid)
    assert (payment.charged_back, payment.refunded, payment.reversed) == (50_000, 0, 40_000)
    assert (paid.now().state, case_of(paid).outcome) == ("charged_back", "charged_back")
    do(paid, mona, "dismiss", 409)


# --- At the same moment ---------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_an_objection_against_the_payout_stops_it_or_comes_late(
    stage: Stage, clock: MovingClock
) -> None:
    stage.confirmed()
    clock.move_to(stage.now().deadlines.get(move="release").due_at)
    stage.sandbox.follow(clock.offset.total_seconds())
    row = stage.now()
    answers = together(lambda: actions.bear_witness(row, word="no"), sweep, sweep)
    assert len(won(answers)) == 3, answers
    payment = see(stage)
    state = stage.now().state
    assert payment.transferred == {"disputed": 0, "released": 40_000}[state]
    found = stage.now().disputes.get()
    assert found.late == (state == "released")
    assert case_of(stage).is_open


@pytest.mark.django_db(transaction=True)
def test_two_moderators_at_once_find_one_thing(paid: Stage, mona: User, max: User) -> None:
    object_to(paid)
    row = paid.now()
    answers = together(
        lambda: actions.uphold(row, moderator=mona, reason=REASON),
        lambda: actions.dismiss(row, moderator=max, reason=REASON),
        lambda: actions.uphold(row, moderator=max, reason=REASON),
    )
    assert len(won(answers)) == 1, answers
    lost = [one for one in answers if isinstance(one, Exception)]
    assert all(isinstance(one, Refusal) and str(one).endswith(".") for one in lost), lost
    assert Event.objects.filter(move__in=["uphold", "dismiss"]).count() == 1
    payment = see(paid)
    upheld = paid.now().disputes.get().finding == "upheld"
    assert (payment.refunded, payment.reversed) == ((50_000, 40_000) if upheld else (0, 0))
