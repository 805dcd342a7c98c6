"""Coverage of target accounts tells no more than search: worlds that differ only in what is hidden, or in who
is behind a listing, answer alike in pages, API, files and emails."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile

from brokerage.accounts.models import User
from connectors import actions
from connectors.models import Company, CoverageList, Relationship, SearchEntry
from tests.support.coverage import LIST, big_company, listed_at
from tests.support.emails import sent
from tests.support.moving_clock import MovingClock
from tests.support.two_worlds import Attacker, first_difference, mask, world

pytestmark = pytest.mark.django_db
Known = Callable[..., Relationship]
Secret = Callable[[], None]
HIDDEN = {"name": "Petra Vandenbroucke", "email": "petra@quaint-guild.example"}


def told(rita: User, secret: Secret, clock: MovingClock) -> list[Any]:
    """All that a rep is answered who uploads, looks, splits, reviews and watches over two days."""
    clock.offset *= 0
    with world():
        mail.outbox.clear()
        _count_ids()
        secret()
        rep = Attacker(rita)
        data = LIST + b"4,Quaint Guild,quaint-guild.example,1\n5,Quaint,,1\n6,Quaynt Guild,,1\n"
        halves = [data, b"Account name\nQuaint Guild\n", b"Account name\nIBM\nQuaint Guilds\n"]
        for name, part in enumerate(halves):
            upload = {"file": SimpleUploadedFile(f"{name}.csv", part)}
            rep.do("post", "/coverage/", upload)
        for found in CoverageList.objects.order_by("pk"):
            actions.read_list(found.pk)
        for day in range(2):
            for found in CoverageList.objects.order_by("pk"):
                for base in (
                    f"/coverage/{found.public_id}/",
                    f"/api/v1/coverage/{found.public_id}/",
                ):
                    rep.do("get", base)
                    rep.do("get", f"{base}review/")
                    rep.do("get", f"{base}accounts.csv")
                    rep.do("post", f"{base}watch/")
                rep.do("get", f"/api/v1/coverage/{found.public_id}/accounts/")
            clock.forward(days=1)
            rep.seen.append(("renewed", (actions.renew_coverage(), str(day), "")))
            rep.seen += [("email", (0, one.subject, mask(one.body))) for one in sent()]
        return rep.seen


def _count_ids() -> None:
    """Lists get ids that count up, in both worlds alike."""
    from itertools import count
    from uuid import UUID

    numbers = count(9 << 64)
    field = CoverageList._meta.get_field("public_id")
    field.__dict__["_get_default"] = lambda: UUID(int=next(numbers), version=4)


@pytest.fixture(autouse=True)
def ids_again(colin: User, eve: User) -> Any:
    """Both connectors may list in any world; afterwards lists get random ids again."""
    for user in (colin, eve):
        actions.save_profile(user, headline="Knows people", employer_name="Own Works")
    yield
    CoverageList._meta.get_field("public_id").__dict__.pop("_get_default", None)


def hidden_ways(known: Known, colin: User) -> dict[str, Secret]:
    """What may be hidden at a company that no listing shows."""

    def contact(**facts: Any) -> None:
        known(colin, company_name="Quaint Guild", title="VP Sales", **HIDDEN, **facts)

    def company_not_shown() -> None:
        big_company("Quaint Guild", domain="quaint-guild.example")
        row = known(colin, company_name="Quaint Guild", title="VP Sales", **HIDDEN)
        actions.set_visibility(colin, [row.public_id], show_company=False)
        assert not actions.list_relationships(colin, [row.public_id]).refused

    def taken_off() -> None:
        big_company("Quaint Guild", domain="quaint-guild.example")
        row = known(colin, company_name="Quaint Guild", title="VP Sales", listed=True, **HIDDEN)
        assert row.company_shown
        actions.unlist(colin, [row.public_id])

    def top_of_it() -> None:
        big_company("Quaint Guild", domain="quaint-guild.example")
        known(colin, company_name="Quaint Guild", title="CEO", listed=True, **HIDDEN)

    return {
        "nothing": lambda: None,
        "never listed": contact,
        "company not shown": company_not_shown,
        "taken off": taken_off,
        "C level": top_of_it,
    }


@pytest.mark.parametrize("way", ["never listed", "company not shown", "taken off", "C level"])
def test_what_is_hidden_changes_nothing(
    rita: User, colin: User, known: Known, clock: MovingClock, way: str
) -> None:
    big_company("IBM")
    listed_at(known, colin, "IBM", 2)
    ways = hidden_ways(known, colin)
    assert not first_difference(told(rita, ways["nothing"], clock), told(rita, ways[way], clock))


def test_who_is_behind_a_listing_changes_nothing(
    rita: User, colin: User, eve: User, known: Known, clock: MovingClock
) -> None:
    """Two listings of one person or of two, known to one connector or to two: read alike."""

    def one_person() -> None:
        big_company("Quaint Guild")
        for user in (colin, eve):
            known(user, company_name="Quaint Guild", title="VP Sales", listed=True, **HIDDEN)

    def two_people() -> None:
        big_company("Quaint Guild")
        for user, name in ((colin, "Quentin Oduya"), (colin, "Nora Body")):
            email = f"{name.split()[0].lower()}@quaint-guild.example"
            known(
                user, name, company_name="Quaint Guild", title="VP Sales", email=email, listed=True
            )

    assert not first_difference(told(rita, one_person, clock), told(rita, two_people, clock))


def test_what_is_shown_does_make_a_difference(
    rita: User, colin: User, known: Known, clock: MovingClock
) -> None:
    """The worlds above would differ if what they differ in were seen."""

    def shown() -> None:
        big_company("Quaint Guild")
        listed_at(known, colin, "Quaint Guild")

    assert first_difference(told(rita, lambda: None, clock), told(rita, shown, clock))


def test_one_more_listing_in_a_band_is_not_seen(
    rita: User, colin: User, known: Known, clock: MovingClock
) -> None:
    """From two to four listings an account, its cells and its list read alike."""

    def shown(count: int) -> Secret:
        def make() -> None:
            big_company("Quaint Guild")
            listed_at(known, colin, "Quaint Guild", count)

        return make

    assert not first_difference(told(rita, shown(2), clock), told(rita, shown(4), clock))


def test_the_market_that_was_told_is_the_one_that_search_shows(
    colin: User, known: Known, rita: User
) -> None:
    """A guard of this file: what the tests above call hidden is not in search."""
    for way in hidden_ways(known, colin).values():
        Relationship.objects.all().delete()
        way()
        ids = Company.objects.filter(name="Quaint Guild").values_list("pk", flat=True)
        assert not SearchEntry.objects.filter(company_id__in=ids).exists()
