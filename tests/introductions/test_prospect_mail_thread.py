"""The mail thread proves the introduction: verified senders only, each mail once, no text kept."""

from datetime import timedelta
from typing import Any

import pytest
from anymail.inbound import AnymailInboundMessage
from anymail.signals import AnymailInboundEvent, inbound
from django.db import connection

from introductions import actions
from introductions.models import Introduction, ThreadMail
from introductions.queries import by_thread_address, next_deadline, proof_of, thread_address
from tests.support.builders import PETRA
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage, settle

RITA, COLIN = "rita@rita-company.example", "colin@colin-company.example"


@pytest.fixture(autouse=True)
def trusted(settings: Any) -> None:
    settings.INBOUND_TRUSTED = ["mx.provider.example"]


def arrive(
    row: Introduction,
    sender: str = COLIN,
    to: tuple[str, ...] = (PETRA.email, RITA),
    verdict: str = "",
    address: str = "",
    text: str = "A secret meeting place",
    signed: str = "from:to:cc:subject",
) -> None:
    domain = sender.rpartition("@")[2].rstrip(">")
    verdict = verdict or f"mx.provider.example; dkim=pass header.d={domain}"
    raw = (
        f"From: {sender}\nTo: {', '.join(to)}\nCc: {address or thread_address(row)}\n"
        f"Authentication-Results: {verdict}\n{signature(domain, signed)}"
        f"Subject: Meet\nMessage-ID: <{text}>\n\n{text}\n"
    )
    event = AnymailInboundEvent(
        event_type="inbound", message=AnymailInboundMessage.parse_raw_mime(raw)
    )
    inbound.send(sender=None, event=event, esp_name="test")
    settle()


def signature(domain: str, signed: str) -> str:
    """What the sender's server put on it; whether it is valid the provider says."""
    return f"DKIM-Signature: v=1; a=rsa-sha256; d={domain}; s=k1; h={signed}; bh=x; b=x\n"


@pytest.mark.parametrize("signed", ["from:to:subject", "from:cc", "to:cc", "from:subject"])
def test_an_old_mail_with_our_address_put_into_it_is_no_proof(stage: Stage, signed: str) -> None:
    """The signature is good and the provider says so; but it does not cover whom the mail was to."""
    stage.introducing()
    arrive(stage.now(), signed=signed)
    assert stage.now().state == "introducing"
    stage.introduce()
    arrive(stage.now(), sender=PETRA.email, to=(COLIN,), signed=signed)
    assert (stage.now().proof, stage.now().thread_mails.count()) == ("word", 0)


def wait_of(stage: Stage) -> timedelta:
    deadline = next_deadline(stage.now())
    assert deadline is not None
    return timedelta(days=round((deadline.due_at - stage.now().state_since) / timedelta(days=1)))


def test_the_connectors_mail_to_both_marks_it_made(stage: Stage) -> None:
    stage.introducing()
    arrive(stage.now())
    assert (stage.now().state, stage.now().proof) == ("confirming", "mail")
    assert wait_of(stage) == timedelta(days=7)
    assert "verified mail" in proof_of(stage.now())


@pytest.mark.parametrize(
    "verdict",
    [
        "mx.provider.example 1; spf=pass; DKIM=pass (2048-bit key) header.d=Colin-Company.example",
        "mx.provider.example; dkim=pass header.i=@colin-company.example; dmarc=fail",
    ],
)
def test_verdicts_as_providers_write_them(stage: Stage, verdict: str) -> None:
    stage.introducing()
    arrive(stage.now(), verdict=verdict)
    assert (stage.now().state, stage.now().proof) == ("confirming", "mail")


def test_after_the_word_it_shortens_the_wait_and_a_reply_more_so(stage: Stage) -> None:
    stage.confirming()
    assert wait_of(stage) == timedelta(days=14)
    arrive(stage.now())
    assert wait_of(stage) == timedelta(days=7)
    arrive(stage.now(), sender=PETRA.email, to=(COLIN, RITA), text="Gladly")
    assert stage.now().proof == "prospect"
    assert wait_of(stage) == timedelta(days=3)
    arrive(stage.now(), text="Once more")
    assert stage.now().proof == "prospect"  # never made weaker


def test_the_same_mail_twice_counts_once(stage: Stage) -> None:
    stage.introducing()
    arrive(stage.now())
    arrive(stage.now())
    assert ThreadMail.objects.count() == 1
    assert stage.now().events.filter(move="introduce").count() == 1


@pytest.mark.parametrize(
    "forged",
    [
        {"verdict": "mx.provider.example; dkim=fail header.d=colin-company.example"},
        {"verdict": "mx.provider.example; dkim=pass header.d=evil.example"},
        {"verdict": "mx.evil.example; dkim=pass header.d=colin-company.example"},
        {"verdict": "mx.provider.example; spf=pass header.from=colin-company.example"},
        # The sending machine's address alone earns this, and others may send from there.
        {
            "verdict": "mx.provider.example; dkim=fail header.d=x.example; dmarc=pass (p=reject) "
            "header.from=colin-company.example"
        },
        # What a sender may choose: an envelope address, a DKIM identity, quoted words in either.
        {
            "verdict": "mx.provider.example; spf=pass smtp.mailfrom="
            "dkim=pass+header.d=colin-company.example@evil.example"
        },
        {
            "verdict": "mx.provider.example; dkim=pass "
            "header.i=x+header.d=colin-company.example@evil.example header.d=evil.example"
        },
        {
            "verdict": "mx.provider.example; spf=pass "
            'smtp.mailfrom="a; dkim=pass header.d=colin-company.example"@evil.example'
        },
        {
            "verdict": "mx.provider.example; spf=pass "
            "(of (x); dkim=pass header.d=colin-company.example)"
        },
        {"sender": "eve@evil.example"},
        {"sender": f"{COLIN}, eve@evil.example"},
        {"sender": f'"{COLIN}" <eve@evil.example>'},
        {"address": "intro+0000@in.sidedoor.example"},
        {"to": (PETRA.email,)},
        {"to": (RITA,)},
        {"to": ("somebody@else.example", RITA)},
    ],
)
def test_a_forged_or_partial_mail_proves_nothing(stage: Stage, forged: dict[str, Any]) -> None:
    stage.introducing()
    arrive(stage.now(), **forged)
    assert (stage.now().state, stage.now().proof) == ("introducing", "word")


def test_an_offer_to_cancel_is_answered_first_then_the_mail_counts(stage: Stage) -> None:
    stage.introducing()
    actions.offer_cancel(stage.now(), user=stage.rep)
    arrive(stage.now())
    assert stage.now().state == "introducing"
    actions.decline_cancel(stage.now(), user=stage.connector)
    assert (stage.now().state, stage.now().proof) == ("confirming", "mail")
    assert wait_of(stage) == timedelta(days=7)


def test_an_offer_to_cancel_that_lapses_lets_the_mail_count(
    stage: Stage, clock: MovingClock
) -> None:
    stage.introducing()
    actions.offer_cancel(stage.now(), user=stage.connector)
    arrive(stage.now())
    stage.wait(clock, hours=49)
    assert (stage.now().state, stage.now().proof) == ("confirming", "mail")


def test_an_agreed_offer_to_cancel_stands_whatever_was_mailed(stage: Stage) -> None:
    stage.introducing()
    actions.offer_cancel(stage.now(), user=stage.connector)
    arrive(stage.now())
    actions.agree_cancel(stage.now(), user=stage.rep)
    settle()
    assert stage.now().state == "refunded"


def test_a_reply_that_came_before_the_word_counts_with_it(stage: Stage) -> None:
    stage.introducing()
    arrive(stage.now(), sender=PETRA.email, to=(COLIN, RITA), text="Gladly")
    assert stage.now().state == "introducing"
    stage.introduce()
    assert stage.now().proof == "prospect"
    assert wait_of(stage) == timedelta(days=3)


def test_nobodys_verdict_is_believed_unless_named(stage: Stage, settings: Any) -> None:
    settings.INBOUND_TRUSTED = []
    stage.introducing()
    arrive(stage.now())
    assert stage.now().state == "introducing"


def test_before_consent_a_mail_counts_for_nothing(stage: Stage) -> None:
    stage.consenting()
    arrive(stage.now())
    assert stage.now().state == "consent"
    assert not ThreadMail.objects.exists()


def test_addresses_cannot_be_guessed(stage: Stage) -> None:
    row = stage.requested().now()
    address = thread_address(row)
    assert by_thread_address(address.upper()) == row
    assert len(address.partition("@")[0]) <= 64
    for other in [
        address[:-1],
        address.replace("intro+", "x+"),
        f"intro+{row.public_id.hex}@in.sidedoor.example",
        f"intro+{row.public_id.hex}.{'0' * 20}@in.sidedoor.example",
        "",
    ]:
        assert by_thread_address(other) is None


def test_only_who_when_and_a_hash_are_kept(stage: Stage) -> None:
    stage.introducing()
    arrive(stage.now())
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(t)::text FROM introductions_threadmail t")
        ((kept,),) = cursor.fetchall()
    assert "secret" not in kept
    assert "@" not in kept
