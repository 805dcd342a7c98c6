"""Nobody loses what they typed: to a session that ended, to an old form, to a refusal. And nobody else's page
gets a form of ours sent by it."""

import uuid
from html.parser import HTMLParser
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import resolve

from brokerage.kit.web.typed import came_from_us, typed_in
from introductions.models import Introduction
from tests.support.crawler import addresses
from tests.support.moving_clock import MovingClock
from tests.support.signing_in import signed_in_now
from tests.support.stages import PITCH, PURPOSE, Stage

pytestmark = pytest.mark.django_db
WORDS = "Dear all, <script>alert('1')</script> \"quoted\" & 'more'\nand a second line, as somebody types it."
SAFE = "&lt;script&gt;alert(&#x27;1&#x27;)&lt;/script&gt; &quot;quoted&quot; &amp; &#x27;more&#x27;"
SECRETS = ("password", "password1", "old_password", "credential", "card_number", "otp_token")
GIVEN = {"statement": WORDS, "purpose": 'Half an hour about "freight"', "keep_asking": "no"}
GIVEN |= dict.fromkeys(SECRETS, "hunter2-very-secret")
SIGN_IN = ("/accounts/login/", "/staff/login/")
ANY = str(uuid.UUID(int=7))
PLACES = [
    one
    for one in addresses(
        public_id=ANY, listing=ANY, token="some:token", name="accept", section="a", number="2026-1",
        object_id="1", app_label="payments", url="x", key="k", pk="1", deed="close", kind="x", id="1",
    )
    if not one.startswith(("/api/", "/inbound/", "/demo/"))
]  # fmt: skip


class Forms(HTMLParser):
    """The fields of the last form with an action that is read."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.action, self.fields, self.kinds = "", dict[str, Any](), dict[str, str]()
        self._area = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action, self.fields = said.get("action", ""), {}
        if tag == "input":
            self.fields[said["name"]] = said.get("value", "")
            self.kinds[said["name"]] = said["type"]
        if tag == "textarea":
            self._area, self.fields[said["name"]] = said["name"], ""

    def handle_endtag(self, tag: str) -> None:
        self._area = "" if tag == "textarea" else self._area

    def handle_data(self, data: str) -> None:
        if self._area:
            # HTML takes away one line break right after the tag.
            self.fields[self._area] = data.removeprefix("\n")


def form(answer: HttpResponse) -> Forms:
    return Forms(answer.content.decode())


def careful(user: Any = None) -> Client:
    """A browser of `user` with a token that is checked; its cookie does not fit any form."""
    client = Client(enforce_csrf_checks=True, headers={"Origin": "http://testserver"})
    if user:
        client.force_login(user)
    client.cookies["csrftoken"] = "a" * 32
    return client


def offers(answer: HttpResponse) -> bool:
    return "Send again" in answer.content.decode()


def test_there_are_many_places() -> None:
    assert len(PLACES) > 80


def test_an_old_form_is_offered_again_at_every_address() -> None:
    wrong = {path: said for path in PLACES if (said := what_an_old_form_misses(path))}
    assert not wrong


def what_an_old_form_misses(path: str) -> str:
    if getattr(resolve(path).func, "csrf_exempt", False):
        return ""  # of people without an account, by their own link; or signed by others
    answer = careful().post(path, GIVEN)
    text = answer.content.decode()
    if (
        answer.status_code != 403
        or SAFE not in text
        or "<script>alert" in text
        or "hunter2" in text
    ):
        return f"{answer.status_code}: {text[:200]}"
    found = form(answer)
    kept = found.fields["statement"].replace("\r\n", "\n") == WORDS
    kept &= (found.fields["purpose"], found.fields["keep_asking"]) == (GIVEN["purpose"], "no")
    empty = all((found.kinds[one], found.fields[one]) == ("password", "") for one in SECRETS)
    return (
        ""
        if kept and empty and found.action == path and found.fields["csrfmiddlewaretoken"]
        else "form"
    )


def test_no_address_sends_a_form_to_sign_in_without_it() -> None:
    wrong = {path: said for path in PLACES if (said := what_is_lost_signed_out(path))}
    assert not wrong


def what_is_lost_signed_out(path: str) -> str:
    answer = Client(headers={"Origin": "http://testserver"}).post(path, GIVEN)
    text = answer.content.decode()
    if (
        answer.headers.get("Location", "").startswith(SIGN_IN)
        or "hunter2" in text
        or "<script>alert" in text
    ):
        return f"{answer.status_code} {answer.headers.get('Location', '')} {text[:200]}"
    if (
        "signed out before" in text
        and form(answer).fields["statement"].replace("\r\n", "\n") != WORDS
    ):
        return "words"
    return ""


def test_a_pitch_outlives_the_session_and_goes_through(stage: Stage, clock: MovingClock) -> None:
    client = careful(stage.rep)
    path = f"/introductions/new/{stage.relationship.public_id}/"
    token = Forms(client.get(path).content.decode()).fields["csrfmiddlewaretoken"]
    given = {
        "topic": "other", "purpose": PURPOSE, "pitch": PITCH, "keep_asking": "no", "no_way_in": "on",
        "csrfmiddlewaretoken": token,
    }  # fmt: skip
    signed_out = careful()
    signed_out.cookies["csrftoken"] = client.cookies["csrftoken"].value
    offered = signed_out.post(path, given)
    assert offered.status_code == 403 and "Sign in in another tab" in offered.text
    assert not Introduction.objects.exists()
    signed_out.force_login(stage.rep)
    signed_out.cookies["csrftoken"] = "b" * 32  # signing in made a new one
    once_more = signed_out.post(form(offered).action, form(offered).fields)
    assert once_more.status_code == 403 and not Introduction.objects.exists()
    sent = signed_out.post(form(once_more).action, form(once_more).fields)
    assert sent.status_code == 302, sent.content.decode()[-2000:]
    row = Introduction.objects.get()
    assert (row.pitch, row.purpose, row.rep) == (PITCH, PURPOSE, stage.rep)


def test_a_connectors_answer_stays(stage: Stage, clock: MovingClock) -> None:
    stage.requested()
    answering = f"/introductions/{stage.introduction.public_id}/decline/"
    said = careful(stage.connector).post(answering, {"reason": "other", "note": WORDS})
    assert (
        form(said).fields["note"].replace("\r\n", "\n") == WORDS and form(said).action == answering
    )
    assert stage.now().state == "requested"


def test_a_refusal_keeps_what_was_typed(stage: Stage, clock: MovingClock) -> None:
    stage.requested()
    answer = signed_in_now(stage.rep).post(
        f"/introductions/{stage.introduction.public_id}/respond/", {"response": WORDS}
    )
    assert answer.status_code in {400, 403, 404, 409} and "<script>alert" not in answer.text
    odd = Client().post("/me/", {"message": f"{WORDS}\0"})
    assert odd.status_code == 400 and form(odd).fields["message"].replace("\r\n", "\n") == WORDS


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"},
     {"Sec-Fetch-Site": "same-site"}, {"Referer": "https://evil.example/testserver"}, {"Referer": "http://[x"},
     {"Origin": "http://testserver.evil.example"},
     {"Origin": "http://testserver", "Sec-Fetch-Site": "cross-site"}],
)  # fmt: skip
@pytest.mark.parametrize("signed_in", [False, True])
def test_nobody_elses_form_is_offered(rita: Any, headers: dict[str, str], signed_in: bool) -> None:
    client = Client(enforce_csrf_checks=True, headers=headers)
    if signed_in:
        client.force_login(rita)
    answer = client.post("/account/", GIVEN)
    assert answer.status_code == 403 and not offers(answer)
    assert "Dear all" not in answer.content.decode(), "nor are their words put on our page"
    assert not offers(Client(headers=headers).post("/account/", GIVEN))


def test_over_https_somebody_must_say_that_it_was_us(settings: Any) -> None:
    factory = RequestFactory()
    assert not came_from_us(factory.post("/me/", GIVEN, secure=True))
    assert came_from_us(
        factory.post("/me/", GIVEN, secure=True, headers={"Origin": "https://testserver"})
    )
    assert came_from_us(
        factory.post("/me/", GIVEN, secure=True, headers={"Referer": "https://testserver/me/"})
    )
    assert typed_in(factory.post("/me/", GIVEN, secure=True, headers={"Origin": "null"})) is None


def test_the_address_stays_ours() -> None:
    found = typed_in(RequestFactory().post("//evil.example/me/", GIVEN))
    assert found is None or not found.action.startswith("//")


def test_a_button_alone_is_not_offered_and_the_advice_is_true() -> None:
    answer = careful().post("/account/", {"yes": "on"})
    assert answer.status_code == 403 and not offers(answer)
    assert "reload the page" in answer.content.decode()
