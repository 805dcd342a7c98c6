"""Letters that turn text around or have no width stand in no name, headline or company, by whatever door."""

from typing import Any

import pytest
from django.test import Client

from brokerage.accounts.models import User
from brokerage.kit.text.hidden_letters import (
    holds_hidden,
    holds_unseen,
    turns_around,
    without_hidden,
)
from connectors.actions.import_rows import take_in
from connectors.models import ConnectorProfile, Relationship
from connectors.readers import ContactRow
from connectors.readers.names import person_name
from connectors.readers.rows import cell
from introductions.models import Introduction
from tests.support.builders import PETRA
from tests.support.stages import PITCH, Stage, listed

TURNING = ["\u202e", "\u202d", "\u2066", "\u2067", "\u2068", "\u2069", "\u200f", "\u061c"]
WIDTHLESS = ["\u200b", "\u2060", "\ufeff", "\u00ad"]
HIDDEN = [*TURNING, *WIDTHLESS]
NAMED = pytest.mark.parametrize("sign", HIDDEN, ids=lambda one: f"U+{ord(one):04X}")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.django_db
@NAMED
@pytest.mark.parametrize("field", ["name", "company"])
def test_no_account_is_called_so(rita: User, sign: str, field: str) -> None:
    before = getattr(rita, field)
    client = signed_in(rita)
    facts = {field: f"Rita{sign} Holm"}
    assert client.patch("/api/v1/me/", facts, "application/json").status_code == 400
    whole = {
        "name": rita.name,
        "company": rita.company,
        "is_rep": "on",
        "country": "DE",
        "currency": "EUR",
    }
    assert client.post("/account/edit/", whole | facts).status_code == 422
    rita.refresh_from_db()
    assert getattr(rita, field) == before


@pytest.mark.django_db
@NAMED
@pytest.mark.parametrize("field", ["name", "title", "company_name"])
def test_no_contact_is_called_so(colin: User, sign: str, field: str) -> None:
    row = listed(colin)
    before = getattr(row, field)
    client = signed_in(colin)
    answer = client.patch(
        f"/api/v1/relationships/{row.public_id}/", {field: f"Petra{sign} Van"}, "application/json"
    )
    assert answer.status_code == 400
    new = {"name": "Bob Nolan", "email": "bob@nolan.example"} | {field: f"Bob{sign} Nolan"}
    assert client.post("/api/v1/relationships/", new, "application/json").status_code == 400
    row.refresh_from_db()
    assert getattr(row, field) == before and Relationship.objects.count() == 1


@pytest.mark.django_db
@NAMED
@pytest.mark.parametrize("field", ["headline", "about", "employer_name"])
def test_no_profile_says_so(colin: User, sign: str, field: str) -> None:
    facts = {"headline": "Freight", "about": "", "employer_name": "Acme"}
    client = signed_in(colin)
    answer = client.patch("/api/v1/profile/", facts | {field: f"Fre{sign}ight"}, "application/json")
    page = client.post("/network/profile/", facts | {field: f"Fre{sign}ight"})
    assert answer.status_code == 400 and page.status_code in {200, 422}
    assert not ConnectorProfile.objects.filter(**{f"{field}__contains": sign}).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("sign", TURNING)
@pytest.mark.parametrize("field", ["pitch", "purpose"])
def test_no_request_is_turned_around(stage: Stage, sign: str, field: str) -> None:
    facts: dict[str, Any] = {
        "listing": str(stage.relationship.public_id), "pitch": PITCH, "purpose": "Freight",
        "no_way_in": True, "keep_asking": False,
    }  # fmt: skip
    client = signed_in(stage.rep)
    facts[field] += f"{sign} txen"
    answer = client.post("/api/v1/introductions/", facts, "application/json")
    assert answer.status_code == 400
    assert not Introduction.objects.exists()


@pytest.mark.django_db
@NAMED
def test_a_file_brings_none_in(colin: User, sign: str) -> None:
    name = person_name(f"Petra{sign} Vandenbroucke")
    row = ContactRow(1, name, "", "", PETRA.email, cell(f"VP{sign} Procurement"))
    take_in(colin, [row])
    stored = Relationship.objects.get()
    assert sign not in stored.name + stored.title
    assert stored.name == "Petra Vandenbroucke"


def test_what_scripts_and_emoji_need_is_kept() -> None:
    for text in ("می\u200cخواهم", "क्\u200dष", "👩\u200d💻 Engineer", "Zoë O’Neill", "李 明"):
        assert not holds_hidden(text) and not turns_around(text)
        assert without_hidden(text) == text
    assert holds_unseen("a\u200db") and holds_hidden("a\x07b") and not holds_hidden("a\nb\tc")
