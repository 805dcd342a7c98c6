"""The ledger: double entry, append-only, guarded by the database.

One verb, `post` (`posting`); the other modules hold the entries by what they are about. The database refuses
an entry that does not balance in each currency, any change or removal of what is posted, and a held, owed or
refund account below zero (payments/migrations/0002_rules.py). Debits are positive, credits negative; assets
(cash, receivable, disputed) and expenses (provider fees, written off) stand on the debit side, what we owe
(held, owed, refunds on the way) and what we earned (fees) on the credit side.

The sum that always holds, per payment and in all, to the cent:
captured + advanced = held + released (net of reversals) + refunded + charged back + our fee,
where released counts what is owed, transferred, or kept for a debt (`netted`), and refunded what is
still on its way. What was advanced is a debt of the payee's, never more than they received, or borne by
us; what others sent to the payee is transferred and advanced at once.
"""

from payments.ledger.charges import (
    captured,
    exchanged,
    own_money_moved,
    provider_bill,
    provider_fee,
)
from payments.ledger.payouts import (
    debt_netted,
    debt_written_off,
    release_ordered,
    release_undone,
    release_withdrawn,
    reversed_back,
    transferred,
    transferred_elsewhere,
    was_sent_elsewhere,
)
from payments.ledger.posting import (
    Kind,
    account,
    balance,
    debt_under_lock,
    held,
    post,
)
from payments.ledger.refunds import (
    loss_made_good,
    refund_handled,
    refund_ordered,
    refund_returned,
    refund_withdrawn,
    refunded,
)
from payments.ledger.taken_away import (
    Origins,
    dispute_lost,
    dispute_opened,
    dispute_won,
    refund_elsewhere,
    refund_elsewhere_undone,
)

__all__ = [
    "Kind",
    "Origins",
    "account",
    "balance",
    "captured",
    "debt_netted",
    "debt_under_lock",
    "debt_written_off",
    "dispute_lost",
    "dispute_opened",
    "dispute_won",
    "exchanged",
    "held",
    "loss_made_good",
    "own_money_moved",
    "post",
    "provider_bill",
    "provider_fee",
    "refund_elsewhere",
    "refund_elsewhere_undone",
    "refund_handled",
    "refund_ordered",
    "refund_returned",
    "refund_withdrawn",
    "refunded",
    "release_ordered",
    "release_undone",
    "release_withdrawn",
    "reversed_back",
    "transferred",
    "transferred_elsewhere",
    "was_sent_elsewhere",
]
