"""Facts: look at the provider without a lock, then record under it what moves the payment forward.

The order and number of messages do not matter; the objects' own state decides. Every fact has its
ledger entry with its own reason, so recording it twice changes nothing. Each is recorded in a savepoint of
its own (`recording`), disputes and warnings first: one that our books refuse hides no other.
"""

from payments.actions.observing.accounts import look_at_account, look_at_payout
from payments.actions.observing.shared import Seen, funds_of
from payments.actions.observing.syncing import fetch, look, record

__all__ = ["Seen", "fetch", "funds_of", "look", "look_at_account", "look_at_payout", "record"]
