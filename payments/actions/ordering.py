"""Orders from above: what is to become of a payment. Each takes the payment's lock and pursues it."""

from django.db import transaction

from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from brokerage.kit.money import Money
from payments.actions.desk_cases import close_warning_case, others_wait
from payments.actions.planning import plan_calls
from payments.models import Intent, Payment


def _locked(payment: Payment) -> Payment:
    """The row under its lock; only inside a transaction."""
    return Payment.objects.select_for_update().get(pk=payment.pk)


def _intend(payment: Payment, intent: Intent) -> Payment:
    payment.intent, payment.decide_by = intent, None
    payment.changed_at = clock.now()
    payment.save()
    plan_calls(payment)
    return payment


@transaction.atomic
def capture(payment: Payment) -> Payment:
    """Take the reserved price; it is held once the provider says so."""
    return _intend(_locked(payment), Intent.CAPTURE)


@transaction.atomic
def give_back(payment: Payment) -> Payment:
    """Cancel what is reserved, refund what is held, now and whenever more turns up late.

    Refused once any of it was released.
    """
    payment = _locked(payment)
    if payment.release_ordered:
        raise Refusal("The connector has already been paid.", code="already_released")
    payment.frozen_at = None
    return _intend(payment, Intent.BACK)


@transaction.atomic
def release(payment: Payment) -> Payment:
    """Pay the payee price less fee. Refused unless it is held, free, and not on its way elsewhere."""
    payment = _locked(payment)
    _must_be_free(payment)
    return _intend(payment, Intent.RELEASE)


@transaction.atomic
def split(payment: Payment, *, payee_part: Money) -> Payment:
    """Refund all but `payee_part` (of the price, fee included), release that, the fee in proportion.

    Where less is held by now, for some was refunded at the provider, all of that is the payee's.
    """
    return _divide(payment, payee_part, Intent.SPLIT)


@transaction.atomic
def share_out(payment: Payment, *, payee_part: Money) -> Payment:
    """Refund all but `payee_part` (of the price, fee included) now; that part stays held.

    `split` or `release` pays it out later, `give_back` refunds it too. Unfreezes; refused unless held. Less
    held by now as in `split`.
    """
    return _divide(payment, payee_part, Intent.SHARE)


def _divide(payment: Payment, payee_part: Money, intent: Intent) -> Payment:
    payment = _locked(payment)
    payment.frozen_at = None
    _must_be_free(payment)
    if not 0 <= payee_part.amount <= payment.price or payee_part.currency != payment.currency:
        raise Refusal("The parts must add up to the price.", code="bad_split", status=400)
    payment.payee_part = min(payee_part.amount, payment.held_amount)
    return _intend(payment, intent)


def _must_be_free(payment: Payment) -> None:
    if payment.is_frozen:
        raise Refusal("This payment is frozen until our desk has looked at it.", code="frozen")
    if payment.held_amount <= 0:
        raise Refusal("This payment is not held.", code="not_held")
    if payment.intent == Intent.BACK:
        raise Refusal("This payment is being given back.", code="given_back")


@transaction.atomic
def freeze(payment: Payment) -> Payment:
    """Nothing leaves until `unfreeze`, `split` or `give_back`. Refused once it was released."""
    payment = _locked(payment)
    if payment.release_ordered:
        raise Refusal("The connector has already been paid.", code="already_released")
    payment.frozen_at = payment.frozen_at or clock.now()
    payment.save()
    return payment


@transaction.atomic
def unfreeze(payment: Payment) -> Payment:
    """The money may leave again."""
    payment = _locked(payment)
    payment.frozen_at = None
    payment.save()
    return payment


@transaction.atomic
def lift_freeze(payment: Payment) -> Payment:
    """A person looked at what others did at the provider: the money may leave again.

    Not while something else that they did still waits for a person.
    """
    payment = _locked(payment)
    if payment.foreign_at is None or others_wait(payment):
        return payment
    payment.foreign_at = None
    payment.changed_at = clock.now()
    payment.save()
    plan_calls(payment)
    return payment


@transaction.atomic
def clear_warning(payment: Payment) -> Payment:
    """A person looked at the card network's warning: the money may leave again, until a newer one comes."""
    payment = _locked(payment)
    payment.warned_at, payment.warning_cleared_at = None, payment.feared_at
    close_warning_case(payment)
    payment.changed_at = clock.now()
    payment.save()
    plan_calls(payment)
    return payment


@transaction.atomic
def reprice(payment: Payment, *, price: Money, fee: Money) -> Payment:
    """A lower price, agreed before capture: less will be taken. A higher one needs a new checkout."""
    payment = _locked(payment)
    if payment.captured or price.currency != payment.currency or price.amount > payment.price:
        raise Refusal("This price cannot be changed any more.", code="price_fixed")
    payment.price, payment.fee = price.amount, fee.amount
    payment.save()
    return payment
