"""What was true when Rita asked is checked again when Colin accepts: each rule, by a fact that changed."""

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress

from brokerage.accounts.models import User
from brokerage.kit.errors import Refusal
from connectors.actions import save_profile, set_attention, suppress_address
from connectors.models import Company, KeyKind
from introductions import actions
from payments.models import PayoutAccount
from tests.support.builders import PETRA
from tests.support.stages import Stage

EMPLOYER = "own current employer"
PEOPLE = "three different people"
NOT_OPEN = "not open to requests now"
Change = Callable[[Stage], object]


def declares(stage: Stage) -> None:
    save_profile(stage.connector, headline="x", employer_name="Meridian Freight Ltd")


def proves_a_work_address(stage: Stage) -> None:
    User.objects.filter(pk=stage.connector.pk).update(work_domain="mail.meridian-freight.example")


def company_turns_out_to_be_the_employers(stage: Stage) -> None:
    save_profile(
        stage.connector, headline="x", employer_name="Holding", employer_domain="holding.example"
    )
    Company.objects.filter(key="meridianfreight").update(domain="freight.holding.example")


def becomes_an_official(stage: Stage) -> None:
    Company.objects.filter(key="meridianfreight").update(domain="transport.gov")


def rep_proves_her_address(stage: Stage) -> None:
    EmailAddress.objects.create(user=stage.rep, email=PETRA.email, verified=True)


def connector_proves_her_address(stage: Stage) -> None:
    EmailAddress.objects.create(user=stage.connector, email=PETRA.email.upper(), verified=True)


def rep_and_connector_share_a_mailbox(stage: Stage) -> None:
    for number, user in enumerate((stage.rep, stage.connector)):
        EmailAddress.objects.create(
            user=user, email=f"s.a{'.' * number}me@gmail.com", verified=True
        )


def rep_and_connector_share_a_payout_account(stage: Stage) -> None:
    account = PayoutAccount.objects.get(user=stage.connector)
    PayoutAccount.objects.create(
        user=stage.rep, account_id=account.account_id, country="DE", currency="EUR"
    )


def suppressed_by_address(stage: Stage) -> None:
    suppress_address(KeyKind.EMAIL, PETRA.email)


def suppressed_by_profile(stage: Stage) -> None:
    suppress_address(KeyKind.PROFILE, PETRA.profile_url)


def suppressed_by_domain(stage: Stage) -> None:
    suppress_address(KeyKind.DOMAIN, "meridian-freight.example")


def has_no_time(stage: Stage) -> None:
    set_attention(
        stage.now().prospect,
        requests_a_month=0,
        rest_days=None,
        paused_until=None,
        refused_topics="",
    )


CASES: list[tuple[Change, str]] = [
    (declares, EMPLOYER),
    (proves_a_work_address, EMPLOYER),
    (company_turns_out_to_be_the_employers, EMPLOYER),
    (becomes_an_official, "this kind of office"),
    (rep_proves_her_address, PEOPLE),
    (connector_proves_her_address, PEOPLE),
    (rep_and_connector_share_a_mailbox, PEOPLE),
    (rep_and_connector_share_a_payout_account, PEOPLE),
    (suppressed_by_address, NOT_OPEN),
    (suppressed_by_profile, NOT_OPEN),
    (suppressed_by_domain, NOT_OPEN),
    (has_no_time, NOT_OPEN),
]


@pytest.mark.parametrize(("change", "words"), CASES, ids=[case[0].__name__ for case in CASES])
def test_a_fact_that_changed_since_is_seen(stage: Stage, change: Change, words: str) -> None:
    stage.requested()
    change(stage)
    accepted = {"not_my_employer": True, "no_duty_breached": True}
    with pytest.raises(Refusal, match=words):
        actions.accept(stage.now(), user=User.objects.get(pk=stage.connector.pk), **accepted)
    # What speaks of the person ends the request at once: the rep does not wait for nothing.
    assert stage.now().state == ("lapsed" if words == NOT_OPEN else "requested")
    assert stage.now().accepted_at is None
    assert not stage.now().events.filter(move="accept").exists()


def test_an_address_nobody_has_proven_says_nothing(stage: Stage) -> None:
    stage.requested()
    EmailAddress.objects.create(user=stage.rep, email=PETRA.email, verified=False)
    stage.accept()
    assert stage.now().state == "consent"
