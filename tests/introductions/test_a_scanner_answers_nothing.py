"""A program that opens links and posts the forms it finds decides nothing.

A person decides by one click, and by a tick besides for a yes.
"""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from connectors.models import Suppression
from introductions.queries import ANSWER, NEVER, WITNESS, prospect_token
from tests.support.builders import PETRA
from tests.support.stages import Stage


class Forms(HTMLParser):
    """The forms of a page: where they go, and their controls."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, list[dict[str, str]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs} | {"tag": tag}
        if tag == "form":
            self.found.append((facts.get("action", ""), []))
        elif tag in {"input", "button", "select", "textarea"} and self.found:
            self.found[-1][1].append(facts)


def forms(text: str) -> list[tuple[str, list[dict[str, str]]]]:
    reader = Forms()
    reader.feed(text)
    return reader.found


def as_they_are(controls: list[dict[str, str]], *, with_buttons: bool) -> dict[str, str]:
    """What a browser would post without anybody touching a control."""
    data = {}
    for one in controls:
        kind = one.get("type", "")
        if not one.get("name") or "disabled" in one:
            continue
        if kind in {"checkbox", "radio"} and "checked" not in one:
            continue
        if one["tag"] == "button" and not with_buttons:
            continue
        data.setdefault(one["name"], one.get("value", ""))
    return data


def pages(stage: Stage) -> list[str]:
    token, never = prospect_token(stage.now(), ANSWER), prospect_token(stage.now(), NEVER)
    choices = [f"/p/{token}/{choice}/" for choice in ("agree", "not_now", "not_seller", "never")]
    return [f"/p/{token}/", *choices, f"/p/{never}/never/"]


def state(stage: Stage) -> Any:
    row = stage.now()
    return row.state, row.refusal, row.agreed_at, row.events.count(), Suppression.objects.count()


@pytest.mark.parametrize("kind", ["urlencoded", "multipart"])
def test_posting_every_form_as_it_stands_decides_nothing(
    stage: Stage, client: Client, kind: str
) -> None:
    stage.consenting()
    before = state(stage)
    for path in pages(stage):
        text = client.get(path).content.decode()
        assert forms(text), path
        for action, controls in forms(text):
            data = as_they_are(controls, with_buttons=False)
            more = (
                {} if kind == "multipart" else {"content_type": "application/x-www-form-urlencoded"}
            )
            body = data if kind == "multipart" else "&".join(f"{k}={v}" for k, v in data.items())
            client.post(action or path, body, **more)  # type: ignore[arg-type]
        client.post(path)
        client.post(path, b"", content_type="text/plain")
    assert state(stage) == before


def test_no_button_alone_agrees(stage: Stage, client: Client) -> None:
    """Even a program that presses each form's first button says no yes."""
    stage.consenting()
    for path in pages(stage)[:2]:
        for action, controls in forms(client.get(path).content.decode()):
            data = as_they_are(controls, with_buttons=True)
            if data.get("answer") == "agree":
                answer = client.post(action, data)
                assert answer.status_code == 400
                assert "tick the box" in answer.content.decode()
    assert stage.now().state == "consent"
    assert stage.now().agreed_at is None


@pytest.mark.parametrize("wrong", ["", "no", "on", "YES", " yes"])
def test_another_value_is_no_tick(stage: Stage, client: Client, wrong: str) -> None:
    stage.consenting()
    path = pages(stage)[0]
    assert client.post(path, {"answer": "agree", "sure": wrong}).status_code == 400
    assert stage.now().state == "consent"


def test_a_person_agrees_with_a_tick_that_has_words(stage: Stage, client: Client) -> None:
    stage.consenting()
    path = pages(stage)[1]
    text = client.get(path).content.decode()
    tick = re.search(r'<input type="checkbox"[^>]*>', text)
    assert tick and "checked" not in tick[0] and "required" in tick[0]
    name = re.search(r'name="(\w+)"', tick[0])
    value = re.search(r'value="(\w+)"', tick[0])
    label = re.search(r'id="(\w+)"', tick[0])
    assert name and value and label and f'<label for="{label[1]}">' in text
    client.post(path, {"answer": "agree", name[1]: value[1]})
    assert stage.now().state == "securing"


@pytest.mark.parametrize("choice", ["not_now", "not_seller", "never"])
def test_a_no_is_one_click(stage: Stage, client: Client, choice: str) -> None:
    stage.consenting()
    token = prospect_token(stage.now(), ANSWER)
    text = client.get(f"/p/{token}/{choice}/").content.decode()
    action, controls = next(
        one for one in forms(text) if any(c.get("value") == choice for c in one[1])
    )
    assert len([c for c in controls if c.get("name")]) == 1  # nothing but the button
    client.post(action, {"answer": choice})
    assert stage.now().refusal == choice


ONE_CLICK = [
    ({"List-Unsubscribe": "One-Click"}, True),
    ({"List-Unsubscribe": "one-click"}, False),
    ({"List-Unsubscribe": ""}, False),
    ({"list-unsubscribe": "One-Click"}, False),
    ({"anything": "One-Click"}, False),
    ({}, False),
]


@pytest.mark.parametrize(("body", "acts"), ONE_CLICK)
def test_the_mail_headers_address_needs_the_body_of_the_standard(
    stage: Stage, client: Client, body: dict[str, str], acts: bool
) -> None:
    stage.consenting()
    asked = next(one for one in mail.outbox if one.to == [PETRA.email])
    message = asked.message()
    assert str(message["List-Unsubscribe-Post"]) == "List-Unsubscribe=One-Click"
    path = "/" + str(message["List-Unsubscribe"]).strip("<>").split("/", 3)[3]
    assert client.post(path, body).status_code == 200
    assert (stage.now().state == "refused") == acts
    assert Suppression.objects.exists() == acts


def test_looking_decides_nothing(stage: Stage, client: Client) -> None:
    stage.introducing()
    witness = f"/p/{prospect_token(stage.now(), WITNESS)}/witness/"
    before = state(stage)
    for path in [*pages(stage), witness]:
        for method in ("get", "head"):
            query = "?answer=agree&sure=yes&List-Unsubscribe=One-Click"
            assert getattr(client, method)(path + query).status_code == 200
        for method in ("put", "delete", "patch"):
            assert getattr(client, method)(path).status_code == 405
    assert state(stage) == before
