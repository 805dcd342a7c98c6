"""A connector who sells one person and introduces another."""

from collections.abc import Callable
from typing import Any

from tests.attack.introduction import Introduction
from tests.attack.report import Report, play
from tests.attack.world import World

Change = tuple[str, Callable[[World, Introduction], object]]
FIELDS: dict[str, Any] = {
    "name": "Bob Nobody",
    "email": "bob@corner-shop.example",
    "profile_url": "https://www.linkedin.com/in/bob-nobody",
    "title": "Intern",
    "company_name": "Corner Shop",
    "country": "MX",
    "strength": 1,
    "how_known": "event",
    "last_contact_on": "2019-05-01",
}


def _by_api(field: str) -> Change:
    def change(world: World, made: Introduction) -> None:
        made.connector.api("PATCH", f"relationships/{made.listing}/", **{field: FIELDS[field]})

    return f"{field}, by the API", change


def _by_page(field: str) -> Change:
    def change(world: World, made: Introduction) -> None:
        now = made.contact
        form = {name: now.get(name) or "" for name in FIELDS} | {field: FIELDS[field]}
        made.connector.post(f"/network/{made.listing}/", form)

    return f"{field}, by the page", change


def _in_bulk(world: World, made: Introduction) -> None:
    made.connector.api("POST", "relationships/bulk/", ids=[made.listing], strength=1)


def _by_a_file(world: World, made: Introduction) -> None:
    who = made.contact
    line = world.line(who["name"], who["email"], "Corner Shop", "Intern", who["profile_url"] or "")
    world.import_file(made.connector, line)


def _by_a_file_that_knows_a_name_alone(world: World, made: Introduction) -> None:
    who = made.contact
    world.import_file(
        made.connector, world.line(who["name"], "", str(who["company_name"]), "Intern")
    )


def _by_everything_at_once(world: World, made: Introduction) -> None:
    made.connector.api("PATCH", f"relationships/{made.listing}/", **FIELDS)


def _by_delete_and_add(world: World, made: Introduction) -> None:
    made.connector.api("DELETE", f"relationships/{made.listing}/")
    facts = {one: FIELDS[one] for one in ("name", "email", "title", "company_name")}
    world.offer(made.connector, world.add(made.connector, **facts).json().get("id", made.listing))


CHANGES: tuple[Change, ...] = (
    *(_by_api(field) for field in FIELDS),
    *(_by_page(field) for field in FIELDS),
    ("strength, in bulk", _in_bulk),
    ("title and company, by a file", _by_a_file),
    ("title, by a merge with a file that knows a name alone", _by_a_file_that_knows_a_name_alone),
    ("everything, by the API", _by_everything_at_once),
    ("everything, by deleting and adding", _by_delete_and_add),
)


@play("the swap: another person behind a listing that was paid for")
def before_accepting(world: World, report: Report) -> None:
    for what, change in world.some(CHANGES):
        made = world.introduction("requested", listing=world.listings(1, also="r.strength > 1")[0])
        sold, seen = made.contact, _shown(made)
        change(world, made)
        now = made.contact
        differs = any(now.get(name) != sold.get(name) for name in FIELDS)
        accepted = made.accept().status_code == 200
        report.attempt(f"{what}: accepted", not (differs and accepted))
        report.attempt(f"{what}: the rep reads something else", seen == _shown(made))
        if differs:
            state = made.until("lapsed", "withdrawn", "refunded", "declined")
            report.attempt(f"{what}: the rep is not let go ({state})", state == "lapsed")
        else:
            report.attempt(f"{what}: refused at once", accepted)
        made.end()


@play("the swap, after the accept: somebody else is asked or met")
def after_accepting(world: World, report: Report) -> None:
    for what, change in world.some(CHANGES):
        made = world.introduction("consent")
        email, seen = made.contact["email"], _shown(made)
        made.token()
        change(world, made)
        world.go_on()
        strangers = world.emails(str(FIELDS["email"]))
        report.attempt(f"{what}: a stranger is written to", not strangers)
        report.attempt(f"{what}: the rep reads something else", seen == _shown(made))
        report.attempt(f"{what}: the one asked is told less", bool(world.emails(email)))
        made.end()


def _shown(made: Introduction) -> Any:
    return made.rep.api("GET", f"introductions/{made.id}/").json()["listing"]
