"""What payments ask of the app above; answered in `brokerage.wiring`."""

from collections.abc import Callable
from datetime import datetime

from brokerage.kit.hooks import Hook
from payments.models import Payment

changed: Hook[Callable[[int], None]] = Hook()
"""A fact about the payment with this key was kept. Called inside the transaction."""
goes_back_at: Hook[Callable[[Payment], datetime | None]] = Hook()
"""The deadline (UTC) that stands for money going back that cannot be paid out, or None."""
page_of: Hook[Callable[[str], str]] = Hook()
"""The path of the page about what a payment with this reference is for."""
