"""Many rows at once are stored as one by one: whatever their values are."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from brokerage.accounts.models import User
from brokerage.kit.copying import copy_in
from connectors.models import ImportRow, ImportRun, Prospect, Relationship
from tests.support import builders

WILD = st.text(alphabet=st.characters(exclude_characters="\x00", exclude_categories=["Cs"]))


class TestAnyValue(TestCase):  # type: ignore[misc]  # hypothesis has no types for it
    """Each example in a transaction of its own."""

    def person(self) -> User:
        return builders.connector("colin")

    @settings(max_examples=40, deadline=None)
    @given(name=WILD, title=WILD, country=st.sampled_from(["", "DE"]), day=st.none() | st.dates())
    def test_a_relationship(self, name: str, title: str, country: str, day: dt.date | None) -> None:
        colin, people = self.person(), [Prospect(), Prospect()]
        copy_in(people)
        rows = [
            Relationship(
                connector=colin, prospect=person, name=name, title=title, country=country,
                connected_on=day, show_company=False, search_text=title[:500],
            )
            for person in people
        ]  # fmt: skip
        copy_in(rows)
        assert len({row.pk for row in rows}) == 2
        for row in Relationship.objects.filter(pk__in=[row.pk for row in rows]):
            assert (row.name, row.title, row.country, row.connected_on) == (
                name, title, country, day,
            )  # fmt: skip
            assert (row.search_text, row.show_company, row.listed_at) == (title[:500], False, None)

    @settings(max_examples=40, deadline=None)
    @given(cells=st.dictionaries(WILD, WILD, max_size=3))
    def test_a_row_with_json(self, cells: dict[str, str]) -> None:
        run = ImportRun.objects.create(connector=self.person(), lawful_basis="x")
        row = ImportRow(run=run, number=1, kind="new", cells=cells, candidates=["c1", 'r"2\\'])
        copy_in([row])
        row.refresh_from_db()
        assert (row.cells, row.candidates) == (cells, ["c1", 'r"2\\'])


@pytest.mark.django_db
def test_what_conflicts_is_refused(colin: User) -> None:
    from django.db import IntegrityError, transaction

    run = ImportRun.objects.create(connector=colin, lawful_basis="x")
    twice = [ImportRow(run=run, number=1, kind="new", cells={}) for _ in range(2)]
    with pytest.raises(IntegrityError), transaction.atomic():
        copy_in(twice)
    assert not run.rows.exists()
    copy_in([])
