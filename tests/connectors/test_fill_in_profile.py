"""A connector says who they are and who they work for."""

from collections.abc import Callable

import pytest
from django.test import Client

from brokerage.accounts.models import User
from connectors import actions, queries
from connectors.models import ConnectorProfile
from tests.support.together import together, won

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


@pytest.mark.django_db(transaction=True)
def test_two_first_saves_at_once_both_count(transactional_db: None, colin: User) -> None:
    ConnectorProfile.objects.filter(user=colin).delete()
    answers = together(
        *(
            lambda words=words: actions.save_profile(colin, headline=words, no_employer=True)
            for words in ("Twenty years in freight", "Ports and cranes", "Everybody in Ghent")
        )
    )
    assert len(won(answers)) == 3, answers
    assert ConnectorProfile.objects.get(user=colin).headline in {one.headline for one in answers}
