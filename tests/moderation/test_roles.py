"""Who may what on the desk: every role against every page and every deed.

The table is written by hand, from the issue; it is not derived from the code it checks.
"""

import pytest

from brokerage.accounts.models import StaffAction, User
from brokerage.cases import actions as cases
from brokerage.cases.models import Case, Note
from brokerage.kit.money import Money
from brokerage.moderation.registry import KINDS
from introductions import actions
from introductions.models import Introduction
from tests.moderation.conftest import hire, signed_in
from tests.support.builders import PETRA
from tests.support.stages import Stage

pytestmark = pytest.mark.django_db
M, S, F, U = "moderator", "senior moderator", "finance", "support"
EVERYBODY = {M, S, F, U}
PEOPLE, MONEY = {M, S}, {F}

PAGES = {"": EVERYBODY, "preview/?part=100": PEOPLE}
DEEDS: dict[str, dict[str, set[str]]] = {
    "dispute": {"decide": PEOPLE, "cosign": PEOPLE, "reveal": PEOPLE},
    "objection": {"decide": PEOPLE, "cosign": PEOPLE, "reveal": PEOPLE},
    "report": {"uphold": PEOPLE, "dismiss": PEOPLE},
    "listing": {"take_down": PEOPLE, "let_back": PEOPLE, "dismiss": PEOPLE},
    "pitch": {"let_through": PEOPLE, "stop": PEOPLE},
    "verification": {"confirm": PEOPLE, "decline": PEOPLE},
}
FACTS = {"ruling": "refund", "reason": "Nothing shows that it took place at all."}


def case_of(kind: str, stage: Stage) -> Case:
    amount = Money(50_000, "EUR")
    if kind in {"dispute", "objection"}:
        stage.confirming()
        if kind == "dispute":
            actions.dispute(
                stage.now(), user=stage.rep, reason="other", statement="It was somebody else."
            )
            actions.respond(stage.now(), user=stage.connector, response="It was the right person.")
        else:
            actions.object_to(stage.now(), word="never_asked")
        return Case.objects.get(kind=kind)
    if kind == "pitch":
        stage.requested()
        Introduction.objects.update(held_back=True)
    subject = {
        "pitch": stage.introduction.reference if kind == "pitch" else "",
        "report": f"person:{stage.connector.public_id.hex}",
        "listing": stage.relationship.public_id.hex,
        "verification": stage.connector.public_id.hex,
    }[kind]
    return cases.open_case(kind, subject, amount=amount)


@pytest.mark.parametrize("kind", DEEDS)
def test_every_deed_of_a_kind_is_in_the_table(kind: str) -> None:
    assert {deed.name for deed in KINDS[kind].actions} >= set(DEEDS[kind])


@pytest.mark.parametrize("kind", DEEDS)
def test_each_role_sees_and_does_what_the_table_says(stage: Stage, kind: str) -> None:
    case = case_of(kind, stage)
    for role in (M, S, F, U):
        client = signed_in(hire(role))
        path = f"/moderation/cases/{case.public_id}/"
        assert client.get(path).status_code == 200, role
        if kind in {"dispute", "objection"}:
            seen = client.get(path + "preview/?part=100").status_code
            assert seen == (200 if role in PEOPLE else 403), role
        for name, allowed in DEEDS[kind].items():
            if role in allowed:
                continue
            before = StaffAction.objects.count()
            assert client.post(f"{path}{name}/", FACTS).status_code == 403, (role, name)
            answer = client.post(f"/api/v1{path}{name}/", FACTS, "application/json")
            assert answer.status_code == 403, (role, name)
            assert StaffAction.objects.count() == before
        works = role in PEOPLE
        assert client.post(path + "claim/").status_code == (302 if works else 403), role
        if works:
            client.post(path + "release/")
        noted = client.post(path + "note/", {"text": "To be looked at again."}).status_code
        assert noted == (302 if works else 403), role
    case.refresh_from_db()
    assert case.is_open


@pytest.mark.parametrize("kind", DEEDS)
def test_those_whom_the_table_allows_can(stage: Stage, kind: str) -> None:
    case = case_of(kind, stage)
    name = next(iter(DEEDS[kind]))
    client = signed_in(hire(M))
    facts = FACTS
    answer = client.post(f"/moderation/cases/{case.public_id}/{name}/", facts)
    if kind == "verification":  # colin's profile is not there: a refusal, no 403
        assert answer.status_code == 409
        return
    assert answer.status_code == 302
    assert StaffAction.objects.filter(reason=FACTS["reason"]).exists()


def test_others_never_come_in(stage: Stage, eve: User) -> None:
    case = case_of("report", stage)
    path = f"/moderation/cases/{case.public_id}/"
    for more in ("", "claim/", "release/", "note/", "dismiss/"):
        method = "get" if not more else "post"
        for user in (eve, stage.rep, stage.connector):
            assert getattr(signed_in(user), method)(path + more).status_code == 403
        assert getattr(signed_in(None), method)(path + more).status_code == 302
    for place in ("/moderation/", "/api/v1/moderation/cases/"):
        assert signed_in(eve).get(place).status_code == 403


def test_support_reads_no_names_and_no_words(stage: Stage) -> None:
    case = case_of("dispute", stage)
    page = signed_in(hire(U)).get(f"/moderation/cases/{case.public_id}/").text
    for kept in (
        stage.rep.name,
        stage.connector.name,
        stage.rep.company,
        "It was somebody else",
        "right person",
        stage.introduction.pitch[:30],
        PETRA.name,
    ):
        assert kept not in page, kept
    assert "What happened" in page
    assert "€500.00" in page


@pytest.mark.parametrize("kind", ["report", "listing", "verification"])
def test_support_reads_no_names_in_other_kinds(stage: Stage, eve: User, kind: str) -> None:
    case = case_of(kind, stage)
    Note.objects.create(case=case, author=eve, text="I know this person well.")
    Case.objects.update(opened_by=eve)
    support = signed_in(hire(U))
    pages = [
        support.get(f"/moderation/cases/{case.public_id}/").text,
        support.get("/moderation/").text,
        support.get(f"/api/v1/moderation/cases/{case.public_id}/").text,
    ]
    for page in pages:
        for kept in (stage.connector.name, eve.name, "I know this person", PETRA.name):
            assert f">{kept}" not in page and f'"{kept}' not in page, kept
            assert kept not in page or len(kept) < 6, kept
    assert (
        stage.connector.name in signed_in(hire(M)).get(f"/moderation/cases/{case.public_id}/").text
    )
