"""A search asks the database as often among few listings as among many, on the page and in the API."""

import copy
import uuid
from collections.abc import Callable

import pytest
from django.db import connection
from django.db.models.base import ModelState
from django.test import Client
from django.test.utils import CaptureQueriesContext

from brokerage.accounts.models import User
from connectors.models import Prospect, Relationship, SearchEntry
from connectors.queries import SearchFilters, search

pytestmark = pytest.mark.django_db
Known = Callable[..., Relationship]
FEW, MANY = 12, 90
STATEMENTS = {"": 5, "vp procurement": 5, "procuremnt under 900": 6}
"""By what is typed: addresses of the rep, what one can filter by, what words are in the market where they are
not understood, the page itself, what the rep asked for, usual prices. Where next to nothing is found, one
more counts what comes close."""


def market(colin: User, known: Known, size: int) -> None:
    """So many listings in all, of two kinds."""
    if not Relationship.objects.exists():
        known(colin, "Petra Vandenbroucke", listed=True)
        known(colin, "Tom Okafor", title="Head of Sales", listed=True)
    kinds = list(Relationship.objects.order_by("pk")[:2])
    rows = []
    for number in range(Relationship.objects.count(), size):
        row = copy.copy(kinds[number % 2])
        row.pk, row.public_id, row.prospect = None, uuid.uuid4(), Prospect.objects.create()
        row._state = ModelState()
        rows.append(row)
    Relationship.objects.bulk_create(rows)
    assert SearchEntry.objects.count() == size


def statements(ask: Callable[[], object]) -> list[str]:
    ask()  # what is kept from one request to the next is not counted
    with CaptureQueriesContext(connection) as seen:
        ask()
    return [one["sql"] for one in seen.captured_queries]


@pytest.mark.parametrize("words", STATEMENTS)
def test_as_many_statements_as_it_has_parts(
    rita: User, colin: User, known: Known, words: str
) -> None:
    def ask() -> None:
        assert search(SearchFilters(q=words), rita).count

    for size in (FEW, MANY):
        market(colin, known, size)
        asked = statements(ask)
        assert len(asked) == STATEMENTS[words], asked


@pytest.mark.parametrize("path", ["/search/", "/api/v1/listings/", "/shortlist/"])
def test_a_page_of_many_as_often_as_one_of_few(
    rita: User, colin: User, known: Known, browse: Callable[[User], Client], path: str
) -> None:
    rep, found = browse(rita), []
    for size in (FEW, MANY):
        market(colin, known, size)
        for row in Relationship.objects.order_by("pk")[: size // 6]:
            rep.post(f"/listings/{row.public_id}/star/", {"on": "1"})
        found.append(len(statements(lambda: rep.get(path, {"q": "procurement"}))))
    assert found[0] == found[1]
