"""Rep and connector write to each other from the acceptance to the end: by page, by API and by email."""

import json
from collections.abc import Callable
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from brokerage.accounts.models import QueuedEmail, User
from brokerage.demo import mail_in
from brokerage.kit import clock as clock_of_ours
from brokerage.kit.errors import Refusal
from connectors.models import Relationship
from introductions import actions
from introductions.actions import thread
from introductions.actions.own_data import leaving
from introductions.actions.thread import writing
from introductions.models import (
    Attachment,
    IncomingEmail,
    Introduction,
    Message,
    ReadMark,
)
from introductions.prospects.inbound import hand_in
from introductions.tasks import sweep_evidence
from tests.introductions.test_disputes_in_a_browser import SEEN, enter, look
from tests.support import builders, papers
from tests.support.builders import PETRA
from tests.support.moving_clock import MovingClock
from tests.support.papers import given, read
from tests.support.stages import Stage, settle
from tests.support.together import together, won
from tests.support.two_worlds import Attacker, first_difference, mask, world

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder")]
HIDDEN = "[hidden until the introduction]"
WAYS = [
    "write to rita@rita-company.example", "my number is +49 170 1234567", "see https://cal.example/rita",
    "www.rita-company.de", "rita at rita-company dot com", "@rita_c on the usual site",
    "one seven zero one two three four five", "rita (at) rita-company (dot) com",
]  # fmt: skip


@pytest.fixture(autouse=True)
def patient(settings: Any) -> None:
    """Files are read in time on a busy machine, too."""
    settings.EVIDENCE_CHECK_SECONDS = 120


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(stage: Stage, more: str = "") -> str:
    return f"/introductions/{stage.introduction.public_id}/{more}"


def api_of(stage: Stage, more: str = "") -> str:
    return f"/api/v1/introductions/{stage.introduction.public_id}/messages/{more}"


def post(user: User, path: str, **body: Any) -> Any:
    return signed_in(user).post(path, body, content_type="application/json")


def write(stage: Stage, user: User, text: str, **more: Any) -> Message:
    return thread.write(stage.now(), user=user, text=text, **more)


def read_by(stage: Stage, user: User) -> list[str]:
    """The words that this side reads, by page and API alike."""
    said = [one["text"] for one in signed_in(user).get(api_of(stage)).json()["messages"]]
    page = signed_in(user).get(page_of(stage)).text
    assert all(one in page for one in said)
    return said


# --- Writing and reading ---------------------------------------------------------------------------


def test_both_sides_write_and_read_by_page_and_by_program(stage: Stage) -> None:
    stage.consenting()
    answer = signed_in(stage.rep).post(page_of(stage, "messages/"), {"text": "When suits you?"})
    assert (answer.status_code, answer["Location"]) == (302, page_of(stage) + "#messages")
    answer = post(stage.connector, api_of(stage), text="Early in the week.")
    assert answer.status_code == 201
    said = [(one["number"], one["sender"], one["text"]) for one in answer.json()["messages"]]
    assert said == [(1, "rep", "When suits you?"), (2, "connector", "Early in the week.")]
    for side in (stage.rep, stage.connector):
        assert read_by(stage, side) == ["When suits you?", "Early in the week."]
    one = signed_in(stage.rep).get(f"/api/v1/introductions/{stage.introduction.public_id}/").json()
    assert [said["text"] for said in one["messages"]] == ["When suits you?", "Early in the week."]


def test_it_opens_with_the_acceptance_and_closes_with_the_end(stage: Stage) -> None:
    stage.requested()
    assert post(stage.rep, api_of(stage), text="Hello?").json()["code"] == "not_yet"
    assert "Send message" not in signed_in(stage.rep).get(page_of(stage)).text
    stage.accept()
    assert post(stage.rep, api_of(stage), text="Hello!").status_code == 201
    actions.step_back(stage.now(), user=stage.connector, note="")
    settle()
    answer = post(stage.rep, api_of(stage), text="Hello again?")
    assert (answer.status_code, answer.json()["code"]) == (409, "closed")
    page = signed_in(stage.connector).post(page_of(stage, "messages/"), {"text": "My last words"})
    assert page.status_code == 409 and "My last words" in page.text, "what was typed is kept"
    assert Message.objects.count() == 1
    for side in (stage.rep, stage.connector):
        assert read_by(stage, side) == ["Hello!"]
        assert "Send message" not in signed_in(side).get(page_of(stage)).text


def test_strangers_and_staff_neither_read_nor_write(stage: Stage, mona: User) -> None:
    stage.consenting()
    write(stage, stage.rep, "Only for Colin")
    for other in (builders.outsider("olga"), mona):
        for path in (api_of(stage), page_of(stage, "messages/"), page_of(stage, "messages/state/")):
            answer = signed_in(other).get(path)
            assert answer.status_code == 404 and b"Only for Colin" not in answer.content, path
        for path in (api_of(stage), api_of(stage, "read/")):
            assert post(other, path, text="Hello", number=1).status_code == 404
        assert signed_in(other).post(page_of(stage, "messages/"), {"text": "x"}).status_code == 404
    assert Client().get(api_of(stage)).status_code in {401, 403}
    assert Client().get(page_of(stage, "messages/state/")).status_code == 302
    assert Message.objects.count() == 1 and not ReadMark.objects.exists()


@pytest.mark.parametrize("text", ["", "   \r\n \t", "x" * 2_001, "abc\u202edef", "a\x00b"])
def test_what_is_no_message_is_refused_and_kept_in_the_form(stage: Stage, text: str) -> None:
    stage.consenting()
    assert post(stage.rep, api_of(stage), text=text).status_code == 400
    answer = signed_in(stage.rep).post(page_of(stage, "messages/"), {"text": text})
    assert answer.status_code in {400, 422}
    if len(text.strip()) > 10:
        assert text in answer.text
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "body",
    ["[]", "7", "null", '{"text": ["a"]}', '{"text": {"a": 1}}', '{"text": "\\ud800"}', "{", '{"text": null}',
     '{"text": "a", "files": ["b"]}', '{"text": "a", "files": {}}'],
)  # fmt: skip
def test_hostile_bodies_are_refused(stage: Stage, body: str) -> None:
    stage.consenting()
    client = signed_in(stage.rep)
    answer = client.post(api_of(stage), body, content_type="application/json")
    assert 400 <= answer.status_code < 500, answer.content
    answer = client.post(api_of(stage, "read/"), body, content_type="application/json")
    assert 400 <= answer.status_code < 500, answer.content
    assert not Message.objects.exists()


def test_words_are_shown_as_words(stage: Stage) -> None:
    stage.introducing()
    write(stage, stage.rep, "<script>alert(1)</script> & {{ x }} {% y %}")
    page = signed_in(stage.connector).get(page_of(stage)).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; {{ x }} {% y %}" in page
    assert "<script>alert(1)" not in page


def test_a_second_click_is_no_second_message(stage: Stage, clock: MovingClock) -> None:
    stage.consenting()
    for _ in range(3):
        write(stage, stage.rep, "Once")
    assert Message.objects.count() == 1
    clock.forward(minutes=1)
    write(stage, stage.rep, "Once")
    assert Message.objects.count() == 2, "later it is meant"


def test_too_many_in_a_short_time_have_to_wait(stage: Stage, monkeypatch: Any) -> None:
    stage.consenting()
    monkeypatch.setattr(writing, "A_QUARTER", 3)
    for number in range(3):
        write(stage, stage.rep, f"Message {number}")
    answer = post(stage.rep, api_of(stage), text="One more")
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_messages")
    page = signed_in(stage.rep).post(page_of(stage, "messages/"), {"text": "One more"})
    assert page.status_code == 429 and "One more" in page.text
    assert Message.objects.count() == 3
    write(stage, stage.connector, "The other side is not held up")
    cache.clear()
    write(stage, stage.rep, "Later")
    monkeypatch.setattr(writing, "MOST", 5)
    with pytest.raises(Refusal) as refused:
        write(stage, stage.rep, "Too much for one thread")
    assert refused.value.code == "thread_full" and Message.objects.count() == 5


# --- Before the reveal -----------------------------------------------------------------------------


def test_until_the_reveal_no_way_to_reach_anybody_gets_through(stage: Stage) -> None:
    stage.consenting()
    for words in WAYS:
        write(stage, stage.rep, f"Hello there\n{words}\nSee you")
        seen = read_by(stage, stage.connector)[-1]
        assert HIDDEN in seen and seen.startswith("Hello there"), (words, seen)
        assert words not in seen and "1234567" not in seen
    assert read_by(stage, stage.rep)[0] == f"Hello there\n{WAYS[0]}\nSee you", "one's own stay"
    stage.agree()
    assert read_by(stage, stage.connector)[0] == f"Hello there\n{WAYS[0]}\nSee you"


def test_a_way_in_pieces_is_hidden_as_a_whole(stage: Stage) -> None:
    stage.consenting()
    write(stage, stage.rep, "My number:\n+49\n170\n123\n45\n67")
    assert "170" not in read_by(stage, stage.connector)[0].replace(HIDDEN, "")


def test_until_the_reveal_the_connector_names_nobody(stage: Stage) -> None:
    stage.consenting()
    for words in (
        "Petra looks forward to it",
        "P3tra",
        "ask someone@meridian-freight.example",
        "Vandenbroucke",
    ):
        answer = post(stage.connector, api_of(stage), text=words)
        assert (answer.status_code, answer.json()["code"]) == (400, "names_prospect"), words
        page = signed_in(stage.connector).post(page_of(stage, "messages/"), {"text": words})
        assert page.status_code == 400 and words in page.text
    assert not Message.objects.exists() and not QueuedEmail.objects.filter(told_at=None).exists()
    stage.agree()
    write(stage, stage.connector, f"{PETRA.name} looks forward to it")
    assert read_by(stage, stage.rep) == [f"{PETRA.name} looks forward to it"]


def test_a_rep_who_guesses_learns_nothing(stage: Stage) -> None:
    """A right guess and a wrong one are answered, kept and shown alike."""
    stage.consenting()
    for guess in (PETRA.name, "Quentin Oduya"):
        answer = post(stage.rep, api_of(stage), text=f"Is it {guess}?")
        assert answer.status_code == 201
        assert answer.json()["messages"][-1]["text"] == f"Is it {guess}?"
    assert read_by(stage, stage.rep) == [f"Is it {PETRA.name}?", "Is it Quentin Oduya?"]


def test_who_may_not_know_any_more_reads_the_name_no_more(stage: Stage) -> None:
    stage.introducing()
    write(
        stage,
        stage.connector,
        f"{PETRA.name} has time on Tuesday",
        files=[given("a.txt", b"Petra, Tue")],
    )
    file = Attachment.objects.get()
    client = signed_in(stage.rep)
    assert read(client.get(f"/evidence/{file.public_id}/")) == b"Petra, Tue"
    actions.take_back(stage.now())
    settle()
    assert stage.now().is_over
    assert PETRA.name not in client.get(page_of(stage)).text
    assert client.get(api_of(stage)).json()["messages"][0]["text"].startswith(HIDDEN)
    assert client.get(f"/evidence/{file.public_id}/").status_code == 404
    assert client.get(api_of(stage, f"files/{file.public_id}/")).status_code == 404
    assert read(signed_in(stage.connector).get(f"/evidence/{file.public_id}/")) == b"Petra, Tue"


def test_no_email_names_the_prospect(stage: Stage) -> None:
    """Nobody logs who reads an email; on the page each look is a row."""
    stage.introducing()
    write(stage, stage.connector, f"{PETRA.name}, {PETRA.email}, +49 170 1234567: ask her.")
    mail.outbox.clear()
    settle()
    (told,) = [one for one in mail.outbox if one.to == [stage.rep.email]]
    said = str(told.message())
    assert "wrote to you about" in told.subject and "[on the page]" in told.body
    for secret in ("Petra", "Vandenbroucke", PETRA.email, "1234567"):
        assert secret not in said
    assert "Petra" in read_by(stage, stage.rep)[0]


# --- New and read ----------------------------------------------------------------------------------


def test_what_is_new_is_marked_until_it_is_read(stage: Stage) -> None:
    stage.consenting()
    write(stage, stage.rep, "First")
    write(stage, stage.rep, "Second")
    client = signed_in(stage.connector)
    assert client.get(api_of(stage)).json()["unread"] == 2
    page = client.get(page_of(stage)).text
    assert page.count(">New<") == 2 and "Mark as read" in page
    assert client.get(api_of(stage)).json()["unread"] == 2, "looking alone marks nothing"
    assert post(stage.connector, api_of(stage, "read/"), number=1).json()["unread"] == 1
    client.post(page_of(stage, "messages/read/"), {"upto": "2"})
    client.post(page_of(stage, "messages/read/"), {"upto": "1"})
    for hostile in ("-5", "x", "9" * 30, "٣", ""):
        assert client.post(page_of(stage, "messages/read/"), {"upto": hostile}).status_code == 302
    assert client.get(api_of(stage)).json()["read_up_to"] == 2, "a mark never goes back"
    assert post(stage.connector, api_of(stage, "read/"), number=999).json()["read_up_to"] == 2
    assert ">New<" not in client.get(page_of(stage)).text
    assert signed_in(stage.rep).get(api_of(stage)).json()["unread"] == 0, "one's own are not new"


def test_news_is_asked_for_in_a_few_bytes(stage: Stage) -> None:
    stage.consenting()
    client = signed_in(stage.connector)
    state = page_of(stage, "messages/state/")
    first = client.get(state)
    assert len(first.content) < 150 and first.json()["unread"] == 0
    same = client.get(state, headers={"If-None-Match": first["ETag"]})
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", first["ETag"])
    write(stage, stage.rep, "News")
    fresh = client.get(state, headers={"If-None-Match": first["ETag"]})
    assert fresh.status_code == 200 and fresh["ETag"] != first["ETag"]
    assert fresh.json() | {"version": ""} == {
        "version": "",
        "unread": 1,
        "last": 1,
        "is_open": True,
    }
    assert json.dumps(fresh.json()).count("News") == 0
    answer = client.get(api_of(stage), headers={"If-None-Match": fresh["ETag"]})
    assert answer.status_code == 304
    post(stage.connector, api_of(stage, "read/"), number=1)
    assert client.get(state)["ETag"] != fresh["ETag"]
    assert client.get(page_of(stage, "messages/")).text.count("News") == 1


def test_what_is_written_elsewhere_changes_nothing_here(stage: Stage) -> None:
    """Neither numbers nor versions tell how much others write."""
    stage.consenting()
    state = page_of(stage, "messages/state/")
    before = signed_in(stage.rep).get(state)["ETag"]
    other = Introduction.objects.get(pk=stage.introduction.pk)
    other.pk, other._state.adding = None, True
    other.public_id, other.payment, other.rep = "0" * 32, None, builders.rep("rosa")
    other.save()
    for number in range(5):
        Message.objects.create(introduction=other, author=other.rep, text="x", number=number + 1)
    assert signed_in(stage.rep).get(state)["ETag"] == before
    write(stage, stage.rep, "Here")
    assert signed_in(stage.rep).get(api_of(stage)).json()["messages"][0]["number"] == 1


def test_long_threads_are_read_piece_by_piece(stage: Stage) -> None:
    row = stage.consenting().now()
    for number in range(1, 121):
        Message.objects.create(
            introduction=row, author=stage.rep, text=f"No. {number}.", number=number
        )
    client = signed_in(stage.connector)
    newest = client.get(api_of(stage)).json()
    assert [newest["messages"][0]["number"], newest["earlier"]] == [71, True]
    before = client.get(api_of(stage) + "?before=71").json()
    assert [one["number"] for one in before["messages"]] == list(range(21, 71))
    first = client.get(api_of(stage) + "?before=21").json()
    assert (len(first["messages"]), first["earlier"]) == (20, False)
    for hostile in ("x", "-1", "9" * 40, "٣"):
        assert client.get(api_of(stage), {"before": hostile}).status_code == 200
    page = client.get(page_of(stage)).text
    assert "No. 71." in page and "No. 70." not in page and "Show earlier messages" in page
    assert "No. 1." in client.get(page_of(stage) + "?messages=all").text


# --- Files -----------------------------------------------------------------------------------------


def test_files_come_with_a_message_once_nothing_is_hidden(stage: Stage) -> None:
    stage.consenting()
    answer = signed_in(stage.rep).post(
        api_of(stage), {"text": "See", "files": [given("a.pdf", papers.PDF)]}
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "no_files_yet")
    assert "files" not in signed_in(stage.rep).get(page_of(stage)).context["message"].fields
    stage.agree()
    sent = {
        "text": "The agenda",
        "files": [given("a.pdf", papers.PDF), given("b.exe", papers.picture())],
    }
    assert signed_in(stage.rep).post(page_of(stage, "messages/"), sent).status_code == 302
    sent = {"text": "And mine", "files": [given("c.txt", papers.TEXT)]}
    assert signed_in(stage.connector).post(api_of(stage), sent).status_code == 201
    names = [(one.kind, one.name) for one in Attachment.objects.all()]
    assert names == [("pdf", "a.pdf"), ("png", "b.png"), ("txt", "c.txt")]
    for side in (stage.rep, stage.connector):
        page = signed_in(side).get(page_of(stage)).text
        for file in Attachment.objects.all():
            assert file.name in page
            answer = signed_in(side).get(f"/evidence/{file.public_id}/")
            assert len(read(answer)) == file.size and answer["X-Content-Type-Options"] == "nosniff"
            api = signed_in(side).get(api_of(stage, f"files/{file.public_id}/"))
            assert len(read(api)) == file.size
    olga = signed_in(builders.outsider("olga"))
    for file in Attachment.objects.all():
        assert olga.get(f"/evidence/{file.public_id}/").status_code == 404


def test_a_bad_file_sends_nothing(stage: Stage, evidence_folder: Any) -> None:
    stage.introducing()
    client = signed_in(stage.rep)
    for files in ([given("a.zip", b"PK\x03\x04" + b"\0" * 40)], [given("a.txt", b"x")] * 6):
        answer = client.post(page_of(stage, "messages/"), {"text": "With files", "files": files})
        assert 400 <= answer.status_code < 500 and "With files" in answer.text
    good_and_bad = [given("a.pdf", papers.PDF), given("a.zip", b"PK\x03\x04" + b"\0" * 40)]
    assert client.post(api_of(stage), {"text": "Both", "files": good_and_bad}).status_code == 400
    assert not Message.objects.exists() and not Attachment.objects.exists()
    assert not [one for one in evidence_folder.rglob("*") if one.is_file()]


def test_a_side_sends_so_much_and_no_more(stage: Stage, monkeypatch: Any) -> None:
    stage.introducing()
    monkeypatch.setattr(writing, "FILES_A_SIDE", 2)
    write(stage, stage.rep, "Two", files=[given("a.txt", b"one"), given("b.txt", b"two")])
    with pytest.raises(Refusal) as refused:
        write(stage, stage.rep, "Three", files=[given("c.txt", b"three")])
    assert refused.value.code == "too_much" and Message.objects.count() == 1
    write(stage, stage.connector, "Mine", files=[given("c.txt", b"three")])


def test_files_of_a_thread_stay_as_long_as_evidence(
    stage: Stage, clock: MovingClock, evidence_folder: Any
) -> None:
    stage.introducing()
    write(stage, stage.rep, "One", files=[given("petra.txt", b"one")])
    clock.forward(days=3)
    sweep_evidence()
    assert Attachment.objects.get().removed_at is None, "what a row names is no orphan"
    actions.step_back(stage.now(), user=stage.connector, note="")
    settle()
    clock.forward(days=130)
    sweep_evidence()
    file = Attachment.objects.get()
    assert file.removed_at is not None and "petra" not in file.name
    assert signed_in(stage.rep).get(f"/evidence/{file.public_id}/").status_code == 404


# --- Several at once -------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_at_once_both_stand_in_one_order(stage: Stage) -> None:
    row = stage.consenting().now()
    deeds = [
        (lambda n=n, user=user: thread.write(row, user=user, text=f"{user.pk} writes {n}"))
        for n in range(4)
        for user in (stage.rep, stage.connector)
    ]
    assert len(won(together(*deeds))) == 8
    rows = Message.objects.order_by("number")
    assert [one.number for one in rows] == list(range(1, 9))
    assert len({one.text for one in rows}) == 8
    assert [
        one["number"] for one in signed_in(stage.rep).get(api_of(stage)).json()["messages"]
    ] == list(range(1, 9))


@pytest.mark.django_db(transaction=True)
def test_writing_beside_the_end_is_either_before_it_or_refused(stage: Stage) -> None:
    row = stage.consenting().now()
    answers = together(
        lambda: thread.write(row, user=stage.rep, text="Just in time?"),
        lambda: actions.step_back(row, user=stage.connector, note=""),
    )
    refused = isinstance(answers[0], Refusal)
    assert refused != Message.objects.exists() and stage.now().is_over


@pytest.mark.django_db(transaction=True)
def test_a_double_click_in_two_workers_writes_once(stage: Stage) -> None:
    row = stage.consenting().now()
    together(*[lambda: thread.write(row, user=stage.rep, text="Once")] * 4)
    together(*[lambda: thread.mark_read(row, user=stage.connector, upto=1)] * 4)
    assert Message.objects.count() == 1 and ReadMark.objects.get().number == 1


# --- Whoever is shut out, leaves, or is erased -----------------------------------------------------


def test_the_desk_reads_them_where_they_are_reported(stage: Stage, mona: User) -> None:
    stage.consenting()
    write(stage, stage.connector, "Pay me directly instead")
    page = signed_in(stage.rep).get(page_of(stage)).text
    assert f"/report/introduction/{stage.introduction.public_id}/" in page


def test_who_leaves_takes_their_words_and_files_along(stage: Stage) -> None:
    stage.consenting()
    write(stage, stage.rep, "My private words")
    actions.step_back(stage.now(), user=stage.connector, note="")
    settle()
    leaving.leave(stage.rep)
    assert Message.objects.get().text == ""


# --- By email --------------------------------------------------------------------------------------


@pytest.fixture
def by_email(settings: Any) -> None:
    """Mail comes in, and its signatures are looked at."""
    settings.INBOUND_DKIM = True
    settings.DKIM_LOOKUP = "brokerage.demo.mail_in.key_of"


def emailed(text: str, sender: str, to: str, number: int = 1, **headers: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, "Re: wrote to you"
    message["Message-ID"] = f"<{number}@example.org>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes(policy=message.policy.clone(linesep="\r\n"))


def address_for(user: User) -> str:
    """Where a reply to the newest email about a message to this person goes."""
    told = [one for one in mail.outbox if one.to == [user.email] and "wrote to you" in one.subject]
    return str(told[-1].extra_headers["Reply-To"])


QUOTED = "\n\nOn Mon, 23 Nov 2026 at 10:00 Rita <x@y.example> wrote:\n> When suits you?\n"


@pytest.mark.usefixtures("by_email")
def test_a_reply_by_email_is_a_message(stage: Stage) -> None:
    stage.consenting()
    write(stage, stage.rep, "When suits you?")
    settle()
    address = address_for(stage.connector)
    raw = mail_in.signed(emailed("Tuesday at ten." + QUOTED, stage.connector.email, address))
    for _ in range(3):
        hand_in(raw)
    settle()
    assert read_by(stage, stage.rep) == ["When suits you?", "Tuesday at ten."]
    assert signed_in(stage.rep).get(api_of(stage)).json()["messages"][1]["by_email"] is True
    assert address_for(stage.rep) != address, "each side has its own"
    hand_in(
        mail_in.signed(emailed("Fine!\n-- \nRita\nCEO", stage.rep.email, address_for(stage.rep)))
    )
    assert [one.author for one in Message.objects.all()] == [stage.rep, stage.connector, stage.rep]
    assert Message.objects.last().text == "Fine!"  # type: ignore[union-attr]


@pytest.mark.usefixtures("by_email")
def test_an_email_of_anybody_else_is_none(stage: Stage) -> None:
    stage.consenting()
    write(stage, stage.rep, "When suits you?")
    settle()
    address, stranger = address_for(stage.connector), "eve@evil.example"
    mail.outbox.clear()
    for sender in (stranger, stage.rep.email):
        hand_in(mail_in.signed(emailed("Pay me directly", sender, address)))
    hand_in(emailed("Forged", stage.connector.email, address))
    hand_in(
        mail_in.signed(
            emailed("I am away", stage.connector.email, address, Auto_Submitted="auto-replied")
        )
    )
    settle()
    assert Message.objects.count() == 1
    (told,) = mail.outbox
    assert told.to == [stage.connector.email] and "was not sent" in told.subject
    wrong = address.replace("talk+", "talk+0")
    hand_in(mail_in.signed(emailed("Hello", stage.connector.email, wrong)))
    assert Message.objects.count() == 1


@pytest.mark.usefixtures("by_email")
def test_an_email_that_may_not_be_sent_is_told_to_its_writer_and_not_too_often(
    stage: Stage,
) -> None:
    stage.consenting()
    write(stage, stage.rep, "When suits you?")
    settle()
    address = address_for(stage.connector)
    mail.outbox.clear()
    for number in range(6):
        raw = emailed(f"Petra has time, {number}", stage.connector.email, address, number)
        hand_in(mail_in.signed(raw))
    settle()
    assert Message.objects.count() == 1
    assert [one.to for one in mail.outbox] == [[stage.connector.email]] * 3
    assert not [one for one in mail.outbox if "Petra" in str(one.message())]


@pytest.mark.usefixtures("by_email")
def test_what_the_prospect_writes_there_is_read_by_a_person(stage: Stage) -> None:
    stage.introducing()
    write(stage, stage.rep, "When suits you?")
    settle()
    hand_in(mail_in.signed(emailed("Leave me alone", PETRA.email, address_for(stage.connector))))
    assert Message.objects.count() == 1
    assert IncomingEmail.objects.get().sender == "prospect"


# --- Two worlds ------------------------------------------------------------------------------------


def told_to_the_rep(stage: Stage, person: builders.Person) -> list[Any]:
    """What Rita sees while she and Colin write, where it is about this person."""
    facts = {name: getattr(person, name) for name in ("name", "email", "profile_url")}
    Relationship.objects.filter(pk=stage.relationship.pk).update(**facts)
    asked = {**(stage.now().asked or {}), **facts}
    Introduction.objects.filter(pk=stage.introduction.pk).update(asked=asked)
    attacker = Attacker(stage.rep)
    for guess in (PETRA.name, QUENTIN.name, PETRA.email, "Meridian"):
        attacker.do("post", api_of(stage), {"text": f"Is it {guess}?"})
        attacker.do("post", page_of(stage, "messages/"), {"text": f"Perhaps {guess}?"})
    thread.write(stage.now(), user=stage.connector, text="I may not say. Which week suits you?")
    places = (api_of(stage), page_of(stage), page_of(stage, "messages/"))
    for path in (*places, page_of(stage, "messages/state/")):
        attacker.do("get", path)
    attacker.do("post", api_of(stage, "read/"), {"number": 9})
    mail.outbox.clear()
    settle()
    told = [
        (one.subject, mask(str(one.body))) for one in mail.outbox if one.to == [stage.rep.email]
    ]
    return [*attacker.seen, *told]


QUENTIN = builders.Person(
    name="Quentin Oduya",
    email="quentin.oduya@meridian-freight.example",
    profile_url="https://www.linkedin.com/in/quentin-oduya",
    title="VP Procurement",
)


def test_before_the_reveal_two_prospects_are_alike(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.consenting()
    at = clock_of_ours.now()
    monkeypatch.setattr(clock_of_ours, "now", lambda: at)
    seen = []
    for person in (PETRA, QUENTIN):
        with world():
            seen.append(told_to_the_rep(stage, person))
    assert len(seen[0]) > 12
    difference = first_difference(*seen)
    assert not difference, difference


# --- In a browser ----------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("how", SEEN)
def test_a_message_arrives_by_itself(
    stage: Stage, live_server: "LiveServer", new_page: "Callable[..., Page]", how: str
) -> None:
    """Rita sends; Colin's open page shows it, marked as read once he sees it, and keeps what he types."""
    stage.introducing()
    address = f"{live_server.url}{page_of(stage)}"
    rita, colin = new_page(**SEEN[how]), new_page(**SEEN[how])
    for page, user in ((rita, stage.rep), (colin, stage.connector)):
        enter(page, user, live_server.url)
        page.goto(address)
    colin.fill("#id_message_text", "Half a sentence")
    colin.locator("#message-form").scroll_into_view_if_needed()
    rita.fill("#id_message_text", "Does Tuesday at ten suit you?\nI can call.")
    rita.click("button:has-text('Send message')")
    rita.wait_for_selector("article:has-text('Does Tuesday at ten')")
    colin.wait_for_selector("article:has-text('Does Tuesday at ten')", timeout=20_000)
    assert colin.input_value("#id_message_text") == "Half a sentence"
    colin.locator("[data-thread-lines]").scroll_into_view_if_needed()
    colin.wait_for_selector("[data-thread-read]", state="hidden", timeout=20_000)
    colin.click("button:has-text('Send message')")
    rita.wait_for_selector("article:has-text('Half a sentence')", timeout=20_000)
    look(rita, how, "thread-rep")
    colin.goto(address)
    assert colin.locator("text=Mark as read").count() == 0
    look(colin, how, "thread-connector")


@pytest.mark.django_db(transaction=True)
def test_without_scripts_it_works_all_the_same(
    stage: Stage, live_server: "LiveServer", new_page: "Callable[..., Page]"
) -> None:
    stage.consenting()
    write(stage, stage.rep, "When suits you?")
    page = new_page(java_script_enabled=False)
    enter(page, stage.connector, live_server.url)
    page.goto(f"{live_server.url}{page_of(stage)}")
    page.click("button:has-text('Mark as read')")
    assert page.locator("text=Mark as read").count() == 0
    page.fill("#id_message_text", "Petra says Tuesday")
    page.click("button:has-text('Send message')")
    assert page.input_value("#id_message_text") == "Petra says Tuesday", "a refusal keeps it"
    page.fill("#id_message_text", "Tuesday")
    page.click("button:has-text('Send message')")
    assert page.locator("article:has-text('Tuesday')").count() == 1
