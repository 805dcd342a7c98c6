"""Amounts as they are typed."""

from decimal import Decimal

from django import forms
from django.conf import settings

from brokerage.kit.currencies import KNOWN
from brokerage.kit.errors import Refusal
from brokerage.kit.money import Money

ANY = ("", "Any")
MOST_DIGITS = 3  # after the point, in any currency; how many one has is for the currency to say


def to_money(amount: Decimal, currency: str, field: str) -> Money:
    """An amount as typed ("12.50") as money; refused if it has more decimals than the currency."""
    money = Money.typed(amount, currency)
    if money is None:
        raise Refusal(f"{currency} has fewer decimals than this.", status=400, field=field)
    return money


def to_major(minor: int, currency: str) -> Decimal:
    """Minor units as a person types them, with all their decimals."""
    return Decimal(minor).scaleb(-KNOWN[currency].digits)


def currency_choices() -> list[tuple[str, str]]:
    """The currencies in which one can ask a price."""
    return [(code, code) for code in settings.SETTLEMENT_CURRENCIES]


def _amount(label: str) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        required=False,
        min_value=Decimal(0),
        max_digits=12,
        decimal_places=MOST_DIGITS,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"}),
    )


def _page(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else 1
