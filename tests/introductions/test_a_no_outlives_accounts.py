"""“Not from this person” and “not the same rep again” hold for the person, not for an account."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from brokerage.accounts.actions import close_account, record_work_domain
from brokerage.accounts.fingerprints import (
    DOMAIN,
    MAILBOX,
    domain_fingerprints,
    fingerprints_of,
    mailbox_fingerprints,
)
from brokerage.accounts.models import User
from brokerage.kit.errors import Refusal
from connectors.models import Relationship
from introductions import actions
from introductions.models import RepFingerprint
from introductions.queries import prospect_is_open
from tests.support import builders
from tests.support.builders import PETRA
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage, listed, settle

RITA = "rita@otterworks.example"


def with_address(name: str, email: str, *more: str) -> User:
    user = builders.rep(name, email=email)
    for address in more:
        EmailAddress.objects.create(user=user, email=address, verified=True)
    record_work_domain(user)
    user.refresh_from_db()
    return user


def drop(user: User, email: str) -> None:
    EmailAddress.objects.filter(user=user, email=email).delete()
    record_work_domain(user)
    user.refresh_from_db()


@pytest.fixture
def refused(stage: Stage, clock: MovingClock) -> Stage:
    """Petra said “not from this person” to Rita, who has a work address; more than a year ago."""
    stage.rep = with_address("ritaw", "rita@gmail.example", RITA)
    actions.refuse(stage.consenting().now(), how="not_seller")
    stage.wait(clock, days=400)
    mail.outbox.clear()
    return stage


def is_turned_away(stage: Stage, rep: User) -> bool:
    """Whether a new paid request ends at the accept: the rep pays nothing, nobody is asked."""
    Relationship.objects.filter(pk=stage.relationship.pk).update(listed_at=stage.now().created_at)
    written = len([one for one in mail.outbox if one.to == [PETRA.email]])
    trial = Stage(rep, stage.connector, stage.relationship, stage.sandbox)
    trial.request().pay()
    with pytest.raises(Refusal) as no:
        trial.accept()
    settle()
    payment = trial.now().payment
    assert payment is not None
    assert len([one for one in mail.outbox if one.to == [PETRA.email]]) == written
    return no.value.code == "not_open" and trial.now().state == "lapsed" and not payment.captured


@pytest.mark.parametrize(
    "again",
    [RITA, "Rita@OtterWorks.example", "rita+2@otterworks.example", "rita@gmail.example"],
)
def test_closing_and_signing_up_again_undoes_nothing(refused: Stage, again: str) -> None:
    close_account(refused.rep)
    assert not EmailAddress.objects.filter(email=RITA).exists()
    assert is_turned_away(refused, with_address("ritaagain", again))
    assert not [one for one in mail.outbox if one.to == [PETRA.email]]


def test_dropping_the_work_address_frees_no_colleague(refused: Stage) -> None:
    drop(refused.rep, RITA)
    assert refused.rep.work_domain != "otterworks.example"
    assert is_turned_away(refused, refused.rep)
    assert is_turned_away(refused, with_address("cole", "cole@otterworks.example"))
    assert is_turned_away(refused, with_address("below", "below@emea.otterworks.example"))


def test_closing_frees_no_colleague(refused: Stage) -> None:
    close_account(refused.rep)
    assert is_turned_away(refused, with_address("cole", "cole@otterworks.example"))


def test_an_address_dropped_between_asking_and_the_answer_counts(
    stage: Stage, clock: MovingClock
) -> None:
    stage.rep = with_address("ritaw", "rita@gmail.example", RITA)
    stage.consenting()
    drop(stage.rep, RITA)
    actions.refuse(stage.now(), how="not_seller")
    stage.wait(clock, days=400)
    assert is_turned_away(stage, with_address("cole", "cole@otterworks.example"))


def test_an_address_added_between_asking_and_the_answer_counts(
    stage: Stage, clock: MovingClock
) -> None:
    stage.rep = with_address("ritaw", "rita@gmail.example")
    stage.consenting()
    EmailAddress.objects.create(user=stage.rep, email=RITA, verified=True)
    record_work_domain(stage.rep)
    actions.refuse(stage.now(), how="not_seller")
    stage.wait(clock, days=400)
    drop(User.objects.get(pk=stage.rep.pk), RITA)
    assert is_turned_away(stage, with_address("cole", "cole@otterworks.example"))


def test_a_free_mail_domain_makes_no_colleagues(stage: Stage, clock: MovingClock) -> None:
    stage.rep = with_address("ritaw", "rita@gmail.com")
    actions.refuse(stage.consenting().now(), how="not_seller")
    stage.wait(clock, days=400)
    close_account(stage.rep)
    stranger = with_address("stranger", "stranger@gmail.com")
    prospect = stage.now().prospect
    assert prospect_is_open(prospect, stranger)
    for spelling in ["r.i.t.a@gmail.com", "rita+x@googlemail.com"]:
        assert not prospect_is_open(prospect, with_address(spelling[:6], spelling))


def test_the_same_rep_is_not_back_sooner_by_a_new_account(stage: Stage, clock: MovingClock) -> None:
    """They only let the time pass; nobody said a word."""
    stage.rep = with_address("ritaw", RITA)
    stage.consenting().wait(clock, days=60)
    close_account(stage.rep)
    again = with_address("ritaagain", "rita+new@otterworks.example")
    prospect = stage.now().prospect
    assert not prospect_is_open(prospect, again)
    assert prospect_is_open(prospect, with_address("cole", "cole@otterworks.example"))
    stage.wait(clock, days=200)
    assert prospect_is_open(prospect, again)


def test_it_is_asked_at_accept_too(stage: Stage, clock: MovingClock) -> None:
    """The refusal comes by another connector's request while this one waits."""
    stage.rep = with_address("ritaw", RITA)
    colleague = with_address("cole", "cole@otterworks.example")
    carla = builders.connector("carla")
    other = Stage(colleague, carla, listed(carla), stage.sandbox)
    other.request()
    stage.consenting()
    actions.refuse(stage.now(), how="not_seller")
    other.pay()
    from introductions.guards import prospect_open
    from introductions.lifecycle import Actor

    assert prospect_open(other.now(), Actor.CONNECTOR) is not None


def test_a_request_of_the_same_seller_that_waits_for_her_ends_too(stage: Stage, eve: User) -> None:
    from tests.support.stages import payable

    stage.rep = with_address("ritaw", RITA)
    colleague = with_address("cole", "cole@otterworks.example")
    carla = builders.connector("carla")
    payable(carla, stage.sandbox)
    other = Stage(colleague, carla, listed(carla), stage.sandbox)
    stage.consenting()
    other.consenting()
    actions.refuse(stage.now(), how="not_seller")
    settle()
    assert (other.now().state, other.now().refusal) == ("refused", "not_now")
    with pytest.raises(Refusal):
        actions.agree(other.now())


def test_nothing_of_an_address_is_kept_in_clear(refused: Stage) -> None:
    close_account(refused.rep)
    kept = RepFingerprint.objects.filter(introduction=refused.introduction)
    assert {one.kind for one in kept} == {MAILBOX, DOMAIN}
    for one in kept:
        assert len(one.digest) == 64 and "rita" not in one.digest


def test_fingerprints_are_of_mailboxes_and_organisations(rita: User, settings: Any) -> None:
    def same(make: Callable[[str], list[Any]], one: str, other: str) -> bool:
        return bool(set(make(one)) & set(make(other)))

    assert same(mailbox_fingerprints, "R.ita+x@gmail.com", "rita@googlemail.com")
    assert not same(mailbox_fingerprints, "rita@gmail.com", "rita@gmx.de")
    assert same(domain_fingerprints, "a@emea.acme.co.uk", "b@acme.co.uk")
    assert not same(domain_fingerprints, "a@acme.co.uk", "b@other.co.uk")
    assert domain_fingerprints("rita@gmail.com") == domain_fingerprints("x@mail.gmx.de") == []
    assert mailbox_fingerprints("nobody") == []
    before = fingerprints_of(rita)
    settings.HASH_KEYS = {"new": "another secret", **settings.HASH_KEYS}
    assert before < fingerprints_of(rita)  # what was kept under an old key is found


def test_time_does_not_matter(refused: Stage, clock: MovingClock) -> None:
    close_account(refused.rep)
    clock.forward(days=timedelta(days=2000).days)
    assert not prospect_is_open(refused.now().prospect, with_address("late", RITA))
