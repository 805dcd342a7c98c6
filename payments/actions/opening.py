"""Opening a payment, and a checkout on which the payer can authorise it."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction

from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from brokerage.kit.money import Money
from payments.actions.provider_calls import order_call
from payments.models import Checkout, Payment, ProviderCall

CHECKOUT_LIFE = timedelta(hours=23, minutes=30)


def open_payment(
    payer: User, payee: User, *, price: Money, fee: Money, reference: str, description: str
) -> Payment:
    """A new payment; nothing is reserved yet. `fee` is inside `price`; `reference` is unique.

    Refuses a price that nobody may ask for any more, in amount or currency.
    """
    why = price.rules.why_not_a_price(price.amount, settings.PRICE_LIMITS)
    if price.currency not in settings.SETTLEMENT_CURRENCIES:
        why = f"We do not take payments in {price.currency} any more."
    if why:
        raise Refusal(why, code="price_not_served")
    return Payment.objects.create(
        payer=payer,
        payee=payee,
        currency=price.currency,
        price=price.amount,
        fee=fee.amount,
        reference=reference,
        description=description,
    )


def order_checkout(
    payment: Payment, *, return_url: str, cancel_url: str, price: int = 0, fee: int = 0
) -> ProviderCall:
    """Order a hosted checkout that reserves `price` (minor units; the payment's own if 0).

    The caller holds no lock on purpose: it is taken here. Returns the call, which a browser that
    waits may carry out at once (`carry_out`). Refused once money was taken.
    """
    with transaction.atomic():
        payment = Payment.objects.select_for_update().get(pk=payment.pk)
        if payment.captured:
            raise Refusal("This payment was already taken.", code="already_taken")
        number = payment.checkouts.count() + 1
        checkout = Checkout.objects.create(
            payment=payment,
            n=number,
            amount=price or payment.price,
            fee=fee or payment.fee,
            expires_at=clock.now() + CHECKOUT_LIFE,
        )
        return order_call(
            "checkout",
            payment=payment,
            checkout=checkout,
            body=_session(payment, checkout, return_url, cancel_url),
        )


def _session(
    payment: Payment, checkout: Checkout, return_url: str, cancel_url: str
) -> dict[str, object]:
    """Parameters of a Checkout Session that authorises a card and takes nothing (manual capture)."""
    marks = {"reference": payment.reference, "checkout": str(checkout.n)}
    return {
        "mode": "payment",
        "client_reference_id": payment.reference,
        "customer_email": payment.payer.email,
        "allowed_payment_method_types": ["card"],
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": payment.currency.lower(),
                    "unit_amount": checkout.amount,
                    "product_data": {"name": payment.description},
                },
            }
        ],
        "payment_intent_data": {
            "capture_method": "manual",
            "transfer_group": payment.reference,
            "metadata": marks,
            "description": f"{settings.SITE_NAME}: {payment.description}",
        },
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "expires_at": int(checkout.expires_at.timestamp()),
        "success_url": return_url,
        "cancel_url": cancel_url,
    }
