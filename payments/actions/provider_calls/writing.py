"""Calls to the provider, written down with what orders them."""

from typing import Any

from django.conf import settings

from brokerage.kit import clock
from brokerage.kit.later import run_later
from payments.models import SENT_BACK, Checkout, Payment, PayoutAccount, ProviderCall

LIVE = [
    ProviderCall.Status.WAITING,
    ProviderCall.Status.SENT,
    ProviderCall.Status.DOUBTFUL,
    ProviderCall.Status.STUCK,
]


def order_call(
    operation: str,
    *,
    payment: Payment | None = None,
    checkout: Checkout | None = None,
    payout_account: PayoutAccount | None = None,
    target: str = "",
    body: dict[str, Any] | None = None,
    at: Any = None,
) -> ProviderCall:
    """Write down a call to the provider and send it after commit (not before `at`, if given).

    The key is `{environment}:{reference}:{operation}:{n}`; `n` grows with each call of that operation
    for the same payment or account, and a new one is only written after a definitive refusal.
    """
    owner = payment.reference if payment else f"account-{payout_account.pk}"  # type: ignore[union-attr]
    n = (
        ProviderCall.objects.filter(
            operation=operation, payment=payment, payout_account=payout_account
        ).count()
        + 1
    )
    made = ProviderCall(
        operation=operation,
        payment=payment,
        checkout=checkout,
        payout_account=payout_account,
        n=n,
        key=key_of(owner, operation, n),
        target=target,
        next_try_at=at or clock.now(),
    )
    made.parameters = _with_marks(operation, made.key, owner, body or {})
    made.save()
    if at is None:
        run_later("payments.tasks.carry_out", made.pk)
    return made


def key_of(owner: str, operation: str, n: int | str) -> str:
    """The idempotency key of the `n`-th such call, and the mark that what comes of it carries."""
    return f"{settings.ENVIRONMENT}:{owner}:{operation}:{n}"


def _with_marks(operation: str, key: str, owner: str, body: dict[str, Any]) -> dict[str, Any]:
    """Mark what can carry metadata, so that a lost answer is found again by listing."""
    if operation in {"refund", "transfer", "reverse", "checkout", "account"}:
        return body | {"metadata": {"call": key, "reference": owner}}
    return body


def has_live_call(operation: str, payment: Payment, checkout: Checkout | None = None) -> bool:
    """Whether such a call is under way, and nobody knows yet what becomes of it.

    A refund that the card's bank sent back is not: a person sees to it (`finance`, `reconciling`).
    """
    found = ProviderCall.objects.filter(operation=operation, payment=payment, status__in=LIVE)
    found = found.exclude(error_code=SENT_BACK)
    return (found.filter(checkout=checkout) if checkout else found).exists()


def refund_under_way(payment: Payment, *, but: ProviderCall | None = None) -> bool:
    """Whether a refund (`but` for one) may still reach the provider, or has.

    How much is missing is known only afterwards. One that a person looks after, or that the card's bank
    sent back, did not happen: it stops no other.
    """
    asked = payment.calls.filter(operation="refund", status__in=LIVE)
    asked = asked.exclude(pk=but.pk) if but else asked
    return any(row.status != ProviderCall.Status.STUCK or row.may_have_happened for row in asked)
