"""Staff read what people gave and wrote as it is only with the permission to decide, and with a reason.

Everybody else, through whichever door of the desk, the API and the admin, reads it without the prospect.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.utils import timezone

from brokerage.accounts.models import Reveal, StaffAction, User
from brokerage.cases import actions as cases
from brokerage.cases.models import Case, Note
from introductions import actions
from introductions.models import (
    Dispute,
    Event,
    Evidence,
    IncomingEmail,
    Introduction,
    Message,
)
from tests.moderation.conftest import ROLES as GROUPS
from tests.moderation.conftest import hire, signed_in
from tests.support import builders, papers
from tests.support.builders import PETRA
from tests.support.moving_clock import MovingClock
from tests.support.papers import given, read
from tests.support.stages import Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder")]

REASON = "The two files contradict each other about the date."
OTHER_ADDRESS = "petra.private@web-mail.example"
SPELLINGS = (
    PETRA.name,
    PETRA.name.upper(),
    "P e t r a  Vandenbroucke",
    "Petra Vandenbröucke",
    "Vandenbroucke",
)
NAMING = (
    f"I wrote to {', '.join(SPELLINGS)} at {PETRA.email} or "
    f"{OTHER_ADDRESS}, {PETRA.profile_url}, 0170 1234567."
)
LETTER = (
    f"From: Colin <colin@colin-company.example>\r\nTo: {PETRA.name} <{OTHER_ADDRESS}>\r\n"
    "Date: Mon, 23 Nov 2026 09:00:00 +0100\r\nMessage-ID: <1@example.org>\r\n"
    "Subject: =?utf-8?b?UGV0cmEgVmFuZGVuYnJvdWNrZQ==?=\r\n"
    f"Content-Type: text/plain; charset=utf-8\r\n\r\n{NAMING}\r\n"
).encode()
PLANTED = ("andenbr", "etra.", "etra-van", "web-mail.example", "1234567", "p e t r a")
DECIDERS = ("moderator", "senior moderator", "administrator")
READERS = (*DECIDERS, "finance")
ROLES = (*DECIDERS, "finance", "support", "reads only", "sees the desk", "nobody")


def staff(role: str) -> User:
    name = role.replace(" ", "-")
    if role == "administrator":
        return builders.person(name, is_staff=True, is_superuser=True)
    if role in GROUPS:
        return hire(role, name)
    user = builders.person(name, is_staff=role != "nobody")
    if role != "nobody":
        group = Group.objects.create(name=role)
        looks = Permission.objects.filter(codename__startswith="view_")
        group.permissions.set(looks if role == "reads only" else [])
        group.permissions.add(Permission.objects.get(codename="see_desk"))
        user.groups.add(group)
    return user


@pytest.fixture
def told(stage: Stage) -> Stage:
    """A dispute in which everything that can be typed or given names the prospect."""
    stage.confirming()
    row = stage.now()
    Message.objects.create(introduction=row, author=row.connector, text=NAMING)
    actions.dispute(row, user=stage.rep, reason="wrong_person", statement=NAMING)
    files = [
        given("Petra Vandenbroucke.txt", NAMING.encode()),
        given("Petra Vandenbroucke.eml", LETTER),
        given("Petra Vandenbroucke.png", papers.picture()),
    ]
    actions.bring_evidence(stage.now(), user=stage.connector, files=files)
    actions.respond(stage.now(), user=stage.connector, response=NAMING)
    Introduction.objects.update(
        pitch=NAMING, purpose=PETRA.name, connector_evidence=NAMING, rep_evidence=NAMING
    )
    Dispute.objects.update(appeal=NAMING, appealed_by="rep")
    Event.objects.create(
        introduction=row, move="step_back", actor="connector", source="a", target="b", note=NAMING
    )
    IncomingEmail.objects.create(
        introduction=row, digest="d", why="unclear", words=NAMING, address=OTHER_ADDRESS
    )
    by, where = stage.connector, row.reference
    for kind, subject in (("reply", where), ("pitch", where), ("report", f"introduction:{where}"),
                          ("listing", stage.relationship.public_id.hex)):  # fmt: skip
        cases.open_case(kind, subject)
    for case in Case.objects.all():
        Note.objects.create(
            case=case, author=by, text=f"This is about {PETRA.name}, {PETRA.email}."
        )
    Case.objects.filter(kind="listing").update(
        closed_at=timezone.now(), reason=f"{PETRA.name} is real."
    )
    return stage


ROOMS = (
    *(f"introductions.{one}" for one in ("introduction", "dispute", "event", "evidence", "notice")),
    *("cases.case", "connectors.relationship"),
)


def of(kind: str) -> str:
    return f"/moderation/cases/{Case.objects.get(kind=kind).public_id}/"


def doors() -> Iterator[str]:
    """Every page, answer and room on which something of this introduction stands."""
    yield from ("/moderation/", "/api/v1/moderation/cases/", "/moderation/?state=closed")
    for kind in ("dispute", "reply", "pitch", "report", "listing"):
        yield of(kind)
        yield f"/api/v1{of(kind)}"
    yield f"/api/v1{of('dispute')}evidence/"
    for file in Evidence.objects.all():
        yield from (f"{of('dispute')}evidence/{file.public_id}/", f"/evidence/{file.public_id}/")
        yield f"{of('dispute')}evidence/{file.public_id}/picture/"
        yield f"/api/v1{of('dispute')}evidence/{file.public_id}/"
    row = Introduction.objects.get()
    yield from (f"/introductions/{row.public_id}/", f"/api/v1/introductions/{row.public_id}/")
    for room in ROOMS:
        app, model = room.split(".")
        place = f"/staff/{app}/{model}/"
        yield place
        for one in apps.get_model(app, model)._default_manager.all()[:20]:
            yield f"{place}{one.pk}/change/"


def names_in(client: Client, door: str, post: dict[str, Any] | None = None) -> list[str]:
    answer = client.get(door) if post is None else client.post(door, post)
    if answer.streaming:
        return ["the file itself"]
    body = answer.content.decode().casefold()
    return [word for word in PLANTED if word in body]


def test_without_a_reason_nobody_of_the_staff_reads_who_it_is(told: Stage) -> None:
    for role in ROLES:
        reads_nobody(role)


def reads_nobody(role: str) -> None:
    client = signed_in(staff(role))
    found = {door: names for door in doors() if (names := names_in(client, door))}
    assert found == {}, role
    assert not StaffAction.objects.filter(action__contains="evidence").exists()
    assert not Reveal.objects.filter(ground__startswith="desk").exists()
    page = client.get(of("dispute"))
    assert page.status_code == (403 if role == "nobody" else 200), role
    if role in READERS:
        assert page.text.count("Read it without the prospect") == 2
        assert "[the prospect]" in page.text
        assert "[an address]" in page.text
        assert "colin@colin-company.example" in page.text, "the sides keep their own address"
    else:
        assert "Read it without" not in page.text


OPENS: dict[str, Callable[[Client, str, str], Any]] = {
    "page": lambda client, file, reason: client.post(
        f"{of('dispute')}evidence/{file}/", {"reason": reason}
    ),
    "API": lambda client, file, reason: client.post(
        f"/api/v1{of('dispute')}evidence/{file}/", {"reason": reason}, "application/json"
    ),
    "page, within the hour": lambda client, file, reason: (
        client.post(f"{of('dispute')}open_files/", {"reason": reason}),
        client.get(f"{of('dispute')}evidence/{file}/"),
    )[1],
    "API, within the hour": lambda client, file, reason: (
        client.post(f"/api/v1{of('dispute')}open_files/", {"reason": reason}, "application/json"),
        client.get(f"/api/v1{of('dispute')}evidence/{file}/"),
    )[1],
}  # fmt: skip


def test_with_a_reason_those_who_decide_open_files_and_each_look_says_why(told: Stage) -> None:
    for role in ROLES:
        opens_files(role)


def opens_files(role: str) -> None:
    client = signed_in(someone := staff(role))
    file = Evidence.objects.get(kind="txt")
    looks = StaffAction.objects.filter(staff=someone, action="download evidence")
    for number, (door, opens) in enumerate(OPENS.items(), start=1):
        for reason in ("", "curious", " " * 40):
            if number < 3:
                assert not opens(client, str(file.public_id), reason).streaming, (door, reason)
        assert looks.count() == (number - 1 if role in DECIDERS else 0)
        answer = opens(client, str(file.public_id), REASON)
        if role in DECIDERS:
            assert read(answer) == NAMING.encode(), door
            assert looks.count() == number
            assert looks.latest("pk").reason.endswith(REASON), door
        else:
            assert answer.status_code in {403, 404}, door
            assert not looks.exists()
    if role not in DECIDERS:
        assert not StaffAction.objects.filter(staff=someone, reason__contains=REASON).exists()


def test_a_reason_holds_for_an_hour_for_one_case_and_for_who_gave_it(
    told: Stage, clock: MovingClock, mona: User, max: User
) -> None:
    file = Evidence.objects.get(kind="png")
    place = f"{of('dispute')}evidence/{file.public_id}/picture/"
    client = signed_in(mona)
    assert client.post(f"{of('dispute')}open_files/", {"reason": REASON}).status_code == 302
    assert read(client.get(place))[:4] == b"\x89PNG"
    assert signed_in(max).get(place).status_code == 403
    clock.forward(hours=1, minutes=1)
    client = signed_in(mona)
    assert client.get(place).status_code == 403
    assert StaffAction.objects.filter(action="look at evidence").count() == 1


def test_who_takes_part_opens_nothing_whatever_the_reason(told: Stage, mona: User) -> None:
    mona.company = told.rep.company
    mona.save()
    for door, opens in OPENS.items():
        answer = opens(signed_in(mona), str(Evidence.objects.get(kind="txt").public_id), REASON)
        assert answer.status_code == 403, door
    assert "Read it without" not in signed_in(mona).get(of("dispute")).text
    assert not StaffAction.objects.filter(staff=mona).exists()


def test_reasons_and_notes_of_staff_name_nobody(told: Stage, mona: User) -> None:
    client, before = signed_in(mona), Note.objects.count()
    naming = (f"It was {PETRA.name} herself.", f"From {PETRA.email}.", "VANDENBROUCKE said so.")
    for said in naming:
        for place, field in (("open_files/", "reason"), ("reveal/", "reason"), ("note/", "text")):
            answer = client.post(f"{of('dispute')}{place}", {field: said})
            assert answer.status_code == 400, (place, said)
            assert "Say “the prospect” instead" in answer.text
        file = Evidence.objects.get(kind="txt").public_id
        answer = OPENS["API"](client, str(file), said)
        assert answer.status_code == 400
    assert not StaffAction.objects.exists()
    assert Note.objects.count() == before
    assert (
        client.post(f"{of('dispute')}note/", {"text": "The order no. is 0170 1234567."}).status_code
        == 302
    )


def test_a_look_at_who_it_is_stands_in_the_log_each_time(told: Stage, mona: User) -> None:
    client = signed_in(mona)
    client.post(f"{of('dispute')}reveal/", {"reason": REASON})
    for _ in range(2):
        assert PETRA.name in client.get(of("dispute")).text
    looks = StaffAction.objects.filter(staff=mona, action="look at prospect")
    assert [one.reason for one in looks] == [REASON, REASON]


def test_a_name_cut_in_two_at_the_end_of_what_is_shown_is_left_out(
    stage: Stage, mona: User
) -> None:
    stage.confirming()
    actions.dispute(
        stage.now(),
        user=stage.rep,
        reason="wrong_person",
        statement="It was not who was listed.",
    )
    for shift in (3, 9, 15):
        text = "x " * 9_990 + "y" * shift + f" {PETRA.name}" + " z" * 200
        actions.bring_evidence(stage.now(), user=stage.rep, files=[given("a.txt", text.encode())])
    page = signed_in(mona).get(of("dispute")).text
    assert page.count("[The rest is left out.]") == 3
    assert "Petra" not in page
    assert "Vanden" not in page


def test_support_finds_no_case_by_what_staff_wrote(told: Stage) -> None:
    Case.objects.filter(kind="listing").update(reason="The title is an invention.")
    closed = "/moderation/?state=closed&q=invention"
    assert of("listing") not in signed_in(hire("support")).get(closed).text
    assert of("listing") in signed_in(hire("moderator")).get(closed).text
