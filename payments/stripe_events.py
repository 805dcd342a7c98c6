"""Which message of the provider leads to which deed.

An event is only a reason to look at the object; the object's own state decides. What it is about is
found through our marks in its metadata, or through the ids we already know.
"""

from typing import Any

from django.db.models import Q

from payments.actions import look, look_at_account, look_at_payout
from payments.models import Checkout, Payment, ProviderEvent


def understand(event: ProviderEvent) -> None:
    """Look at whatever the message speaks of. A message about nothing of ours is done at once.

    Those of connected accounts (Connect events) name the account beside their object.
    """
    about = (event.payload.get("data") or {}).get("object") or {}
    account = event.payload.get("account") or ""
    if event.type.startswith("v2.core.account"):
        look_at_account((event.payload.get("related_object") or {}).get("id", ""))
    elif event.type == "account.application.deauthorized":
        look_at_account(account)
    elif event.type == "payout.failed":
        look_at_payout(account, about.get("id", ""))
    elif (payment := _payment_of(about)) is not None:
        look(payment.pk)


def _payment_of(about: dict[str, Any]) -> Payment | None:
    marks = about.get("metadata") or {}
    reference = (
        marks.get("reference") or about.get("client_reference_id") or about.get("transfer_group")
    )
    if reference and (found := Payment.objects.filter(reference=reference).first()):
        return found
    ids = [
        value
        for value in (about.get("id"), about.get("payment_intent"), about.get("charge"))
        if isinstance(value, str) and value
    ]
    checkout = (
        Checkout.objects.filter(
            Q(session_id__in=ids) | Q(intent_id__in=ids) | Q(charge_id__in=ids)
        ).first()
        if ids
        else None
    )
    return checkout.payment if checkout else None
