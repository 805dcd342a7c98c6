"""The held money leaves: to the payee, to the payer, and back from the payee.

Under the payment's row lock, by `planning`; each may be called any number of times.
"""

from typing import Any

from django.conf import settings

from brokerage.kit import clock
from payments import ledger
from payments.actions.desk_cases import (
    close_unpaid_case,
    open_debt_case,
    open_unpaid_case,
    restate_debt,
)
from payments.actions.provider_calls import (
    DISPUTED,
    RETRY_REFUSED_AFTER,
    has_live_call,
    order_call,
    refund_under_way,
)
from payments.models import Checkout, LedgerAccount, Letter, Payment, ProviderCall
from payments.queries import overpaid, payout_ready
from payments.sums import not_refunded, payable, shares_left

Status = Checkout.Status


def pay_out(payment: Payment) -> None:
    """Refund what is not the payee's (in a split), then transfer the rest less our fee.

    Once; what came back (a reversal) is paid out again when the card network's dispute is won.
    """
    if payment.is_frozen or not payment.held_amount:
        return
    if not _debt_was_told(payment):
        return
    if not give_payers_part(payment):
        return  # what is the payer's goes first
    part, gross = payable(payment), payment.held_amount
    if not gross or has_live_call("transfer", payment):
        return
    _release(payment, *shares_left(payment, part, gross), gross)


def pay_what_came_back_twice(payment: Payment) -> None:
    """What the payee paid twice is theirs again, without a fee, once the payer has everything back."""
    theirs = overpaid(payment)
    if not theirs or payment.is_frozen or has_live_call("transfer", payment):
        return
    if _debt_was_told(payment):
        _release(payment, theirs, 0, theirs)


def give_payers_part(payment: Payment) -> bool:
    """Refund what is not the payee's, once; whether all of it is ordered."""
    if payment.is_frozen:
        return False
    missing = not_refunded(payment, payable(payment))
    return refund(payment, min(payment.held_amount, missing))


def _release(payment: Payment, net: int, fee: int, gross: int) -> None:
    """Order `gross` of what is held to leave: `net` to the payee, or for a debt of theirs, `fee` to us."""
    if not payout_ready(payment.payee):
        open_unpaid_case(payment)
        return  # looked at again, until it goes back to the payer
    n = payment.entries.filter(reason__startswith="release-ordered:").count() + 1
    debt = ledger.debt_under_lock(payment)
    ledger.release_ordered(payment, net, fee, n)
    payment.release_ordered += gross
    payment.fee_kept += fee
    netted = min(debt, net)
    if ledger.debt_netted(payment, netted, n):
        restate_debt(payment.payee, payment.currency)
    payment.netted += netted
    payment.save()
    if net > netted:
        _transfer(payment, net - netted)
    else:
        close_unpaid_case(payment)


def _debt_was_told(payment: Payment) -> bool:
    """Whether the payee has known for long enough of any debt that this payout would pay.

    Until then the payout waits; every look at the payment asks again. Where no email reaches them it is
    enough that the debt stands on their payouts page, for as much longer as an email is tried.
    """
    if not ledger.balance(LedgerAccount.Kind.RECEIVABLE, payment.currency, user=payment.payee):
        return True
    told = Letter.objects.filter(
        kind="debt", user=payment.payee, payment__currency=payment.currency
    )
    return all(one.counts_from + settings.DEBT_NOTICE <= clock.now() for one in told)


def refund(payment: Payment, amount: int) -> bool:
    """Give `amount` minor units of the held money back; whether nothing of it is left to be ordered.

    A disputed charge is never refunded. While another refund is under way this one waits: whatever it
    ends with makes us look, and `plan_calls` orders what is missing then.
    """
    if amount <= 0:
        return True
    if payment.disputed_at or refund_under_way(payment):
        return False
    checkout = payment.checkouts.get(status=Status.CAPTURED)
    refused = payment.calls.filter(operation="refund", error_code__in=DISPUTED).exists()
    made = order_call(
        "refund",
        payment=payment,
        checkout=checkout,
        body={"payment_intent": checkout.intent_id, "amount": amount},
        at=clock.now() + RETRY_REFUSED_AFTER if refused else None,
    )
    ledger.refund_ordered(payment, made.n, amount)
    payment.refunds_ordered += amount
    payment.save()
    return True


def take_back(payment: Payment, amount: int, *, elsewhere: bool = False) -> tuple[int, int]:
    """`amount` minor units are no longer with the payee: `(held again, paid on their debt)`.

    `elsewhere`: of what others had sent. Changes the payment's sums; the caller posts the entry and saves.
    """
    owing = ledger.debt_under_lock(payment)
    to_debt = min(amount, payment.debt, owing)
    payment.advanced -= to_debt
    if elsewhere:
        payment.sent_elsewhere -= amount
    else:
        payment.release_ordered -= amount
    return amount - to_debt, to_debt


def came_back(payment: Payment) -> bool:
    """Whether all that was released can be given back now; brings about what is missing.

    The reversal comes first. What the payee has no more is refunded all the same, and they owe it.
    """
    if not payment.release_ordered:
        return True
    if payment.disputed_at:
        return False
    if payment.owed_amount > 0:
        return False  # one may have left: reversed once that is known, dropped once it did not
    if payment.paid_out > payment.debt and payment.paid_as_ordered > 0:
        reverse(payment)
        if not _refused_to_reverse(payment):
            return False
    _undo_release(payment, payment.received - payment.debt)
    return True


def _undo_release(payment: Payment, debt: int) -> None:
    """Our fee is held again, and so is `debt`, which the payee owes us from now on."""
    fee = payment.fee_kept
    if ledger.release_undone(payment, fee, debt):
        payment.fee_kept -= fee
        payment.release_ordered -= fee
        payment.advanced += debt
        payment.save()
        if debt:
            open_debt_case(payment, debt, "refund")


def _refused_to_reverse(payment: Payment) -> bool:
    asked = payment.calls.filter(operation="reverse").exclude(status=ProviderCall.Status.DROPPED)
    newest = asked.order_by("-pk").first()
    return newest is not None and newest.status == ProviderCall.Status.REFUSED


def reverse(payment: Payment) -> None:
    """Take back what was transferred, asking once: what is refused then is a debt if it is lost."""
    made = payment.calls.filter(operation="transfer").exclude(answer_id="").order_by("-pk").first()
    asked = payment.calls.filter(operation="reverse").exclude(status=ProviderCall.Status.DROPPED)
    if made is None or asked.filter(pk__gt=made.pk).exists():
        return
    order_call(
        "reverse",
        payment=payment,
        checkout=made.checkout,
        target=made.answer_id,
        body={"amount": payment.paid_as_ordered},
    )


def _transfer(payment: Payment, amount: int) -> None:
    """Pay the payee from exactly this charge: the provider itself then refuses a second time."""
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
    order_call("transfer", payment=payment, checkout=checkout, body=body)
