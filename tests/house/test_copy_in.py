"""Many rows at once are stored as one by one: whatever their values are."""

import datetime as dt
import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from brokerage.accounts.models import User
from brokerage.kit.copying import another, change_rows, copy_in, copy_rows
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
    @given(name=WILD, title=WILD, country=st.sampled_from(["", "DE"]), day=st.none() | st.dates())
    def test_many_are_changed_at_once(
        self, name: str, title: str, country: str, day: dt.date | None
    ) -> None:
        colin, people = self.person(), [Prospect(), Prospect(), Prospect()]
        copy_in(people)
        rows = [
            Relationship(connector=colin, prospect=one, name="Bo", title="CFO") for one in people
        ]
        copy_in(rows)
        for row in rows[:2]:
            row.name, row.title, row.country, row.connected_on = name, title, country, day
            row.show_company, row.strength = False, 5
        changed = ["name", "country", "connected_on", "show_company"]
        change_rows(rows[:2], changed)
        change_rows([], changed)
        for row in Relationship.objects.filter(pk__in=[row.pk for row in rows[:2]]):
            assert (row.name, row.country, row.connected_on) == (name, country, day)
            assert (row.title, row.show_company, row.strength) == ("CFO", False, 2)
        untouched = Relationship.objects.get(pk=rows[2].pk)
        assert (untouched.name, untouched.show_company) == ("Bo", True)

    @settings(max_examples=40, deadline=None)
    @given(name=WILD)
    def test_rows_that_never_become_objects(self, name: str) -> None:
        people = copy_rows(Prospect, [{}, {}])
        assert Prospect.objects.filter(pk__in=people, refused_topics__isnull=False).count() == 2
        blank = Relationship(connector=self.person(), title="CFO")
        row, other = (
            another(blank, prospect_id=pk, name=name, public_id=uuid.uuid4()) for pk in people
        )
        row.country = "DE"
        copy_in([row, other])
        row.refresh_from_db()
        other.refresh_from_db()
        assert (row.name, row.title, row.country) == (name, "CFO", "DE")
        assert (other.country, other.connector_id, blank.pk) == ("", blank.connector_id, None)
        assert copy_rows(Prospect, []) == []

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
