"""While Redis is away people read, sign in, answer and ask; what was queued goes on from its rows."""

import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as configured
from django.core import mail
from django.core.cache import cache
from django.test import Client

from brokerage.accounts.models import User
from brokerage.kit import later
from brokerage.kit.cache import ForgivingRedisCache
from brokerage.kit.encryption import seal
from brokerage.kit.web.limits import over_limit, reached
from introductions.actions.own_data import link_requests
from introductions.models import Introduction, LinkRequest
from introductions.queries import prospect_link
from introductions.tasks import send_own_link, sweep_links
from tests.support import emails
from tests.support.builders import PASSWORD, PETRA
from tests.support.doors import signed_in
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage, settle


@pytest.fixture(params=["closed", "silent"])
def no_redis(
    request: pytest.FixtureRequest, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Nobody answers at Redis's address, or somebody who never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"redis://127.0.0.1:{server.getsockname()[1]}/0"
        if request.param == "closed":
            server.close()
        options = {"socket_connect_timeout": 0.2, "socket_timeout": 0.2}
        settings.CACHES = {
            "default": {
                "BACKEND": "brokerage.kit.cache.ForgivingRedisCache",
                "LOCATION": url,
                "OPTIONS": options,
            }
        }
        monkeypatch.setattr(ForgivingRedisCache, "_away_until", 0.0)
        monkeypatch.setattr(ForgivingRedisCache, "_said", -100)

        class Away:
            @staticmethod
            def apply_async(**_: object) -> None:
                raise ConnectionError("no queue")

        send = later._send
        monkeypatch.setattr(later, "_away_until", 0.0)
        monkeypatch.setattr(later, "_send", lambda task, args: send(Away, args))
        yield


def test_limits_are_open_and_the_log_says_so_once(
    no_redis: None, caplog: pytest.LogCaptureFixture
) -> None:
    assert not any(over_limit("tries", 1, 60) for _ in range(4))
    assert not reached("tries", 1)
    cache.set_many({"one": 1})
    assert (cache.get("one"), cache.get_many(["one"]), "one" in cache) == (None, {}, False)
    cache.clear()
    assert [one.message for one in caplog.records if "limits are open" in one.message] != []
    assert len(caplog.records) == 1


def test_people_sign_in_and_read(no_redis: None, rita: User, client: Client) -> None:
    begun = time.monotonic()
    answer = client.post("/accounts/login/", {"login": rita.email, "password": PASSWORD})
    assert answer.status_code == 302
    for path in ("/search/", "/introductions/", "/account/"):
        assert client.get(path, follow=True).status_code == 200
    assert time.monotonic() - begun < 20


def test_an_introduction_goes_from_request_to_a_held_payment(no_redis: None, stage: Stage) -> None:
    stage.consenting()
    link = prospect_link(Introduction.objects.get(), "answer")
    page = "/" + link.split("/", 3)[3]
    assert Client().get(page).status_code == 200
    stage.agree()
    settle()
    assert stage.now().state == "introducing"


def test_an_own_link_asked_for_meanwhile_is_sent_once_when_the_queue_is_back(
    no_redis: None, stage: Stage, client: Client, clock: MovingClock
) -> None:
    stage.consenting()
    emails.sent()
    before = len(mail.outbox)
    answers = {
        client.post("/me/", {"email": one}).text.replace(one, "")
        for one in (PETRA.email, "a@b.example")
    }
    assert len(answers) == 1
    for _ in range(9):  # the limits are open meanwhile: the rows have their own
        client.post("/me/", {"email": PETRA.email})
    rows = LinkRequest.objects.all()
    assert rows.count() == link_requests.MOST + 1, "one for the address that nobody has"
    assert PETRA.email not in str(list(rows.values()))
    clock.forward(minutes=3)
    sweep_links()
    sweep_links()
    emails.sent()
    told = [one for one in mail.outbox[before:] if "/me/" in one.body]
    assert {one.to[0] for one in told} == {PETRA.email}
    assert len(told) == link_requests.MOST
    assert not rows.filter(taken_at__isnull=True).exists()
    assert not rows.exclude(sealed="").exists()


def test_a_link_that_was_taken_is_not_sent_again(stage: Stage) -> None:
    stage.consenting()
    emails.sent()
    sealed = seal(PETRA.email)
    assert link_requests.keep("send_own_link", sealed, "d")
    send_own_link(sealed)
    first = len(emails.sent())
    send_own_link(sealed)
    assert len(emails.sent()) == first


def test_the_api_answers(no_redis: None, rita: User) -> None:
    assert signed_in(rita).get("/api/v1/listings/").status_code in {200, 404}


def test_the_production_cache_is_the_forgiving_one() -> None:
    assert "ForgivingRedisCache" in (configured.BASE_DIR / "brokerage/settings.py").read_text()
