"""A PDF that does something when it is opened is refused and says why; a plain one is kept as it came."""

import contextlib
import os
import time
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from introductions import actions
from introductions.models import Event, Evidence
from introductions.readers import Kind, NotTaken, Paper, pdfs, read_apart, recognising
from tests.support import papers, pdf_files
from tests.support.papers import given, read
from tests.support.stages import Stage

WHY = "Nobody ever wrote to me, and the month is almost over."
SIZE = 10 * 2**20


def told(data: bytes) -> NotTaken | Paper:
    try:
        return recognising.read(data, largest=SIZE, pixels=1000)
    except NotTaken as no:
        return no


@pytest.mark.parametrize("what", pdf_files.ACTIVE)
def test_what_does_something_is_refused_and_says_what_to_do(what: str) -> None:
    no = told(pdf_files.ACTIVE[what])
    assert isinstance(no, NotTaken)
    assert no.code == "active_pdf"
    assert no.sentence.startswith("This PDF holds ")
    assert "print it to a new PDF" in no.sentence


@pytest.mark.parametrize("what", pdf_files.HARMLESS)
def test_an_honest_one_is_kept_as_it_came(what: str) -> None:
    data = pdf_files.HARMLESS[what]
    assert told(data) == Paper(Kind.PDF, data)


def test_one_whose_table_is_damaged_is_read_as_viewers_do() -> None:
    assert told(papers.PDF) == Paper(Kind.PDF, papers.PDF)
    scripted = papers.PDF.replace(b"/Catalog", b"/Catalog/OpenAction<</S/URI/URI(http://a.b)>>")
    no = told(scripted)
    assert isinstance(no, NotTaken)
    assert no.code == "active_pdf"


def test_one_that_nobody_can_look_through_is_refused() -> None:
    no = told(b"%PDF-1.4\nnothing at all\nstartxref\n7\n%%EOF\n")
    assert isinstance(no, NotTaken)
    assert no.code == "broken_pdf"


def test_a_large_one_takes_little_time() -> None:
    """Noise as pictures are, and very many objects."""
    many = b"".join(b"%d 0 obj<</A(b)/C[1 2 3]>>endobj\n" % n for n in range(5, 60_000))
    for filling in (
        b"9 0 obj<<>>stream\n" + os.urandom(9_000_000) + b"\nendstream endobj\n",
        many,
        b"/JS " * 2_000_000,
        b"/ObjStm" + b" " * 9_000_000,
        b"#4a" * 3_000_000,
    ):
        data = papers.PDF.replace(b"trailer", filling + b"trailer")
        started = time.monotonic()
        with contextlib.suppress(NotTaken):
            read_apart(data, largest=SIZE, pixels=1000, seconds=15, megabytes=1024)
        assert time.monotonic() - started < 12, filling[:20]


def test_a_packed_stream_that_unpacks_to_much_is_refused() -> None:
    no = told(pdf_files.packed(b"<</Type/Catalog/Pages 2 0 R>>" + b" " * (pdfs.LARGEST_PACKED + 1)))
    assert isinstance(no, NotTaken)


@pytest.mark.django_db
def test_at_the_door_nothing_of_it_is_kept(stage: Stage, evidence_folder: Path) -> None:
    stage.confirming()
    client = Client()
    client.force_login(stage.rep)
    page = f"/introductions/{stage.introduction.public_id}/"
    active = pdf_files.ACTIVE["a script in a packed object"]
    facts: dict[str, Any] = {"reason": "wrong_person", "statement": WHY}
    answer = client.post(f"{page}dispute/", facts | {"files": given("a.pdf", active)})
    assert answer.status_code == 400
    assert "This PDF holds a script (JavaScript)." in answer.text
    assert WHY in answer.text, "what was typed is kept"
    assert stage.now().state == "confirming"
    actions.dispute(stage.now(), user=stage.rep, reason="never_happened", statement=WHY)
    events = Event.objects.count()
    for door in (f"{page}evidence/", f"/api/v1{page}evidence/"):
        answer = client.post(door, {"files": [given("scan.png", active)]})
        assert answer.status_code == 400
        assert "This PDF holds a script (JavaScript)." in answer.text
    assert not Evidence.objects.exists()
    assert Event.objects.count() == events
    assert not [path for path in evidence_folder.rglob("*") if path.is_file()]
    honest = pdf_files.HARMLESS["a link to the web"]
    assert client.post(f"{page}evidence/", {"files": [given("a.pdf", honest)]}).status_code == 302
    row = Evidence.objects.get()
    assert read(client.get(f"/evidence/{row.public_id}/")) == honest
