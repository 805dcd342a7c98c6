"""Facts: look at the provider without a lock, then record under it what moves the payment forward.

The order and number of messages do not matter; the objects' own state decides. Every fact has its
ledger entry with its own reason, so recording it twice changes nothing. Each is recorded in a savepoint of
its own (`recording`), disputes and warnings first: one that our books refuse hides no other.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from brokerage.kit import clock
from brokerage.kit.money import Money
from payments import hooks, ledger
from payments.actions.calling import (
    call_for_debt,
    call_for_dispute,
    call_for_foreign,
    call_for_loss,
    call_for_payout,
    call_for_settlement,
    call_for_warning,
    call_for_wish,
    call_for_won,
    dispute_is_over,
    loss_is_over,
    remind_of_payout,
    restate_debt,
    tell_of_foreign_reversal,
    tell_of_rest,
    unpaid_is_over,
    was_called_for,
    wish_is_settled,
)
from payments.actions.planning import call_off, plan_calls, take_back, withdraw_refund
from payments.actions.recording import recorded
from payments.actions.wishes import key_of
from payments.gateway import looking
from payments.gateway.looking import (
    CheckoutFacts,
    DisputeFacts,
    RefundFacts,
    ReversalFacts,
    TransferFacts,
)
from payments.ledger import Origins
from payments.marks import card_digests
from payments.models import SENT_BACK, Checkout, Funds, Intent, Payment, PayoutAccount, Wish
from payments.queries import UNDECIDED
from payments.sums import shares

Status = Checkout.Status
RANK = {
    Status.ORDERED: 0,
    Status.OPEN: 1,
    Status.AUTHORISED: 2,
    Status.CAPTURED: 3,
    Status.CANCELLED: 3,
    Status.EXPIRED: 3,
}
LOST = {"lost"}
UNANSWERED = {"needs_response", "warning_needs_response"}
INQUIRY = {"warning_needs_response", "warning_under_review"}


@dataclass(frozen=True, slots=True)
class Seen:
    """All that the provider knows of one payment, or the id of a payout account that was asked for."""

    checkouts: dict[int, CheckoutFacts]
    transfers: list[TransferFacts]
    account: str = ""


def look(payment_id: int) -> Payment:
    """Fetch what is at the provider, record it, pursue the intention, and wake the follower."""
    payment = Payment.objects.get(pk=payment_id)
    return record(payment_id, fetch(payment))


def fetch(payment: Payment) -> Seen:
    """Facts of every checkout that has a session, and of the transfers; no lock is held."""
    checkouts = {
        checkout.pk: looking.checkout(checkout.session_id)
        for checkout in payment.checkouts.exclude(session_id="")
    }
    reserved = any(one.charge_id for one in checkouts.values())
    return Seen(checkouts, looking.transfers(payment.reference) if reserved else [])


@transaction.atomic
def record(payment_id: int, seen: Seen) -> Payment:
    """Record `seen` under the payment's lock; only what moves it forward changes anything."""
    payment = Payment.objects.select_for_update().get(pk=payment_id)
    before = _changing(payment)
    rows = payment.checkouts.order_by("n")
    known = [(row, seen.checkouts[row.pk]) for row in rows if row.pk in seen.checkouts]
    for checkout, facts in known:
        if facts.disputes or facts.feared_at:
            recorded(payment, f"dispute:{checkout.session_id}", _freeze, payment, facts)
    for checkout, facts in known:
        recorded(payment, checkout.session_id, _record_checkout, payment, checkout, facts)
    for _, facts in known:
        _record_money(payment, facts)
    for transfer in seen.transfers:
        recorded(payment, transfer.id, _record_transfer, payment, transfer)
    payment.funds = funds_of(payment)
    payment.seen_at = clock.now()
    if before != _changing(payment):
        payment.changed_at = clock.now()
    payment.save()
    recorded(payment, f"plan_calls:{payment.reference}", plan_calls, payment)
    hooks.changed.one(payment.pk)
    return payment


def _record_money(payment: Payment, facts: CheckoutFacts) -> None:
    """What happened to the money since it was taken: refunds first, for a lost dispute asks for them."""
    for refund in facts.refunds:
        recorded(payment, refund.id, _record_refund, payment, refund)
    for dispute in facts.disputes:
        recorded(payment, dispute.id, _record_dispute, payment, dispute)
    if facts.disputes or facts.feared_at:
        recorded(payment, f"disputes:{facts.charge_id}", _after_look_at_disputes, payment, facts)
    if facts.fee_id:
        fee = (facts.fee_id, facts.fee, facts.settled_in)
        recorded(payment, facts.fee_id, ledger.provider_fee, payment, *fee)


def _changing(payment: Payment) -> tuple[object, ...]:
    """The facts that an introduction follows."""
    ended = (payment.disputed_at, payment.decide_by, payment.charged_back)
    return (payment.funds, payment.price, payment.foreign_at, payment.reversed, *ended)


def _status(facts: CheckoutFacts) -> Checkout.Status:
    """Our word for what the provider says, decided from the intent, never from the session alone."""
    if facts.intent_status == "succeeded" or facts.captured:
        return Status.CAPTURED
    if facts.intent_status == "requires_capture":
        return Status.AUTHORISED
    if facts.intent_status == "canceled":
        return Status.CANCELLED
    return Status.EXPIRED if facts.session_status == "expired" else Status.OPEN


def _record_checkout(payment: Payment, checkout: Checkout, facts: CheckoutFacts) -> None:
    status = _status(facts)
    if RANK[status] > RANK[Status(checkout.status)]:
        checkout.status = status
    checkout.intent_id = facts.intent_id or checkout.intent_id
    checkout.charge_id = facts.charge_id or checkout.charge_id
    checkout.capture_before = facts.capture_before or checkout.capture_before
    checkout.url = facts.url or checkout.url
    checkout.card_digests = card_digests(facts.card) or checkout.card_digests
    if checkout.status == Status.AUTHORISED and not checkout.was_authorised:
        checkout.was_authorised = True
        _take_over_price(payment, checkout)
    checkout.save()
    if facts.captured and ledger.captured(payment, checkout.n, facts.captured):
        payment.captured += facts.captured
        payment.captured_at = clock.now()
        remind_of_payout(payment)
    if facts.settled_in not in {"", payment.currency}:
        _refuse_settlement(payment, facts.settled_in)
    if facts.captured:
        payment.available_on = facts.available_on or payment.available_on


def _refuse_settlement(payment: Payment, currency: str) -> None:
    """What was taken stands in our balance in another currency: it cannot be paid out as agreed.

    So it is not held but goes back at once, and a person hears of it. Nothing that was ordered to leave
    is touched.
    """
    if payment.settled_in:
        return
    payment.settled_in = currency
    if not payment.release_ordered:
        payment.intent, payment.frozen_at = Intent.BACK, None
    call_for_settlement(payment)


def _take_over_price(payment: Payment, checkout: Checkout) -> None:
    """A later checkout at a higher price, now authorised, sets the price; not once it is called off."""
    open_still = payment.intent == Intent.AUTHORISE and not payment.captured
    if checkout.amount > payment.price and open_still:
        payment.price, payment.fee = checkout.amount, checkout.fee


def _record_refund(payment: Payment, refund: RefundFacts) -> None:
    ours = _is_ordered(payment, refund)
    if ours:
        _grant(payment, refund.wish, refund.id)
    elif not _take_over_refund(payment, refund):
        return
    if refund.status == "succeeded" and ledger.refunded(payment, refund.id, refund.amount):
        payment.refunded += refund.amount
    elif refund.status in {"failed", "canceled"}:
        booked = payment.entries.filter(reason=f"refund:{refund.id}").exists()
        if booked and ledger.refund_returned(payment, refund.id, refund.amount):
            payment.refunded -= refund.amount
        if ours:
            _call_for_refund(payment, refund.id)
        elif ledger.refund_elsewhere_undone(payment, refund.id, refund.amount):
            payment.refunds_ordered -= refund.amount
        if payment.borne and _call_off_refunds(payment, "The payer has it from their bank"):
            _make_good(payment, refund)


def _is_ordered(payment: Payment, refund: RefundFacts) -> bool:
    """Whether we ordered this refund, of this amount, and have not called the order off."""
    row = payment.wishes.filter(operation="refund", key=refund.wish or "-").first()
    if row is None or row.parameters["amount"] != refund.amount:
        return False
    stands = row.status != Wish.Status.DROPPED or refund.status in {"failed", "canceled"}
    return stands or payment.entries.filter(reason=f"refund:{refund.id}").exists()


def _make_good(payment: Payment, refund: RefundFacts) -> None:
    """We bore a loss because this refund had left: what came back of it is not the payer's a second time."""
    amount = min(payment.borne, payment.held_amount, refund.amount)
    if ledger.loss_made_good(payment, refund.id, amount):
        payment.borne -= amount
        payment.advanced -= amount
        loss_is_over(payment)


def _take_over_refund(payment: Payment, refund: RefundFacts) -> bool:
    """A refund that nobody here ordered, made in the provider's own pages: in our books as if ordered.

    Its money comes from where `_origins` says. A refund of ours that has not left, or came back, is called
    off for it. False while one is on its way: then the next look books it.
    """
    if payment.entries.filter(reason=f"refund-elsewhere:{refund.id}").exists():
        return True
    if refund.status in {"failed", "canceled"}:
        return False
    if not _call_off_refunds(payment, "Refunded at the provider"):
        return False
    call_off(payment, "refunded at the provider")
    origins = _origins(payment, refund.amount)
    ledger.refund_elsewhere(payment, refund.id, origins)
    payment.refunds_ordered += refund.amount
    _take(payment, origins, "refund")
    call_for_foreign(payment, "refund", refund.id, refund.amount)
    return True


def _call_off_refunds(payment: Payment, why: str) -> bool:
    """Call off what we ordered and what has not left or came back: it is held again.

    The payer had it another way, `why` says which. False if one may be at the provider already.
    """
    under_way = [Wish.Status.SENT, Wish.Status.DOUBTFUL]
    if payment.wishes.filter(operation="refund", status__in=under_way).exists():
        return False
    stands = [Wish.Status.WAITING, Wish.Status.STUCK]
    for row in payment.wishes.filter(operation="refund", status__in=stands):
        if not withdraw_refund(payment, row, why):
            return False
    return True


def _call_for_refund(payment: Payment, refund_id: str) -> None:
    """Once: what a person decided about it since stays decided."""
    sent = payment.wishes.filter(answer_id=refund_id, status=Wish.Status.GRANTED)
    for row in sent:
        row.status, row.error_code = Wish.Status.STUCK, SENT_BACK
        row.error = "The card's bank sent it back"
        row.save()
        call_for_wish(row)


def _record_transfer(payment: Payment, transfer: TransferFacts) -> None:
    if not payment.entries.filter(reason=f"transfer:{transfer.id}").exists():
        if _is_to_be_sent(payment, transfer):
            _grant(payment, transfer.wish, transfer.id)
            ledger.transferred(payment, transfer.id, transfer.amount)
            payment.transferred += transfer.amount
            unpaid_is_over(payment)
        elif _is_forgotten(payment, transfer) or not _take_over_transfer(payment, transfer):
            return
    for reversal in transfer.reversals:
        _record_reversal(payment, transfer, reversal)


def _is_to_be_sent(payment: Payment, transfer: TransferFacts) -> bool:
    """Whether we ordered it, and it is still owed."""
    ours = payment.wishes.filter(operation="transfer", key=transfer.wish or "-").first()
    owed = payment.owed_amount >= transfer.amount
    return ours is not None and owed and ours.parameters["amount"] == transfer.amount


def _is_forgotten(payment: Payment, transfer: TransferFacts) -> bool:
    """It carries our mark, and our rows are older than it (a restored backup): nobody ordered it yet.

    Left until they do; then it is found by its mark, and not made again. Never where it is to go back.
    """
    marked = transfer.wish.startswith(key_of(payment.reference, "transfer", ""))
    return marked and not payment.release_ordered and payment.intent != Intent.BACK


def _take_over_transfer(payment: Payment, transfer: TransferFacts) -> bool:
    """A transfer that nobody here ordered: the payee owes it to us. False for one to somebody else, which
    our books do not know; a person is called for both, once."""
    account = getattr(payment.payee, "payout_account", None)
    theirs = account is not None and account.account_id == transfer.destination
    if not theirs or transfer.currency != payment.currency:
        if not was_called_for("transfer", transfer.id):
            where = f"{transfer.destination} ({transfer.amount} {transfer.currency})"
            call_for_foreign(payment, "transfer", transfer.id, 0, to=where)
        return False
    ledger.transferred_elsewhere(payment, transfer.id, transfer.amount)
    payment.transferred += transfer.amount
    payment.sent_elsewhere += transfer.amount
    payment.advanced += transfer.amount
    call_for_debt(payment, transfer.amount, "transfer")
    call_for_foreign(payment, "transfer", transfer.id, transfer.amount)
    return True


def _grant(payment: Payment, mark: str, found: str) -> None:
    """The answer to a call may be lost: by its mark what came of it (its id, `found`) is known anyway."""
    for row in payment.wishes.filter(key=mark or "-", answer_id=""):
        row.status, row.answer_id, row.granted_at = Wish.Status.GRANTED, found, clock.now()
        row.leased_until, row.error, row.error_code = None, "", ""
        row.save()
        wish_is_settled(row, "found there")


def _record_reversal(payment: Payment, transfer: TransferFacts, reversal: ReversalFacts) -> None:
    """What came back is held again, unless the loss was already made a debt of the payee's.

    One that nobody here ordered freezes it there: whoever did it knows why, and it is not paid out again.
    """
    if payment.entries.filter(reason=f"reversal:{reversal.id}").exists():
        return
    payment.reversed += reversal.amount
    elsewhere = ledger.was_sent_elsewhere(payment, transfer.id)
    to_held, to_debt = take_back(payment, reversal.amount, elsewhere=elsewhere)
    ledger.reversed_back(payment, reversal.id, to_held, to_debt)
    restate_debt(payment.payee, payment.currency)
    if not payment.wishes.filter(operation="reverse", key=reversal.wish or "-").exists():
        call_for_foreign(payment, "reversal", reversal.id, reversal.amount)
        if not elsewhere:
            tell_of_foreign_reversal(payment, reversal.id, reversal.amount)


def _freeze(payment: Payment, facts: CheckoutFacts) -> None:
    """The card network's own disputes freeze at once, inquiries and warnings only hold back.

    At once, and before any money is booked: often theirs is withdrawn only days after they were opened.
    """
    for dispute in facts.disputes:
        if dispute.status in UNANSWERED:
            call_for_dispute(payment, dispute.id, dispute.amount, dispute.due_by, dispute.reason)
    if any(_stands(payment, one) for one in _taking(facts)):
        payment.disputed_at = payment.disputed_at or clock.now()
    feared = _is_feared(payment, facts)
    if feared or any(one.status in INQUIRY for one in facts.disputes):
        payment.warned_at = payment.warned_at or clock.now()
    if feared:
        call_for_warning(payment)


def _taking(facts: CheckoutFacts) -> list[DisputeFacts]:
    """Disputes, without inquiries by which nothing was taken."""
    return [one for one in facts.disputes if one.withdrawn or not one.is_inquiry]


def _after_look_at_disputes(payment: Payment, facts: CheckoutFacts) -> None:
    """Once all disputes are over the payment is free again: what a lost one left goes its way."""
    if any(_stands(payment, one) for one in _taking(facts)):
        payment.disputed_at = payment.disputed_at or clock.now()
    elif _taking(facts):
        if payment.held_amount > 0 and payment.intent in UNDECIDED:
            _after_disputes(payment)
        payment.disputed_at = None
    asked = any(one.status in INQUIRY for one in facts.disputes)
    if facts.disputes and not asked and not _is_feared(payment, facts):
        payment.warned_at = None


def _is_feared(payment: Payment, facts: CheckoutFacts) -> bool:
    """Whether there is an early fraud warning that nobody has cleared; a newer one is feared anew."""
    if facts.feared_at is None:
        return False
    payment.feared_at = max(facts.feared_at, payment.feared_at or facts.feared_at)
    return payment.warning_cleared_at is None or facts.feared_at > payment.warning_cleared_at


def _after_disputes(payment: Payment) -> None:
    """All disputes are over, the introduction ended with the first, and money is still held.

    Where one was lost the payer has the rest back. Where all were won the desk decides; if it does not in
    time, the payer has it back (`tasks.sweep_due`).
    """
    if payment.charged_back:
        tell_of_rest(payment)
        payment.intent = Intent.BACK
        payment.decide_by = payment.frozen_at = None
    elif payment.disputed_at and not payment.decide_by:
        payment.decide_by = clock.now() + settings.WON_IS_DECIDED_IN
        call_for_won(payment)


def _stands(payment: Payment, dispute: DisputeFacts) -> bool:
    """Whether the network may still take the money, or took it and its end is not in our books yet."""
    return (dispute.is_open or dispute.withdrawn) and not _is_over(payment, dispute)


def _is_over(payment: Payment, dispute: DisputeFacts, *ends: str) -> bool:
    """Whether its end is booked: an older look, recorded late, must not undo it."""
    reasons = [f"dispute-{how}:{dispute.id}" for how in ends or ("won", "lost")]
    return payment.entries.filter(reason__in=reasons).exists()


def _record_dispute(payment: Payment, dispute: DisputeFacts) -> None:
    if dispute.status not in UNANSWERED:
        dispute_is_over(dispute.id, dispute.status)
    # Once the first was booked under the dispute's own id: that one is not booked again.
    old = payment.entries.filter(reason=f"provider-fee:{dispute.id}").exists()
    for movement, fee in dispute.fees[old:]:
        ledger.provider_fee(payment, movement, fee, payment.settled_in)
    if not dispute.withdrawn:
        return
    ledger.dispute_opened(payment, dispute.id, dispute.amount)
    if dispute.status in looking.WON:
        ledger.dispute_won(payment, dispute.id, dispute.amount)
    if dispute.status in LOST and not _is_over(payment, dispute, "lost"):
        _record_loss(payment, dispute)


def _record_loss(payment: Payment, dispute: DisputeFacts) -> None:
    """Lost: a refund of ours that stands is not made beside it, then its money comes from `_origins`.

    While a refund is on its way nothing is booked: what became of it decides whose loss this is.
    """
    if not _call_off_refunds(payment, "Taken back by the card's bank"):
        return
    call_off(payment, "the charge was lost")
    origins = _origins(payment, dispute.amount)
    if ledger.dispute_lost(payment, dispute.id, origins):
        payment.charged_back += dispute.amount
        _take(payment, origins, "dispute")


def _origins(payment: Payment, amount: int) -> Origins:
    """Whose money it is that went back to the payer by itself: what is held, our fee, the payee's, ours.

    Of a fee that we kept we give our part; more of it only where the payee never had the money. The payee
    owes no more than they received and do not owe already; what remains went out twice and is our loss.
    """
    _, fee = shares(payment, min(amount, payment.price))
    fee = min(fee, payment.fee_kept)
    from_held = min(amount - fee, payment.held_amount)
    rest = amount - from_held
    payees = max(payment.received - payment.debt, 0)
    from_fee = min(rest, payment.fee_kept, max(fee, rest - payees))
    debt = min(rest - from_fee, payees)
    return Origins(from_held, from_fee, debt, rest - from_fee - debt)


def _take(payment: Payment, origins: Origins, why: str) -> None:
    """The sums of the payment after such an entry; a debt is told before anything is kept for it."""
    payment.fee_kept -= origins.fee
    payment.release_ordered -= origins.fee
    payment.advanced += origins.debt + origins.borne
    payment.borne += origins.borne
    if origins.debt:
        call_for_debt(payment, origins.debt, why)
    if origins.borne:
        call_for_loss(payment, origins.borne)


def funds_of(payment: Payment) -> Funds:
    """The payment's own state, from what is recorded."""
    if payment.captured:
        if payment.settled_in and payment.held_amount > 0 and not payment.release_ordered:
            return Funds.PARTLY_OUT  # never held: it goes back
        # Before anything was decided, what was refunded at the provider does not end the holding.
        if payment.held_amount > 0 and (payment.intent in UNDECIDED or not payment.refunds_ordered):
            return Funds.HELD
        waits = payment.refunds_ordered - payment.refunded + payment.owed_amount
        debt = payment.debt - payment.sent_elsewhere
        undoing = payment.intent == Intent.BACK and payment.release_ordered > debt
        done = waits <= 0 and payment.held_amount <= 0 and not undoing
        return Funds.SETTLED if done else Funds.PARTLY_OUT
    statuses = set(payment.checkouts.values_list("status", flat=True))
    if Status.AUTHORISED in statuses:
        return Funds.AUTHORISED
    if statuses & {Status.ORDERED, Status.OPEN}:
        return Funds.LOST if payment.funds == Funds.LOST else Funds.NONE
    lost = payment.checkouts.filter(was_authorised=True).exists()
    return Funds.LOST if lost else Funds.NONE


def look_at_payout(account_id: str, payout_id: str) -> None:
    """A bank took what was paid out to it, or sent it back: then payee and desk are told.

    The money is on the payee's own account at the provider: nothing moves in our books.
    """
    found = look_at_account(account_id)
    facts = looking.payout(payout_id, account_id) if found else None
    if found and facts and facts.failed:
        with transaction.atomic():
            call_for_payout(found, payout_id, Money(facts.amount, facts.currency), facts.why)


def look_at_account(account_id: str) -> PayoutAccount | None:
    """Fetch a payout account's state and keep it; None for an account that is not ours."""
    found = PayoutAccount.objects.filter(account_id=account_id).exclude(account_id="").first()
    if found is None:
        return None
    facts = looking.account(account_id)
    found.transfers_status = facts.transfers_status
    found.requirements = facts.requirements
    found.closed_at = (found.closed_at or clock.now()) if facts.closed else None
    found.seen_at = clock.now()
    found.save()
    return found
