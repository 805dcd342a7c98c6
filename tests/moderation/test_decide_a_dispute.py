"""A dispute on the desk: both sides, what a decision does to the cent, deciding."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from brokerage.accounts.models import Reveal, StaffAction, User
from brokerage.cases.models import Case
from brokerage.kit import clock as moment
from brokerage.kit.errors import Refusal
from brokerage.kit.money import Money
from connectors.models import ConnectorProfile
from introductions import actions
from tests.moderation.conftest import hire
from tests.support.builders import PETRA
from tests.support.stages import Stage, settle

pytestmark = pytest.mark.django_db
STATEMENT = "Nobody ever wrote to me, and the month is almost over."
REASON = "The mail that the connector showed never left their mailbox."


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def disputed(stage: Stage) -> Stage:
    """Rita disputed and Colin answered."""
    stage.confirming()
    actions.dispute(stage.now(), user=stage.rep, reason="never_happened", statement=STATEMENT)
    actions.respond(stage.now(), user=stage.connector, response="I did write, on Monday morning.")
    return stage


def path_of(stage: Stage, more: str = "") -> str:
    case = Case.objects.get(subject=stage.introduction.public_id.hex)
    return f"/moderation/cases/{case.public_id}/{more}"


def test_the_queue_and_the_case_show_both_sides_and_no_identity(
    disputed: Stage, mona: User
) -> None:
    client = signed_in(mona)
    assert "Both wait for a decision" in client.get("/moderation/").text
    page = client.get(path_of(disputed)).text
    for words in (STATEMENT, "on Monday morning", "€500.00", "€400.00", "€100.00"):
        assert words in page
    assert PETRA.name not in page
    assert PETRA.email not in page


def test_a_decision_is_announced_and_takes_effect(disputed: Stage, mona: User) -> None:
    client = signed_in(mona)
    facts = {"ruling": "split", "part": "200", "reason": REASON}
    assert client.post(path_of(disputed, "decide/"), facts).status_code == 302
    assert (
        "€160.00" in signed_in(disputed.rep).get(f"/introductions/{disputed.now().public_id}/").text
    )
    for side in (disputed.rep, disputed.connector):
        read = disputed.now().disputes.get().decision
        actions.accept_decision(disputed.now(), user=side, decision=read)
    settle()
    assert disputed.now().state == "split"
    payment = disputed.now().payment
    assert payment is not None
    assert (payment.refunded, payment.transferred) == (30_000, 16_000)


def test_a_preview_to_the_cent(disputed: Stage, mona: User) -> None:
    client = signed_in(mona)
    assert "€266.66" in client.get(path_of(disputed, "preview/"), {"part": "333.33"}).text
    assert "€" not in client.get(path_of(disputed, "preview/"), {"part": "900"}).text


def test_a_refused_decision_keeps_the_reason(disputed: Stage, mona: User) -> None:
    facts = {"ruling": "split", "part": "", "reason": REASON}
    answer = signed_in(mona).post(path_of(disputed, "decide/"), facts)
    assert answer.status_code == 400
    assert REASON in answer.text
    assert "A split leaves each side something" in answer.text


def test_only_moderators_come_in_and_never_a_party(disputed: Stage, mona: User, eve: User) -> None:
    assert signed_in(eve).get("/moderation/").status_code == 403
    assert signed_in(disputed.rep).get(path_of(disputed)).status_code == 403
    disputed.rep.groups.set(mona.groups.all())
    assert signed_in(disputed.rep).get(path_of(disputed)).status_code == 404


def case_of(stage: Stage) -> Case:
    return Case.objects.get(subject=stage.introduction.public_id.hex)


def test_the_case_keeps_step_with_the_dispute(
    mona: User, max: User, disputed: Stage, clock: Any
) -> None:
    case = case_of(disputed)
    assert (case.kind, case.amount, case.currency) == ("dispute", 50_000, "EUR")
    answered = disputed.now().disputes.get().responded_at
    assert case.due_at == answered + timedelta(days=10), "when the decision is due"
    actions.decide(disputed.now(), moderator=mona, ruling="refund", reason=REASON)
    case.refresh_from_db()
    assert case.due_at == disputed.now().deadlines.get(move="rule_refund").due_at
    actions.appeal(disputed.now(), user=disputed.connector, statement="It did take place, really.")
    assert "the other side may answer" in signed_in(mona).get("/moderation/").text
    disputed.wait(clock, days=3, hours=1)
    assert "another moderator decides" in signed_in(mona).get("/moderation/").text
    disputed.wait(clock, days=8)
    case.refresh_from_db()
    assert not case.is_open
    assert case.outcome == disputed.now().state == "refunded"


def test_a_prospects_objection_is_a_case_of_its_own(stage: Stage, mona: User) -> None:
    stage.confirming()
    actions.object_to(stage.now(), word="never_asked")
    case = case_of(stage)
    assert case.kind == "objection"
    facts = {"ruling": "refund", "reason": "", "wording": "consent"}
    page = signed_in(mona).get(path_of(stage)).text
    assert PETRA.name not in page
    assert signed_in(mona).post(path_of(stage, "decide/"), facts).status_code == 302
    assert "Without their own yes" in stage.now().disputes.get().ruling_reason


def test_every_decision_is_in_the_log(disputed: Stage, mona: User) -> None:
    signed_in(mona).post(path_of(disputed, "decide/"), {"ruling": "refund", "reason": REASON})
    row = StaffAction.objects.get(action="decide refund")
    assert (row.staff, row.reason, row.target) == (mona, REASON, disputed.now().public_id.hex)


@pytest.mark.parametrize("how", ["company", "work_domain", "employer"])
def test_who_shares_a_company_with_a_side_cannot_decide(
    disputed: Stage, mona: User, how: str
) -> None:
    if how == "company":
        mona.company = "rita COMPANY Ltd"
        disputed.rep.company = "Rita Company"
    elif how == "work_domain":
        for user in (mona, disputed.rep):
            user.work_domain, user.work_domain_verified_at = "rita.example", moment.now()
    else:
        mona.company = "Northgate"
        ConnectorProfile.objects.create(user=disputed.connector, employer_name="Northgate GmbH")
    mona.save()
    disputed.rep.save()
    page = signed_in(mona).get(path_of(disputed)).text
    assert "You share a company with one of the sides." in page
    assert "Announce the decision" not in page
    facts = {"ruling": "refund", "reason": REASON}
    answer = signed_in(mona).post(path_of(disputed, "decide/"), facts)
    assert answer.status_code == 403
    with pytest.raises(Refusal, match="share a company"):
        actions.decide(disputed.now(), moderator=mona, **facts)
    assert disputed.now().disputes.get().ruling == ""
    assert not StaffAction.objects.filter(action__startswith="decide").exists()


def test_who_decided_first_does_not_hear_the_appeal(disputed: Stage, mona: User, max: User) -> None:
    signed_in(mona).post(path_of(disputed, "decide/"), {"ruling": "refund", "reason": REASON})
    actions.appeal(disputed.now(), user=disputed.connector, statement="It did take place, really.")
    actions.answer_appeal(
        disputed.now(), user=disputed.rep, response="It did not, I waited for it."
    )
    facts = {"ruling": "release", "reason": REASON}
    assert "Another moderator hears" in signed_in(mona).get(path_of(disputed)).text
    assert signed_in(mona).post(path_of(disputed, "decide/"), facts).status_code == 403
    assert "What was decided first" in signed_in(max).get(path_of(disputed)).text
    assert signed_in(max).post(path_of(disputed, "decide/"), facts).status_code == 302


def test_the_prospect_is_shown_for_a_reason_for_an_hour_and_logged(
    disputed: Stage, mona: User, max: User, clock: Any
) -> None:
    client = signed_in(mona)
    assert client.post(path_of(disputed, "reveal/"), {"reason": "why"}).status_code == 422
    assert not Reveal.objects.filter(viewer=mona).exists()
    why = "The connector names somebody else in their answer."
    assert client.post(path_of(disputed, "reveal/"), {"reason": why}).status_code == 302
    assert PETRA.name in client.get(path_of(disputed)).text
    assert PETRA.name not in signed_in(max).get(path_of(disputed)).text
    assert Reveal.objects.filter(viewer=mona, ground__contains=why).count() == 1
    assert StaffAction.objects.filter(action="reveal prospect", reason=why).count() == 1
    clock.forward(hours=2)
    client = signed_in(mona)
    assert PETRA.name not in client.get(path_of(disputed)).text


def test_above_the_limit_a_second_moderator_must_agree(
    disputed: Stage, mona: User, max: User, settings: Any
) -> None:
    settings.SECOND_MODERATOR_ABOVE_MINOR = 10_000
    first = signed_in(mona)
    first.post(path_of(disputed, "claim/"))
    first.post(path_of(disputed, "decide/"), {"ruling": "refund", "reason": REASON})
    assert case_of(disputed).claimed_by is None
    assert "Both wait for a second moderator" in first.get("/moderation/").text
    page = signed_in(disputed.rep).get(f"/introductions/{disputed.now().public_id}/").text
    assert REASON not in page, "not announced yet"
    assert first.post(path_of(disputed, "cosign/")).status_code == 403
    assert disputed.now().disputes.get().needs_cosign
    assert signed_in(max).post(path_of(disputed, "cosign/")).status_code == 302
    dispute = disputed.now().disputes.get()
    assert (dispute.needs_cosign, dispute.cosigned_by) == (False, max)
    assert StaffAction.objects.filter(staff=max, action="agree with decision").exists()


def test_a_settlement_ends_the_case_without_staff(disputed: Stage) -> None:
    part = Money(30_000, "EUR")
    actions.offer_split(disputed.now(), user=disputed.rep, part=part)
    actions.accept_split(disputed.now(), user=disputed.connector, part=part)
    case = case_of(disputed)
    assert (case.is_open, case.outcome, case.closed_by) == (False, "settling", None)


@pytest.fixture
def twin(mona: User) -> Callable[[User, str], User]:
    """A moderator with a second account of somebody's: an address of the same mailbox is proven."""

    def make(other: User, name: str) -> User:
        made = hire("moderator", name)
        local, domain = other.email.split("@")
        EmailAddress.objects.create(user=made, email=f"{local}+2@{domain}", verified=True)
        return made

    return make


@pytest.mark.parametrize("party", ["rep", "connector"])
def test_a_second_account_of_a_party_does_not_decide(
    disputed: Stage, twin: Callable[[User, str], User], party: str
) -> None:
    other = twin(getattr(disputed, party), "Twin")
    facts = {"ruling": "refund", "reason": REASON}
    assert "You are a party" in signed_in(other).get(path_of(disputed)).text
    assert signed_in(other).post(path_of(disputed, "decide/"), facts).status_code == 403
    assert disputed.now().disputes.get().ruling == ""


def test_the_prospect_does_not_decide(disputed: Stage) -> None:
    petra = hire("moderator", "Somebody")
    EmailAddress.objects.create(user=petra, email=PETRA.email, verified=True)
    facts = {"ruling": "release", "reason": REASON}
    assert signed_in(petra).post(path_of(disputed, "decide/"), facts).status_code == 403
    assert disputed.now().disputes.get().ruling == ""


def test_nobody_agrees_with_themself_from_a_second_account(
    disputed: Stage, mona: User, twin: Callable[[User, str], User], settings: Any
) -> None:
    settings.SECOND_MODERATOR_ABOVE_MINOR = 10_000
    other = twin(mona, "Twin")
    signed_in(mona).post(path_of(disputed, "decide/"), {"ruling": "refund", "reason": REASON})
    for name in ("cosign/", "disagree/"):
        answer = signed_in(other).post(path_of(disputed, name), {"reason": REASON})
        assert answer.status_code == 403
    assert disputed.now().disputes.get().needs_cosign
    assert not StaffAction.objects.filter(staff=other).exists()


def test_what_the_sides_wrote_names_nobody_until_a_reason_is_given(
    stage: Stage, mona: User
) -> None:
    stage.confirming()
    said = f"I never heard of {PETRA.name}; <b>{PETRA.email}</b> does not answer me."
    actions.dispute(stage.now(), user=stage.rep, reason="never_happened", statement=said)
    actions.respond(stage.now(), user=stage.connector, response="Petra did reply to me.")
    client = signed_in(mona)
    page = client.get(path_of(stage)).text
    assert "I never heard of [the prospect]; &lt;b&gt;[the prospect]&lt;/b&gt; does not" in page
    assert "[the prospect] did reply" in page
    assert not {*PETRA.name.split(), PETRA.email} & set(re.findall(r"[\w@.-]+", page))
    client.post(path_of(stage, "reveal/"), {"reason": "They may speak of somebody else."})
    assert f"I never heard of {PETRA.name}; &lt;b&gt;" in client.get(path_of(stage)).text
    assert PETRA.name not in signed_in(hire("support")).get(path_of(stage)).text
    assert stage.now().disputes.get().statement == said
