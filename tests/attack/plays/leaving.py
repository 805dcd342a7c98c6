"""Somebody who closes their account while money of others hangs on it."""

from tests.attack.introduction import WAY
from tests.attack.people import Person
from tests.attack.report import Report, play
from tests.attack.world import COLIN, PASSWORD, World

DEMO_PASSWORD = "sidedoor-demo"
STATEMENT = "Nobody ever wrote to me, and the address that was given does not exist any more."


@play("the early leaver: closes with money, a dispute or a payout open")
def leaving(world: World, report: Report) -> None:
    control = world.sign_up("Carmen Control", "carmen@leaves-at-once.example")
    world.prove(control)
    control.post("/account/close/", {"sure": "on"})
    report.attempt("nobody can close at all", not _stays(world, control.email))
    rep = world.sign_up("Lea Leaver", "lea@early-leavers.example")
    made = world.introduction("requested", rep=rep)
    for state in WAY[1:-1]:
        made.bring_to(state)
        _try_to_close(world, report, rep, state)
        _try_to_close(world, report, made.connector, state)
    other = world.introduction("confirming", rep=rep)
    other.by(rep, "dispute", reason="wrong_person", statement=STATEMENT)
    assert other.until("disputed") == "disputed"
    _try_to_close(world, report, rep, "disputed")
    _try_to_close(world, report, other.connector, "disputed")
    report.attempt("the first goes on to its end", made.state == "confirmed")


def _try_to_close(world: World, report: Report, person: Person, state: str) -> None:
    email = person.email
    world.prove(person, DEMO_PASSWORD if email == COLIN else PASSWORD)
    page = person.post("/account/close/", {"sure": "on"})
    report.attempt(
        f"{email} closes in {state}, by the page ({page.status_code})", _stays(world, email)
    )
    api = person.api("POST", "me/close/", sure=True)
    report.attempt(
        f"{email} closes in {state}, by the API ({api.status_code})", _stays(world, email)
    )
    report.attempt(
        f"{email} in {state}: refused in words ({page.status_code}, {api.status_code})",
        {page.status_code, api.status_code} == {409},
    )


def _stays(world: World, email: str) -> bool:
    return bool(
        world.rows("SELECT 1 FROM accounts_user WHERE email = %s AND closed_at IS NULL", email)
    )
