"""Django's system checks of payments: what prices are asked in, our balance at the provider has."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, register

from payments.gateway import reading
from payments.gateway.errors import Unreachable

START = "start"
"""The tag of checks that run where web, worker and beat start, too."""


@register(START)
def every_currency_settles(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Every currency offered is one of our balance: what settles in another cannot be paid out.

    A provider that does not answer stops nobody from starting: then each payment is looked at (`observing`).
    """
    try:
        known = reading.settles_in()
    except Unreachable as error:
        return [Info(f"The payment provider was not asked ({error}).", id="sidedoor.I034")]
    return [
        Error(
            f"SETTLEMENT_CURRENCIES: our balance at the payment provider has no {code}.",
            hint="Add a bank account in this currency there, or stop offering it (docs/stripe.md).",
            id="sidedoor.E034",
        )
        for code in settings.SETTLEMENT_CURRENCIES
        if code not in known
    ]
