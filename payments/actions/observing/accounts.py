"""Payouts and payout accounts."""

from django.db import transaction

from brokerage.kit import clock
from brokerage.kit.money import Money
from payments.actions.desk_cases import open_payout_case
from payments.gateway import reading
from payments.models import PayoutAccount


def look_at_payout(account_id: str, payout_id: str) -> None:
    """A bank took what was paid out to it, or sent it back: then payee and desk are told.

    The money is on the payee's own account at the provider: nothing moves in our books.
    """
    found = look_at_account(account_id)
    facts = reading.payout(payout_id, account_id) if found else None
    if found and facts and facts.failed:
        with transaction.atomic():
            open_payout_case(found, payout_id, Money(facts.amount, facts.currency), facts.why)


def look_at_account(account_id: str) -> PayoutAccount | None:
    """Fetch a payout account's state and keep it; None for an account that is not ours."""
    found = PayoutAccount.objects.filter(account_id=account_id).exclude(account_id="").first()
    if found is None:
        return None
    facts = reading.account(account_id)
    found.transfers_status = facts.transfers_status
    found.requirements = facts.requirements
    found.closed_at = (found.closed_at or clock.now()) if facts.closed else None
    found.seen_at = clock.now()
    found.save()
    return found
