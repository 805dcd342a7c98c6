"""Mail of the houses that people use proves an introduction; old and bent mail proves nothing."""

from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from allauth.account.models import EmailAddress

from brokerage.demo import mail_in
from brokerage.kit import clock
from introductions.models import ThreadMail
from introductions.prospects.inbound import hand_in
from introductions.prospects.signatures import Tie, is_signed_by
from introductions.queries import answer_address, thread_address
from tests.support.builders import PETRA
from tests.support.envelopes import email, trial
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage, settle

pytestmark = pytest.mark.django_db
RITA, COLIN = "rita@rita-company.example", "colin@colin-company.example"
SIGNING = [name for name, house in mail_in.HOUSES.items() if house.names and not house.breaks]
PROVING = [name for name in SIGNING if name != "own"]
SILENT = ["exchange", "list"]


@pytest.fixture(autouse=True)
def open_for_mail(settings: Any) -> None:
    settings.INBOUND_DKIM = True
    settings.DKIM_LOOKUP = "brokerage.demo.mail_in.key_of"


def to_both(stage: Stage, text: str = "You should meet.", **more: str) -> bytes:
    return email(f"{PETRA.email}, {RITA}", text, sender=more.pop("sender", COLIN), **more)


def test_the_connectors_mail_counts_from_every_house_that_signs(stage: Stage) -> None:
    stage.introducing()
    for house in SIGNING:
        with trial():
            hand_in(mail_in.signed(to_both(stage, Cc=thread_address(stage.now())), house))
            assert (stage.now().state, stage.now().proof) == ("confirming", "mail"), house
        if house not in PROVING:
            continue
        with trial():
            hand_in(mail_in.signed(to_both(stage), house), [thread_address(stage.now())])
            assert (stage.now().state, stage.now().proof) == ("confirming", "mail"), house
    for house in SILENT:
        with trial():
            hand_in(mail_in.signed(to_both(stage, Cc=thread_address(stage.now())), house))
            assert stage.now().state == "introducing", house
            assert not ThreadMail.objects.exists()


def test_a_yes_counts_from_every_house_that_signs(stage: Stage) -> None:
    stage.consenting()
    for house in (*SIGNING, *SILENT):
        with trial():
            hand_in(mail_in.signed(email(answer_address(stage.now()), "Yes"), house))
            expected = "securing" if house in SIGNING else "consent"
            assert stage.now().state == expected, house


@pytest.mark.parametrize("house", PROVING)
def test_an_old_mail_that_is_sent_on_is_no_proof(stage: Stage, house: str) -> None:
    stage.confirming()
    old = format_datetime(clock.now() - timedelta(days=2))
    raw = mail_in.signed(email(COLIN, "Nice to hear from you", date=old), house)
    hand_in(raw, [thread_address(stage.now())])
    hand_in(f"Delivered-To: {thread_address(stage.now())}\r\n".encode() + raw)
    hand_in(f"Cc: {thread_address(stage.now())}\r\n".encode() + raw)
    assert stage.now().proof == "word"
    assert not ThreadMail.objects.exists()


def test_a_date_that_is_not_signed_or_stands_twice_is_none(stage: Stage) -> None:
    row = stage.consenting().now()
    since = row.accepted_at
    assert since is not None
    raw = email(answer_address(row), "Yes")
    house = mail_in.House("", "from subject")
    domain = PETRA.email.rpartition("@")[2]
    undated = mail_in._with_signature(raw, domain.encode(), house)
    assert not is_signed_by(undated, domain, Tie(since=since - timedelta(minutes=1)))
    good = mail_in.signed(raw, "microsoft365")
    assert is_signed_by(good, domain, Tie(since=since - timedelta(minutes=1)))
    assert not is_signed_by(good, domain, Tie(since=since + timedelta(days=1)))
    assert not is_signed_by(good, domain)
    twice = b"Date: Mon, 02 Nov 2026 09:00:00 +0000\r\n" + good
    assert not is_signed_by(twice, domain, Tie(since=since - timedelta(minutes=1)))


@pytest.mark.parametrize(
    "bend",
    [
        lambda raw: raw.replace(b"should meet", b"shall meet"),
        lambda raw: raw.replace(b"Subject: ", b"Subject: [talk] ", 1),
        lambda raw: b"From: eve@evil.example\r\n" + raw,
        lambda raw: raw.replace(b"d=colin-company.example", b"d=evil.example", 1),
    ],
)
@pytest.mark.parametrize("house", ["microsoft365", "gmail"])
def test_what_was_bent_on_the_way_is_no_proof(stage: Stage, house: str, bend: Any) -> None:
    stage.introducing()
    hand_in(bend(mail_in.signed(to_both(stage, Cc=thread_address(stage.now())), house)))
    assert stage.now().state == "introducing"


def test_gmail_signs_that_nothing_was_added(stage: Stage) -> None:
    stage.introducing()
    raw = mail_in.signed(to_both(stage), "gmail")
    assert b" darn=" in raw and b" x=" in raw
    hand_in(b"Cc: " + thread_address(stage.now()).encode() + b"\r\n" + raw)
    assert stage.now().state == "introducing"


def test_subdomains_of_one_owner_are_one_and_a_public_suffix_is_nobodys() -> None:
    raw = email("x@in.sidedoor.example", "Yes", sender="petra@mail.acme.co.uk")
    for domain, proves in {
        b"acme.co.uk": True,
        b"mail.acme.co.uk": True,
        b"news.acme.co.uk": True,
        b"co.uk": False,
        b"uk": False,
        b"evil.co.uk": False,
        b"notacme.co.uk": False,
    }.items():
        made = mail_in._with_signature(raw, domain, mail_in.HOUSES["own"])
        assert is_signed_by(made, "mail.acme.co.uk") is proves, domain


def test_every_verified_address_of_a_side_is_theirs(stage: Stage) -> None:
    stage.introducing()
    for user, address in ((stage.connector, "c@private.example"), (stage.rep, "r@private.example")):
        EmailAddress.objects.create(user=user, email=address, verified=False, primary=False)
    raw = mail_in.signed(
        email(
            f"{PETRA.email}, r@private.example",
            "You should meet.",
            sender="c@private.example",
            Cc=thread_address(stage.now()),
        )
    )
    hand_in(raw)
    assert stage.now().state == "introducing"
    EmailAddress.objects.update(verified=True)
    hand_in(raw)
    settle()
    assert (stage.now().state, stage.now().proof) == ("confirming", "mail")


def test_the_demos_page_sends_through_any_house(
    stage: Stage, client: Any, clock: MovingClock
) -> None:
    stage.consenting()
    facts = {"introduction": str(stage.introduction.public_id), "kind": "answer", "text": "yes"}
    assert "Microsoft 365" in client.get("/demo/inbox/write/").text
    client.post("/demo/inbox/write/", facts | {"house": "exchange"})
    assert stage.now().state == "consent"
    client.post("/demo/inbox/write/", facts | {"house": "microsoft365", "text": "I agree"})
    settle()
    assert stage.now().state == "introducing"
