"""Notices: what somebody was told stands on a page, and what is new in it is counted on every page."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from brokerage.accounts.models import User
from introductions.models import Introduction, Notice
from introductions.queries import notices_for, unread_count
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage

pytestmark = pytest.mark.django_db(transaction=True)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(user: User) -> str:
    return signed_in(user).get(reverse("notices")).content.decode()


def told(user: User) -> list[str]:
    return [notice.kind for notice in notices_for(user)]


def test_each_side_finds_what_it_was_emailed_newest_first(stage: Stage) -> None:
    row = stage.consenting().introduction
    emailed = {
        side: list(
            Notice.objects.filter(event__introduction=row, audience=side)
            .order_by("-due_at", "-pk")
            .values_list("kind", flat=True)
        )
        for side in ("rep", "connector")
    }
    assert told(stage.rep) == emailed["rep"] != []
    assert told(stage.connector) == emailed["connector"] != []
    assert not set(Notice.objects.filter(audience="prospect").values_list("reader", flat=True)) - {
        None
    }


def test_a_stranger_finds_nothing_of_it(stage: Stage, eve: User) -> None:
    row = stage.consenting().introduction
    assert told(eve) == [] and unread_count(eve) == 0
    page = page_of(eve)
    assert "Nothing yet" in page and str(row.public_id) not in page


def test_what_is_new_is_counted_until_its_introduction_is_opened(stage: Stage) -> None:
    row = stage.consenting().introduction
    new = unread_count(stage.rep)
    assert new == len(told(stage.rep)) > 0
    assert f">{new}<span" in page_of(stage.rep)
    signed_in(stage.connector).get(reverse("introduction", args=[row.public_id]))
    assert unread_count(stage.rep) == new, "the other side's reading is not mine"
    signed_in(stage.rep).get(reverse("introduction", args=[row.public_id]))
    assert unread_count(stage.rep) == 0
    assert "New</span>" not in page_of(stage.rep)


def test_all_are_marked_at_once_and_only_ones_own(stage: Stage) -> None:
    stage.consenting()
    other = unread_count(stage.connector)
    answer = signed_in(stage.rep).post(reverse("notices_read"))
    assert answer.status_code == 302 and answer["Location"] == reverse("notices")
    assert unread_count(stage.rep) == 0 and unread_count(stage.connector) == other > 0


def test_looking_by_a_link_marks_nothing(stage: Stage) -> None:
    stage.consenting()
    new = unread_count(stage.rep)
    assert signed_in(stage.rep).get(reverse("notices_read")).status_code == 405
    assert unread_count(stage.rep) == new


def test_a_request_that_was_never_shown_is_not_told(stage: Stage) -> None:
    row = stage.requested().introduction
    Introduction.objects.filter(pk=row.pk).update(shown_at=None)
    assert Notice.objects.filter(reader=stage.connector).exists()
    assert told(stage.connector) == [] and unread_count(stage.connector) == 0


def test_what_is_to_be_told_later_is_not_told_now(stage: Stage, clock: MovingClock) -> None:
    stage.requested()
    notice = Notice.objects.filter(reader=stage.connector).latest("pk")
    Notice.objects.filter(pk=notice.pk).update(due_at=notice.due_at + timedelta(hours=2))
    assert notice.kind not in told(stage.connector)
    clock.forward(hours=3)
    assert notice.kind in told(stage.connector)


def test_the_page_costs_the_same_for_many(stage: Stage) -> None:
    row = stage.consenting().introduction

    def queries() -> int:
        client = signed_in(stage.rep)
        client.get(reverse("notices"))
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(reverse("notices")).status_code == 200
        return len(seen)

    few = queries()
    event = row.events.latest("pk")
    for _ in range(30):
        event.pk = None
        event.save()
        Notice.objects.create(event=event, audience="rep", kind="accept")
    assert queries() == few <= 15
