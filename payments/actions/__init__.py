"""The actions of payments.

`opening` and `ordering` take orders from above (what is to become of a payment), `planning` turns an
intention into calls, `calls` carries them out, `observing` records facts, `reconciling` settles
doubts, `comparing` lists what differs from the provider, `checking` from our own ledger, `differing`
keeps it, `payouts` is about the connector's account, `keeping` about the provider's messages, `finance`
are actions of staff, `desk_cases` opens the desk's cases, `issuing` makes papers of booked facts, `closing`
closes the books of a month.
"""

from payments.actions.checking import check_ledger, last_ledger_check, ledger_check_is_due
from payments.actions.closing import close_month, may_be_closed, next_to_close, postings_of, verify
from payments.actions.comparing import (
    available_balance,
    book_as_own,
    compare_balances,
    compare_movements,
    compare_payment,
    is_nobodys,
)
from payments.actions.desk_cases import tell_unpaid
from payments.actions.differing import ledger_differences
from payments.actions.finance import (
    decide_won,
    give_back_unpaid,
    mark_refund_handled,
    refund_released,
    retry_payout,
    submit_evidence,
    write_off,
)
from payments.actions.issuing import forget_billing, issue_due, issue_statements, save_billing
from payments.actions.keeping import (
    fetch_undelivered,
    keep,
    note_all_read,
    note_failure,
    note_understood,
    replay,
    replay_given_up,
)
from payments.actions.observing import look, look_at_account, look_at_payout
from payments.actions.opening import open_payment, order_checkout
from payments.actions.ordering import (
    capture,
    clear_warning,
    freeze,
    give_back,
    lift_freeze,
    release,
    reprice,
    share_out,
    split,
    unfreeze,
)
from payments.actions.payouts import onboarding_link, open_payout_account, see_account
from payments.actions.provider_calls import carry_out, send_and_wait
from payments.actions.reconciling import look_and_decide, provider_says, reconcile
from payments.actions.recovering import payments_without_a_row
from payments.gateway.errors import Unreachable

__all__ = [
    "Unreachable",
    "available_balance",
    "book_as_own",
    "capture",
    "carry_out",
    "check_ledger",
    "clear_warning",
    "close_month",
    "compare_balances",
    "compare_movements",
    "compare_payment",
    "decide_won",
    "fetch_undelivered",
    "forget_billing",
    "freeze",
    "give_back",
    "give_back_unpaid",
    "is_nobodys",
    "issue_due",
    "issue_statements",
    "keep",
    "last_ledger_check",
    "ledger_check_is_due",
    "ledger_differences",
    "lift_freeze",
    "look",
    "look_and_decide",
    "look_at_account",
    "look_at_payout",
    "mark_refund_handled",
    "may_be_closed",
    "next_to_close",
    "note_all_read",
    "note_failure",
    "note_understood",
    "onboarding_link",
    "open_payment",
    "open_payout_account",
    "order_checkout",
    "payments_without_a_row",
    "postings_of",
    "provider_says",
    "reconcile",
    "refund_released",
    "release",
    "replay",
    "replay_given_up",
    "reprice",
    "retry_payout",
    "save_billing",
    "see_account",
    "send_and_wait",
    "share_out",
    "split",
    "submit_evidence",
    "tell_unpaid",
    "unfreeze",
    "verify",
    "write_off",
]
