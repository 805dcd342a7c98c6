"""Programs are told why in the same shape everywhere under /api/: JSON with a code and a sentence."""

import pytest
from django.http import HttpRequest
from django.test import Client
from django.urls import path

from brokerage import urls
from brokerage.accounts.models import User
from brokerage.kit.web import middleware

pytestmark = pytest.mark.django_db
PLACES = ("/api/v1/introductions/", "/api/v1/me/", "/api/v1/listings/", "/api/v1/moderation/cases/")


def break_down(request: HttpRequest) -> None:
    raise RuntimeError("on purpose")


@pytest.mark.parametrize("place", PLACES)
def test_who_is_not_signed_in_is_told_so_with_401(place: str) -> None:
    for answer in (Client().get(place), Client().post(place, {}, content_type="application/json")):
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"].startswith("Session")
        assert answer.json()["code"] == "not_authenticated"
        assert answer.json()["detail"]


def test_who_is_signed_in_and_may_not_is_told_403(rita: User) -> None:
    client = Client()
    client.force_login(rita)
    assert client.get("/api/v1/moderation/cases/").status_code == 403


def test_an_address_that_is_none_is_json_there_and_a_page_elsewhere(rita: User) -> None:
    for client in (Client(), Client()):
        answer = client.get("/api/v1/nothing/")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
        page = client.get("/nothing/")
        assert page.status_code == 404
        assert "text/html" in page["Content-Type"]
        client.force_login(rita)


def test_our_own_mistake_is_json_there_and_a_page_elsewhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    more = [path("api/v1/broken/", break_down), path("broken/", break_down)]
    monkeypatch.setattr(urls, "urlpatterns", [*more, *urls.urlpatterns])
    from django.urls import clear_url_caches

    clear_url_caches()
    client = Client(raise_request_exception=False)
    answer, page = client.get("/api/v1/broken/"), client.get("/broken/")
    monkeypatch.undo()
    clear_url_caches()
    assert (answer.status_code, answer.json()["code"]) == (500, middleware.BROKEN.code)
    assert "on purpose" not in answer.text
    assert page.status_code == 500
    assert "text/html" in page["Content-Type"]


def test_a_write_without_its_token_is_told_in_json(rita: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(rita)
    answer = client.patch("/api/v1/me/", {"name": "Eve"}, content_type="application/json")
    assert answer.status_code == 403
    assert answer.json()["code"] == "permission_denied"
    rita.refresh_from_db()
    assert rita.name == "Rita"


@pytest.mark.parametrize("place", ["/", "/api/v1/me/", "/nothing/", "/accounts/login/"])
def test_every_answer_says_what_a_browser_need_not_offer(place: str) -> None:
    said = Client().get(place)["Permissions-Policy"]
    assert "camera=()" in said
    assert "geolocation=()" in said
