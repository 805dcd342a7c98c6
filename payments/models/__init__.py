"""Payments, the attempts to authorise them, calls to the provider, its messages, and the ledger."""

from payments.models.books import ClosedMonth, Entry, LedgerAccount, LedgerCheck, Posting
from payments.models.papers import BillingDetails, Letter, Paper, PaperSeries
from payments.models.payment import Checkout, Funds, Intent, Payment
from payments.models.provider import (
    MISUSED,
    SENT_BACK,
    Difference,
    PayoutAccount,
    ProviderCall,
    ProviderEvent,
)

__all__ = [
    "MISUSED",
    "SENT_BACK",
    "BillingDetails",
    "Checkout",
    "ClosedMonth",
    "Difference",
    "Entry",
    "Funds",
    "Intent",
    "LedgerAccount",
    "LedgerCheck",
    "Letter",
    "Paper",
    "PaperSeries",
    "Payment",
    "PayoutAccount",
    "Posting",
    "ProviderCall",
    "ProviderEvent",
]
