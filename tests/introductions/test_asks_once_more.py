"""What freezes or rules asks once more on the page, without a script, and says what happens then."""

import re
from typing import Any

import pytest
from django.test import Client

from brokerage.accounts.models import User
from brokerage.cases.models import Case
from brokerage.kit.errors import Refusal
from introductions import actions, rubric
from tests.support.stages import Stage

pytestmark = pytest.mark.django_db
WHY = "Nobody ever wrote to me, and the month is almost over."


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def visible_buttons(text: str, name: str) -> list[str]:
    """The buttons of the form that do it at once: outside of what opens first."""
    form = next(one for one in re.findall(r"<form.*?</form>", text, re.S) if f"/{name}/" in one)
    outside = re.sub(r"<details.*?</details>", "", form, flags=re.S)
    return [one for one in re.findall(r"<button[^>]*>", outside) if 'name="ask"' not in one]


def test_freezing(stage: Stage) -> None:
    stage.confirming()
    client, path = signed_in(stage.rep), f"/introductions/{stage.introduction.public_id}/"
    page = client.get(path).text
    assert "nobody is paid and nothing is refunded until" in page
    assert visible_buttons(page, "dispute") == []
    facts = {"reason": "never_happened", "statement": WHY}
    asked = client.post(f"{path}dispute/", facts | {"ask": "1"})
    assert asked.status_code == 200 and WHY in asked.text
    assert re.search(r'<details class="confirm" open>', asked.text)
    assert stage.now().state == "confirming" and not stage.now().disputes.exists()
    assert client.post(f"{path}dispute/", facts).status_code == 302
    assert stage.now().state == "disputed"


@pytest.fixture
def case(stage: Stage, mona: User) -> str:
    """The page of a dispute that can be decided."""
    stage.confirming()
    actions.dispute(stage.now(), user=stage.rep, reason="never_happened", statement=WHY)
    actions.respond(stage.now(), user=stage.connector, response=WHY)
    return f"/moderation/cases/{Case.objects.get().public_id}/"


def test_ruling(stage: Stage, mona: User, case: str) -> None:
    client, facts = signed_in(mona), {"ruling": "refund", "reason": WHY}
    page = client.get(case).text
    assert "Both sides are told at once" in page and visible_buttons(page, "decide") == []
    asked = client.post(f"{case}decide/", facts | {"ask": "1"})
    assert asked.status_code == 200 and '<details class="confirm" open>' in asked.text
    assert stage.now().disputes.get().ruling == ""
    assert client.post(f"{case}decide/", facts).status_code == 302
    assert stage.now().disputes.get().ruling == "refund"


def test_agreeing_with_a_ruling(
    stage: Stage, mona: User, max: User, case: str, settings: Any
) -> None:
    settings.SECOND_MODERATOR_ABOVE_MINOR = 10_000
    actions.decide(stage.now(), moderator=mona, ruling="refund", reason=WHY)
    client = signed_in(max)
    assert visible_buttons(client.get(case).text, "cosign") == []
    assert client.post(f"{case}cosign/", {"ask": "1"}).status_code == 200
    assert stage.now().disputes.get().needs_cosign
    assert client.post(f"{case}cosign/").status_code == 302


# --- Ready words ------------------------------------------------------------------------------------


KEYS = [one.key for one in rubric.WORDINGS]


@pytest.mark.parametrize("one", rubric.WORDINGS, ids=KEYS)
def test_ready_words_do_not_contradict_the_ruling(
    stage: Stage, mona: User, case: str, one: rubric.Wording
) -> None:
    client = signed_in(mona)
    for ruling in set(rubric.RULINGS) - {one.ruling}:
        facts = {"ruling": ruling, "part": "123.45"}
        chosen = client.post(f"{case}decide/", facts | {"wording": one.key, "reason": ""})
        typed = facts | {"wording": "", "reason": f"I looked.  {one.text.upper()}"}
        written = client.post(f"{case}decide/", typed)
        said = facts | {"reason": one.text}
        program = client.post(f"/api/v1{case}decide/", said, content_type="application/json")
        assert (chosen.status_code, written.status_code, program.status_code) == (422, 400, 400)
        assert "another" in chosen.text and "the ruling is another" in written.text
        with pytest.raises(Refusal, match="another"):
            actions.decide(stage.now(), moderator=mona, ruling=ruling, reason=one.text)
    assert stage.now().disputes.get().ruling == ""


@pytest.mark.parametrize("one", rubric.WORDINGS, ids=KEYS)
def test_they_fit_their_own(stage: Stage, mona: User, case: str, one: rubric.Wording) -> None:
    facts = {"ruling": one.ruling, "wording": one.key, "reason": ""}
    more = {"part": "123.45"} if one.ruling == "split" else {}
    assert signed_in(mona).post(f"{case}decide/", facts | more).status_code == 302
    assert stage.now().disputes.get().ruling_reason == one.text
