"""Evidence in a dispute: who may give and read it, files that lie, and that nothing stays behind."""

import hashlib
import io
import os
import tracemalloc
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail, signing
from django.test import Client
from PIL import Image

from brokerage.accounts import sanctions
from brokerage.accounts.models import StaffAction, User
from brokerage.cases.models import Case
from brokerage.kit.errors import Refusal
from introductions import actions
from introductions.actions import evidence_uploads
from introductions.actions.evidence_uploads import bringing
from introductions.models import Event, Evidence
from introductions.prospect_data import Held
from introductions.readers import shown_name
from introductions.tasks import sweep_evidence
from tests.support import builders, papers
from tests.support.moving_clock import MovingClock
from tests.support.papers import given, read
from tests.support.stages import Stage, settle
from tests.support.together import together, won

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder")]
WHY = "Nobody ever wrote to me, and the month is almost over."


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def disputed(stage: Stage) -> Stage:
    """Rita disputed."""
    stage.confirming()
    actions.dispute(stage.now(), user=stage.rep, reason="never_happened", statement=WHY)
    return stage


def page_of(stage: Stage, more: str = "") -> str:
    return f"/introductions/{stage.introduction.public_id}/{more}"


def give(stage: Stage, user: User, *files: Any) -> Any:
    return signed_in(user).post(page_of(stage, "evidence/"), {"files": list(files)})


def on_disk(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def case_of(stage: Stage) -> str:
    return f"/moderation/cases/{Case.objects.get(subject=stage.introduction.reference).public_id}/"


# --- Giving and reading ----------------------------------------------------------------------------


def test_both_sides_give_and_read_files_and_are_told(disputed: Stage) -> None:
    assert give(disputed, disputed.rep, given("Inbox.PNG", papers.picture())).status_code == 302
    files = [given("thread.eml", papers.MAIL), given("a.pdf", papers.PDF)]
    assert give(disputed, disputed.connector, *files).status_code == 302
    kinds = [(one.side, one.kind, one.name) for one in Evidence.objects.all()]
    assert kinds == [
        ("rep", "png", "Inbox.png"),
        ("connector", "eml", "thread.eml"),
        ("connector", "pdf", "a.pdf"),
    ]
    for side in (disputed.rep, disputed.connector):
        page = signed_in(side).get(page_of(disputed)).text
        assert all(name in page for _, _, name in kinds)
    assert page.count("Evidence added") == 2, "one line in the timeline for each time"
    settle()
    told = {m.to[0] for m in mail.outbox if "has added evidence" in m.subject}
    assert told == {disputed.rep.email, disputed.connector.email}


@pytest.mark.parametrize(
    ("name", "content", "ending"),
    [
        ("shot.png", papers.picture(), "png"),
        ("shot", papers.picture("JPEG"), "jpg"),
        ("shot.exe", papers.picture("WEBP"), "jpg"),
        ("shot.html", papers.picture("GIF"), "png"),
        ("letter.txt", papers.PDF, "pdf"),
        ("letter.html", papers.MAIL, "eml"),
        ("old", papers.MAIL.replace(b"Dear", "Grüße".encode("latin-1")), "eml"),
        ("chat.svg", papers.TEXT, "txt"),
    ],
)
def test_what_it_is_decides_and_a_browser_may_not_run_it(
    disputed: Stage, name: str, content: bytes, ending: str
) -> None:
    assert give(disputed, disputed.rep, given(name, content, "text/html")).status_code == 302
    row = Evidence.objects.get()
    answer = signed_in(disputed.connector).get(f"/evidence/{row.public_id}/")
    body = read(answer)
    assert row.kind == ending
    assert hashlib.sha256(body).hexdigest() == row.sha256
    assert answer["Content-Disposition"].startswith("attachment;")
    assert f".{ending}" in answer["Content-Disposition"]
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "no-store" in answer["Cache-Control"]
    shown = signed_in(disputed.connector).get(f"/evidence/{row.public_id}/picture/")
    assert shown.status_code == (200 if row.is_picture else 404)
    if row.is_picture:
        assert read(shown) == body
        assert shown["Content-Type"] in {"image/png", "image/jpeg"}
        assert shown["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_a_picture_keeps_its_dots_and_nothing_else(disputed: Stage, evidence_folder: Path) -> None:
    original = papers.photograph()
    assert b"SecretCamera" in original
    give(disputed, disputed.rep, given("me.jpg", original))
    row = Evidence.objects.get()
    [path] = on_disk(evidence_folder)
    kept = path.read_bytes()
    assert b"Secret" not in kept
    with Image.open(io.BytesIO(kept)) as drawn:
        assert not drawn.getexif()
        assert drawn.size == (48, 64), "turned as it was meant to be seen"
    assert row.given_sha256 == hashlib.sha256(original).hexdigest() != row.sha256
    assert path.stat().st_mode & 0o077 == 0


def test_nobody_else_reads_it(disputed: Stage, eve: User, mona: User) -> None:
    give(disputed, disputed.rep, given("a.pdf", papers.PDF))
    row = Evidence.objects.get()
    for place in (f"/evidence/{row.public_id}/", f"/evidence/{row.public_id}/picture/"):
        assert Client().get(place).status_code == 302
        for user in (eve, mona):
            assert signed_in(user).get(place).status_code == 404
    assert give(disputed, eve, given("b.pdf", papers.PDF + b"\n")).status_code == 404
    assert Evidence.objects.count() == 1


def test_staff_read_it_on_the_desk_and_every_look_is_logged(disputed: Stage, mona: User) -> None:
    shot = given("Mail from Petra Vandenbroucke.png", papers.picture())
    give(disputed, disputed.connector, shot)
    row = Evidence.objects.get()
    client, place = signed_in(mona), f"{case_of(disputed)}evidence/{row.public_id}/"
    page = client.get(case_of(disputed)).text
    assert row.plain_name in page
    assert "Vandenbroucke" not in page, "what a side calls a file may name the prospect"
    assert client.get(f"{place}picture/").status_code == 403, "no reason was given"
    assert not StaffAction.objects.exists()
    give_a_reason(client, disputed)
    assert read(client.get(f"{place}picture/"))[:4] == b"\x89PNG"
    answer = client.get(place)
    assert len(read(answer)) == row.size
    assert row.plain_name in answer["Content-Disposition"]
    logged = StaffAction.objects.filter(
        target=disputed.introduction.reference, staff=mona
    ).order_by("pk")
    assert [one.action for one in logged] == ["look at evidence", "download evidence"]
    assert "download evidence" in client.get(case_of(disputed)).text


def give_a_reason(client: Client, stage: Stage) -> None:
    answer = client.post(f"{case_of(stage)}open_files/", {"reason": WHY})
    assert answer.status_code == 302, answer.content


def test_the_desk_s_api_hands_it_out_as_its_pages_do(disputed: Stage, mona: User) -> None:
    give(disputed, disputed.rep, given("Mail from Petra Vandenbroucke.pdf", papers.PDF))
    row = Evidence.objects.get()
    place = f"/api/v1{case_of(disputed)}evidence/"
    listed = signed_in(mona).get(place).json()
    assert [(one["id"], one["name"]) for one in listed] == [(str(row.public_id), row.plain_name)]
    assert signed_in(mona).get(f"{place}{row.public_id}/").status_code == 403
    give_a_reason(signed_in(mona), disputed)
    assert read(signed_in(mona).get(f"{place}{row.public_id}/")) == papers.PDF
    assert StaffAction.objects.filter(action="download evidence").count() == 1
    for user in (disputed.rep, builders.staff("sam", "support")):
        assert signed_in(user).get(place).status_code == 403
        assert signed_in(user).get(f"{place}{row.public_id}/").status_code == 403
    assert StaffAction.objects.count() == 2


def test_support_sees_that_there_is_a_file_and_no_more(disputed: Stage, mona: User) -> None:
    give(disputed, disputed.rep, given("inbox.pdf", papers.PDF))
    row, client = Evidence.objects.get(), signed_in(builders.staff("sam", "support"))
    page = client.get(case_of(disputed)).text
    assert "1 file given as evidence" in page
    assert row.public_id.hex[:8] not in page
    assert client.get(f"{case_of(disputed)}evidence/{row.public_id}/").status_code == 403
    mona.company = disputed.rep.company
    mona.save()
    conflict = signed_in(mona).get(f"{case_of(disputed)}evidence/{row.public_id}/")
    assert conflict.status_code == 403
    assert not StaffAction.objects.exists()
    other = "/moderation/cases/00000000-0000-4000-8000-000000000000/"
    assert client.get(f"{other}evidence/{row.public_id}/").status_code == 404


def test_files_come_with_a_dispute_and_with_the_answer(stage: Stage) -> None:
    stage.confirming()
    facts = {"reason": "wrong_person", "statement": WHY, "files": given("a.pdf", papers.PDF)}
    assert signed_in(stage.rep).post(page_of(stage, "dispute/"), facts).status_code == 302
    facts = {"response": WHY, "files": [given("a.eml", papers.MAIL), given("b", papers.TEXT)]}
    assert signed_in(stage.connector).post(page_of(stage, "respond/"), facts).status_code == 302
    assert [one.side for one in Evidence.objects.all()] == ["rep", "connector", "connector"]
    assert not Event.objects.filter(move="evidence").exists()


def test_somebody_suspended_may_still_give_it(disputed: Stage) -> None:
    sena = builders.staff("sena", "senior moderator")
    why = "Forty requests with the same pitch in a day."
    sanctions.suspend(disputed.rep, staff=sena, code="unwanted", reason=why)
    assert give(disputed, disputed.rep, given("a.pdf", papers.PDF)).status_code == 302
    assert Evidence.objects.count() == 1


# --- Files that lie --------------------------------------------------------------------------------


@pytest.mark.parametrize("liar", papers.LIARS)
def test_a_file_that_lies_is_refused_and_nothing_changes(
    disputed: Stage, evidence_folder: Path, liar: str
) -> None:
    events = Event.objects.count()
    name, content = papers.LIARS[liar]
    honest = given("honest.pdf", papers.PDF)
    answer = give(disputed, disputed.rep, honest, given(name, content))
    assert answer.status_code == 400
    assert "PDF, mails saved as .eml and plain text" in answer.text or "dots" in answer.text
    assert not Evidence.objects.exists(), "all or nothing"
    assert Event.objects.count() == events
    assert on_disk(evidence_folder) == []


def test_a_refused_file_keeps_what_was_typed_and_opens_no_dispute(
    stage: Stage, evidence_folder: Path
) -> None:
    stage.confirming()
    liar = given("shot.png", b"<svg onload='alert(1)'/>")
    facts = {"reason": "wrong_person", "statement": WHY, "files": liar}
    answer = signed_in(stage.rep).post(page_of(stage, "dispute/"), facts)
    assert answer.status_code == 400
    assert WHY in answer.text
    assert "HTML, SVG, XML" in answer.text
    assert stage.now().state == "confirming"
    assert stage.now().payment.frozen_at is None  # type: ignore[union-attr]
    assert on_disk(evidence_folder) == []


class Endless:
    """A body of `size` bytes that is made while it is read."""

    def __init__(self, head: bytes, size: int, tail: bytes) -> None:
        self.head, self.left, self.tail = head, size, tail

    def read(self, count: int = -1) -> bytes:
        if self.head:
            piece, self.head = self.head[:count], self.head[count:]
        elif self.left:
            piece = b"x" * min(count, self.left)
            self.left -= len(piece)
        else:
            piece, self.tail = self.tail[:count], self.tail[count:]
        return piece

    readline = read


def test_200_megabytes_are_refused_without_being_kept_and_the_words_stay(
    stage: Stage, evidence_folder: Path, settings: Any
) -> None:
    stage.confirming()
    client, size, mark = signed_in(stage.rep), 200 * 2**20, "BoUnDaRy"
    settings.FILE_UPLOAD_TEMP_DIR = str(evidence_folder.parent)

    def part(name: str, value: str, more: str = "") -> str:
        head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'
        return head + (f"{value}\r\n" if value else "")

    head = (part("reason", "wrong_person") + part("files", "", '; filename="a.png"')).encode()
    tail = ("\r\n" + part("statement", WHY) + f"--{mark}--\r\n").encode()
    tracemalloc.start()
    answer = client.request(
        REQUEST_METHOD="POST",
        PATH_INFO=page_of(stage, "dispute/"),
        CONTENT_TYPE=f"multipart/form-data; boundary={mark}",
        CONTENT_LENGTH=str(len(head) + size + len(tail)),
        **{"wsgi.input": Endless(head, size, tail)},
    )
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert answer.status_code == 413
    assert "A file may have up to 10 MB" in answer.text
    assert WHY in answer.text
    assert peak < 60 * 2**20, peak
    assert stage.now().state == "confirming"
    assert on_disk(evidence_folder.parent) == []


NAMES = {
    "../../etc/passwd": "passwd.txt",
    "C:\\Users\\rita\\shot.png.exe": "shot.txt",
    "a\x00b\r\nSet-Cookie: x.txt": "a b Set-Cookie x.txt",
    "invoice\u202egnp.exe": "invoice gnp.txt",
    "<img src=x onerror=alert(1)>.txt": "img src=x onerror=alert(1).txt",
    "....": "evidence-1.txt",
    "": "evidence-1.txt",
    "\u200f\u202e": "evidence-1.txt",
    "Grüße aus Zürich.TXT": "Grüße aus Zürich.txt",
    "x" * 300: "x" * 80 + ".txt",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_made_safe(name: str) -> None:
    assert shown_name(name, "txt", 1) == NAMES[name]


@pytest.mark.parametrize("name", ["../../../evil.txt", "/etc/cron.d/evil.txt", "..\\..\\evil.txt"])
def test_a_path_in_the_name_leads_nowhere(
    disputed: Stage, evidence_folder: Path, name: str
) -> None:
    body = (
        f'--B\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
        "Hello\r\n--B--\r\n"
    )
    answer = signed_in(disputed.rep).post(
        page_of(disputed, "evidence/"), body, content_type="multipart/form-data; boundary=B"
    )
    assert answer.status_code == 302
    row = Evidence.objects.get()
    assert row.name == "evil.txt"
    assert on_disk(evidence_folder.parent) == [evidence_folder / row.stored]


# --- Limits ----------------------------------------------------------------------------------------


def many(count: int) -> list[Any]:
    return [given(f"{n}.txt", f"Line {n}".encode()) for n in range(count)]


@pytest.mark.parametrize(
    ("name", "value", "files", "words"),
    [
        ("EVIDENCE_FILES_A_SIDE", 2, 3, "up to 2 files"),
        ("EVIDENCE_BYTES_A_SIDE", 10, 2, "in all"),
        ("EVIDENCE_MAX_BYTES", 3, 1, "A file may have"),
    ],
)
def test_too_much_is_refused_whole(
    disputed: Stage,
    evidence_folder: Path,
    settings: Any,
    name: str,
    value: int,
    files: int,
    words: str,
) -> None:
    setattr(settings, name, value)
    answer = give(disputed, disputed.rep, *many(files))
    assert answer.status_code in {409, 413}
    assert words in answer.text
    assert (Evidence.objects.count(), on_disk(evidence_folder)) == (0, [])


def test_the_same_file_again_and_nothing_at_all_are_refused(
    disputed: Stage, evidence_folder: Path
) -> None:
    give(disputed, disputed.rep, *many(1))
    assert "is here already" in give(disputed, disputed.rep, *many(1)).text
    assert give(disputed, disputed.rep).status_code == 422
    assert give(disputed, disputed.connector, *many(1)).status_code == 302
    assert len(on_disk(evidence_folder)) == Evidence.objects.count() == 2


def test_without_an_open_dispute_nothing_is_taken(stage: Stage, evidence_folder: Path) -> None:
    stage.confirming()
    assert give(stage, stage.rep, *many(1)).status_code == 409
    with pytest.raises(Refusal, match="moved on"):
        actions.bring_evidence(stage.now(), user=stage.rep, files=many(1))
    assert (Evidence.objects.count(), on_disk(evidence_folder)) == (0, [])


@pytest.mark.django_db(transaction=True)
def test_two_uploads_race_for_the_last_place(
    disputed: Stage, evidence_folder: Path, settings: Any
) -> None:
    settings.EVIDENCE_FILES_A_SIDE = 3
    give(disputed, disputed.rep, *many(2))

    def bring(number: int) -> Callable[[], Any]:
        file = given(f"last-{number}.txt", f"Last {number}".encode())
        return lambda: actions.bring_evidence(
            disputed.introduction, user=disputed.rep, files=[file]
        )

    answers = together(*[bring(number) for number in range(4)])
    assert len(won(answers)) == 1, answers
    assert all(isinstance(one, Refusal) for one in answers if isinstance(one, Exception))
    assert len(on_disk(evidence_folder)) == Evidence.objects.count() == 3


# --- Nothing stays behind ----------------------------------------------------------------------------


def test_a_row_that_cannot_be_written_leaves_no_file(
    disputed: Stage, evidence_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("the database went away")

    monkeypatch.setattr(bringing, "_attach", fail)
    with pytest.raises(RuntimeError):
        actions.bring_evidence(disputed.now(), user=disputed.rep, files=many(2))
    assert on_disk(evidence_folder) == []


def test_a_storage_that_fails_is_a_sentence_and_leaves_nothing(
    disputed: Stage, evidence_folder: Path
) -> None:
    evidence_folder.parent.joinpath("evidence").write_text("a file where the folder should be")
    answer = give(disputed, disputed.rep, *many(1))
    assert answer.status_code == 503
    assert "cannot be kept just now" in answer.text
    assert not Evidence.objects.exists()


def test_files_go_some_time_after_the_end_and_their_fingerprints_stay(
    disputed: Stage, evidence_folder: Path, mona: User, clock: MovingClock, settings: Any
) -> None:
    give(disputed, disputed.rep, *many(1))
    sweep_evidence()
    assert len(on_disk(evidence_folder)) == 1
    disputed.wait(clock, days=31)
    row = Evidence.objects.get()
    assert row.dispute.closed_at
    clock.forward(days=settings.EVIDENCE_KEPT.days + 1)
    evidence_uploads.forget_old_evidence()
    row.refresh_from_db()
    assert (row.removed_at is not None, len(row.sha256)) == (True, 64)
    assert row.name == row.plain_name
    client = signed_in(disputed.rep)
    assert client.get(f"/evidence/{row.public_id}/").status_code == 404
    assert "Deleted on" in client.get(page_of(disputed)).text


def test_an_erased_prospects_files_go_once_the_dispute_is_over(
    disputed: Stage, clock: MovingClock
) -> None:
    give(disputed, disputed.rep, *many(1))
    evidence_uploads.forget_evidence_about([disputed.introduction])
    assert Evidence.objects.get().removed_at is None, "a moderator still needs it"
    disputed.wait(clock, days=31)
    row = disputed.relationship
    key = row.prospect.keys.first()
    assert key is not None
    actions.erase_person(Held(row.prospect, key, [row], [disputed.now()]))
    assert Evidence.objects.get().removed_at


def test_any_storage_will_do(disputed: Stage, settings: Any) -> None:
    memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = {**settings.STORAGES, "evidence": memory}
    give(disputed, disputed.rep, given("a.eml", papers.MAIL))
    row = Evidence.objects.get()
    place = f"/evidence/{row.public_id}/"
    assert read(signed_in(disputed.connector).get(place)) == papers.MAIL
    Evidence.objects.all().delete()
    assert evidence_uploads.forget_orphans(timedelta(days=-1)) == 1


@pytest.mark.django_db(transaction=True)
def test_the_files_are_deleted_after_commit(disputed: Stage, evidence_folder: Path) -> None:
    give(disputed, disputed.rep, *many(1))
    dispute = disputed.now().disputes.get()
    dispute.closed_at = dispute.opened_at - timedelta(days=1000)
    dispute.save()
    sweep_evidence()
    assert on_disk(evidence_folder) == []
    assert Evidence.objects.get().removed_at


def test_a_file_that_no_row_names_is_swept_once_it_is_old(
    disputed: Stage, evidence_folder: Path
) -> None:
    give(disputed, disputed.rep, *many(1))
    orphan = evidence_folder / "ab" / "ab0000"
    orphan.parent.mkdir(exist_ok=True)
    orphan.write_text("left by a process that died")
    sweep_evidence()
    assert orphan.exists(), "perhaps it is being given right now"
    for path in on_disk(evidence_folder):
        os.utime(path, (1, 1))
    sweep_evidence()
    assert not orphan.exists()
    assert len(on_disk(evidence_folder)) == 1


# --- A host of its own, and programs -----------------------------------------------------------------


def test_a_host_of_its_own_serves_files_by_ticket_and_nothing_else(
    disputed: Stage, settings: Any
) -> None:
    settings.EVIDENCE_URL = "https://files.example"
    settings.ALLOWED_HOSTS = ["testserver", "files.example"]
    give(disputed, disputed.rep, given("a.png", papers.picture()))
    row = Evidence.objects.get()
    place = signed_in(disputed.connector).get(f"/evidence/{row.public_id}/picture/")["Location"]
    assert place.startswith("https://files.example/evidence/ticket/")
    path, there = place.removeprefix("https://files.example"), {"HTTP_HOST": "files.example"}
    answer = Client().get(path, **there)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert len(read(answer)) == row.size
    assert Client().get(path).status_code == 404, "on our own host a ticket opens nothing"
    assert Client().get(f"{path[:-3]}x/", **there).status_code == 404
    for other in ("/", "/introductions/", "/accounts/login/"):
        assert Client().get(other, **there).status_code == 404
    asked = {"file": row.public_id.hex, "how": "take", "name": "a.png"}
    stale = signing.TimestampSigner(salt="introductions.evidence")
    stale.timestamp = lambda: "1"  # type: ignore[method-assign]
    old = stale.sign_object(asked, compress=True)
    assert Client().get(f"/evidence/ticket/{old}/", **there).status_code == 404


def test_programs_list_give_and_download(disputed: Stage, eve: User) -> None:
    client = signed_in(disputed.rep)
    place = f"/api/v1/introductions/{disputed.introduction.public_id}/evidence/"
    answer = client.post(place, {"files": [given("a.pdf", papers.PDF)]}, format="multipart")
    assert answer.status_code == 201, answer.content
    [one] = client.get(place).json()
    assert (one["side"], one["kind"], one["name"], one["size"]) == (
        "rep", "pdf", "a.pdf", len(papers.PDF)
    )  # fmt: skip
    download = signed_in(disputed.connector).get(f"{place}{one['id']}/")
    assert read(download) == papers.PDF
    assert download["X-Content-Type-Options"] == "nosniff"
    refused = client.post(place, {"files": [given("b.png", b"<html>")]})
    assert (refused.status_code, refused.json()["code"]) == (400, "not_accepted")
    assert refused.json()["field"] == "files"
    assert client.post(place, {}).status_code == 400
    for where in (place, f"{place}{one['id']}/"):
        assert signed_in(eve).get(where).status_code == 404
    assert Evidence.objects.count() == 1
    mine = f"/api/v1/introductions/{disputed.introduction.public_id}/"
    assert "evidence" in client.get(mine).json()["allowed_actions"]
    schema = client.get("/api/schema/").text
    assert "introductions_evidence_download" in schema
    assert "multipart/form-data" in schema
