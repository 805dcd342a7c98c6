"""The demo's own pages: inbox, test clock, signing in with one click."""

from datetime import UTC, datetime, timedelta
from functools import partial
from types import SimpleNamespace

import pytest
from celery.schedules import crontab
from django.core.mail import EmailMultiAlternatives, send_mail
from django.test import Client
from pytest_django import Settings

from brokerage.accounts.models import User
from brokerage.demo import forward, offset, world
from brokerage.demo.forward import parse
from brokerage.demo.models import Mail
from brokerage.kit.errors import Refusal
from tests.support.moving_clock import MovingClock


@pytest.fixture
def letter(db: None, settings: Settings) -> Mail:
    """One mail with both parts, sent as in the demo."""
    settings.EMAIL_BACKEND = "brokerage.demo.mail.InboxBackend"
    message = EmailMultiAlternatives(
        "A question", "See https://sidedoor.example/p/1 <b>", None, ["Petra <Petra@Firm.example>"]
    )
    message.attach_alternative("<p style='color:red'>See it</p>", "text/html")
    message.send()
    return Mail.objects.get()


def test_a_mail_is_kept_with_both_parts_and_its_bare_recipient(letter: Mail) -> None:
    assert letter.to == ["petra@firm.example"]
    assert "red" in letter.html


def test_the_inbox_lists_mails_and_narrows_to_a_recipient(client: Client, letter: Mail) -> None:
    send_mail("Another", "text", None, ["rita@firm.example"])
    everything = client.get("/demo/inbox/").content.decode()
    assert "A question" in everything
    assert "Another" in everything
    hers = client.get("/demo/inbox/", {"to": "PETRA@firm.example"}).content.decode()
    assert "A question" in hers
    assert "Another" not in hers


def test_a_mails_text_is_escaped_and_its_links_can_be_clicked(client: Client, letter: Mail) -> None:
    page = client.get(f"/demo/inbox/{letter.pk}/").content.decode()
    assert 'href="https://sidedoor.example/p/1"' in page
    assert "&lt;b&gt;" in page


def test_the_html_part_comes_alone_under_a_policy_of_its_own(client: Client, letter: Mail) -> None:
    answer = client.get(f"/demo/inbox/{letter.pk}/html/")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    page = client.get(f"/demo/inbox/{letter.pk}/")
    assert "unsafe-inline" not in page["Content-Security-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/demo/inbox/7/", "/demo/inbox/7/html/"])
def test_a_mail_that_is_not_there_is_not_found(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.django_db
def test_the_clock_says_what_time_it_is(client: Client, clock: MovingClock) -> None:
    clock.move_to(datetime(2031, 5, 4, 12, tzinfo=UTC))
    assert "4 May 2031" in client.get("/demo/clock/").content.decode()


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("12h", timedelta(hours=12)),
        ("3d", timedelta(days=3)),
        (" +1 w ", timedelta(weeks=1)),
    ],
)
def test_a_period_is_read_from_now(clock: MovingClock, text: str, period: timedelta) -> None:
    assert abs(parse(text) - clock.now() - period) < timedelta(seconds=2)


@pytest.mark.parametrize("text", ["2031-05-04", "2031-05-04 00:00", "2031-05-04T00:00Z"])
def test_a_moment_is_read_as_utc(clock: MovingClock, text: str) -> None:
    clock.move_to(datetime(2031, 5, 1, tzinfo=UTC))
    assert parse(text) == datetime(2031, 5, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["", "soon", "2000-01-01", "9999d", "2031-13-01", "-3d", "2031-02-30 10:00"]
)
def test_anything_else_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(Refusal):
        parse(text)


@pytest.mark.django_db
def test_a_bad_period_on_the_page_is_a_refusal(client: Client) -> None:
    answer = client.post("/demo/clock/", {"how_far": "soon"})
    assert answer.status_code == 409
    assert "Say how far" in answer.content.decode()


def test_the_offset_is_one_for_all_processes(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.setenv("SIDEDOOR_DATA", str(tmp_path_factory.mktemp("demo")))
    assert offset.read() == timedelta()
    for period in (timedelta(days=3), timedelta(days=4, seconds=1)):
        offset.write(period)
        assert offset.read() == period


@pytest.mark.django_db
def test_one_click_signs_in_as_a_demo_person_and_nobody_else(client: Client) -> None:
    User.objects.create_user("real@person.example", "some password", name="Real")
    assert client.post("/demo/sign-in/", {"email": "real@person.example"}).status_code == 404
    world.make_user(world.PEOPLE[0])
    answer = client.post("/demo/sign-in/", {"email": world.PEOPLE[0].email})
    assert answer.status_code == 302
    assert client.session["_auth_user_id"]


@pytest.mark.django_db
def test_signing_in_leads_to_no_foreign_site(client: Client) -> None:
    world.make_user(world.PEOPLE[0])
    given = {"email": world.PEOPLE[0].email, "next": "https://evil.example/"}
    assert client.post("/demo/sign-in/", given)["Location"] == world.PEOPLE[0].page


@pytest.mark.django_db
def test_signing_in_needs_a_post_and_a_token() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.get("/demo/sign-in/").status_code == 405
    assert strict.post("/demo/sign-in/", {"email": "x"}).status_code == 403


@pytest.mark.parametrize(
    ("begins", "hours", "rung"),
    [("12:00", 1, False), ("03:00", 1, True), ("12:00", 24 * 9, True), ("03:20", 2, False)],
)
def test_what_is_rung_once_a_day_is_rung_where_a_step_passes_its_hour(
    clock: MovingClock, monkeypatch: pytest.MonkeyPatch, begins: str, hours: int, rung: bool
) -> None:
    hour, minute = map(int, begins.split(":"))
    since = clock.now().replace(hour=hour, minute=minute, second=0, microsecond=0)
    clock.move_to(since + timedelta(days=1, hours=hours))
    rings: list[str] = []
    entries = {"nightly": crontab(hour=3, minute=20), "all day": 5.0}
    beat = {name: {"task": name, "schedule": entry} for name, entry in entries.items()}
    tasks = {name: partial(rings.append, name) for name in entries}
    house = SimpleNamespace(conf=SimpleNamespace(beat_schedule=beat), tasks=tasks)
    monkeypatch.setattr(forward, "app", house)
    assert forward.ring_daily(since + timedelta(days=1)) == len(rings) == rung
    forward.ring()
    assert rings == ["nightly"] * rung + ["all day"]
