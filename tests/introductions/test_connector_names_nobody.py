# ruff: noqa: E501  (tables of examples)
"""Before the reveal nothing that a connector writes and a rep reads tells who the prospect is, or how to
reach anybody: every text of a connector, every disguise, through page and API."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction
from django.db.models import CharField, TextField
from django.test import Client

from brokerage.accounts.models import User
from brokerage.kit.encryption import EncryptedTextField
from connectors import actions as connecting
from connectors.models import ConnectorProfile, Relationship
from connectors.queries import public_name
from introductions import actions
from introductions.models import Event, Message
from tests.support.importing import carry_through
from tests.support.stages import Stage

pytestmark = pytest.mark.django_db

NAMING = [
    "why petra, of all people?", "about ms vandenbroucke", "PETRA", "PetraVandenbroucke", "Petra_V",
    "P e t r a", "P3tra", "Pеtrа", "V\u200band\u200benbroucke", "Vandenbro\u0075\u0308cke", "p.vandenbroucke",
    "petra (dot) vandenbroucke (at) meridian", "我认识Vandenbroucke很久", "Ｖａｎｄｅｎｂｒｏｕｃｋｅ", "Петра",
    "petra-vandenbroucke-77",
]  # fmt: skip
REACHING = [
    "Write to someone@meridian-freight.example", "see linkedin.example/in/pv", "www.meridian.de", "meridian dot com",
    "ask @pvdb", "+49 170 1234567", "170 12 34 567", "0170/1234567", "https://t.me/x", "one seven zero one two three four",
]  # fmt: skip
TITLE = ["It is the VP Procurement EMEA", "vp-procurement emea", "VP PROCUREMENT EMEA"]
FINE = [
    "Which of our plants would this be about? We would need about 3 months.",
    "Would the price of 400.00 EUR still be fine in 2027?",
    "I worked with them at the same plant from 2019-2023.",
]
TELLING = [*NAMING, *REACHING, *TITLE]


@pytest.fixture
def listing(stage: Stage) -> Relationship:
    """Petra, with a title that says more than reps see."""
    Relationship.objects.filter(pk=stage.relationship.pk).update(title="VP Procurement EMEA")
    stage.relationship.refresh_from_db()
    return stage.relationship


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def send(client: Client, path: str, method: str = "post", **body: Any) -> Any:
    return getattr(client, method)(path, body, content_type="application/json")


def test_a_question_tells_nothing(stage: Stage, listing: Relationship) -> None:
    stage.requested()
    row, client = stage.now(), signed_in(stage.connector)
    for words in TELLING:
        answer = send(client, f"/api/v1/introductions/{row.public_id}/ask/", text=words)
        assert (answer.status_code, answer.json()["code"]) == (400, "names_prospect"), words
        page = client.post(f"/introductions/{row.public_id}/ask/", {"text": words})
        assert page.status_code in {400, 422} and words.split()[-1] in page.content.decode(), words
    assert not Message.objects.exists() and not Event.objects.filter(move="ask").exists()
    for words in FINE:
        actions.ask(stage.now(), user=stage.connector, text=words)
    assert Message.objects.count() == len(FINE)


def test_the_refusal_says_which_word(stage: Stage, listing: Relationship) -> None:
    stage.requested()
    client, path = signed_in(stage.connector), f"/api/v1/introductions/{stage.now().public_id}/ask/"
    for words, said in [
        ("why petra?", "“petra”"), ("call +49 170 1234567", "a phone number"), ("vp-procurement emea", "title"),
    ]:  # fmt: skip
        assert said in send(client, path, text=words).json()["detail"]


def test_a_company_that_is_not_shown_is_not_named(stage: Stage) -> None:
    row = stage.relationship
    row.show_company = False
    row.derive()
    row.save()
    stage.requested()
    client, path = signed_in(stage.connector), f"/api/v1/introductions/{stage.now().public_id}/ask/"
    for words in ("They are at Meridian Freight", "M e r i d i a n Freight", "MERIDIAN-FREIGHT"):
        assert send(client, path, text=words).status_code == 400, words


def test_stepping_back_before_the_reveal_tells_nothing(stage: Stage, listing: Relationship) -> None:
    stage.requested().accept()
    client, row = signed_in(stage.connector), stage.now()
    for words in TELLING:
        answer = send(client, f"/api/v1/introductions/{row.public_id}/step_back/", note=words)
        assert (answer.status_code, stage.now().state) == (400, "consent"), words
    assert not Event.objects.filter(move="step_back").exists()


def test_after_the_reveal_they_are_called_by_their_name(stage: Stage) -> None:
    stage.requested().accept().agree()
    actions.step_back(stage.now(), user=stage.connector, note="Petra is ill; call +49 170 1234567.")
    assert Event.objects.get(move="step_back").note.startswith("Petra")


def test_what_was_true_when_asked_and_what_is_true_now_are_both_kept(stage: Stage) -> None:
    stage.requested().accept()
    Relationship.objects.filter(pk=stage.relationship.pk).update(name="Petra Oyelaran")
    client, row = signed_in(stage.connector), stage.now()
    for words in ("Vandenbroucke", "Oyelaran"):
        assert (
            send(
                client, f"/api/v1/introductions/{row.public_id}/step_back/", note=words
            ).status_code
            == 400
        )


@pytest.mark.parametrize("field", ["headline", "about"])
def test_the_profile_names_nobody_of_the_whole_network(stage: Stage, field: str) -> None:
    connecting.save_profile(stage.connector, headline="Twenty years in freight", no_employer=True)
    before = ConnectorProfile.objects.values().get(user=stage.connector)
    client = signed_in(stage.connector)
    for words in [*NAMING, *REACHING]:
        answer = send(client, "/api/v1/profile/", "patch", **{field: words})
        assert (answer.status_code, answer.json()["field"]) == (400, field), words
    page = client.post(
        "/network/profile/", {"headline": "x", "no_employer": "on"} | {field: "I know Petra"}
    )
    assert page.status_code in {400, 422} and "I know Petra" in page.content.decode()
    assert ConnectorProfile.objects.values().get(user=stage.connector) == before
    assert (
        send(
            client, "/api/v1/profile/", "patch", **{field: "Freight, and Meridian Freight"}
        ).status_code
        == 200
    )


def test_everyday_words_in_a_headline_are_no_names(colin: User, stage: Stage) -> None:
    for name in ("Will Grant", "Rose Chase", "Young Sales", "May Bill"):
        connecting.add_relationship(colin, name=name, email=f"{name.split()[0].lower()}@x.example")
    for words in (
        "I will help sales teams chase a grant in May",
        "Young companies, sales",
        "Will open doors",
    ):
        connecting.save_profile(colin, headline=words, no_employer=True)
    for words in ("Ask Will Grant", "a friend of rose chase"):
        answer = send(signed_in(colin), "/api/v1/profile/", "patch", headline=words)
        assert answer.status_code == 400, words


@pytest.mark.parametrize(
    "name",
    [
        "Tomasz Yılmaz",
        "Wojciech Jovanović",
        "Priya Andersson",
        "Kenji Vries",
        "Mateo Dmitri",
        "Björn Selim",
    ],
)
def test_names_from_elsewhere_are_no_everyday_words(colin: User, name: str) -> None:
    connecting.add_relationship(colin, name=name, email="somebody@x.example")
    for part in name.split():
        for said in (part, part.lower(), part.upper()):
            answer = send(
                signed_in(colin), "/api/v1/profile/", "patch", headline=f"Gladly through {said} too"
            )
            assert answer.status_code == 400, said
    assert not ConnectorProfile.objects.filter(headline__contains="too").exists()


def test_a_title_that_one_person_has_is_not_in_a_headline(
    stage: Stage, listing: Relationship
) -> None:
    answer = send(
        signed_in(stage.connector),
        "/api/v1/profile/",
        "patch",
        headline="I know a VP Procurement EMEA",
        no_employer=True,
    )
    assert answer.status_code == 400


def add(user: User, name: str, **facts: Any) -> Relationship:
    return connecting.add_relationship(user, name=name, email="someone@northwind.example", **facts)


def imported(user: User, name: str) -> None:
    first, last = name.split()
    lines = f"First Name,Last Name,URL,Email Address,Company,Position,Connected On\n{first},{last},,s@x.example,,,\n"
    run = connecting.import_network(user, "Connections.csv", lines.encode())
    carry_through(run.pk)
    run.refresh_from_db()
    assert any("headline" in sentence for _, sentence in run.problems)


def renamed(user: User, name: str) -> None:
    row = add(user, "Nobody Inparticular")
    client = signed_in(user)
    answer = send(client, f"/api/v1/relationships/{row.public_id}/", "patch", name=name)
    assert answer.status_code == 200


@pytest.mark.parametrize("door", [add, imported, renamed])
def test_a_headline_is_held_back_once_it_names_somebody(
    stage: Stage, door: Callable[[User, str], object], rita: User
) -> None:
    connecting.save_profile(
        stage.connector, headline="Friend of Camille", about="and Halloran", no_employer=True
    )
    profile = ConnectorProfile.objects.get(user=stage.connector)
    assert profile.shown_headline == "Friend of Camille"
    door(stage.connector, "Camille Halloran")
    profile = ConnectorProfile.objects.get(user=stage.connector)
    assert profile.held_back == ["about", "headline"]
    reader = signed_in(rita)
    for path in (f"/listings/{stage.relationship.public_id}/", "/api/v1/listings/"):
        assert "Camille" not in reader.get(path).content.decode()
    stage.requested()
    assert "Camille" not in reader.get(f"/introductions/{stage.now().public_id}/").content.decode()
    own = signed_in(stage.connector).get("/network/profile/").content.decode()
    assert "Reps do not see your about and your headline" in own
    connecting.save_profile(stage.connector, headline="Friend of many", no_employer=True)
    profile = ConnectorProfile.objects.get(user=stage.connector)
    assert profile.shown_headline == "Friend of many"


def test_an_own_name_is_nobody_elses(stage: Stage) -> None:
    client = signed_in(stage.connector)
    for name in (
        "Petra Vandenbroucke",
        "PETRA V@ndenbroucke",
        "Vandenbroucke Colin",
        "Pеtra Vandenbrouсke",
    ):
        answer = send(client, "/api/v1/me/", "patch", name=name)
        assert answer.status_code in {400, 409} and answer.json()["field"] == "name", name
    stage.connector.refresh_from_db()
    assert stage.connector.name == "Colin"
    assert (
        send(client, "/api/v1/me/", "patch", name="Petra Colinson").status_code == 200
    )  # a coincidence
    connecting.add_relationship(stage.connector, name="Petra Colinson", email="p@colinson.example")
    held = User.objects.get(pk=stage.connector.pk)
    assert public_name(held) == "A connector"
    assert send(client, "/api/v1/me/", "patch", name="Colin Harper").status_code == 200
    assert public_name(User.objects.get(pk=stage.connector.pk)) == "Colin H."


#: What a rep may read of the other side before the reveal: facts that are public, and words that the tests
#: above hold; and their own words. Nobody writes evidence before the reveal; a deadline's move is ours.
READ_BY_REPS = {
    "introductions.Introduction.rep_evidence", "introductions.Introduction.connector_evidence",
    "introductions.Deadline.move",
    "accounts.User.name", "connectors.ConnectorProfile.headline", "introductions.Message.text",
    "connectors.Company.name", "connectors.Company.industry", "connectors.Relationship.role",
    "connectors.Relationship.shown_industry", "connectors.SearchEntry.industry", "connectors.Relationship.shown_role",
    "introductions.Introduction.pitch", "introductions.Introduction.purpose", "introductions.Event.note",
}  # fmt: skip


def test_no_other_text_of_theirs_reaches_a_rep(stage: Stage) -> None:
    """A mark in every text column of every row but the rep's own account: reps see none but those."""
    stage.requested()
    marks: dict[str, str] = {}
    for model in apps.get_models():
        if model._meta.app_label not in {"accounts", "connectors", "introductions"}:
            continue
        rows = model._default_manager.all()
        for field in model._meta.get_fields():
            is_text = isinstance(field, CharField | TextField | EncryptedTextField)
            if (
                not is_text
                or field.choices
                or field.unique
                or field.name in {"password", "currency"}
            ):
                continue
            mark = f"zq{len(marks)}x"
            try:
                with transaction.atomic():
                    (rows.exclude(pk=stage.rep.pk) if model is User else rows).update(
                        **{field.name: mark}
                    )
            except DatabaseError:
                continue  # append-only, or a rule of the database
            marks[mark] = f"{model._meta.label}.{field.name}"
    assert len(marks) > 30
    reader, row, listing = signed_in(stage.rep), stage.now(), stage.relationship.public_id
    shown = set()
    for path in (
        "/introductions/", f"/introductions/{row.public_id}/", "/search/", f"/listings/{listing}/",
        f"/introductions/new/{listing}/", "/api/v1/introductions/", f"/api/v1/introductions/{row.public_id}/",
        "/api/v1/listings/", f"/api/v1/listings/{listing}/", "/api/v1/me/", "/account/",
    ):  # fmt: skip
        answer = reader.get(path)
        assert answer.status_code in {200, 302, 404}, path
        shown |= {field for mark, field in marks.items() if mark in answer.content.decode()}
    assert "introductions.Introduction.purpose" in shown
    assert shown <= READ_BY_REPS, shown - READ_BY_REPS
