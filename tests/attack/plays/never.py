"""Connectors who bring somebody back who said "never"."""

from tests.attack.people import Person
from tests.attack.report import Report, play
from tests.attack.world import CARLA, COLIN, RITA, World


@play("connectors after a never: every address, spelling, row, file and network")
def coming_back(world: World, report: Report) -> None:
    made = world.introduction("consent")
    colin, listing, person = made.connector, made.listing, made.contact
    said = world.somebody().post(f"/p/{made.token()}/never/", {"List-Unsubscribe": "One-Click"})
    report.attempt(f"one click is heard ({said.status_code})", said.status_code < 400)
    report.attempt("the request ends", made.until("refused") == "refused")
    for spelling in world.some(spellings(person["email"])):
        colin.api("PATCH", f"relationships/{listing}/", email=spelling, profile_url="")
        world.offer(colin, listing)
        _try(world, report, listing, spelling)
    for who in (COLIN, CARLA):
        connector = world.be(who)
        for spelling in world.some(spellings(person["email"])):
            for called in world.some(names(person["name"])):
                _add_and_try(world, report, connector, person | {"name": called, "email": spelling})
        _import_and_try(world, report, connector, person)


def spellings(email: str) -> list[str]:
    """One mailbox in other spellings, and other mailboxes of the same person."""
    local, domain = email.split("@")
    return [
        email, email.upper(), f"{local}+new@{domain}", f"{local}@{domain.upper()}",
        f"{local}.private@mailbox.example", f"{local.split('.')[0]}@elsewhere.example",
    ]  # fmt: skip


def names(name: str) -> list[str]:
    """One name as people write it."""
    return [name, name.upper(), " ".join(reversed(name.split())), f"Dr. {name}, PhD"]


def _add_and_try(world: World, report: Report, connector: Person, person: dict[str, str]) -> None:
    facts = {key: person[key] for key in ("name", "email", "title", "company_name")}
    row = world.add(connector, **facts)
    if row.status_code != 201:
        report.attempt("refused without an error", row.status_code < 500)
        return
    world.offer(connector, row.json()["id"])
    _try(world, report, row.json()["id"], person["email"])


def _import_and_try(
    world: World, report: Report, connector: Person, person: dict[str, str]
) -> None:
    """The same by a file, one line for each spelling."""
    given = [
        world.line(called, spelling, person["company_name"], person["title"])
        for spelling in spellings(person["email"])
        for called in names(person["name"])
    ]
    new = world.import_file(connector, *given)
    if new:
        world.offer(connector, *new)
    for one in new:
        _try(world, report, one, world.contact(one, connector.email)["email"])
    report.attempt(f"{len(given)} lines of a file were looked at", True)


def _try(world: World, report: Report, listing: str, spelling: str) -> None:
    """Whether a rep could find the person again, or one email more could reach them."""
    seen = world.be(RITA).api("GET", f"listings/{listing}/")
    report.attempt(f"listed again as {spelling}", seen.status_code == 404)
    asked = [one for one in world.emails(spelling) if "meet you" in one[1]]
    report.attempt(f"written to as {spelling}", len(asked) <= 1)
