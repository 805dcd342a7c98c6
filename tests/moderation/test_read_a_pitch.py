"""Words that went to many are read on the desk before the next prospect can be asked."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from brokerage.accounts.models import User
from brokerage.cases.models import Case
from introductions import actions
from introductions.models import Introduction
from tests.moderation.conftest import hire, signed_in
from tests.support.builders import Person, rep
from tests.support.moving_clock import MovingClock
from tests.support.stages import PITCH, Stage, listed, settle

pytestmark = pytest.mark.django_db
OTHER_WORDS = (
    "Our harbour cranes are counted by cameras, and the port of Ghent saves two shifts a week. "
    "May I show the numbers, in twenty minutes, to whoever plans your terminals?"
)
REASON = {"reason": "A real offer that fits the person's work."}


def someone(n: int) -> Person:
    return Person(
        f"Olaf Berg{n}", f"olaf{n}@polar-lines.example", f"linkedin.com/in/olaf-{n}", "CFO"
    )


def ask(stage: Stage, n: int, *, by: User | None = None, pitch: str = PITCH) -> Introduction:
    """Somebody else is asked, and it is paid for."""
    one = Stage(
        by or stage.rep, stage.connector, listed(stage.connector, someone(n)), stage.sandbox
    )
    one.introduction, call = actions.request(
        one.rep, one.relationship, pitch=pitch, purpose="Costs", keep_asking=False, no_way_in=True
    )
    from payments import actions as payments

    payments.carry_out(call.pk)
    one.pay()
    return one.now()


@pytest.fixture
def often(stage: Stage, settings: Any) -> Stage:
    """Two were asked in the same words, a third is held back."""
    settings.LOOK_ALIKE_ASKS = 2
    for n in (1, 2):
        assert not ask(stage, n, pitch=PITCH.replace("two", "three")).held_back
    stage.requested()
    return stage


def accept(stage: Stage) -> Any:
    client = Client()
    client.force_login(stage.connector)
    path = f"/api/v1/introductions/{stage.introduction.public_id}/accept/"
    facts = {"not_my_employer": True, "no_duty_breached": True}
    answer = client.post(path, facts, content_type="application/json")
    settle()
    return answer


def to_the_prospect() -> list[Any]:
    return [one for one in mail.outbox if "petra" in one.to[0]]


def test_the_prospect_is_not_asked_before_the_desk_has_read_it(often: Stage) -> None:
    assert often.now().held_back
    case = Case.objects.get(kind="pitch")
    assert (case.subject, case.due_at is not None) == (often.introduction.reference, True)
    refused = accept(often)
    assert refused.status_code == 409
    assert "Our desk reads this request first" in refused.text
    assert often.now().state == "requested"
    assert to_the_prospect() == []
    page = Client()
    page.force_login(often.rep)
    assert "reads this request before anybody is asked" in page.get(
        f"/introductions/{often.introduction.public_id}/"
    ).text  # fmt: skip


def test_let_through_it_goes_on(often: Stage) -> None:
    case = Case.objects.get(kind="pitch")
    desk = signed_in(hire("moderator"))
    page = desk.get(f"/moderation/cases/{case.public_id}/")
    assert "went to 2 other people" in " ".join(page.text.split())
    assert "freight companies" in page.text
    mail.outbox.clear()
    desk.post(f"/moderation/cases/{case.public_id}/claim/")
    answer = desk.post(f"/moderation/cases/{case.public_id}/let_through/", REASON)
    assert answer.status_code == 302
    settle()
    assert [one.subject for one in mail.outbox if often.connector.email in one.to] == [
        "You can accept this request now"
    ]
    assert accept(often).status_code == 200
    assert often.now().state == "consent"
    case.refresh_from_db()
    assert (case.is_open, case.outcome) == (False, "let through")


def test_stopped_the_rep_is_charged_nothing(often: Stage) -> None:
    case = Case.objects.get(kind="pitch")
    desk = signed_in(hire("moderator"))
    desk.post(f"/moderation/cases/{case.public_id}/claim/")
    assert desk.post(f"/moderation/cases/{case.public_id}/stop/", REASON).status_code == 302
    settle()
    payment = often.now().payment
    assert payment is not None
    assert (often.introduction.state, payment.captured) == ("refunded", 0)
    assert payment.checkouts.get().status == "cancelled"
    assert to_the_prospect() == []


def test_without_a_word_from_the_desk_it_runs_out_by_itself(
    often: Stage, clock: MovingClock
) -> None:
    often.wait(clock, days=3, hours=1)
    assert often.now().state == "lapsed"
    assert not Case.objects.get(kind="pitch").is_open
    assert to_the_prospect() == []


def test_other_words_and_other_senders_are_not_held_back(often: Stage) -> None:
    assert not ask(often, 3, pitch=OTHER_WORDS).held_back
    assert not ask(often, 4, by=rep("rupert")).held_back
    assert Case.objects.filter(kind="pitch").count() == 1


def test_colleagues_count_together(often: Stage) -> None:
    colleague = rep("rupert")
    User.objects.filter(pk__in=[colleague.pk, often.rep.pk]).update(work_domain="rita.example")
    colleague.refresh_from_db()
    assert ask(often, 5, by=colleague).held_back


def test_support_reads_neither_words_nor_names(often: Stage) -> None:
    case = Case.objects.get(kind="pitch")
    page = signed_in(hire("support")).get(f"/moderation/cases/{case.public_id}/")
    assert page.status_code == 200
    assert "freight companies" not in page.text
    assert often.rep.name not in page.text
