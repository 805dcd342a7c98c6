"""From intention to wishes: what must still be asked of the provider, given what is.

`pursue` is called under the payment's row lock, by whoever changed the intention or recorded a fact.
It may be called any number of times: what is already on its way is not asked again.
"""

from typing import Any

from brokerage.kit.money import Money
from payments import ledger
from payments.actions.wishes import has_live_wish, wish
from payments.models import Checkout, Intent, LedgerAccount, Payment, Wish

Status = Checkout.Status


def pursue(payment: Payment) -> None:
    """Write the wishes that bring `payment` from what is to what is intended."""
    if payment.disputed_at:
        _call_back(payment)
    if payment.intent == Intent.AUTHORISE:
        _cancel_all_but_newest(payment)
    elif payment.intent == Intent.CAPTURE:
        _cancel_all_but_newest(payment)
        _capture(payment)
    elif payment.intent == Intent.BACK:
        _cancel_all(payment)
        _refund(payment, payment.held_amount)
    elif payment.intent == Intent.SHARE:
        _give_payers_part(payment)
    elif payment.intent in {Intent.RELEASE, Intent.SPLIT}:
        _pay_out(payment)


def _checkouts(payment: Payment) -> list[Checkout]:
    return list(payment.checkouts.order_by("n"))


def _cancel(checkout: Checkout) -> None:
    """Let go of a session or a reservation. What is still being ordered is met again as a fact."""
    payment = checkout.payment
    if checkout.status == Status.OPEN and not checkout.was_authorised:
        if not has_live_wish("expire", payment, checkout):
            wish("expire", payment=payment, checkout=checkout, target=checkout.session_id)
    elif checkout.status == Status.AUTHORISED and not has_live_wish("cancel", payment, checkout):
        if checkout.wishes.filter(operation="capture", status__in=["waiting", "sent"]).exists():
            return  # a capture is on its way: what it brings is refunded when it is known
        wish("cancel", payment=payment, checkout=checkout, target=checkout.intent_id)


def _cancel_all(payment: Payment) -> None:
    for checkout in _checkouts(payment):
        _cancel(checkout)


def _cancel_all_but_newest(payment: Payment) -> None:
    """Once a newer attempt stands, the older ones are let go: never two captures."""
    standing = [c for c in _checkouts(payment) if c.status in {Status.AUTHORISED, Status.CAPTURED}]
    for checkout in _checkouts(payment):
        if standing and checkout.n < standing[-1].n:
            _cancel(checkout)


def _capture(payment: Payment) -> None:
    """Take the price from the newest reservation; what it exceeds the price by is let go."""
    reserved = [c for c in _checkouts(payment) if c.status == Status.AUTHORISED]
    if not reserved or payment.captured:
        return
    checkout = reserved[-1]
    if (
        checkout.wishes.filter(operation="capture")
        .exclude(status__in=["refused", "dropped"])
        .exists()
    ):
        return
    wish(
        "capture",
        payment=payment,
        checkout=checkout,
        target=checkout.intent_id,
        body={"amount_to_capture": min(payment.price, checkout.amount)},
    )


def _refund(payment: Payment, amount: int) -> None:
    """Give `amount` minor units of the held money back. A disputed charge is never refunded."""
    if amount <= 0 or payment.disputed_at:
        return
    checkout = payment.checkouts.get(status=Status.CAPTURED)
    made = wish(
        "refund",
        payment=payment,
        checkout=checkout,
        body={"payment_intent": checkout.intent_id, "amount": amount},
    )
    ledger.refund_ordered(payment, made.n, amount)
    payment.refunds_ordered += amount
    payment.save()


def _pay_out(payment: Payment) -> None:
    """Refund what is not the payee's (in a split), then transfer the rest less our fee.

    Once; what came back (a reversal) is paid out again when the card network's dispute is won.
    """
    if payment.is_frozen or not payment.held_amount:
        return
    payable = _give_payers_part(payment)
    gross = payment.held_amount
    if not gross or has_live_wish("transfer", payment):
        return
    net, fee = _shares_left(payment, payable, gross)
    n = payment.entries.filter(reason__startswith="release-ordered:").count() + 1
    ledger.release_ordered(payment, net, fee, n)
    payment.release_ordered += gross
    payment.fee_kept += fee
    debt = ledger.balance(LedgerAccount.Kind.RECEIVABLE, payment.currency, user=payment.payee)
    netted = min(debt, net)
    ledger.debt_netted(payment, netted, n)
    payment.netted += netted
    payment.save()
    _transfer(payment, net - netted)


def _give_payers_part(payment: Payment) -> int:
    """Refund what is not the payee's, once; returns the payee's part, our fee inside."""
    payable = payment.captured if payment.payee_part is None else payment.payee_part
    if not payment.is_frozen:
        left = max(payment.captured - payable - payment.refunds_ordered, 0)
        _refund(payment, min(payment.held_amount, left))
    return payable


def _shares_left(payment: Payment, payable: int, gross: int) -> tuple[int, int]:
    """`(to the payee, our fee)` of `gross`, where some of the fee may be kept already."""
    _, due = shares(payment, payable)
    fee = min(gross, max(due - payment.fee_kept, 0))
    return gross - fee, fee


def take_back(payment: Payment, amount: int) -> tuple[int, int]:
    """`amount` minor units are no longer with the payee: `(held again, paid on their debt)`.

    Changes the payment's sums; the caller posts the entry and saves.
    """
    owing = ledger.balance(LedgerAccount.Kind.RECEIVABLE, payment.currency, user=payment.payee)
    to_debt = min(amount, payment.advanced, owing)
    payment.advanced -= to_debt
    payment.release_ordered -= amount
    return amount - to_debt, to_debt


def _call_back(payment: Payment) -> None:
    """The card network disputes the charge: call off what has not left, reverse what has."""
    for row in payment.wishes.filter(operation="transfer", status=Wish.Status.WAITING):
        left = Wish.objects.filter(pk=row.pk, status=Wish.Status.WAITING)
        if left.update(status=Wish.Status.DROPPED, error="The charge is disputed"):
            amount = row.parameters["amount"]
            to_held, to_debt = take_back(payment, amount)
            ledger.release_withdrawn(payment, row.key, to_held, to_debt)
            payment.save()
    if payment.paid_out > 0:
        _reverse(payment)


def _reverse(payment: Payment) -> None:
    """Take back what was transferred, asking once: what is refused then is a debt if it is lost."""
    made = payment.wishes.filter(operation="transfer").exclude(answer_id="").order_by("-pk").first()
    asked = payment.wishes.filter(operation="reverse").exclude(status=Wish.Status.DROPPED)
    if made is None or asked.filter(pk__gt=made.pk).exists():
        return
    wish(
        "reverse",
        payment=payment,
        checkout=made.checkout,
        target=made.answer_id,
        body={"amount": payment.paid_out},
    )


def shares(payment: Payment, gross: int) -> tuple[int, int]:
    """`(to the payee, our fee)` of `gross` minor units: the fee in proportion, adding up exactly."""
    fee, net = Money(gross, payment.currency).split([payment.fee, payment.price - payment.fee])
    return net.amount, fee.amount


def _transfer(payment: Payment, amount: int) -> None:
    """Pay the payee from exactly this charge: the provider itself then refuses a second time."""
    if amount <= 0:
        return
    checkout = payment.checkouts.get(status=Status.CAPTURED)
    body: dict[str, Any] = {
        "amount": amount,
        "currency": payment.currency.lower(),
        "destination": payment.payee.payout_account.account_id,
        "transfer_group": payment.reference,
    }
    if not payment.reversed:
        # What came back once does not free the charge: a second transfer is paid from the balance.
        body["source_transaction"] = checkout.charge_id
    wish("transfer", payment=payment, checkout=checkout, body=body)
