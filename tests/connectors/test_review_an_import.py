"""A connector looks at what a file holds before any of it counts: who is new, known, or in doubt."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile as Upload
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from brokerage.accounts.models import User
from brokerage.kit.errors import Refusal
from connectors import actions
from connectors.actions.importing.describing import describe
from connectors.models import Company, ImportRow, ImportRun, KeyKind, Prospect, Relationship
from connectors.queries.own_contacts.reviewing import ReviewFilters, review_counts, review_page
from tests.support.importing import carry_through, imported, reviewed, row

pytestmark = pytest.mark.django_db
HEAD = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
ANNA = "Anna,Berg,https://www.linkedin.com/in/anna-berg,anna@acme.example,Acme,CFO,\n"


def review(user: User, lines: str, name: str = "Connections.csv") -> ImportRun:
    return reviewed(user, name, (HEAD + lines).encode())


def add(run: ImportRun) -> ImportRun:
    actions.add_chosen(run.connector, run.public_id)
    actions.carry_out_import(run.pk)
    run.refresh_from_db()
    return run


def only(user: User) -> Relationship:
    return user.relationships.get()


def words(run: ImportRun) -> list[Any]:
    return describe(run.connector, run, list(run.rows.all()))


def test_nothing_is_stored_before_it_is_added(colin: User) -> None:
    run = review(colin, ANNA.replace("Acme", "Nobody Knows Them Ltd"))
    assert run.status == "review"
    assert not colin.relationships.exists() and not Prospect.objects.exists()
    assert not Company.objects.filter(name__startswith="Nobody Knows").exists()
    actions.discard_import(colin, run.public_id)
    run.refresh_from_db()
    assert (run.status, run.file, run.index, run.rows.count()) == ("discarded", None, None, 0)
    with pytest.raises(Refusal, match="not open for review"):
        actions.add_chosen(colin, run.public_id)
    assert not colin.relationships.exists()


def test_what_is_read_stands_encrypted_and_goes_with_the_file(colin: User) -> None:
    run = review(colin, ANNA)
    with connection.cursor() as cursor:
        stored = ""
        for table in ("importrun", "importrow", "factchange"):
            cursor.execute(f"SELECT string_agg(t::text, '') FROM connectors_{table} t")
            stored += cursor.fetchone()[0] or ""
    for secret in ("anna", "berg", "acme", "cfo", "connections.csv"):
        assert secret not in stored.lower()
    add(run)
    assert (run.file, run.index, run.columns, run.rows.count()) == (None, None, None, 0)


def test_who_is_not_ticked_is_deleted_with_the_file(colin: User) -> None:
    run = review(colin, ANNA + "Bob,Low,,bob@low.example,Low,CEO,\n")
    actions.choose_rows(colin, run.public_id, numbers=[2], chosen=False)
    add(run)
    assert (run.new, run.skipped, only(colin).name) == (1, 1, "Bob Low")
    assert not ImportRow.objects.exists()


def test_a_review_is_the_same_whether_somebody_asked_never_to_be_listed(colin: User) -> None:
    def told() -> Any:
        run = review(colin, ANNA + "Bob,Low,,bob@silent.example,Low,CEO,\n")
        seen = words(run), review_counts(run), run.problems
        actions.discard_import(colin, run.public_id)
        return seen

    before = told()
    actions.suppress_address(KeyKind.EMAIL, "anna@acme.example")
    actions.suppress_address(KeyKind.PROFILE, "linkedin.com/in/anna-berg")
    actions.suppress_address(KeyKind.DOMAIN, "silent.example")
    assert told() == before


def test_own_colleagues_private_people_and_offices_are_not_ticked_beforehand(colin: User) -> None:
    actions.save_profile(colin, headline="x", employer_name="Colin Works")
    run = review(
        colin,
        "Cole,League,,cole@works.example,Colin Works GmbH,CEO,\n"
        "Mum,Berg,,mum@gmail.com,,,\n"
        "May,Or,,mayor@town.example,Town,Mayor,\n" + ANNA,
    )
    found = [(one.name, one.kind, one.is_chosen) for one in words(run)]
    assert found == [
        ("Cole League", "left_out", False),
        ("Mum Berg", "left_out", False),
        ("May Or", "unlistable", False),
        ("Anna Berg", "new", True),
    ]
    actions.choose_rows(colin, run.public_id, numbers=[4], chosen=True)
    assert add(run).new == 2


QUESTIONS: list[tuple[str, str, str, str]] = [
    # what is known, what arrives, why it is a question, the likeliest answer
    (ANNA, "Petra,Klein,,anna@acme.example,Acme,CTO,\n", "shared_mailbox", "1"),
    (ANNA, ANNA.replace("anna@acme", "anna.berg@acme"), "other_address", "1"),
    (ANNA, ANNA.replace("Acme,CFO", "Nike,CFO"), "moved", "1-"),
    (ANNA, ANNA.replace("anna@acme.example,Acme", "anna@nike.example,Nike"), "moved", "1+"),
    (ANNA, "Anna,Berg,,ab@acme.example,Acme,CFO,\n", "namesake", "1"),
    (ANNA, "Anna,Berg,,ab@mail.example,,,\n", "namesake", "1"),
    (ANNA, "Berg,Anna,,ab@mail.example,,,\n", "namesake", "1"),
]


@pytest.mark.parametrize(("known", "arrives", "reason", "likeliest"), QUESTIONS)
def test_what_is_in_doubt_is_asked_and_not_guessed(
    colin: User, known: str, arrives: str, reason: str, likeliest: str
) -> None:
    imported(colin, "a.csv", (HEAD + known).encode())
    before = Relationship.objects.values().get()
    run = review(colin, arrives)
    asked = row(run, 2)
    assert (asked.kind, asked.reason, asked.is_chosen) == ("question", reason, False)
    assert words(run)[0].options[0].value == likeliest
    with pytest.raises(Refusal, match="Tick at least one"):
        actions.add_chosen(colin, run.public_id)
    actions.choose_rows(colin, run.public_id, numbers=None, chosen=True)
    assert not row(run, 2).is_chosen, "it is ticked by its answer only"
    assert Relationship.objects.values().get() == before


@pytest.mark.parametrize(
    ("arrives", "sign", "expected"),
    [
        (ANNA.replace("anna@acme", "anna.berg@acme"), "", ("anna@acme.example", "Acme")),
        (ANNA.replace("anna@acme", "anna.berg@acme"), "+", ("anna.berg@acme.example", "Acme")),
        (ANNA.replace("Acme,CFO", "Nike,CFO"), "-", ("", "Nike")),
        (ANNA.replace("Acme,CFO", "Nike,CFO"), "", ("anna@acme.example", "Nike")),
        (
            ANNA.replace("anna@acme.example,Acme", "anna@nike.example,Nike"),
            "+",
            ("anna@nike.example", "Nike"),
        ),
    ],
)
def test_an_answer_is_carried_out(
    colin: User, arrives: str, sign: str, expected: tuple[str, str]
) -> None:
    imported(colin, "a.csv", (HEAD + ANNA).encode())
    contact = only(colin)
    run = review(colin, arrives)
    actions.answer_row(colin, run.public_id, 2, f"1{sign}")
    add(run)
    contact.refresh_from_db()
    assert (contact.email, contact.company_name) == expected
    keys = list(contact.prospect.keys.all())
    assert len(keys) == (1 if contact.email else 0), "it leads to whoever reads that mailbox"


@pytest.mark.parametrize(("known", "arrives", "reason", "_"), QUESTIONS)
def test_another_person_is_another_contact_and_takes_nothing_away(
    colin: User, known: str, arrives: str, reason: str, _: str
) -> None:
    imported(colin, "a.csv", (HEAD + known).encode())
    before = Relationship.objects.values().get()
    run = review(colin, arrives)
    actions.answer_row(colin, run.public_id, 2, "new")
    assert add(run).new == 1
    assert Relationship.objects.filter(pk=before["id"]).values().get() == before
    other = colin.relationships.exclude(pk=before["id"]).get()
    assert other.prospect_id != before["prospect_id"]
    assert other.email != before["email"] or not other.email
    assert other.profile_url != before["profile_url"] or not other.profile_url


def test_an_answer_that_was_not_offered_is_refused(colin: User, eve: User) -> None:
    imported(colin, "a.csv", (HEAD + ANNA).encode())
    theirs = imported(eve, "a.csv", (HEAD + ANNA.replace("Anna", "Ina")).encode())
    assert theirs.new == 1
    run = review(colin, ANNA.replace("anna@acme", "anna.berg@acme"))
    for answer in (
        "c1",
        "2",
        "0",
        "-1",
        "r7",
        "x",
        "1 OR 1",
        "-",
        "new+",
        "1++",
        f"c{only(eve).pk}",
    ):
        with pytest.raises(Refusal):
            actions.answer_row(colin, run.public_id, 2, answer)
    assert (row(run, 2).answer, row(run, 2).is_chosen) == ("", False)


def test_two_rows_of_one_file_are_asked_about_too(colin: User) -> None:
    run = review(
        colin,
        "Ann,Lee,,info@acme.example,Acme,CFO,\n"
        "Bob,Ray,,info@acme.example,Acme,CTO,\n"
        "Ann,Lee,,ann@acme.example,Acme,CFO,\n"
        "Ann,Lee,,info@acme.example,Acme,CFO,\n",
    )
    assert [(one.kind, one.options[0].label if one.options else one.note) for one in words(run)] == [
        ("new", ""),
        ("question", "Same as row 2"),
        ("question", "Same as row 2"),
        ("known", "Repeats row 2."),
    ]  # fmt: skip
    actions.answer_row(colin, run.public_id, 3, "new")
    actions.answer_row(colin, run.public_id, 4, "1")
    add(run)
    assert {(one.name, one.email) for one in colin.relationships.all()} == {
        ("Ann Lee", "info@acme.example"),
        ("Bob Ray", ""),
    }


def test_namesakes_of_a_mail_book_are_never_merged_by_guess(
    colin: User, file: Callable[[str], bytes]
) -> None:
    imported(colin, "50a.csv", file("../imports-faulty/50a-namesakes-linkedin.csv"))
    before = {one.title: one.email for one in colin.relationships.all()}
    assert len(before) == 2
    run = reviewed(colin, "50b.csv", file("../imports-faulty/50b-namesakes-mail.csv"))
    (asked,) = words(run)
    assert asked.kind == "question" and len(asked.options) == 3
    assert {one.title: one.email for one in colin.relationships.all()} == before


def test_many_questions_of_one_kind_are_answered_at_once(colin: User) -> None:
    lines = "".join(f"Ann{n},Lee,,a{n}@acme.example,Acme,CFO,\n" for n in range(30))
    imported(colin, "a.csv", (HEAD + lines).encode())
    run = review(colin, lines.replace("@acme", "@mail.acme"))
    assert review_counts(run).open == 30
    assert actions.answer_all(colin, run.public_id, reason="namesake", answer="new") == 30
    assert review_counts(run).open == 0 and review_counts(run).to_add == 30


def test_what_a_hand_typed_no_file_changes(colin: User) -> None:
    imported(colin, "a.csv", (HEAD + ANNA).encode())
    actions.edit_relationship(colin, only(colin).public_id, title="Finance chief")
    run = review(colin, ANNA.replace("CFO", "Director"))
    assert words(run)[0].note == "Nothing changes."
    assert add(run).unchanged == 1
    assert only(colin).title == "Finance chief"
    actions.edit_relationship(colin, only(colin).public_id, title="")
    assert carry_through(review(colin, ANNA.replace("CFO", "Director")).pk).updated == 1
    assert only(colin).title == "Director"


def test_a_newer_file_says_what_changed_and_the_past_is_kept(
    colin: User, browse: Callable[[User], Client]
) -> None:
    imported(colin, "a.csv", (HEAD + ANNA).encode())
    run = review(colin, ANNA.replace("anna@acme.example,Acme,CFO", "anna@nike.example,Nike,COO"))
    actions.answer_row(colin, run.public_id, 2, "1+")
    add(run)
    kept = {one.fact: (one.before, one.after) for one in only(colin).fact_changes.all()}
    assert kept["company_name"] == ("Acme", "Nike") and kept["title"] == ("CFO", "COO")
    assert only(colin).moved_at is not None
    page = browse(colin).get(f"/network/{only(colin).public_id}/").content.decode()
    for told in (
        "Brought in by",
        "a.csv",
        "Changed jobs",
        "Company: Acme → Nike",
        "by Connections.csv",
    ):
        assert told in page
    actions.edit_relationship(colin, only(colin).public_id, email="anna.berg@nike.example")
    assert only(colin).moved_at is None, "where they are now was typed in"


def test_a_name_read_wrongly_is_mended_by_the_right_file(
    colin: User, file: Callable[[str], bytes]
) -> None:
    wrong = reviewed(colin, "a.csv", file("../imports-faulty/55a-cp1250.csv"))
    assert len(wrong.previews or {}) > 1
    other = next(one for one in wrong.previews if one != wrong.encoding)
    actions.read_as(colin, wrong.public_id, other)
    actions.carry_out_import(wrong.pk)
    misread = wrong.rows.get().contact
    carry_through(wrong.pk)
    run = imported(colin, "b.csv", file("../imports-faulty/55b-same-utf8.csv"))
    assert "Wiśniewski" not in str(misread)
    assert (run.new, run.updated, only(colin).name) == (0, 1, "Łukasz Wiśniewski")


def test_columns_nobody_knows_are_asked_for_and_remembered(colin: User, eve: User) -> None:
    data = b"Wer,Womit,Wo,Erreichbar\nAnn Lee,CFO,Acme,+49 1\nBob Low,CTO,Acme,+49 2\n"
    run = reviewed(colin, "x.csv", data)
    assert (run.status, [one["heading"] for one in run.columns]) == (
        "columns",
        ["Wer", "Womit", "Wo", "Erreichbar"],
    )
    with pytest.raises(Refusal, match="holds the name"):
        actions.choose_columns(colin, run.public_id, {"wo": "company"})
    with pytest.raises(Refusal, match="what each column is"):
        actions.choose_columns(colin, run.public_id, {"wo": "password"})
    with pytest.raises(Refusal, match="what each column is"):
        actions.choose_columns(colin, run.public_id, {"other": "company"})
    chosen = {"wer": "full_name", "womit": "position", "wo": "company", "erreichbar": ""}
    actions.choose_columns(colin, run.public_id, chosen)
    actions.carry_out_import(run.pk)
    run.refresh_from_db()
    assert [(one.name, one.title, one.company) for one in words(run)] == [
        ("Ann Lee", "CFO", "Acme"),
        ("Bob Low", "CTO", "Acme"),
    ]
    assert reviewed(colin, "y.csv", data).status == "review", "the next such file needs no answer"
    assert reviewed(eve, "y.csv", data).status == "columns", "what one connector chose is theirs"


def test_a_column_that_was_not_used_can_be(colin: User) -> None:
    run = reviewed(colin, "x.csv", b"Name,Email,Betrieb\nAnn Lee,ann@acme.example,Acme\n")
    assert [one["field"] for one in run.columns] == ["full_name", "email", ""]
    assert words(run)[0].company == ""
    actions.choose_columns(colin, run.public_id, {"betrieb": "company"})
    actions.carry_out_import(run.pk)
    run.refresh_from_db()
    assert words(run)[0].company == "Acme"


def test_a_listing_that_leaves_the_market_is_said(colin: User, known: Any) -> None:
    contact = known(
        colin, name="Anna Berg", email="anna@acme.example", company_name="", title="", listed=True
    )
    run = review(colin, ANNA.replace("CFO", "Mayor"))
    assert add(run).unlisted == 1
    contact.refresh_from_db()
    assert contact.listed_at is None


def test_a_full_network_takes_in_nobody_new_but_is_kept_up(
    colin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from connectors.actions.importing import reviewing

    imported(colin, "a.csv", (HEAD + ANNA).encode())
    monkeypatch.setattr(reviewing, "NETWORK_LIMIT", 1)
    run = review(colin, ANNA.replace("CFO", "COO") + "Bob,Low,,bob@low.example,Low,CEO,\n")
    with pytest.raises(Refusal, match="would hold more"):
        actions.add_chosen(colin, run.public_id)
    assert colin.relationships.count() == 1
    actions.choose_rows(colin, run.public_id, numbers=[3], chosen=False)
    assert add(run).updated == 1


def test_a_page_of_a_review_costs_the_same_at_any_size(colin: User) -> None:
    def asked(count: int, order: str) -> int:
        lines = "".join(f"Ann{n},Lee{n},,a{n}@acme.example,Acme {n},CFO,\n" for n in range(count))
        run = review(colin, lines)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            page = review_page(run, ReviewFilters(order=order, page=2))
            describe(colin, run, list(page.object_list))
            review_counts(run)
        actions.discard_import(colin, run.public_id)
        return len(seen)

    for order in ("number", "name"):
        assert asked(60, order) == asked(300, order) <= 6


def test_a_review_is_searched_filtered_and_sorted(colin: User) -> None:
    run = review(colin, "Zoë,Ärzt,,z@acme.example,Beta,CFO,\nBob,Low,,,Alpha,CEO,\n" + ANNA)

    def names(**filters: Any) -> list[str]:
        page = review_page(run, ReviewFilters(**filters))
        return [one.name for one in describe(colin, run, list(page.object_list))]

    assert names(order="name") == ["Anna Berg", "Bob Low", "Zoë Ärzt"]
    assert names(order="company") == ["Anna Berg", "Bob Low", "Zoë Ärzt"]
    assert names(q="zoe arzt") == ["Zoë Ärzt"]
    assert names(with_email=True, order="name") == ["Anna Berg", "Zoë Ärzt"]
    assert names(kind="known") == []


def test_the_pages_work_without_script(colin: User, browse: Callable[[User], Client]) -> None:
    imported(colin, "a.csv", (HEAD + ANNA).encode())
    visitor = browse(colin)
    lines = ANNA.replace("anna@acme", "anna.berg@acme") + "Bob,Low,,bob@low.example,Low,CEO,\n"
    upload = Upload("Connections.csv", (HEAD + lines).encode())
    place = visitor.post("/network/import/", {"file": upload, "lawful": "on"})["Location"]
    actions.carry_out_import(ImportRun.objects.latest("pk").pk)
    page = visitor.get(place).content.decode()
    assert "Use anna.berg@acme.example" in page and "Add 1 person" in page
    rows = f"{place}rows/"
    answered = visitor.post(rows, {"answer": "2:1+", "filters": "kind=question&next=//x"})
    assert answered["Location"] == f"{place}?kind=question"
    assert visitor.post(rows, {"answer": "2:0"}).status_code == 400
    visitor.post(rows, {"shown": ["2", "3"], "chosen": ["2"], "do": "add"})
    actions.carry_out_import(ImportRun.objects.latest("pk").pk)
    assert colin.relationships.get().email == "anna.berg@acme.example"
    assert visitor.post(rows, {"do": "add"}).status_code == 409


def test_the_api_does_all_of_it(colin: User, eve: User, browse: Callable[[User], Client]) -> None:
    imported(colin, "a.csv", (HEAD + ANNA).encode())
    api = browse(colin)
    lines = ANNA.replace("anna@acme", "anna.berg@acme") + "Bob,Low,,bob@low.example,Low,CEO,\n"
    upload = Upload("Connections.csv", (HEAD + lines).encode())
    made = api.post("/api/v1/imports/", {"file": upload, "lawful": "true"}).json()
    actions.carry_out_import(ImportRun.objects.latest("pk").pk)
    place = f"/api/v1/imports/{made['id']}/"
    told = api.get(place).json()
    assert told["status"] == "review" and told["columns"][0]["field"] == "first_name"
    rows = api.get(f"{place}rows/", {"kind": "question"}).json()["results"]
    assert [one["value"] for one in rows[0]["options"]] == [
        "1", "1+", "new"
    ]  # fmt: skip
    said = api.patch(f"{place}rows/2/", {"answer": "1+"}, "application/json")
    assert said.json()["is_chosen"] is True
    body = {"chosen": False, "numbers": [3]}
    assert api.patch(f"{place}rows/", body, "application/json").json() == {"changed": 1}
    for door in (browse(eve).get, browse(eve).delete):
        assert door(place).status_code == 404
    assert browse(eve).post(f"{place}add/").status_code == 404
    assert api.post(f"{place}add/").status_code == 202
    actions.carry_out_import(ImportRun.objects.latest("pk").pk)
    done = api.get(place).json()
    assert (done["status"], done["updated"], done["new"]) == ("done", 1, 0)
    assert api.delete(place).status_code == 409
    assert api.post(f"{place}undo/").status_code == 202
    actions.carry_out_import(ImportRun.objects.latest("pk").pk)
    assert api.get(place).json()["status"] == "undone"
    assert only(colin).email == "anna@acme.example"
