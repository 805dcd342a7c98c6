"""The deeds of payments.

`opening` and `ordering` take orders from above (what is to become of a payment), `pursuing` turns an
intention into wishes, `wishes` carries them out, `observing` records facts, `reconciling` settles
doubts, `comparing` lists what differs, `payouts` is about the connector's account.
"""

from payments.actions.comparing import compare_balances, compare_payment
from payments.actions.observing import look, look_at_account
from payments.actions.opening import open_payment, order_checkout
from payments.actions.ordering import (
    capture,
    clear_warning,
    freeze,
    give_back,
    release,
    reprice,
    split,
    unfreeze,
)
from payments.actions.payouts import onboarding_link, open_payout_account
from payments.actions.reconciling import reconcile
from payments.actions.wishes import carry_out

__all__ = [
    "capture",
    "carry_out",
    "clear_warning",
    "compare_balances",
    "compare_payment",
    "freeze",
    "give_back",
    "look",
    "look_at_account",
    "onboarding_link",
    "open_payment",
    "open_payout_account",
    "order_checkout",
    "reconcile",
    "release",
    "reprice",
    "split",
    "unfreeze",
]
