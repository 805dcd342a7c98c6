"""A connector says who they are and who they work for."""

from collections.abc import Callable

import pytest
from django.test import Client

from brokerage.accounts.models import User
from connectors import queries

pytestmark = pytest.mark.django_db


def test_from_the_page(colin: User, browse: Callable[[User], Client]) -> None:
    visitor = browse(colin)
    asked = visitor.post("/network/profile/", {"headline": "Knows people"})
    assert asked.status_code == 422
    assert b"who you work for" in asked.content
    facts = {
        "headline": "Knows people",
        "employer_name": "Nike Inc",
        "employer_domain": "https://www.nike.com/x",
    }
    assert visitor.post("/network/profile/", facts).status_code == 302
    profile = queries.profile_of(colin)
    assert profile.is_complete
    assert profile.employer and profile.employer.name == "Nike, Inc."
    assert profile.employer_domain == "nike.com"


def test_without_an_employer(colin: User, browse: Callable[[User], Client]) -> None:
    facts = {"headline": "Freelance", "employer_name": "Self-employed", "no_employer": "on"}
    assert browse(colin).post("/network/profile/", facts).status_code == 302
    assert queries.profile_of(colin).is_complete


def test_first_steps(colin: User, browse: Callable[[User], Client]) -> None:
    page = browse(colin).get("/network/")
    assert b"Before your first introduction" in page.content
    assert [step.done for step in queries.first_steps(colin)] == [False] * 4


def test_reps_are_turned_away(rita: User, browse: Callable[[User], Client]) -> None:
    for path in ("/network/", "/network/profile/", "/network/import/", "/network/add/"):
        assert browse(rita).get(path).status_code == 403
