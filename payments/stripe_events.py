"""Which message of the provider leads to which action.

An event is only a reason to look at the object; the object's own state decides. What it is about is
found through our marks in its metadata, or through the ids we already know.
"""

from typing import Any

from django.db.models import Q

from payments.actions import look, look_at_account, look_at_payout
from payments.models import Checkout, Payment, ProviderEvent

ABOUT_ACCOUNTS = ("v2.core.account", "account.", "payout.")


def process_event(event: ProviderEvent) -> None:
    """Look at whatever the message speaks of. A message about nothing of ours is done at once.

    Those of connected accounts (Connect events) name the account beside their object.
    """
    about = _inside(_inside(event.payload, "data"), "object")
    account = _text(event.payload, "account")
    if event.type.startswith("v2.core.account"):
        look_at_account(_text(_inside(event.payload, "related_object"), "id"))
    elif event.type == "account.application.deauthorized":
        look_at_account(account)
    elif event.type == "payout.failed":
        look_at_payout(account, _text(about, "id"))
    elif (payment := _payment_of(about)) is not None:
        look(payment.pk)


def subject_of(event: ProviderEvent) -> str:
    """The reference of the payment that the message names; "" where none is, or an account is meant."""
    if event.type.startswith(ABOUT_ACCOUNTS):
        return ""
    return _reference(_inside(_inside(event.payload, "data"), "object"))


def _inside(payload: dict[str, Any], name: str) -> dict[str, Any]:
    """The object of that name; empty where there is none, whatever else stands there."""
    found = payload.get(name)
    return found if isinstance(found, dict) else {}


def _text(payload: dict[str, Any], name: str) -> str:
    """The words of that name; "" where there are none, whatever else stands there."""
    found = payload.get(name)
    return found if isinstance(found, str) else ""


def _reference(about: dict[str, Any]) -> str:
    return (
        _text(_inside(about, "metadata"), "reference")
        or _text(about, "client_reference_id")
        or _text(about, "transfer_group")
    )


def _payment_of(about: dict[str, Any]) -> Payment | None:
    reference = _reference(about)
    if reference and (found := Payment.objects.filter(reference=reference).first()):
        return found
    found_ids = (_text(about, name) for name in ("id", "payment_intent", "charge"))
    ids = [one for one in found_ids if one]
    checkout = (
        Checkout.objects.filter(
            Q(session_id__in=ids) | Q(intent_id__in=ids) | Q(charge_id__in=ids)
        ).first()
        if ids
        else None
    )
    return checkout.payment if checkout else None
