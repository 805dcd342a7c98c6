"""The page to pay a price on."""

from brokerage.accounts.models import User
from brokerage.kit import clock
from introductions.actions.declaring import move_to_pay
from introductions.models import Introduction
from introductions.moves import Words
from introductions.queries import page_of
from payments import actions as payments
from payments.models import ProviderCall


def order_checkout(row: Introduction, price: int = 0, fee: int = 0) -> ProviderCall:
    """The call for a new page to pay `price` on (minor units; 0: as agreed), which leads back to ours."""
    assert row.payment is not None
    page = page_of(row)
    return payments.order_checkout(
        row.payment, return_url=f"{page}?paid=1", cancel_url=f"{page}?paid=0", price=price, fee=fee
    )


def page_to_pay_on(row: Introduction, price: int = 0, fee: int = 0) -> list[ProviderCall]:
    """The call for a page to pay `price` on (minor units), none if such a page stands already."""
    assert row.payment is not None
    standing = (
        row.payment.checkouts.filter(
            status__in=["ordered", "open"],
            amount=price or row.payment.price,
            expires_at__gt=clock.now(),
        )
        .order_by("-n")
        .first()
    )
    if standing is None:
        return [order_checkout(row, price, fee)]
    return [] if standing.url else list(standing.calls.filter(operation="checkout"))


@move_to_pay(
    "reopen_checkout",
    Words(
        past="Payment page opened again",
        title="Reserve the price",
        text="You are led to our payment provider. The price is reserved on your card and taken only "
        "once the prospect agrees.",
        button="Continue to payment",
        first=True,
    ),
    leads_to_page=True,
)
def reopen_checkout(row: Introduction, *, user: User) -> list[ProviderCall]:
    """The page to pay on, again: the open one if it stands (None), else a new one (its call)."""
    return page_to_pay_on(row)
