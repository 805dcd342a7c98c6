"""A hostile file costs whoever gives it, and nobody else: it is read in a process that is killed."""

import io
import os
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from PIL import Image

from introductions import actions
from introductions.models import Evidence
from introductions.readers import NotTaken, Paper, apart, read_apart
from tests.support import papers
from tests.support.papers import given
from tests.support.stages import Stage

WHY = "Nobody ever wrote to me, and the month is almost over."
LIMITS: dict[str, int] = {
    "largest": 10 * 2**20,
    "pixels": 25_000_000,
    "seconds": 10,
    "megabytes": 1024,
}


def told(data: bytes, **limits: int) -> NotTaken | Paper:
    try:
        return read_apart(data, **{**LIMITS, **limits})
    except NotTaken as no:
        return no


def worker(monkeypatch: pytest.MonkeyPatch, folder: Path, text: str) -> None:
    """Let the process do this instead of reading."""
    script = folder / "worker.py"
    script.write_text(text)
    monkeypatch.setattr(apart, "WORKER", script)


def test_honest_files_come_back_as_they_are_kept() -> None:
    assert told(papers.TEXT) == Paper(apart.Kind.TEXT, papers.TEXT)
    picture = told(papers.photograph())
    assert isinstance(picture, Paper)
    assert picture.content.startswith(b"\xff\xd8\xff")
    assert b"SecretCamera" not in picture.content


@pytest.mark.parametrize(
    "blank", [b" " * 6_000_000, b"\n\t\r " * 2_000_000, "\u00a0".encode() * 3_000_000, b"\xef\xbb\xbf"]
)  # fmt: skip
def test_a_text_of_blanks_is_refused_at_once(blank: bytes) -> None:
    started = time.monotonic()
    no = told(blank)
    assert isinstance(no, NotTaken)
    assert "There are no words in this file" in no.sentence
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("before", [b"", b" " * 5_000_000, b"\n" * 100_000, b"word " * 100])
def test_a_page_is_told_whatever_stands_before_it(before: bytes) -> None:
    assert isinstance(told(before + b"<script>alert(1)</script> and words"), NotTaken)


HEAD = b"From: a@b.example\nDate: Mon, 2 Mar 2026 10:00:00 +0000\nMessage-ID: <1@b.example>\n"
IN_EACH_OTHER = {
    "emails": lambda n: b"Content-Type: message/rfc822\n\n" * n,
    "emails, their headers folded": lambda n: b"content-TYPE:\r\n\tMessage/RFC822\r\n\r\n" * n,
    "parts": lambda n: b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (one, one) for one in range(n)
    ),
}


@pytest.mark.parametrize("head", [HEAD, b""])
@pytest.mark.parametrize("what", IN_EACH_OTHER)
def test_an_email_of_thousands_in_each_other_is_refused_in_words(what: str, head: bytes) -> None:
    started = time.monotonic()
    no = told(head + IN_EACH_OTHER[what](20_000) + b"Subject: x\n\nwords\n")
    assert isinstance(no, NotTaken)
    assert (no.code, no.status) == ("too_nested", 400)
    assert no.sentence.startswith("This email holds too many others inside it. Save the one")
    assert time.monotonic() - started < 5
    few = told(head + IN_EACH_OTHER[what](20) + b"Subject: x\n\nwords\n")
    assert isinstance(few, Paper)
    assert few.kind == (apart.Kind.MAIL if head else apart.Kind.TEXT)


def test_who_takes_too_long_is_killed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    note = f"import os\nopen({str(mark)!r}, 'w').write(str(os.getpid()))\n"
    worker(monkeypatch, tmp_path, f"{note}while True: pass\n")
    started = time.monotonic()
    no = told(b"words", seconds=1)
    assert isinstance(no, NotTaken)
    assert (no.code, no.status) == ("file_too_slow", 400)
    assert time.monotonic() - started < 5
    with pytest.raises(ProcessLookupError):
        os.kill(int(mark.read_text()), 0)


def test_who_takes_too_much_memory_is_refused() -> None:
    large = io.BytesIO()
    Image.new("RGB", (5000, 4900)).save(large, "PNG")
    assert isinstance(told(large.getvalue(), megabytes=80), NotTaken)
    assert isinstance(told(papers.picture(), megabytes=80), Paper)


def test_who_falls_over_a_file_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    worker(monkeypatch, tmp_path, "import os\nos.abort()\n")
    no = told(b"words")
    assert isinstance(no, NotTaken)
    assert no.code == "file_too_slow"


def test_the_process_knows_none_of_our_secrets(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("STRIPE_SECRET_KEY", "sk_live_x")
    said = "{'sentence': repr(dict(os.environ)), 'code': 'x', 'status': 400}"
    worker(monkeypatch, tmp_path, f"import json, os\nprint(json.dumps({said}))\n")
    no = told(b"words")
    assert isinstance(no, NotTaken)
    known = no.sentence
    assert "sk_live_x" not in known
    assert not [name for name in ("DATABASE", "SECRET", "KEY", "REDIS") if name in known]


def test_with_every_place_taken_one_is_asked_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "WAIT_SECONDS", 0.05)
    for _ in range(apart.AT_ONCE):
        assert apart._places.acquire(timeout=1)
    try:
        no = told(papers.TEXT)
    finally:
        for _ in range(apart.AT_ONCE):
            apart._places.release()
    assert isinstance(no, NotTaken)
    assert (no.code, no.status) == ("busy", 503)
    assert isinstance(told(papers.TEXT), Paper)


@pytest.mark.django_db
def test_through_the_door_nothing_is_kept_and_who_goes_on_has_to_wait(
    stage: Stage, evidence_folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    cache.clear()
    stage.confirming()
    actions.dispute(stage.now(), user=stage.rep, reason="never_happened", statement=WHY)
    client, other = Client(), Client()
    client.force_login(stage.rep)
    other.force_login(stage.connector)
    page = f"/introductions/{stage.introduction.public_id}/evidence/"

    def give(by: Client, content: bytes) -> Any:
        return by.post(page, {"files": [given("a.txt", content)]})

    assert give(client, b" " * 6_000_000).status_code == 400
    worker(monkeypatch, tmp_path, "import sys\nsys.exit(3)\n")
    for n in range(3):
        answer = give(client, b"words %d" % n)
        assert answer.status_code == 400
        assert "takes too much time or memory" in answer.text
    assert give(client, b"words").status_code == 429
    monkeypatch.undo()
    assert give(client, b"words").status_code == 429
    assert not Evidence.objects.exists()
    assert not [path for path in evidence_folder.rglob("*") if path.is_file()]
    assert give(other, b"words of the other side").status_code == 302
    assert Evidence.objects.count() == 1
