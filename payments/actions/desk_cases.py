"""Calling a person: a case for whatever no machine may decide, in the transaction of what was found."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q

from brokerage.accounts.models import User
from brokerage.cases.actions import open_case, put_off, restate, settle_case
from brokerage.cases.models import Case
from brokerage.kit import clock
from brokerage.kit.money import Money
from payments import ledger
from payments.models import (
    SENT_BACK,
    Difference,
    LedgerAccount,
    Payment,
    PayoutAccount,
    ProviderCall,
)
from payments.notices import debt_case, write

ANSWER_BEFORE = timedelta(days=1)
DESK_IS_WARNED_BEFORE = timedelta(days=3)


def open_call_case(row: ProviderCall) -> None:
    """A call that nobody but a person may decide: stuck, or a refund that the card's bank sent back."""
    payment = row.payment
    minor = row.parameters.get("amount")
    money = Money(int(minor), payment.currency) if payment and minor else None
    kind = "refund" if row.error_code == SENT_BACK else "call"
    reference = payment.reference if payment else ""
    open_case(kind, row.key[:120], amount=money, operation=row.operation, introduction=reference)


def close_call_case(row: ProviderCall, outcome: str) -> None:
    """Nobody needs to look at this call any more."""
    for kind in ("call", "refund"):
        settle_case(kind, row.key[:120], outcome=outcome)


def open_difference_case(row: Difference) -> None:
    """Our books and the provider's differ."""
    reference = row.payment.reference if row.payment else ""
    open_case("difference", f"difference:{row.pk}", introduction=reference, what=row.kind)


def close_difference_case(row: Difference) -> None:
    """They agree again."""
    settle_case("difference", f"difference:{row.pk}", outcome="agrees again")


MESSAGES = "messages"


def open_messages_case() -> None:
    """The provider's messages that nobody reads any more: one case for all, for they fail in crowds."""
    open_case("difference", MESSAGES, what="messages of the provider were not understood")


def close_messages_case() -> None:
    """None is left."""
    settle_case("difference", MESSAGES, outcome="understood")


def open_dispute_case(
    payment: Payment, dispute_id: str, amount: int, due_by: datetime | None, reason: str
) -> None:
    """The card network waits for an answer; ours is due a day before theirs. Once it is sent, no more."""
    sent = payment.calls.filter(operation="evidence", target=dispute_id)
    if sent.exclude(status__in=[ProviderCall.Status.REFUSED, ProviderCall.Status.DROPPED]).exists():
        return
    due = due_by - ANSWER_BEFORE if due_by else None
    facts: dict[str, Any] = {"introduction": payment.reference, "reason": reason}
    money = Money(amount, payment.currency)
    open_case("chargeback", dispute_id, amount=money, due_at=due, **facts)
    put_off("chargeback", dispute_id, due_at=due)
    if due_by:
        warn_at = due_by - DESK_IS_WARNED_BEFORE
        until = due_by.isoformat()
        write(payment, None, "evidence_due", about=dispute_id, due_at=warn_at, until=until)


def close_dispute_case(dispute_id: str, status: str) -> None:
    """There is nothing to answer any more."""
    settle_case("chargeback", dispute_id, outcome=status)


def open_won_case(payment: Payment) -> None:
    """A dispute was won and its money is held: nobody else decides whose it is."""
    money = Money(payment.held_amount, payment.currency)
    due = payment.decide_by - ANSWER_BEFORE if payment.decide_by else None
    subject = f"won:{payment.reference}"
    open_case("chargeback", subject, due_at=due, amount=money, introduction=payment.reference)
    until = payment.decide_by.isoformat() if payment.decide_by else ""
    _tell_both(payment, "won", amount=money.amount, until=until)


def close_won_case(payment: Payment, outcome: str, amount: int) -> None:
    """Whose the money of a won dispute is has been decided: both sides hear it. Minor units."""
    settle_case("chargeback", f"won:{payment.reference}", outcome=outcome)
    _tell_both(payment, "won_over", amount=amount, outcome=outcome)


def tell_of_rest(payment: Payment) -> None:
    """A dispute over a part was lost: both sides hear what becomes of the rest."""
    _tell_both(payment, "rest", lost=payment.charged_back, amount=payment.held_amount)


def tell_of_return(payment: Payment, amount: int) -> None:
    """What had been paid out goes back: both sides hear how much (minor units), once."""
    _tell_both(payment, "taken_back", amount=amount)


def tell_of_foreign_reversal(payment: Payment, reversal_id: str, amount: int) -> None:
    """A payout came back and nobody here ordered that: the payee hears that our desk looks at it."""
    write(payment, payment.payee, "came_back", about=reversal_id, amount=amount)


def _tell_both(payment: Payment, kind: str, **facts: Any) -> None:
    for side in (payment.payer, payment.payee):
        write(payment, side, kind, **facts)


FOREIGN = {
    "refund": "refund made at the provider",
    "reversal": "payout taken back at the provider",
    "transfer": "payout made at the provider",
    "unrecordable": "something at the provider that our books refuse",
}
"""What others did there, by how a case's subject begins."""


def open_foreign_case(payment: Payment, kind: str, about: str, amount: int, **facts: Any) -> None:
    """Others moved money of this payment at the provider (`kind` is one of FOREIGN, `about` its id).

    Nothing is paid out until a person has looked at every such thing (`lift_freeze`). Minor units. The
    caller saves the payment.
    """
    payment.foreign_at = payment.foreign_at or clock.now()
    said: dict[str, Any] = {"introduction": payment.reference, "what": FOREIGN[kind], **facts}
    money = Money(amount, payment.currency) if amount else None
    open_case("difference", f"{kind}:{about}"[:120], amount=money, due_at=clock.now(), **said)


def had_case(kind: str, about: str) -> bool:
    """Whether a person was ever called for this, looked at it since or not."""
    return Case.objects.filter(kind="difference", subject=f"{kind}:{about}"[:120]).exists()


def others_wait(payment: Payment) -> bool:
    """Whether a person still has to look at something that others did with this payment."""
    subjects = Q()
    for kind in FOREIGN:
        subjects |= Q(subject__startswith=f"{kind}:")
    rows = Case.objects.filter(subjects, kind="difference", closed_at=None)
    return rows.filter(facts__introduction=payment.reference).exists()


def open_settlement_case(payment: Payment) -> None:
    """A payment stands at the provider in another currency than it was charged in: finance finds out why."""
    facts: dict[str, Any] = {
        "introduction": payment.reference,
        "what": f"charged in {payment.currency}, settled in {payment.settled_in}",
    }
    money = Money(payment.captured, payment.currency)
    open_case("difference", f"settled:{payment.reference}", amount=money, **facts)


def open_debt_case(payment: Payment, debt: int, why: str) -> None:
    """The payee owes us `debt` minor units: kept from what they earn, unless finance gives it up.

    They are told why and how much before anything is kept (`planning`). `why`: "dispute", "refund" or
    "transfer" (somebody sent them more than we ordered).
    To be called after the debt was posted.
    """
    open_case("debt", debt_case(payment.payee, payment.currency))
    restate_debt(payment.payee, payment.currency)
    number = payment.letters.filter(kind="debt").count() + 1
    write(payment, payment.payee, "debt", about=str(number), amount=debt, why=why)


def restate_debt(user: User, currency: str) -> None:
    """What `user` owes us has changed: the desk's case says how much it is now, and ends with it."""
    left = ledger.balance(LedgerAccount.Kind.RECEIVABLE, currency, user=user)
    if left:
        restate("debt", debt_case(user, currency), amount=Money(left, currency))
    else:
        settle_case("debt", debt_case(user, currency), outcome="paid off")


def open_loss_case(payment: Payment, amount: int) -> None:
    """`amount` minor units went back to the payer twice and nobody owes them to us: finance should know."""
    money = Money(amount, payment.currency)
    open_case(
        "chargeback", f"loss:{payment.reference}", amount=money, introduction=payment.reference
    )


def close_loss_case(payment: Payment) -> None:
    """What we bore came back; a part of it leaves the case open."""
    if not payment.borne:
        settle_case("chargeback", f"loss:{payment.reference}", outcome="made good")


def remind_of_payout(payment: Payment) -> None:
    """From capture on: mails to a payee who cannot be paid, dropped when due where they can be."""
    assert payment.captured_at is not None
    for wait in settings.PAYOUT_REMINDERS:
        moment = payment.captured_at + wait
        write(payment, payment.payee, "payout_missing", about=str(wait.days), due_at=moment)


def tell_unpaid(payment: Payment) -> None:
    """Held for so long that the desk is called: both sides hear why, and until when it can be."""
    _tell_both(payment, "unpaid")


def open_unpaid_case(payment: Payment) -> None:
    """What is released cannot be paid out: the payee's account does not take it."""
    waits = payment.owed_amount or payment.held_amount
    money = Money(waits, payment.currency)
    open_case("unpaid", payment.reference, amount=money, introduction=payment.reference)


def open_payout_case(account: PayoutAccount, payout_id: str, amount: Money, why: str) -> None:
    """The payee's bank sent a payout back: they are told to see to their bank account, and so is the desk.

    `why` is the provider's code. The mail hangs on the newest payment that could have been in it.
    """
    open_case("unpaid", f"payout:{payout_id}", amount=amount, account=account.account_id, why=why)
    paid = Payment.objects.filter(payee=account.user, currency=amount.currency, transferred__gt=0)
    if last := paid.order_by("-pk").first():
        write(last, last.payee, "payout_failed", about=payout_id, amount=amount.amount)


def close_unpaid_case(payment: Payment) -> None:
    """It was paid out after all, or will never be."""
    settle_case("unpaid", payment.reference, outcome="paid out")


def open_warning_case(payment: Payment) -> None:
    """The card network fears fraud: nothing is paid out until a person has looked."""
    money = Money(payment.captured, payment.currency)
    open_case("warning", payment.reference, amount=money, introduction=payment.reference)


def close_warning_case(payment: Payment) -> None:
    """The money may leave again, or is gone."""
    settle_case("warning", payment.reference, outcome="cleared")
