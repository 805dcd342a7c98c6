"""Change thousands of people at once: looked at first, in the background, and undone exactly."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from brokerage.accounts.models import User
from brokerage.cases.models import Case, Failure
from brokerage.kit.errors import Refusal
from brokerage.kit.money import Money
from connectors import actions, queries
from connectors.actions import Change
from connectors.actions.bulk import changing as bulk
from connectors.models import BulkChange, Prospect, Relationship, RemovedContact
from tests.support.stages import Stage
from tests.support.together import together

pytestmark = pytest.mark.django_db
Known = Callable[..., Relationship]
PRICE = Change(price=Money(30_000, "EUR"))


@pytest.fixture
def crowd(colin: User) -> list[int]:
    """300 people, of whom a third has a price."""
    rows = [
        Relationship(
            connector=colin, prospect=Prospect.objects.create(), name=f"Anna Berg{number}",
            price_minor=5_000 + number * 10 if number % 3 == 0 else None,
            currency="EUR" if number % 3 == 0 else "",
        )
        for number in range(300)
    ]  # fmt: skip
    return [row.pk for row in Relationship.objects.bulk_create(rows)]


def said(user: User) -> list[tuple[object, ...]]:
    """All that a change may touch."""
    fields = ("pk", "price_minor", "currency", "strength", "show_company", "listed_at")
    return list(user.relationships.order_by("pk").values_list(*fields))


def carried_out(user: User, pks: list[int], wanted: Change | None) -> BulkChange:
    """From the choice to the end, as page and worker do."""
    prepared = actions.prepare_bulk(user, pks, wanted)
    actions.confirm_bulk(user, prepared.public_id)
    actions.carry_out_bulk(prepared.pk)
    prepared.refresh_from_db()
    return prepared


def undone(user: User, done: BulkChange) -> BulkChange:
    actions.undo_bulk(user, done.public_id)
    actions.carry_out_bulk(done.pk)
    done.refresh_from_db()
    return done


def test_nothing_changes_before_it_is_confirmed(colin: User, crowd: list[int]) -> None:
    before = said(colin)
    prepared = actions.prepare_bulk(colin, crowd, PRICE)
    actions.carry_out_bulk(prepared.pk)
    actions.resume_bulk_changes()
    assert said(colin) == before
    preview = queries.preview_of(prepared)
    assert (preview.people, preview.unpriced) == (300, 200)
    assert [(one.least.amount, one.most.amount) for one in preview.prices] == [(5_000, 7_970)]


def test_a_price_for_all_and_back_exactly(
    colin: User, crowd: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "LIGHT_BATCH", 70)
    before = said(colin)
    done = carried_out(colin, crowd, PRICE)
    assert (done.status, done.changed, done.percent) == ("done", 300, 100)
    assert set(colin.relationships.values_list("price_minor", "currency")) == {(30_000, "EUR")}
    assert undone(colin, done).status == "undone"
    assert said(colin) == before


def test_what_was_changed_again_since_stays(colin: User, crowd: list[int]) -> None:
    done = carried_out(colin, crowd, PRICE)
    mine = colin.relationships.get(pk=crowd[0])
    actions.set_price(colin, [mine.public_id], Money(55_500, "EUR"))
    undone(colin, done)
    mine.refresh_from_db()
    assert mine.price == Money(55_500, "EUR")
    assert colin.relationships.filter(price_minor=30_000).count() == 0


def test_a_worker_that_was_killed_goes_on_where_it_was(
    colin: User, crowd: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "LIGHT_BATCH", 100)
    prepared = actions.prepare_bulk(colin, crowd, PRICE)
    actions.confirm_bulk(colin, prepared.public_id)
    assert bulk._batch(prepared.pk)  # and then it dies
    prepared.refresh_from_db()
    assert (prepared.status, prepared.done, prepared.changed) == ("running", 100, 100)
    BulkChange.objects.update(touched_at=timezone.now() - timedelta(minutes=5))
    assert actions.resume_bulk_changes() == 1
    actions.carry_out_bulk(prepared.pk)
    actions.carry_out_bulk(prepared.pk)
    prepared.refresh_from_db()
    assert (prepared.status, prepared.changed) == ("done", 300)
    assert len(prepared.former) == 101  # 100 prices, and none
    assert sum(map(len, prepared.former.values())) == 300


def test_a_listing_stays_above_its_connectors_own_floor(
    colin: User, known: Known, crowd: list[int]
) -> None:
    row = known(colin, listed=True)
    actions.set_rules(colin, seniority_floors={row.seniority: 15_000})
    done = carried_out(colin, [row.pk, *crowd], Change(price=Money(10_000, "EUR")))
    assert done.changed == 300
    assert list(done.refused.values()) == [1]
    assert "lowest price" in next(iter(done.refused))
    row.refresh_from_db()
    assert (row.price, row.is_listed) == (Money(20_000, "EUR"), True)
    outcome = actions.change(colin, [row.public_id], Change(price=Money(10_000, "EUR"), strength=5))
    assert row.public_id in outcome.refused
    row.refresh_from_db()
    assert (row.price, row.strength) == (Money(20_000, "EUR"), row.strength)


def test_listing_many_asks_for_each_and_undoing_unlists_them(
    colin: User, known: Known, crowd: list[int]
) -> None:
    good = known(colin)
    before = said(colin)
    done = carried_out(colin, [good.pk, *crowd], Change(listed=True, strength=4))
    assert done.changed == 1
    assert sum(done.refused.values()) == 300
    good.refresh_from_db()
    assert (good.is_listed, good.strength) == (True, 4)
    undone(colin, done)
    assert said(colin) == before


def test_undoing_an_unlisting_lists_only_who_may_be_listed(colin: User, known: Known) -> None:
    fine, objects = known(colin, listed=True), known(colin, "Olga Object", listed=True)
    done = carried_out(colin, [fine.pk, objects.pk], Change(listed=False))
    assert done.changed == 2
    actions.suppress(objects.prospect)
    undone(colin, done)
    fine.refresh_from_db()
    objects.refresh_from_db()
    assert (fine.is_listed, objects.is_listed) == (True, False)
    assert done.refused == {queries.CANNOT_BE_LISTED: 1}


def test_others_rows_and_refused_changes(colin: User, eve: User, crowd: list[int]) -> None:
    before = said(colin)
    for user, pks, wanted, code in (
        (eve, crowd, PRICE, "none_chosen"),
        (eve, crowd, None, "none_chosen"),
        (colin, crowd, Change(price=Money(1, "EUR")), "price"),
        (colin, crowd, Change(strength=9), "strength"),
        (colin, crowd, Change(), "no_change"),
        (colin, crowd, Change(listed=True), "profile_missing"),
    ):
        with pytest.raises(Refusal) as refusal:
            actions.prepare_bulk(user, pks, wanted)
        assert refusal.value.code == code
    assert said(colin) == before
    assert not BulkChange.objects.exists()


def test_many_are_removed_after_their_number_was_confirmed(
    colin: User, crowd: list[int], browse: Callable[[User], Client]
) -> None:
    visitor = browse(colin)
    answer = visitor.post("/network/change/", {"all_matching": "1", "filters": "", "remove": "1"})
    page = visitor.get(answer["Location"])
    assert "Remove: 300 people" in page.text
    assert "You can undo this for 7 days" in page.text
    assert colin.relationships.count() == 300
    visitor.post(f"{answer['Location']}confirm/")
    done = BulkChange.objects.get()
    actions.carry_out_bulk(done.pk)
    assert colin.relationships.count() == 0
    assert queries.own_matches(colin, queries.NetworkFilters()) == []
    BulkChange.objects.update(created_at=timezone.now() - timedelta(days=7, minutes=1))
    refused = visitor.post(f"{answer['Location']}undo/", follow=True)
    assert "nothing to undo" in refused.text
    actions.forget_removed()
    assert not RemovedContact.objects.exists()


def test_who_is_in_an_introduction_stays_and_is_named(
    stage: Stage, browse: Callable[[User], Client]
) -> None:
    stage.requested()
    user = stage.connector
    free = actions.add_relationship(user, name="Frida Free", email="frida@acme.example")
    bound = stage.introduction.relationship
    done = carried_out(user, [free.pk, bound.pk], None)
    assert (done.changed, done.stayed) == (1, [bound.name])
    assert list(user.relationships.all()) == [bound]
    assert bound.name in browse(user).get(f"/network/changes/{done.public_id}/").text


def test_from_the_page_with_preview_progress_and_undo(
    colin: User, eve: User, crowd: list[int], browse: Callable[[User], Client]
) -> None:
    before = said(colin)
    visitor = browse(colin)
    sent = {"all_matching": "1", "filters": "", "set-price": "300", "set-currency": "EUR"}
    path = visitor.post("/network/change/", sent)["Location"]
    page = visitor.get(path)
    assert "Price" in page.text and "300 people" in page.text
    for method, part in (("get", ""), ("post", "confirm/"), ("post", "undo/")):
        assert getattr(browse(eve), method)(path + part).status_code == 404
    assert said(colin) == before
    visitor.post(f"{path}confirm/")
    assert "Making your change" in visitor.get(path).text
    actions.carry_out_bulk(BulkChange.objects.get().pk)
    assert "300 of 300 changed" in visitor.get(path, headers={"HX-Request": "true"}).text
    assert "Your last change: 300 people" in visitor.get("/network/").text
    assert "300 people" in visitor.get("/network/changes/").text
    visitor.post(f"{path}undo/")
    actions.carry_out_bulk(BulkChange.objects.get().pk)
    assert said(colin) == before


def test_one_that_fails_again_and_again_rests_and_calls_the_desk(
    colin: User, crowd: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared = actions.prepare_bulk(colin, crowd, PRICE)
    actions.confirm_bulk(colin, prepared.public_id)
    long_ago = timezone.now() - timedelta(hours=5)
    tried: list[int] = []

    def fails(pk: int) -> bool:
        tried.append(pk)
        raise OSError("out of order")

    with monkeypatch.context() as broken:
        broken.setattr(bulk, "_batch", fails)
        for times in (1, 2, 3):
            BulkChange.objects.update(touched_at=long_ago)
            assert actions.resume_bulk_changes() == 1
            assert actions.resume_bulk_changes() == 0, "it rests"
            assert len(tried) == times
            assert Case.objects.filter(kind=Case.Kind.JOB).exists() is (times == 3)
            Failure.objects.update(try_again_at=long_ago)
    assert Case.objects.get(kind=Case.Kind.JOB).facts["error"] == "OSError"
    assert actions.resume_bulk_changes() == 1
    prepared.refresh_from_db()
    assert (prepared.status, prepared.changed) == ("done", 300)
    assert not Failure.objects.exists()
    assert Case.objects.get(kind=Case.Kind.JOB).closed_at


def test_it_goes_with_the_account_and_previews_go_after_a_day(
    colin: User, crowd: list[int]
) -> None:
    actions.prepare_bulk(colin, crowd, PRICE)
    BulkChange.objects.update(created_at=timezone.now() - timedelta(days=2))
    actions.resume_bulk_changes()
    assert not BulkChange.objects.exists()
    actions.prepare_bulk(colin, crowd, PRICE)
    actions.forget_network(colin)
    assert not BulkChange.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_and_two_clicks_do_it_once(colin: User, crowd: list[int]) -> None:
    prepared = actions.prepare_bulk(colin, crowd, PRICE)
    together(*[lambda: actions.confirm_bulk(colin, prepared.public_id)] * 2)
    together(*[lambda: actions.carry_out_bulk(prepared.pk)] * 3)
    prepared.refresh_from_db()
    assert (prepared.status, prepared.changed, prepared.done) == ("done", 300, 300)
    together(*[lambda: actions.undo_bulk(colin, prepared.public_id)] * 2)
    together(*[lambda: actions.carry_out_bulk(prepared.pk)] * 2)
    assert colin.relationships.filter(price_minor=30_000).count() == 0
