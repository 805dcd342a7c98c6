"""What the worker does for payments: thin, repeatable, each calls one action."""

import logging
import random
from datetime import timedelta
from typing import TypeVar

from celery import shared_task
from django.db import transaction
from django.db.models import F, Q

from brokerage.cases.sweeping import each, once
from brokerage.kit import clock
from brokerage.kit.later import run_later, taken_up
from payments import actions, notices, queries
from payments.gateway.errors import Unreachable
from payments.models import Payment, PayoutAccount, ProviderEvent
from payments.stripe_events import process_event, subject_of

Id = TypeVar("Id")
log = logging.getLogger(__name__)
BATCH = 100
MOST_MESSAGES = 1000  # in one sweep; then another goes on
LOOK_AGAIN_AFTER = timedelta(minutes=30)
LOOK_AT_ACCOUNT_AFTER = timedelta(days=1)
RECONCILED_FOR = timedelta(days=200)  # a card's owner may dispute for about that long


@shared_task
def carry_out(call_id: int) -> None:
    """Send one call."""
    actions.carry_out(call_id)


@shared_task
def look(payment_id: int) -> None:
    """Look at one payment; an unreachable provider is met again by the sweep."""
    taken_up("payments.tasks.look", payment_id)
    try:
        actions.look(payment_id)
    except Unreachable as error:
        log.warning("payment %s not seen: %s", payment_id, error)


@shared_task
def look_at_account(account_id: str) -> None:
    """Look at one payout account; an unreachable provider is met again by the sweep."""
    try:
        actions.look_at_account(account_id)
    except Unreachable as error:
        log.warning("account %s not seen: %s", account_id, error)


@shared_task
def process_stored_event(event_pk: int) -> bool:
    """Understand one kept message, and whether it was; what fails keeps its error and is tried again."""
    with transaction.atomic():
        event = (
            ProviderEvent.objects.select_for_update(skip_locked=True)
            .filter(pk=event_pk, processed_at__isnull=True)
            .first()
        )
        if event is None:
            return False
        event.attempts = F("attempts") + 1
        event.save(update_fields=["attempts"])
    try:
        process_event(event)
    except Unreachable as error:
        actions.note_failure(event_pk, str(error))
        return False
    except Exception as error:
        actions.note_failure(event_pk, type(error).__name__)
        raise
    actions.note_understood([event_pk])
    return True


@shared_task
def sweep_calls() -> int:
    """Send what is due; the answer says how many were taken up."""
    sent = each("provider call", queries.calls_to_send(clock.now()), actions.carry_out)
    each("provider call in doubt", queries.calls_in_doubt(), reconcile_call)
    return len(sent)


@shared_task
def sweep_events() -> int:
    """Understand what is kept and not yet understood, until nothing new is left; how many were read.

    Woken by the door for the first message of a burst, or by the clock. In any order, for none counts:
    two sweeps at once then share the work instead of doing it twice.
    """
    read: list[int] = []
    while len(read) < MOST_MESSAGES:
        new = queries.events_to_understand().exclude(pk__in=read)
        waiting = list(new.only("type", "payload")[:BATCH])
        if not waiting:
            actions.note_all_read()
            return len(read)
        random.shuffle(waiting)
        _understand(waiting)
        read += [event.pk for event in waiting]
    run_later("payments.tasks.sweep_events")
    return len(read)


def _understand(events: list[ProviderEvent]) -> None:
    """Read these messages. They were kept before any look that begins now, so one look answers all that
    speak of the same payment."""
    seen: set[str] = set()
    for event in events:
        subject = subject_of(event)
        if subject and subject in seen:
            continue
        try:
            looked = process_stored_event(event.pk)
        except Exception as error:
            # Noted on its row; after enough tries it is a case (`events_given_up`).
            log.error("message %s not understood: %s", event.pk, type(error).__name__)
            continue
        if looked and subject:
            seen.add(subject)
            actions.note_understood([one.pk for one in events if subject_of(one) == subject])


@shared_task
def sweep_unseen() -> int:
    """Look again at what was not seen for a while: unsettled payments, and accounts that money waits for."""
    now = clock.now()
    stale = queries.unsettled(now).filter(
        Q(seen_at__isnull=True) | Q(seen_at__lte=now - LOOK_AGAIN_AFTER)
    )
    found = each("payment to look at", stale, look)
    waiting = queries.accounts_to_see(now - LOOK_AT_ACCOUNT_AFTER, now - LOOK_AGAIN_AFTER)
    each("payout account to look at", waiting, _look_at_account)
    return len(found)


def _look_at_account(pk: int) -> None:
    look_at_account(PayoutAccount.objects.get(pk=pk).account_id)


@shared_task
def reconcile_call(call_id: int) -> None:
    """A call without a clear answer in its key's life: look at the provider and decide by what is."""
    try:
        actions.reconcile(call_id)
    except Unreachable as error:
        log.warning("call %s still in doubt: %s", call_id, error)


@shared_task
def reconcile_all() -> int:
    """Every payment with money in it against the provider's objects; how many differences there are."""
    found: list[str] = []

    def compare(pk: int) -> None:
        try:
            found.extend(actions.compare_payment(Payment.objects.get(pk=pk)))
        except Unreachable as error:
            log.warning("payment %s not compared: %s", pk, error)

    taken = Payment.objects.filter(captured__gt=0, captured_at__gt=clock.now() - RECONCILED_FOR)
    each("payment to compare", taken.order_by("pk"), compare, most=taken.count())
    return len(found) + len(actions.compare_balances()) + len(actions.compare_movements())


@shared_task
def sweep_ledger_check() -> int:
    """Once a night: each payment's sums against the ledger; how many runs were made (0 or 1).

    Rung more often, so that one night's failure is made good the same night, and calls the desk by itself.
    """
    return int(actions.ledger_check_is_due() and once("ledger check", actions.check_ledger))


@shared_task(queue_name="mail")
def send_letter(letter_id: int) -> None:
    """Send one mail about money."""
    notices.OUTBOX.send(letter_id)


@shared_task
def sweep_due() -> int:
    """What is due about money: decisions whose time is over; how many there were."""
    return len(each("won dispute without a decision", queries.undecided(clock.now()), _give_back))


@shared_task(queue_name="mail")
def sweep_letters() -> int:
    """Send the emails about money that are due; how many."""
    notices.open_untold_debt_cases()
    return notices.OUTBOX.sweep(each)


def _give_back(payment_id: int) -> None:
    actions.decide_won(Payment.objects.get(pk=payment_id), to_payee=False)


@shared_task
def sweep_undelivered() -> int:
    """Fetch the messages that the provider could not deliver; how many were new to us."""
    return actions.fetch_undelivered()


@shared_task
def sweep_papers() -> int:
    """Issue the papers of what was booked in the last two days; how many."""
    return actions.issue_due(since=clock.now() - timedelta(days=2))


@shared_task
def sweep_all_papers() -> int:
    """Issue papers that were missed, and the statements of months that are over; how many."""
    return actions.issue_due(limit=5000) + actions.issue_statements()
