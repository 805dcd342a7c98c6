"""What the worker does for introductions: thin, repeatable, each calls one deed."""

import logging

from celery import shared_task

from brokerage.kit import clock
from brokerage.kit.encryption import unseal
from introductions import notices, queries
from introductions.actions import (
    carry_out_refusals,
    follow,
    forget_incoming_emails,
    forget_old_evidence,
    forget_orphans,
    let_due,
)
from introductions.actions.other_addresses import other_link, read_token
from introductions.actions.tracing import forget_traces as forget

log = logging.getLogger(__name__)
BATCH = 200


@shared_task
def follow_payment(payment_id: int) -> None:
    """Make the moves that a payment's facts allow."""
    follow(payment_id)


@shared_task
def tell(notice_id: int) -> None:
    """Send one notice."""
    notices.OUTBOX.send(notice_id)


@shared_task
def send_own_link(sealed_address: str) -> None:
    """Send the link to one's own page to this address, if we know it. Asked for again if lost."""
    notices.send_own_link(unseal(sealed_address))


@shared_task
def send_other_link(token: str) -> None:
    """Send the link that proves another address of somebody who refused for good."""
    notices.send_other_link(read_token(token)[1], other_link(token))


@shared_task
def sweep() -> int:
    """Let what is due happen; the answer says how much was."""
    done = carry_out_refusals()
    for deadline_id in queries.due_now(clock.now()).values_list("pk", flat=True)[:BATCH]:
        try:
            done += let_due(deadline_id)
        except Exception:
            # One introduction that cannot move must not stop the others' clocks.
            log.exception("deadline %s failed", deadline_id)
    return done


@shared_task
def forget_traces() -> int:
    """Forget from where people asked and confirmed, once no bank can ask any more; how many."""
    return forget()


@shared_task
def forget_emails() -> int:
    """Forget the words of incoming emails that were read long ago; how many."""
    return forget_incoming_emails()


@shared_task
def sweep_payments() -> int:
    """Follow every payment that changed since it was last followed: no wake-up can be lost."""
    changed = list(queries.payments_to_follow().values_list("payment_id", flat=True)[:BATCH])
    for payment_id in changed:
        try:
            follow(payment_id or 0)
        except Exception as error:
            # One payment that cannot be followed must not stop the others.
            log.error("payment %s not followed: %s", payment_id, type(error).__name__)
    return len(changed)


@shared_task
def sweep_notices() -> int:
    """Tell whoever is still to be told; how many."""
    return notices.OUTBOX.sweep(BATCH)


@shared_task
def sweep_evidence() -> int:
    """Delete the files of disputes long over, and files that no row names.

    After a restore the rows of newer files are missing: their files stay until a person says so.
    """
    return forget_old_evidence() + (0 if queries.open_restore() else forget_orphans())
