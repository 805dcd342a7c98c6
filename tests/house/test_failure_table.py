"""Every way of going wrong in the provider's failure table has tests by name that inject it."""

import ast
from pathlib import Path

import pytest

from tests.payments.test_sequence_table import rows_of

TESTS = Path(__file__).resolve().parents[1]
SURVIVE = "payments/test_survive_failures.py::test_"
REFUSED = "payments/test_survive_refusals.py::test_"
DESK = "payments/test_money_desk.py::test_"
BACK = "payments/test_chargebacks.py::test_"
GUARDS = "introductions/test_guards_hold.py::test_"
ROWS: dict[str, tuple[str, ...]] = {
    "timeout after Stripe did it": (
        SURVIVE + "a_capture_without_an_answer_captures_once",
        SURVIVE + "a_transfer_without_an_answer_pays_once",
        SURVIVE + "a_refund_without_an_answer_refunds_once",
        SURVIVE + "a_clean_call_older_than_its_key_is_found_by_listing",
        REFUSED + "a_saved_500_is_looked_into_and_only_then_asked_anew",
        REFUSED + "a_saved_500_of_something_done_is_found",
    ),
    "crash between commit and call": (
        SURVIVE + "a_crash_between_commit_and_call_is_found_by_the_sweep",
    ),
    "crash after call, before saving": (
        SURVIVE + "a_crash_after_the_call_repeats_it_under_the_same_key",
    ),
    "duplicate webhook": (
        SURVIVE + "a_duplicate_webhook_is_kept_once",
        REFUSED + "two_messages_about_one_change_book_it_once",
    ),
    "out of order / before HTTP answer": (
        SURVIVE + "old_messages_out_of_order_change_nothing",
        REFUSED + "a_message_that_beats_the_answer_finds_its_payment",
    ),
    "lost webhooks > 3 days": (
        SURVIVE + "lost_webhooks_lose_nothing",
        DESK + "a_message_lost_for_good_arrives",
    ),
    "transfer balance_insufficient": (
        SURVIVE + "a_transfer_the_balance_does_not_cover_is_ordered_anew_later",
    ),
    "insufficient_capabilities_for_transfer": (
        REFUSED + "a_connector_who_cannot_be_paid_any_more_is_told_so_and_paid_later",
    ),
    "409 / 429 / lock_timeout": (REFUSED + "a_busy_provider_is_asked_again_under_the_same_key",),
    "IdempotencyError": (
        SURVIVE + "other_parameters_under_one_key_stop_and_call_somebody",
        DESK + "other_parameters_are_asked_again_only_by_a_person",
    ),
    "card declined (402)": (
        REFUSED + "a_declined_card_is_tried_again_only_by_its_owner",
        "payments/test_contract.py::test_a_declined_card_says_so",
    ),
    "both-confirm races with cancel/refund/dispute": (
        BACK + "a_dispute_beats_a_transfer_that_has_not_left",
        GUARDS + "a_dispute_nobody_told_us_of_stops_the_transfer",
        GUARDS + "freezing_and_releasing_one_payment_at_once_leaves_one_story",
        BACK + "a_refund_of_a_charge_disputed_meanwhile_is_held_again",
        REFUSED + "confirming_and_disputing_at_once_leaves_one_story",
        REFUSED + "releasing_and_giving_back_at_once_leaves_one_story",
    ),
    "refund.failed later": (
        SURVIVE + "a_refund_that_fails_later_is_for_the_desk",
        DESK + "a_failed_refund_is_paid_another_way",
    ),
    "capture raced with expiry": (
        SURVIVE + "a_capture_that_raced_with_expiry_asks_for_a_new_card",
    ),
    "clock": (
        REFUSED + "a_stored_deadline_decides_and_nobodys_clock_but_ours",
        "payments/test_sequence_table.py::test_step_2_capture_comes_before_the_authorisation_lapses",
    ),
}


def written(where: str) -> bool:
    """Whether the named test stands in its file, at its top level, where pytest collects it."""
    file, _, name = where.partition("::")
    tree = ast.parse((TESTS / file).read_text())
    return any(isinstance(one, ast.FunctionDef) and one.name == name for one in tree.body)


@pytest.mark.parametrize("row", rows_of("failure"))
def test_each_row_has_its_tests(row: str) -> None:
    assert ROWS[row]
    assert [one for one in ROWS[row] if not written(one)] == []


def test_no_row_is_made_up() -> None:
    assert set(ROWS) == set(rows_of("failure"))
