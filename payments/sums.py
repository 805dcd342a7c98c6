"""What each side of a payment paid, got, lost to the bank and owes, and what is still under way.

One function, `sums_of`, from the sums of facts that stand beside the ledger's entries. Pages, the API,
emails, exports and moderation all use it, so that none of them can say anything else. What was intended
matters only for money that is still held: for whom it is kept. Pure: no query is made.
"""

from dataclasses import dataclass

from brokerage.kit.money import Money
from payments.models import Intent, Payment


def shares(payment: Payment, gross: int) -> tuple[int, int]:
    """`(to the payee, our fee)` of `gross` minor units: the fee in proportion, adding up exactly."""
    fee, net = Money(gross, payment.currency).split([payment.fee, payment.price - payment.fee])
    return net.amount, fee.amount


def payable(payment: Payment) -> int:
    """The payee's part, fee included: all, or what was agreed, of what the payer has not had back."""
    left = payment.captured - payment.charged_back - payment.refunds_ordered
    return left if payment.payee_part is None else min(payment.payee_part, left)


def not_refunded(payment: Payment, part: int) -> int:
    """Minor units that are still to be refunded where `part` of what was taken is the payee's."""
    gone = payment.refunds_ordered + payment.charged_back
    return max(payment.captured - part - gone, 0)


def shares_left(payment: Payment, part: int, gross: int) -> tuple[int, int]:
    """`(to the payee, our fee)` of `gross`, where some of the fee on `part` may be kept already."""
    _, due = shares(payment, part) if part > 0 else (0, 0)
    fee = min(gross, max(due - payment.fee_kept, 0))
    return gross - fee, fee


@dataclass(frozen=True, slots=True)
class Sums:
    """One payment as it stands. Nothing is counted twice:

    taken + borne = earned + fee + back + open, and back = returned + returning + bank_kept.
    """

    taken: Money
    """From the payer's card."""
    returned: Money
    """Arrived at the payer: refunded to the card, or paid from our bank account."""
    returning: Money
    """Refund ordered and not there, or held and meant to go back."""
    bank_kept: Money
    """The payer's bank took it back and keeps it."""
    held: Money
    """Still with us, whoever it is for, before anything of it was ordered to leave."""
    open: Money
    """Of what is held: nobody knows yet whose it is, for the bank disputes it or a moderator decides."""
    expected: Money
    """Of what is held: the payee's, once it is released."""
    coming: Money
    """Released to the payee and not there yet."""
    paid: Money
    """At the payee's payout account now: transferred, less what came back."""
    netted: Money
    """Released to the payee and kept for an older debt of theirs."""
    owed: Money
    """What the payee received of this payment and has to give back, paid since or not."""
    fee: Money
    """Ours: kept, or inside what is held for the payee."""
    borne: Money
    """Went to the payer twice; our own loss."""

    @property
    def earned(self) -> Money:
        """What the payee has of this payment in the end, as far as is known now."""
        return self.expected + self.coming + self.paid + self.netted - self.owed

    @property
    def received(self) -> Money:
        """The payee's for good or on its way, without what is merely held for them."""
        return self.earned - self.expected

    @property
    def back(self) -> Money:
        """The payer's again, however, there or on its way."""
        return self.returned + self.returning + self.bank_kept

    @property
    def cost(self) -> Money:
        """What the payer is out of pocket right now; less than nothing where they have it twice."""
        return self.taken - self.returned - self.bank_kept

    @property
    def is_over(self) -> bool:
        """Whether nothing of it is held or on its way any more."""
        return not (self.held or self.returning or self.coming)


def sums_of(payment: Payment) -> Sums:
    """The sums of one payment, as its row stands in memory."""

    def money(minor: int) -> Money:
        return Money(minor, payment.currency)

    held = max(payment.held_amount, 0)
    going_back, undecided, net, fee = _meant_for(payment, held)
    return Sums(
        taken=money(payment.captured),
        returned=money(payment.refunded),
        returning=money(payment.refunds_ordered - payment.refunded + going_back),
        bank_kept=money(payment.charged_back),
        held=money(held),
        open=money(undecided),
        expected=money(net),
        coming=money(payment.owed_amount),
        paid=money(payment.paid_out),
        netted=money(payment.netted),
        owed=money(payment.debt),
        fee=money(payment.fee_kept + fee),
        borne=money(payment.borne),
    )


def _meant_for(payment: Payment, held: int) -> tuple[int, int, int, int]:
    """Of `held`: `(back to the payer, open, the payee's, our fee)`."""
    if payment.disputed_at or payment.decide_by:
        return 0, held, 0, 0
    if payment.intent == Intent.BACK:
        back = min(held, not_refunded(payment, 0))
        return back, 0, held - back, 0  # more came back than the payee owed: theirs
    part = payable(payment)
    back = min(held, not_refunded(payment, part))
    net, fee = shares_left(payment, part, held - back)
    return back, 0, net, fee


def earnings_of(payment: Payment) -> Money:
    """What the payee gets for it: agreed, until it is taken; then what is theirs. Nothing once called off."""
    if payment.captured:
        return sums_of(payment).earned
    off = payment.intent == Intent.BACK
    return Money(0 if off else payment.price - payment.fee, payment.currency)
