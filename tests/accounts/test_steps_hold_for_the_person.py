"""A step of the ladder holds for a person: no other spelling, no new account and no closed one ends it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from brokerage.accounts import sanctions
from brokerage.accounts.actions import close_account
from brokerage.accounts.models import ProvenMailbox, Sanction, User
from brokerage.accounts.sanctions.standing import held_against, is_limited, is_out
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from introductions import actions
from introductions.models import Introduction
from tests.support import builders
from tests.support.emails import sent
from tests.support.stages import PITCH, PURPOSE, Stage
from tests.support.together import together, won

pytestmark = pytest.mark.django_db
WHY: dict[str, Any] = {"code": "unwanted", "reason": "Forty requests with the same pitch in a day."}
EVE = "e.ve@gmail.com"
SPELLINGS = ["eve@gmail.com", "e.ve+2@gmail.com", "EVE+x@googlemail.com"]


@pytest.fixture
def sena(db: None) -> User:
    return builders.staff("sena", "senior moderator")


@pytest.fixture
def villain(db: None) -> User:
    """Eve, with a mailbox that has many spellings."""
    return builders.rep("evelyn", email=EVE)


def signed_up(email: str) -> tuple[Client, str]:
    """Signs up by the page; the client, and the link to confirm."""
    client = Client()
    before = len(sent())
    client.post(
        "/accounts/signup/",
        {
            "name": "Evelyn Otter", "email": email, "password1": "a green side door",
            "role": "both", "country": "DE", "terms": "on",
        },
    )  # fmt: skip
    found = re.search(r"https?://[^/]+(/accounts/confirm-email/\S+/)", str(sent()[before].body))
    assert found
    return client, found[1]


def asks(rep: User, stage: Stage) -> Introduction:
    return actions.request(
        rep, stage.relationship, pitch=PITCH, purpose=PURPOSE, keep_asking=False, no_way_in=True
    )[0]


@pytest.mark.parametrize("kind", ["ban", "suspend"])
@pytest.mark.parametrize("again", SPELLINGS)
def test_nobody_banned_or_suspended_confirms_another_spelling(
    villain: User, sena: User, kind: str, again: str
) -> None:
    getattr(sanctions, kind)(villain, staff=sena, **WHY)
    client, link = signed_up(again)
    answer = client.post(link)
    assert answer.status_code == 403
    assert "suspended" in answer.content.decode()
    assert "_auth_user_id" not in client.session
    assert (
        not EmailAddress.objects.exclude(user=sena)
        .filter(verified=True)
        .exclude(user=villain)
        .exists()
    )


def test_a_sign_up_that_waited_for_its_link_is_not_confirmed_after_the_ban(
    villain: User, sena: User
) -> None:
    client, link = signed_up(SPELLINGS[1])
    sanctions.ban(villain, staff=sena, **WHY)
    assert client.post(link).status_code == 403
    assert client.get("/introductions/").status_code == 302


def test_other_people_at_the_same_provider_confirm_as_ever(villain: User, sena: User) -> None:
    sanctions.ban(villain, staff=sena, **WHY)
    client, link = signed_up("eva@gmail.com")
    client.post(link)
    assert "_auth_user_id" in client.session


def test_another_account_of_the_mailbox_is_banned_with_the_first(
    stage: Stage, villain: User, sena: User
) -> None:
    other = builders.rep("evetwo", email=SPELLINGS[0])
    introduction = asks(other, stage)
    row = sanctions.ban(villain, staff=sena, **WHY)
    other.refresh_from_db()
    introduction.refresh_from_db()
    assert other.suspended_at and introduction.is_over
    with pytest.raises(Refusal) as no:
        asks(other, stage)
    assert no.value.code == "suspended"
    copy = Sanction.objects.get(person=other)
    assert (copy.kind, copy.carried_from_id, copy.reason) == ("ban", row.pk, WHY["reason"])
    sanctions.lift(copy, staff=sena, reason="They were somebody else.")
    for one in (other, villain):
        one.refresh_from_db()
        assert one.suspended_at is None and not is_out(one)


@pytest.mark.parametrize("door", ["social", "indirect"])
def test_whatever_proves_the_mailbox_brings_the_ban_along(
    villain: User, sena: User, door: str
) -> None:
    """A verified address written by any other door."""
    sanctions.ban(villain, staff=sena, **WHY)
    other = builders.rep("fresh", email="fresh@fresh.example")
    found = EmailAddress.objects.create(user=other, email=SPELLINGS[1], verified=door == "social")
    if door == "indirect":
        found.set_verified()
    other.refresh_from_db()
    assert other.suspended_at is not None


@pytest.mark.parametrize("again", SPELLINGS)
def test_a_limit_holds_for_a_second_account_and_its_requests_count_together(
    stage: Stage, villain: User, sena: User, again: str
) -> None:
    sanctions.limit(villain, staff=sena, until=clock.now() + timedelta(days=30), **WHY)
    asks(villain, stage)
    client, link = signed_up(again)
    client.post(link)
    other = User.objects.exclude(pk=villain.pk).get(name="Evelyn Otter")
    assert is_limited(other)
    with pytest.raises(Refusal) as no:
        asks(other, stage)
    assert no.value.code == "limited"
    assert Introduction.objects.count() == 1
    page = client.get("/account/").content.decode()
    assert "Limited" in page and WHY["reason"] in page


def test_a_limited_account_does_not_close(villain: User, sena: User) -> None:
    row = sanctions.limit(villain, staff=sena, **WHY)
    with pytest.raises(Refusal) as no:
        close_account(villain)
    assert "limited" in no.value.sentence
    villain.refresh_from_db()
    assert villain.closed_at is None and villain.email == EVE
    sanctions.lift(row, staff=sena, reason="Thirty quiet days since.")
    close_account(villain)


@pytest.mark.parametrize("again", [EVE, *SPELLINGS])
def test_a_warning_is_known_after_closing_and_signing_up_again(
    villain: User, sena: User, again: str
) -> None:
    sanctions.warn(villain, staff=sena, **WHY)
    told = len(sent())
    close_account(villain)
    client, link = signed_up(again)
    client.post(link)
    other = User.objects.get(name="Evelyn Otter")
    assert [one.kind for one in other.sanctions.all()] == ["warn"]
    staff = Client()
    staff.force_login(sena)
    page = staff.get(f"/moderation/people/{other.public_id}/").content.decode()
    assert WHY["reason"] in page and "another account of the same mailbox" in page
    assert len([one for one in sent()[told:] if "warn" in one.subject.lower()]) == 0


def test_an_address_dropped_before_the_step_counts(stage: Stage, villain: User, sena: User) -> None:
    second = EmailAddress.objects.create(user=villain, email="eve@other.example", verified=True)
    second.delete()
    sanctions.limit(villain, staff=sena, **WHY)
    other = builders.rep("evetwo", email="eve+new@other.example")
    assert is_limited(other)


def test_it_follows_through_accounts_that_shared_nothing_with_the_first(
    villain: User, sena: User
) -> None:
    sanctions.limit(villain, staff=sena, **WHY)
    middle = builders.rep("middle", email=SPELLINGS[0])
    EmailAddress.objects.create(user=middle, email="bridge@bridge.example", verified=True)
    last = builders.rep("last", email="bridge+1@bridge.example")
    assert is_limited(last)
    assert held_against(last).filter(person=last).exists()


def test_what_was_lifted_or_is_over_follows_nobody(villain: User, sena: User, clock: Any) -> None:
    row = sanctions.limit(villain, staff=sena, **WHY)
    sanctions.lift(row, staff=sena, reason="Thirty quiet days since.")
    sanctions.suspend(villain, staff=sena, until=row.given_at + timedelta(days=3), **WHY)
    clock.forward(days=4)
    other = builders.rep("evetwo", email=SPELLINGS[0])
    other.refresh_from_db()
    assert not is_limited(other) and not other.suspended_at


def test_an_account_with_nothing_against_it_leaves_no_mailbox(villain: User) -> None:
    assert ProvenMailbox.objects.filter(user=villain).exists()
    close_account(villain)
    assert not ProvenMailbox.objects.filter(user=villain).exists()


def test_a_mailbox_is_found_under_an_old_key(villain: User, sena: User, settings: Any) -> None:
    sanctions.limit(villain, staff=sena, **WHY)
    settings.HASH_KEYS = {"new": "another secret", **settings.HASH_KEYS}
    assert is_limited(builders.rep("evetwo", email=SPELLINGS[0]))


@pytest.mark.django_db(transaction=True)
def test_a_ban_and_a_confirmation_at_once_leave_nobody_out(villain: User, sena: User) -> None:
    other = builders.rep("fresh", email="fresh@fresh.example")

    def prove() -> None:
        EmailAddress.objects.create(user=other, email=SPELLINGS[0], verified=True)

    done = together(lambda: sanctions.ban(villain, staff=sena, **WHY), prove)
    assert len(won(done)) == 2
    other.refresh_from_db()
    assert other.suspended_at is not None
