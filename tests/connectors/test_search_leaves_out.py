"""What a rep denies is left out of search, whatever it is said of."""

import pytest

from connectors.queries.searching import SearchFilters
from connectors.queries.searching.asking import understood

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "only", "not_"),
    [
        ("verified", {"verified": {"1"}}, {}),
        ("not verified", {}, {"verified": {"1"}}),
        ("strong but not close", {"strength": {"4"}}, {"strength": {"5"}}),
        ("not close", {}, {"strength": {"5"}}),
        ("germany not directors", {"country": {"DE"}}, {"seniority": {"director"}}),
    ],
)
def test_what_is_denied_is_not_asked_for(
    typed: str, only: dict[str, set[str]], not_: dict[str, set[str]]
) -> None:
    asked = understood(SearchFilters(q=typed), None)
    assert (asked.only, asked.not_) == (only, not_)
