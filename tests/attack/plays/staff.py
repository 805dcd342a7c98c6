"""Curious staff: support reads only, finance wants names, moderators look without a reason."""

import re
from collections.abc import Iterator

from tests.attack.introduction import Introduction
from tests.attack.people import Person
from tests.attack.report import Report, play
from tests.attack.world import FIONA, MAX, MONA, SAM, World

ADA = "ada@sidedoor.example"
STAFF = (MONA, MAX, FIONA, SAM, ADA)
ROOM = re.compile(r'href="/staff/(\w+/\w+)/"')
SECRETS = (
    "password",
    "email",
    "name",
    "pitch",
    "purpose",
    "text",
    "words",
    "reason",
    "facts",
    "statement",
)
ASKED = ("startswith", "regex", "gt", "icontains")
STATEMENT = "Nobody ever wrote to me, and the address that was given does not exist any more."


@play("nosy staff: filter addresses of the admin as an oracle, in every room, by every role")
def filters(world: World, report: Report) -> None:
    for email in world.some(STAFF):
        person = world.be(email)
        rooms = sorted(set(ROOM.findall(person.get("/staff/").text)))
        report.attempt(
            f"{email} sees no room at all, so nothing is tried", bool(rooms) or email == MONA
        )
        for room in rooms:
            for lookup in _lookups(world, room):
                asked = world.some(ASKED)[:2]
                for how in asked:
                    answer = person.get(f"/staff/{room}/", **{f"{lookup}__{how}": "a"})
                    told = answer.status_code == 200 and "e=1" not in answer.url
                    report.attempt(f"{email}: {room}?{lookup}__{how}", not told)


def _lookups(world: World, room: str) -> Iterator[str]:
    """Every column of the room's table that holds a secret, and the secrets behind its relations."""
    columns = [
        str(row[0])
        for row in world.rows(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s",
            room.replace("/", "_"),
        )
    ]
    for column in columns:
        if column.endswith("_id") and column != "public_id":
            yield from (
                f"{column.removesuffix('_id')}__{one}" for one in ("password", "email", "name")
            )
        elif any(one in column for one in SECRETS):
            yield column


@play("nosy staff: names, addresses and files of a dispute, read without a reason")
def without_a_reason(world: World, report: Report) -> None:
    made = _disputed(world)
    who = made.contact
    planted = [one.casefold() for one in (who["name"], who["email"], who["name"].split()[-1])]
    ((case,),) = world.rows(
        "SELECT public_id FROM cases_case WHERE kind = 'dispute' AND closed_at IS NULL"
        " AND (subject LIKE %s OR facts::text LIKE %s)",
        *[f"%{made.id.replace('-', '')}%"] * 2,
    )
    ((file,),) = world.rows(
        "SELECT e.public_id FROM introductions_evidence e JOIN introductions_dispute d"
        " ON d.id = e.dispute_id JOIN introductions_introduction i ON i.id = d.introduction_id"
        " WHERE i.public_id = %s",
        made.id,
    )
    for email in world.some(STAFF):
        person = world.be(email)
        for path in _doors(str(case), str(file), made):
            text = person.get(path).text.casefold()
            found = [one for one in planted if one in text]
            report.attempt(f"{email} reads {found} at {path}", not found)
        for reason in ("", "curious", " " * 40):
            answer = person.post(f"/moderation/cases/{case}/evidence/{file}/", {"reason": reason})
            found = [one for one in planted if one in answer.text.casefold()]
            report.attempt(f"{email} opens a file because of {reason!r}", not found)
    opened = world.be(MAX).post(
        f"/moderation/cases/{case}/evidence/{file}/",
        {"reason": "The two files contradict each other about the date."},
    )
    report.attempt("nobody can read it at all", planted[0] in opened.text.casefold())


def _doors(case: str, file: str, made: Introduction) -> Iterator[str]:
    yield from ("/moderation/", "/api/v1/moderation/cases/", f"/introductions/{made.id}/")
    for place in (f"/moderation/cases/{case}/", f"/api/v1/moderation/cases/{case}/"):
        yield from (place, f"{place}evidence/", f"{place}evidence/{file}/")
    yield from (f"/evidence/{file}/", f"/api/v1/introductions/{made.id}/evidence/{file}/")
    for room in ("introductions/introduction", "introductions/dispute", "introductions/evidence",
                 "introductions/event", "introductions/notice", "connectors/relationship"):  # fmt: skip
        yield f"/staff/{room}/"


@play("nosy staff: every room and page is walked through for somebody's contacts")
def walking(world: World, report: Report) -> None:
    made = world.introduction("consent")
    who = made.contact
    for email in world.some(STAFF):
        person, seen = world.be(email), 0
        for path, text in _walk(person, max(12, len(world.some(range(60))))):
            seen += 1
            named = who["email"].casefold() in text or who["name"].casefold() in text
            report.attempt(f"{email} finds a contact at {path}", not named)
        report.attempt(f"{email} walked nowhere", seen > 1)
    made.end()


def _walk(person: Person, most: int) -> Iterator[tuple[str, str]]:
    """Pages that lead from the desk to one another, at most so many, without those that change something."""
    waiting, known = (
        ["/moderation/", "/staff/", "/moderation/people/", "/moderation/books/"],
        set[str](),
    )
    while waiting and len(known) < most:
        path = waiting.pop(0)
        if path in known:
            continue
        known.add(path)
        text = person.get(path).text
        yield path, text.casefold()
        links = re.findall(r'href="(/(?:moderation|staff)/[^"#]*)"', text)
        waiting += [one.replace("&amp;", "&") for one in links if "logout" not in one]


def _disputed(world: World) -> Introduction:
    """A dispute in which the file of a side names the person."""
    made = world.introduction("confirming")
    made.by(made.rep, "dispute", reason="wrong_person", statement=STATEMENT)
    assert made.until("disputed") == "disputed"
    who = made.contact
    words = f"I wrote to {who['name']} at {who['email']} on Monday, and they answered on Tuesday."
    answer = made.connector.send(
        "POST",
        f"/api/v1/introductions/{made.id}/evidence/",
        form={},
        files={"files": (f"{who['name']}.txt", words.encode())},
    )
    assert answer.status_code == 201, answer.text
    return made
