"""Rows of a file that share a name or an address are found again, however many come between."""

from collections import defaultdict

from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.actions.importing import namesakes
from connectors.actions.importing.namesakes import Namesakes


@settings(deadline=None)
@given(st.lists(st.sampled_from(["", "anna", "bob", "cid", "dora", "eve"]), max_size=60))
def test_all_that_share_a_name_come_in_order_of_arrival(names: list[str]) -> None:
    found, wanted = Namesakes(), defaultdict[str, list[int]](list)
    held, namesakes.RECENT = namesakes.RECENT, 3
    try:
        for number, name in enumerate(names):
            found.add(name, number)
            if name:
                wanted[name].append(number)
            assert found.of(name) == wanted[name]
    finally:
        namesakes.RECENT = held
    assert {name: found.of(name) for name in wanted} == wanted
    assert found.of("nobody") == found.of("") == []


def test_a_hundred_thousand_are_held_in_few_blocks() -> None:
    found = Namesakes()
    for number in range(100_000):
        found.add(f"name {number % 60_000}", number)
    assert found.of("name 7") == [7, 60_007]
    assert found.of("name 59999") == [59_999]
    assert len(found._blocks) <= 7
