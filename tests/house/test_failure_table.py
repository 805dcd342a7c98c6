"""Every way of going wrong in the provider's failure table has a test by name."""

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent.parent / "payments"
ROWS = {
    "timeout after the provider did it": "test_a_transfer_without_an_answer_pays_once",
    "crash between commit and call": "test_a_crash_between_commit_and_call_is_found_by_the_sweep",
    "crash after call, before saving": "test_a_crash_after_the_call_repeats_it_under_the_same_key",
    "no answer in the life of a key": "test_a_clean_wish_older_than_its_key_is_found_by_listing",
    "duplicate webhook": "test_a_duplicate_webhook_is_kept_once",
    "out of order": "test_old_messages_out_of_order_change_nothing",
    "lost webhooks, looked at": "test_lost_webhooks_lose_nothing",
    "lost webhooks, fetched": "test_a_message_lost_for_good_arrives",
    "transfer balance_insufficient": "test_a_transfer_the_balance_does_not_cover_is_wished_anew_later",
    "409 / 429 / lock_timeout": "test_a_capture_without_an_answer_captures_once",
    "IdempotencyError": "test_other_parameters_under_one_key_stop_and_call_somebody",
    "IdempotencyError, decided by a person": "test_other_parameters_are_asked_again_only_by_a_person",
    "card declined": "test_a_declined_card_says_so",
    "dispute beats release": "test_a_dispute_beats_a_transfer_that_has_not_left",
    "refund.failed later": "test_a_refund_that_fails_later_is_for_the_desk",
    "refund.failed, paid another way": "test_a_failed_refund_is_paid_another_way",
    "capture raced with expiry": "test_a_capture_that_raced_with_expiry_asks_for_a_new_card",
    "dispute before transfer": "test_a_chargeback_before_the_transfer_freezes_and_is_never_refunded",
    "dispute after transfer": "test_after_the_transfer_it_is_reversed_at_once",
    "reversal refused": "test_a_refused_reversal_becomes_a_debt_when_it_is_lost",
    "inquiry or early fraud warning": "test_an_inquiry_or_a_warning_only_holds_the_money_back",
    "reconciliation, foreign transfer": "test_a_transfer_although_nothing_was_released_is_foreign",
}


@pytest.mark.parametrize("row", ROWS)
def test_each_row_has_its_test(row: str) -> None:
    written = {
        name
        for file in TESTS.glob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", file.read_text(), re.MULTILINE)
    }
    assert ROWS[row] in written
