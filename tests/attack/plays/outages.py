"""Others fail: the mail server never answers, Redis hangs, the provider is silent. Money goes on."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg2

from tests.attack.introduction import Introduction
from tests.attack.report import Report, play_in_demo
from tests.attack.world import RITA

if TYPE_CHECKING:
    from tests.attack.demo import DemoWorld

LONG = 20.0  # seconds for a page while something hangs


@play_in_demo("a mute mail server: takes emails and never answers, while money goes on")
def mute_mail(world: "DemoWorld", report: Report) -> None:
    asked, held = world.introduction("consent"), world.introduction("introducing")
    token, waiting = asked.token(), world.introduction("requested")
    email = waiting.contact["email"]
    before = len(world.emails(email))
    with _mute(world):
        _in_time(report, "a new account is answered", lambda: _signs_up(world))
        _in_time(
            report, "a page is read", lambda: world.be(RITA).get("/search/").status_code == 200
        )
        _in_time(report, "the connector accepts", lambda: waiting.accept().status_code == 200)
        agree = world.somebody().api
        _in_time(
            report,
            "the prospect agrees",
            lambda: agree("POST", f"prospect/{token}/", answer="agree").status_code == 200,
        )
        report.attempt("the money is taken", asked.until("introducing") == "introducing")
        held.introduce(), held.confirm()
        report.attempt("both words count", held.until("confirmed") == "confirmed")
        time.sleep(5)
        _in_time(report, "money given back", lambda: _given_back(asked))
    written = world.wait(lambda: len(world.emails(email)) > before, 120)
    report.attempt("the email that asks the prospect is lost", bool(written))
    report.attempt("it is sent twice", len(world.emails(email)) == before + 1)
    waiting.end(), held.end()


@play_in_demo("Redis hangs: answers of prospects, messages of the provider and sign-in go on")
def redis_hangs(world: "DemoWorld", report: Report) -> None:
    made = world.introduction("consent")
    token = made.token()
    rita = world.be(RITA)
    with world.asleep("valkey-server"):
        _in_time(report, "a page is read", lambda: rita.get("/search/").status_code == 200)
        _in_time(report, "somebody signs in", lambda: bool(world.be(RITA)))
        _in_time(
            report,
            "the prospect agrees",
            lambda: (
                world.somebody().api("POST", f"prospect/{token}/", answer="agree").status_code
                == 200
            ),
        )
        body = (
            b'{"id": "evt_asleep", "object": "event", "type": "charge.updated", "livemode": false,'
        )
        body += b' "data": {"object": {}}}'
        _in_time(report, "a message is kept", lambda: world.message(body).status_code == 200)
    report.attempt("what waited goes on", made.until("introducing", seconds=120) == "introducing")
    made.end()


@play_in_demo("a silent provider: it takes calls and never answers")
def provider_hangs(world: "DemoWorld", report: Report) -> None:
    made, asking = world.introduction("consent"), world.listings(1)[0]
    token, rita = made.token(), world.be(RITA)
    with world.asleep("payments.sandbox"):
        _in_time(report, "a page is read", lambda: rita.get("/search/").status_code == 200)
        _in_time(
            report,
            "the prospect agrees",
            lambda: (
                world.somebody().api("POST", f"prospect/{token}/", answer="agree").status_code
                == 200
            ),
        )
        _in_time(report, "a rep is answered", lambda: world.ask(rita, asking).status_code < 500)
    world.forward("2h")
    report.attempt("the money is taken", made.until("introducing", seconds=120) == "introducing")
    ((captures,),) = world.rows(
        "SELECT count(*) FROM payments_providercall w JOIN introductions_introduction i"
        " ON i.payment_id = w.payment_id WHERE i.public_id = %s AND w.operation = 'capture'"
        " AND w.status = 'granted'",
        made.id,
    )
    report.attempt(f"it is taken {captures} times", captures == 1)
    made.end()


@contextmanager
def _mute(world: "DemoWorld") -> Iterator[None]:
    """The demo's mail server is a table: whoever hands over an email waits for as long as it is locked."""
    connection = psycopg2.connect(world.env["DATABASE_URL"])
    try:
        connection.cursor().execute("LOCK TABLE demo_mail IN ACCESS EXCLUSIVE MODE")
        yield
    finally:
        connection.close()


def _in_time(report: Report, what: str, deed: Callable[[], bool]) -> None:
    started = time.monotonic()
    try:
        done = deed()
    except Exception as error:
        report.attempt(f"{what}: {error}", held=False)
        return
    took = time.monotonic() - started
    report.attempt(f"{what}: {done} after {took:.0f} s", done and took < LONG)


def _signs_up(world: "DemoWorld") -> bool:
    person = world.somebody()
    form = {
        "name": "Mute Mailer", "email": "mute@mailers.example", "role": "rep", "country": "DE",
        "terms": "on", "password1": "an attack of the clones 7", "company": "M", "job_title": "AE",
    }  # fmt: skip
    return person.post("/accounts/signup/", form).status_code == 302


def _given_back(made: Introduction) -> bool:
    made.by(made.connector, "step_back")
    return made.until("refunded") == "refunded"
