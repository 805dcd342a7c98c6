"""The same things a page can do, for programs."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile as Upload
from django.test import Client

from brokerage.accounts.models import User
from connectors.models import ImportRun, Relationship
from tests.support.importing import carry_through

pytestmark = pytest.mark.django_db
JSON = "application/json"


def test_profile(colin: User, browse: Callable[[User], Client]) -> None:
    api = browse(colin)
    assert api.get("/api/v1/profile/").json()["is_complete"] is False
    refused = api.patch("/api/v1/profile/", {"headline": "x"}, JSON)
    assert (refused.status_code, refused.json()["field"]) == (400, "employer_name")
    saved = api.patch("/api/v1/profile/", {"headline": "x", "employer_name": "Acme"}, JSON)
    assert saved.json()["is_complete"] is True


def test_relationships(colin: User, browse: Callable[[User], Client]) -> None:
    api = browse(colin)
    facts = {
        "name": "Anna Berg",
        "email": "anna@acme.example",
        "title": "CFO",
        "company_name": "Acme",
    }
    made = api.post("/api/v1/relationships/", facts, JSON)
    assert made.status_code == 201, made.content
    path = f"/api/v1/relationships/{made.json()['id']}/"
    assert made.json()["role"] == "C level, Finance"
    assert api.patch(path, {"title": "VP Sales", "strength": 5}, JSON).json()["role"] == "VP, Sales"
    assert api.get("/api/v1/relationships/?q=anna").json()["count"] == 1
    assert api.delete(path).status_code == 204
    assert not Relationship.objects.exists()


def test_bulk(
    colin: User, known: Callable[..., Relationship], browse: Callable[[User], Client]
) -> None:
    rows = [
        known(colin, "Anna Berg"),
        known(colin, "Bob Low", email="", profile_url="linkedin.com/in/bob"),
    ]
    body = {
        "ids": [str(row.public_id) for row in rows],
        "price": {"amount": 30_000, "currency": "USD"},
        "listed": True,
    }
    answer = browse(colin).post("/api/v1/relationships/bulk/", body, JSON).json()
    assert answer["changed"] == 1
    assert answer["refused"][0]["id"] == str(rows[1].public_id)
    assert "e-mail" in answer["refused"][0]["reason"]


def test_imports(
    colin: User, eve: User, browse: Callable[[User], Client], file: Callable[[str], bytes]
) -> None:
    api = browse(colin)
    wrong = api.post("/api/v1/imports/", {"file": Upload("x.csv", b""), "lawful": "true"})
    assert (wrong.status_code, wrong.json()["code"]) == (400, "empty")
    wrong = api.post("/api/v1/imports/", {"file": Upload("x.csv", b"hello"), "lawful": "true"})
    assert carry_through(ImportRun.objects.get().pk).status == "failed"
    assert (
        "header row" in api.get(f"/api/v1/imports/{wrong.json()['id']}/").json()["problems"][0][1]
    )
    assert (
        api.post(
            "/api/v1/imports/", {"file": Upload("x.csv", b"hello"), "lawful": "false"}
        ).status_code
        == 400
    )
    body = {"file": Upload("c.vcf", file("contacts.vcf")), "lawful": "true"}
    made = api.post("/api/v1/imports/", body)
    assert made.status_code == 202
    carry_through(ImportRun.objects.get(public_id=made.json()["id"]).pk)
    path = f"/api/v1/imports/{made.json()['id']}/"
    assert api.get(path).json()["new"] == 60
    assert len(api.get("/api/v1/imports/").json()) == 2
    assert browse(eve).get(path).status_code == 404


def test_nobody_else_comes_in(rita: User, browse: Callable[[User], Client]) -> None:
    for path in ("profile", "relationships", "imports"):
        assert browse(rita).get(f"/api/v1/{path}/").status_code == 403
        assert Client().get(f"/api/v1/{path}/").status_code == 401
