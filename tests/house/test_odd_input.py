"""Odd input gets an answer, never a 500."""

import uuid

import pytest
from django.test import Client

from brokerage.accounts.models import User
from tests.support.stages import Stage

pytestmark = pytest.mark.django_db
ODD = ["", "%00", "-1", "999999999999999999999999", "%F0%9F%9A%80", "%27;--", "a" * 3000, "%FF%FE"]
PLACES = [
    "/search/?q={}",
    "/search/?page={}",
    "/search/?price_from={}",
    "/search/?seniority={}",
    "/network/?q={}",
    "/network/?page={}",
    "/introductions/?tab={}",
    "/introductions/?page={}",
    "/p/{}/",
    "/p/{}/witness/",
    "/api/v1/listings/?page={}",
    "/api/v1/listings/?price_to={}",
    "/api/v1/relationships/?page={}",
    "/api/v1/prospect/{}/",
]


@pytest.mark.parametrize("place", PLACES)
def test_odd_addresses_are_answered(rita: User, colin: User, place: str) -> None:
    for user in (None, rita, colin):
        client = Client(raise_request_exception=False)
        if user:
            client.force_login(user)
        for odd in ODD:
            assert client.get(place.format(odd)).status_code < 500, (place, odd[:20], user)


def test_odd_bodies_are_answered(stage: Stage) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(stage.rep)
    listing = str(stage.relationship.public_id)
    bodies = [
        {"listing": listing, "pitch": "\x00" * 100, "purpose": "\x00", "no_way_in": True},
        {"listing": "nothing", "pitch": 1, "purpose": [], "no_way_in": "?"},
        {"listing": str(uuid.uuid4()), "pitch": "x" * 100, "purpose": "y", "no_way_in": True},
        [],
        "text",
    ]
    for body in bodies:
        answer = client.post("/api/v1/introductions/", body, content_type="application/json")
        assert 400 <= answer.status_code < 500, (body, answer.status_code)
    page = f"/introductions/new/{listing}/"
    for data in ({"pitch": "\x00"}, {"purpose": "x" * 100_000}):
        assert client.post(page, data).status_code < 500
    assert not stage.rep.introductions_asked.exists()
