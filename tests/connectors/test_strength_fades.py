"""A connector's word on a relationship fades with time, whoever reads it, and no evidence makes it weaker."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from connectors.strength import Evidence, faded, month_of, steps_lost

TODAY = date(2026, 11, 1)
days = st.integers(0, 8000).map(lambda number: TODAY - timedelta(days=number))
maybe = st.none() | days
words = st.integers(1, 5)
evidence = st.builds(
    Evidence,
    attested=days,
    how_known=st.sampled_from(["", "colleague", "client", "event", "friend"]),
    known_since=maybe,
    last_contact=maybe,
    proved=maybe,
)


def read(word: int, known: Evidence, on: date = TODAY) -> int:
    return faded(word, steps_lost(word, known, on))


@given(words, evidence)
def test_it_is_never_above_the_word_nor_below_the_weakest(word: int, known: Evidence) -> None:
    assert 1 <= read(word, known) <= word
    assert 0 <= steps_lost(word, known, TODAY) <= word - 1


@given(words, evidence, st.integers(0, 3000))
def test_it_never_grows_by_waiting(word: int, known: Evidence, later: int) -> None:
    """For those known long enough already; who becomes an old friend meanwhile is given more patience."""
    known = Evidence(**{**vars(known), "known_since": None})
    assert read(word, known, TODAY + timedelta(days=later)) <= read(word, known)


@given(words, evidence, days)
def test_saying_it_again_contact_and_an_introduction_never_weaken(
    word: int, known: Evidence, newer: date
) -> None:
    before = read(word, known)
    for name in ("attested", "last_contact", "proved"):
        old = getattr(known, name)
        if old is None and name == "last_contact":
            continue  # not known before: nothing could fade by it
        better = Evidence(**{**vars(known), name: max(newer, old or newer)})
        assert read(word, better) >= before or (name == "proved" and known.last_contact is None)


@given(words, st.sampled_from(["", "colleague", "friend"]))
def test_an_introduction_of_today_is_the_word_of_today(word: int, how: str) -> None:
    old = TODAY - timedelta(days=4000)
    known = Evidence(attested=old, how_known=how, last_contact=old, proved=TODAY)
    assert read(word, known) == word


def test_by_example() -> None:
    assert read(5, Evidence(attested=TODAY)) == 5
    assert read(5, Evidence(attested=TODAY - timedelta(days=182))) == 5
    assert read(5, Evidence(attested=TODAY - timedelta(days=183))) == 4
    assert read(5, Evidence(attested=TODAY - timedelta(days=366))) == 3
    assert read(5, Evidence(attested=TODAY, last_contact=TODAY - timedelta(days=3 * 365))) == 4
    assert read(5, Evidence(attested=TODAY, last_contact=TODAY - timedelta(days=6 * 365))) == 3
    old_friend = {"known_since": TODAY - timedelta(days=9 * 365)}
    silent = TODAY - timedelta(days=3 * 365)
    assert read(5, Evidence(attested=TODAY, last_contact=silent, **old_friend)) == 5
    assert read(5, Evidence(attested=TODAY, how_known="event")) == 3
    assert read(5, Evidence(attested=TODAY, how_known="event", proved=TODAY)) == 5
    assert read(2, Evidence(attested=TODAY, how_known="event")) == 2


@given(st.dates())
def test_all_are_worked_out_as_of_one_day_a_month(day: date) -> None:
    assert (
        month_of(day) <= day and month_of(day).day == 1 and month_of(month_of(day)) == month_of(day)
    )
