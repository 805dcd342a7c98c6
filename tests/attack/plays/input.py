"""Bodies and addresses that no program of ours sends."""

from tests.attack.report import Report, play
from tests.attack.world import RITA, World

DEEP = "[" * 100_000
BODIES = (DEEP, '{"email": "a\\u0000b@c.example"}', "\x00", '{"a":' * 50_000)
DOORS = ("own-data/", "introductions/", "me/", "relationships/bulk/", "prospect/nobody/")
PAGES = ("/search/", "/moderation/people/", "/me/", "/introductions/", "/network/")
QUERIES = ("?q=%00", "?q=%ED%A0%80", "?page=%00", "?q=" + "%F0%9F" * 3000)


@play("hostile input: deep JSON, NUL and odd text at every door")
def odd_input(world: World, report: Report) -> None:
    for person in (world.somebody(), world.be(RITA)):
        for path in DOORS:
            for body in BODIES:
                answer = person.raw("POST", f"/api/v1/{path}", body.encode())
                said = f"{path}: {body[:20]!r} {answer.status_code}"
                report.attempt(said, 400 <= answer.status_code < 500)
        for path in PAGES:
            for query in QUERIES:
                answer = person.get(path + query)
                report.attempt(f"{path}{query[:12]} {answer.status_code}", answer.status_code < 500)
