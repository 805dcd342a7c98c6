"""Search shows what can be found at this moment: every change of a listing is in it when it is made."""

import itertools
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction

from brokerage.accounts.models import User
from brokerage.kit.clock import now
from brokerage.kit.money import Money
from connectors import actions, queries
from connectors.models import (
    Company,
    ConnectorProfile,
    KeyKind,
    ProspectKey,
    Relationship,
    SearchCheck,
    SearchEntry,
    SearchWord,
    ShownRecord,
    Suppression,
)
from connectors.queries import SearchFilters
from connectors.tasks import settle_search, sweep_search_check
from introductions.models import ConnectorRecord
from tests.support.together import together

Known = Callable[..., Relationship]


def by_hand() -> set[int]:
    """Who can be found, from the listings themselves."""
    return set(queries.listings().values_list("pk", flat=True))


def in_search() -> set[int]:
    return set(SearchEntry.objects.values_list("pk", flat=True))


def truth_holds() -> None:
    """Rows of search are those of the market, and each says what its listing shows."""
    assert in_search() == by_hand()
    for row in queries.listings():
        entry = SearchEntry.objects.get(pk=row.pk)
        shown = queries.blinded(row)
        assert (entry.seniority, entry.department, entry.industry, entry.size_band, entry.country) == (
            shown.seniority, shown.department, shown.industry, shown.size_band, shown.country
        )  # fmt: skip
        assert (entry.strength, Money(entry.price_minor, entry.currency)) == (
            shown.strength,
            shown.price,
        )
        assert (entry.company_id is not None) == shown.company_shown
        assert entry.is_verified == shown.connector_verified
        assert entry.answers == shown.record.answers
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM connectors_visible")
        assert cursor.fetchone() == (len(in_search()),)


@pytest.fixture
def row(colin: User, known: Known, company: Callable[..., Company]) -> Relationship:
    company("Meridian Freight", industry="Industrials", country="DE", size_band="large")
    return known(colin, "Petra Vandenbroucke", listed=True)


CHANGES: dict[str, Callable[[Relationship, User], object]] = {
    "price": lambda row, colin: actions.set_price(colin, [row.public_id], Money(31_000, "EUR")),
    "unlisted": lambda row, colin: actions.unlist(colin, [row.public_id]),
    "company hidden": lambda row, colin: actions.set_visibility(colin, [row.public_id], show_company=False),
    "taken down": lambda row, colin: actions.take_down(row, staff=colin, reason="wrong"),
    "title": lambda row, colin: actions.edit_relationship(colin, row.public_id, title="CFO"),
    "strength": lambda row, colin: actions.edit_relationship(colin, row.public_id, strength=5),
    "removed": lambda row, colin: actions.remove(colin, [row.public_id]),
    "suspended": lambda row, colin: User.objects.filter(pk=colin.pk).update(suspended_at=now()),
    "closed": lambda row, colin: User.objects.filter(pk=colin.pk).update(closed_at=now()),
    "no connector": lambda row, colin: User.objects.filter(pk=colin.pk).update(is_connector=False),
    "inactive": lambda row, colin: User.objects.filter(pk=colin.pk).update(is_active=False),
    "objected": lambda row, colin: actions.suppress(row.prospect),
    "address": lambda row, colin: actions.suppress_address(KeyKind.EMAIL, row.email),
    "domain": lambda row, colin: actions.suppress_address(KeyKind.DOMAIN, "meridian-freight.example"),
    "raw update": lambda row, colin: Relationship.objects.update(strength=1, price_minor=777),
    "raw delete": lambda row, colin: Relationship.objects.filter(pk=row.pk).delete(),
    "another person": lambda row, colin: ProspectKey.objects.all().delete(),
    "nothing shown": lambda row, colin: Relationship.objects.update(company_shown=False, search_text=""),
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_it(row: Relationship, colin: User, known: Known, change: str) -> None:
    known(
        colin,
        "Tom Okafor",
        email="tom@borealis-bank.example",
        company_name="Borealis Bank",
        listed=True,
    )
    truth_holds()
    before = list(SearchEntry.objects.order_by("pk").values())
    CHANGES[change](row, colin)
    truth_holds()
    assert change == "another person" or list(SearchEntry.objects.order_by("pk").values()) != before


@pytest.mark.django_db
def test_and_back(row: Relationship, colin: User) -> None:
    for there, back in itertools.pairwise([{"suspended_at": now()}, {"suspended_at": None}]):
        User.objects.filter(pk=colin.pk).update(**there)
        assert not in_search()
        User.objects.filter(pk=colin.pk).update(**back)
        truth_holds()
    mark = Suppression.objects.create(
        kind="domain", key_id=row.domain_key_id, digest=row.domain_digest
    )
    assert not in_search()
    mark.delete()
    truth_holds()
    assert in_search() == {row.pk}


@pytest.mark.django_db
def test_the_night_mends_and_says_so(row: Relationship, colin: User, known: Known) -> None:
    other = known(colin, "Tom Okafor", listed=True)
    SearchEntry.objects.filter(pk=row.pk).update(price_minor=1, best_first=0)
    SearchEntry.objects.filter(pk=other.pk).delete()
    SearchWord.objects.create(word="nobodyshowsthis")
    assert sweep_search_check() == 1
    truth_holds()
    assert not SearchWord.objects.filter(word="nobodyshowsthis").exists()
    assert SearchWord.objects.filter(word="procurement").exists()
    assert SearchCheck.objects.get().differences == 2
    assert sweep_search_check() == 0, "once a night"


@pytest.mark.django_db
def test_a_row_that_should_be_gone_is_never_shown(
    row: Relationship, rita: User, colin: User
) -> None:
    """Search looks again at what it shows: a row left behind by whatever means tells nothing."""
    left = SearchEntry.objects.get(pk=row.pk)
    actions.suppress(row.prospect)
    left.save(force_insert=True)
    found = queries.search(SearchFilters(), rita)
    assert (found.listings, found.count) == ([], 0)


@pytest.mark.django_db(transaction=True)
def test_a_never_beside_the_listing(colin: User, known: Known, rita: User) -> None:
    """Listing and objecting at the same moment: nobody who objected is found, in any order; and a minute
    later nobody is counted."""
    rows = [known(colin, f"Person Number{at}") for at in range(6)]
    for row in rows:
        together(
            lambda row=row: actions.list_relationships(colin, [row.public_id]),
            lambda row=row: actions.suppress(row.prospect),
        )
        assert not queries.search(SearchFilters(), rita).listings
        settle_search()
        truth_holds()
        assert row.pk not in by_hand()


@pytest.mark.django_db(transaction=True)
def test_an_objection_waits_for_no_change_of_a_listing(
    colin: User, known: Known, rita: User
) -> None:
    """While somebody changes a listing, its row of search is theirs: the objection is kept all the same."""
    row = known(colin, "Petra Vandenbroucke", listed=True)
    changed, recorded = threading.Event(), threading.Event()

    def change() -> None:
        with transaction.atomic():
            Relationship.objects.filter(pk=row.pk).update(price_minor=77_700)
            changed.set()
            assert recorded.wait(timeout=20), "it waited"

    def object_() -> None:
        assert changed.wait(timeout=20)
        actions.record_objection(row.prospect)
        recorded.set()

    answers = together(change, object_)
    assert not [one for one in answers if isinstance(one, Exception)], answers
    assert not queries.search(SearchFilters(), rita).listings
    settle_search()
    truth_holds()


@pytest.mark.django_db
def test_what_is_known_of_a_connector_is_told_of_all_at_once_at_night(
    row: Relationship, colin: User
) -> None:
    """What changes it writes no row of search, and no check calls that a mistake."""
    ConnectorRecord.objects.update_or_create(
        connector=colin, defaults={"asked": 9, "answered": 9, "introduced": 1}
    )
    ConnectorProfile.objects.filter(user=colin).update(verified_at=now())
    entry = SearchEntry.objects.get(pk=row.pk)
    assert (entry.answers, entry.is_verified) == ("new", False)
    truth_holds()
    assert sweep_search_check() == 1
    entry.refresh_from_db()
    assert (entry.answers, entry.is_verified) == ("nearly_all", True)
    assert SearchCheck.objects.get().differences == 0
    truth_holds()
    ConnectorProfile.objects.filter(user=colin).update(verified_at=None)
    actions.set_price(colin, [row.public_id], Money(44_000, "EUR"))
    entry.refresh_from_db()
    assert (entry.price_minor, entry.is_verified) == (44_000, True), (
        "what else changes it tells it not"
    )


@pytest.mark.django_db
def test_a_night_that_ended_in_the_middle_is_gone_on_with(row: Relationship, colin: User) -> None:
    """The copy is new, and a row of search is not: the next run brings it up to date, and finds no fault."""
    ShownRecord.objects.create(
        connector=colin, is_verified=True, answers="most", speed="day", introduced="some"
    )
    ConnectorProfile.objects.filter(user=colin).update(verified_at=now())
    ConnectorRecord.objects.update_or_create(
        connector=colin, defaults={"asked": 4, "answered": 3, "median_answer": timedelta(hours=2)}
    )
    assert sweep_search_check() == 1
    assert SearchEntry.objects.get(pk=row.pk).answers == "most"
    assert SearchCheck.objects.get().differences == 0
    truth_holds()
