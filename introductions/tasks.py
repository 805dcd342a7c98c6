"""What the worker does for introductions: thin, repeatable, each calls one action."""

from celery import shared_task
from django.db import transaction

from brokerage.cases.sweeping import each, going_on, once, resting
from brokerage.kit import clock
from brokerage.kit.encryption import unseal
from brokerage.kit.later import taken_up
from connectors.actions import idle_contacts, know_who_asks, note_listed
from introductions import notices, queries
from introductions.actions import (
    carry_out_refusals,
    follow,
    forget_incoming_emails,
    forget_old_evidence,
    forget_orphans,
    let_due,
)
from introductions.actions.batches import let_due_together
from introductions.actions.clocks import hand_out_batches
from introductions.actions.erasing import forget_idle_contact
from introductions.actions.own_data import leaving, link_requests
from introductions.actions.own_data.other_addresses import other_link, read_token
from introductions.actions.prices import price_bands_are_due, work_out_price_bands
from introductions.actions.records import check_records, record_check_is_due
from introductions.actions.tracing import forget_traces as forget
from introductions.models import LinkRequest

BATCH = 200
MANY = 2_000
MOST_AT_ONCE = 20_000
"""How many simple clocks one sweep lets run out, before others have their turn."""


@shared_task
def follow_payment(payment_id: int) -> None:
    """Make the moves that a payment's facts allow."""
    taken_up("introductions.tasks.follow_payment", payment_id)
    follow(payment_id)


@shared_task(queue_name="mail")
def tell(notice_id: int) -> None:
    """Send one notice."""
    notices.OUTBOX.send(notice_id)


@shared_task(queue_name="mail")
def tell_all(notice_ids: list[int]) -> None:
    """Send these notices; one that fails is left to the sweep."""
    for one in notice_ids:
        with going_on("notice"):
            notices.OUTBOX.send(one)


@shared_task
def send_own_link(sealed_address: str) -> None:
    """Send the link to one's own page to this address, if we know it."""
    with transaction.atomic():
        if link_requests.take(sealed_address):
            email = unseal(sealed_address)
            know_who_asks(email)
            notices.send_own_link(email)


@shared_task
def send_other_link(token: str) -> None:
    """Send the link that proves another address of somebody who refused for good."""
    with transaction.atomic():
        if link_requests.take(token):
            notices.send_other_link(read_token(token)[1], other_link(token))


@shared_task(queue_name="mail")
def sweep_links() -> int:
    """Send the links that were asked for while the queue was away; how many were tried."""
    link_requests.forget_old()
    return len(each("link to send", link_requests.left_behind(), _send_kept, most=BATCH))


def _send_kept(pk: int) -> None:
    row = LinkRequest.objects.filter(pk=pk, taken_at__isnull=True).first()
    if row is not None:
        send = {"send_own_link": send_own_link, "send_other_link": send_other_link}[row.task]
        send(row.sealed)


@shared_task
def sweep() -> int:
    """Let what is due happen; the answer says how much was."""
    hand_out_batches()
    done = carry_out_refusals() + _sweep_together()
    return done + len(each("deadline", queries.due_now(clock.now()), let_due, most=BATCH))


def _sweep_together() -> int:
    """What can be done for many at once; where that fails, one by one finds which it is."""
    done = 0
    with going_on("deadlines together"):
        while done < MOST_AT_ONCE and (some := let_due_together(resting("deadline"))):
            done += some
    return done


@shared_task
def sweep_record_check() -> int:
    """Once a night: the kept records of connectors against their history; how many runs were made (0 or 1).

    Rung more often, so that one night's failure is made good the same night, and calls the desk by itself.
    """
    return int(record_check_is_due() and once("records of connectors", check_records))


@shared_task
def forget_traces() -> int:
    """Forget from where people asked and confirmed, once no bank can ask any more; how many."""
    return forget()


@shared_task
def sweep_price_bands() -> int:
    """Once a night: what introductions usually cost; how many runs were made (0 or 1)."""
    return int(price_bands_are_due() and once("price bands", work_out_price_bands))


@shared_task
def forget_bought() -> int:
    """Forget who was introduced by connectors who left, once their reps have had their time; how many."""
    return leaving.forget_bought()


@shared_task
def forget_idle_contacts() -> int:
    """Delete contacts whom no rep could find for long; how many were tried."""
    note_listed()
    return len(each("contact to delete", idle_contacts(), forget_idle_contact, most=MANY))


@shared_task
def forget_emails() -> int:
    """Forget the words of incoming emails that were read long ago; how many."""
    return forget_incoming_emails()


@shared_task
def sweep_payments() -> int:
    """Follow every payment that changed since it was last followed: no wake-up can be lost."""
    changed = queries.payments_to_follow()
    return len(each("payment to follow", changed, follow, key="payment_id", most=BATCH))


@shared_task(queue_name="mail")
def sweep_notices() -> int:
    """Tell whoever is still to be told; how many."""
    return notices.OUTBOX.sweep(each, BATCH)


@shared_task
def sweep_evidence() -> int:
    """Delete the files of disputes long over, and files that no row names.

    After a restore the rows of newer files are missing: their files stay until a person says so.
    """
    return forget_old_evidence() + (0 if queries.open_restore() else forget_orphans())
