"""A mail book is uploaded, a worker finds whose its emails may be, and nobody gets one who was not chosen."""

import io
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile as Upload
from django.test import Client
from rest_framework.test import APIClient

from brokerage.accounts.models import User
from brokerage.kit.errors import Refusal
from connectors import actions
from connectors.models import ImportRow, ImportRun, Relationship
from connectors.queries import suppressed_among
from tests.support.importing import row
from tests.support.together import together, won

pytestmark = pytest.mark.django_db
Known = Callable[..., Relationship]
BOOK = """Name,Email
Anna Berg,anna@acme.example
Anna Berg,anna@zeta.example
Tom A. Okafor,tom@zeta.example
,jlindt@acme.example
Somebody Else,else@acme.example
Has One,new@one.example
Nobody Here,has.one@acme.example
"""


@pytest.fixture
def lacking(colin: User, known: Known) -> dict[str, Relationship]:
    """Two of one name, two others, and one who has an email."""
    facts = {
        "zeta": ("Anna Berg", "Zeta"),
        "acme": ("Anna Berg", "Acme"),
        "tom": ("Tom Okafor", "Zeta"),
        "lindt": ("Jule Lindt", "Acme"),
    }
    rows = {
        key: known(
            colin, name, email="", profile_url=f"linkedin.com/in/{key}", company_name=company
        )
        for key, (name, company) in facts.items()
    }
    return rows | {"has": known(colin, "Has One", email="has.one@acme.example")}


def upload(user: User, text: str | bytes = BOOK, name: str = "book.csv") -> ImportRun:
    data = text.encode() if isinstance(text, str) else text
    run = actions.import_network(user, name, data, purpose=ImportRun.Purpose.EMAILS)
    actions.carry_out_import(run.pk)
    run.refresh_from_db()
    return run


def save(run: ImportRun) -> ImportRun:
    actions.add_chosen(run.connector, run.public_id)
    actions.carry_out_import(run.pk)
    run.refresh_from_db()
    return run


def emails(user: User) -> dict[str, str]:
    return {one.profile_url.rpartition("/")[2]: one.email for one in user.relationships.all()}


def candidates(run: ImportRun, number: int) -> list[int]:
    return [int(one[1:]) for one in row(run, number).candidates]


def test_only_rows_that_fit_somebody_without_an_email_are_kept(
    colin: User, lacking: dict[str, Relationship]
) -> None:
    before = emails(colin)
    run = upload(colin)
    assert run.status == "review"
    assert candidates(run, 2) == [lacking["acme"].pk, lacking["zeta"].pk]
    assert candidates(run, 3) == [lacking["zeta"].pk, lacking["acme"].pk]
    assert candidates(run, 4) == [lacking["tom"].pk]
    assert candidates(run, 5) == [lacking["lindt"].pk]
    assert set(run.rows.values_list("number", flat=True)) == {2, 3, 4, 5}
    assert not run.rows.filter(is_chosen=True).exists()
    assert run.skipped == 3
    assert emails(colin) == before
    with pytest.raises(Refusal, match="Tick at least one"):
        save(run)


def test_the_chosen_email_is_saved_nothing_else_and_undone_exactly(
    colin: User, lacking: dict[str, Relationship]
) -> None:
    facts = ("pk", "name", "title", "company_name", "email", "listed_at", "moved_at", "typed")
    before = list(colin.relationships.order_by("pk").values_list(*facts))
    titled = [f"{line},Chief of Nothing" for line in BOOK.splitlines()[1:]]
    run = upload(colin, "\n".join(["Name,Email,Job title", *titled]))
    actions.answer_row(colin, run.public_id, 2, "1")
    actions.answer_row(colin, run.public_id, 4, "1")
    save(run)
    assert (run.status, run.new, run.updated) == ("done", 0, 2)
    assert emails(colin)["acme"] == "anna@acme.example"
    assert emails(colin)["tom"] == "tom@zeta.example"
    tom = Relationship.objects.get(pk=lacking["tom"].pk)
    assert (tom.name, tom.title) == ("Tom Okafor", lacking["tom"].title)
    assert not ImportRow.objects.exists() and run.file is None
    actions.undo_import(colin, run.public_id)
    actions.carry_out_import(run.pk)
    assert list(colin.relationships.order_by("pk").values_list(*facts)) == before


def test_where_one_person_fits_all_are_chosen_at_once_and_each_person_once(
    colin: User, lacking: dict[str, Relationship]
) -> None:
    run = upload(colin, BOOK + "Tom Okafor,tom@second.example\n")
    assert actions.answer_all(colin, run.public_id, reason="email", answer="") == 2
    answered = run.rows.exclude(answer="").values_list("number", flat=True)
    assert sorted(answered) == [4, 5]
    with pytest.raises(Refusal, match="another email from this file"):
        actions.answer_row(colin, run.public_id, 9, "1")
    assert row(run, 9).answer == ""
    actions.answer_row(colin, run.public_id, 4, "")
    actions.answer_row(colin, run.public_id, 9, "1")
    save(run)
    assert emails(colin)["tom"] == "tom@second.example"


def test_who_is_gone_or_has_an_email_by_now_is_left_out_and_said(
    colin: User, lacking: dict[str, Relationship]
) -> None:
    run = upload(colin)
    for number in (2, 4, 5):
        actions.answer_row(colin, run.public_id, number, "1")
    actions.remove(colin, [lacking["tom"].public_id])
    actions.edit_relationship(colin, lacking["lindt"].public_id, email="mine@typed.example")
    people = colin.relationships.count()
    save(run)
    assert colin.relationships.count() == people
    assert emails(colin)["lindt"] == "mine@typed.example"
    assert emails(colin)["acme"] == "anna@acme.example"
    assert [number for number, _ in run.problems] == [4, 5]


def test_who_objected_is_matched_like_anybody_else_and_cannot_be_listed(
    colin: User, eve: User, known: Known, lacking: dict[str, Relationship]
) -> None:
    plain = [(one.number, one.candidates, one.reason) for one in upload(colin).rows.all()]
    theirs = known(eve, "Tom Okafor", email="tom@zeta.example")
    actions.suppress(theirs.prospect)
    run = upload(colin)
    assert [(one.number, one.candidates, one.reason) for one in run.rows.all()] == plain
    actions.answer_row(colin, run.public_id, 4, "1")
    save(run)
    tom = Relationship.objects.get(pk=lacking["tom"].pk)
    assert tom.email == "tom@zeta.example"
    assert suppressed_among([tom]) == {tom.pk}


def test_a_mail_book_in_any_format_the_readers_know(
    colin: User, lacking: dict[str, Relationship]
) -> None:
    cards = "BEGIN:VCARD\nVERSION:3.0\nFN:Tom Okafor\nEMAIL:tom@zeta.example\nEND:VCARD\n"
    run = upload(colin, cards, "contacts.vcf")
    assert [one.candidates for one in run.rows.all()] == [[f"c{lacking['tom'].pk}"]]
    nobody = upload(colin, "Name,Email\nQuite Unknown,x@y.example\n")
    assert nobody.status == "failed" and nobody.file is None
    assert "fits anybody" in nobody.problems[0][1]


def test_another_connector_sees_and_answers_nothing(
    colin: User, eve: User, lacking: dict[str, Relationship], browse: Callable[[User], Client]
) -> None:
    run = upload(colin)
    visitor = browse(eve)
    path = f"/network/imports/{run.public_id}/"
    assert visitor.get(path).status_code == 404
    assert visitor.post(f"{path}rows/", {"answer": "4:1"}).status_code == 404
    assert row(run, 4).answer == ""
    assert not upload(eve).rows.exists()  # the same file fits nobody of hers


def test_the_page_shows_candidates_side_by_side_and_the_web_process_parses_nothing(
    colin: User, lacking: dict[str, Relationship], browse: Callable[[User], Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    visitor = browse(colin)
    assert "From a file" in visitor.get("/network/emails/").text
    empty = visitor.post("/network/emails/file/", {})
    assert empty.status_code == 422
    read = "connectors.actions.importing.reading.open_book"
    with monkeypatch.context() as patched:
        patched.setattr(read, lambda *_, **__: pytest.fail("read in the request"))
        answer = visitor.post("/network/emails/file/", {"file": Upload("book.csv", BOOK.encode())})
    run = ImportRun.objects.latest("pk")
    assert answer.url == f"/network/imports/{run.public_id}/"  # type: ignore[attr-defined]
    assert (run.purpose, run.status) == ("emails", "waiting")
    actions.carry_out_import(run.pk)
    page = visitor.get(answer.url).text  # type: ignore[attr-defined]
    assert "Whose emails are these?" in page and "Save 0 emails" in page
    assert page.count('name="answer"') == 6
    done = visitor.post(f"{answer.url}rows/", {"answer": "4:1"})  # type: ignore[attr-defined]
    assert done.status_code == 302 and row(run, 4).is_chosen
    assert "Save 1 email<" in visitor.get(answer.url).text  # type: ignore[attr-defined]


def test_by_the_api(colin: User, lacking: dict[str, Relationship]) -> None:
    client = APIClient()
    client.force_authenticate(colin)
    file = io.BytesIO(BOOK.encode())
    file.name = "book.csv"
    said = {"file": file, "lawful": "true", "purpose": "emails"}
    answer = client.post("/api/v1/imports/", said, format="multipart")
    assert (answer.status_code, answer.json()["purpose"]) == (202, "emails")
    path = f"/api/v1/imports/{answer.json()['id']}/"
    actions.carry_out_import(ImportRun.objects.latest("pk").pk)
    rows = client.get(f"{path}rows/").json()["results"]
    assert [one["number"] for one in rows] == [2, 3, 4, 5]
    client.patch(f"{path}rows/4/", {"answer": "1"}, format="json")
    assert client.post(f"{path}add/").status_code == 202
    actions.carry_out_import(ImportRun.objects.latest("pk").pk)
    assert emails(colin)["tom"] == "tom@zeta.example"


@pytest.mark.django_db(transaction=True)
def test_a_removal_at_the_same_moment_leaves_nobody_nameless(
    colin: User, lacking: dict[str, Relationship]
) -> None:
    run = upload(colin)
    actions.answer_row(colin, run.public_id, 4, "1")
    actions.add_chosen(colin, run.public_id)
    answers = together(
        lambda: actions.carry_out_import(run.pk),
        lambda: actions.remove(colin, [lacking["tom"].public_id]),
    )
    assert won(answers) == answers
    assert all(one.name for one in colin.relationships.all())
    assert "tom" not in emails(colin)
