"""Wishes in doubt: no clear answer in the life of their key. Only looking helps, never guessing.

What is found at the provider was granted. What is not found there did not happen and never will under
the old key; only then it is wished anew, under a new one (STRIPE.md, rule R2).
"""

from django.db import transaction

from brokerage.kit import clock
from payments.actions.observing import Seen, fetch, record
from payments.actions.wishes import wish
from payments.models import Checkout, Wish

Status = Wish.Status
DONE = {
    "capture": {Checkout.Status.CAPTURED},
    "cancel": {Checkout.Status.CANCELLED},
    "expire": {Checkout.Status.EXPIRED},
}


def reconcile(wish_id: int) -> None:
    """Decide one doubtful wish by what is at the provider; anything else is left alone."""
    row = Wish.objects.select_related("payment", "checkout").get(pk=wish_id)
    if row.status != Status.DOUBTFUL:
        return
    if row.payment is None:
        _again(row)
        return
    seen = fetch(row.payment)
    record(row.payment.pk, seen)
    made = _found(row, seen)
    if made:
        Wish.objects.filter(pk=row.pk, status=Status.DOUBTFUL).update(
            status=Status.GRANTED, answer_id=made, granted_at=clock.now()
        )
    else:
        _again(row)


def _found(row: Wish, seen: Seen) -> str:
    """The id of what the wish brought about, or "" if it did not."""
    if row.checkout and row.operation in DONE:
        row.checkout.refresh_from_db()
        return row.target if row.checkout.status in DONE[row.operation] else ""
    marked = {
        refund.wish: refund.id for facts in seen.checkouts.values() for refund in facts.refunds
    }
    for transfer in seen.transfers:
        marked[transfer.wish] = transfer.id
        marked |= {reversal.wish: reversal.id for reversal in transfer.reversals}
    return marked.get(row.key, "")


@transaction.atomic
def _again(row: Wish) -> None:
    """Drop the old wish and write the same one under a new key; once, whoever else tries."""
    changed = Wish.objects.filter(pk=row.pk, status=Status.DOUBTFUL).update(status=Status.DROPPED)
    if changed:
        wish(
            row.operation,
            payment=row.payment,
            checkout=row.checkout,
            payout_account=row.payout_account,
            target=row.target,
            body={name: value for name, value in row.parameters.items() if name != "metadata"},
        )
