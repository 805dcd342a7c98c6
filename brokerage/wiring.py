"""Who answers what a lower app asks: every arrow that would go up, on one page.

Each hook is declared by the app that asks (`accounts/hooks.py`, `payments/hooks.py`, `connectors/hooks.py`).
"""

import uuid
from functools import partial

from django.urls import reverse

import connectors.portable
import introductions.portable
import payments.portable
from brokerage.accounts import hooks as accounts
from brokerage.accounts import portable
from brokerage.accounts.sanctions import standing
from brokerage.cases import portable as cases_portable
from brokerage.cases import queries as cases_queries
from brokerage.cases import sweeping
from brokerage.kit.later import run_once_later
from connectors import hooks as connectors_hooks
from connectors import queries as connectors_queries
from connectors.actions import forget_network, share_prospects
from connectors.guards import check_own_name
from connectors.queries import take_downs
from introductions import queries as introductions_queries
from introductions.actions import stopping
from introductions.actions.own_data import leaving
from introductions.queries import prices as introductions_prices
from payments import hooks as payments_hooks
from payments import queries as payments_queries
from payments.actions import forget_billing


def connect() -> None:
    """Connect every hook. Called once, when all apps are loaded."""
    accounts.exports.connect(
        ("network", connectors_queries.own_data),
        ("introductions", introductions.portable.own_data),
        ("papers", payments_queries.own_papers),
    )
    accounts.exported_models.connect(
        portable.PARTS,
        cases_portable.PARTS,
        connectors.portable.PARTS,
        introductions.portable.PARTS,
        payments.portable.PARTS,
    )
    accounts.check_name.connect(check_own_name)
    accounts.money_runs.connect(introductions_queries.money_runs)
    accounts.closing_checks.connect(
        introductions_queries.why_account_cannot_close,
        payments_queries.why_account_cannot_close,
        cases_queries.why_account_cannot_close,
        take_downs.why_account_cannot_close,
        standing.why_account_cannot_close,
    )
    # The lock on networks before introductions, as an erasure takes them.
    accounts.closing_locks.connect(lambda _: share_prospects(), leaving.hold_still)
    # In this order: what introductions say of a person is cleaned while the network still knows the names.
    accounts.closing_steps.connect(leaving.leave, forget_network, forget_billing)
    accounts.keeps_mailboxes.connect(standing.has_steps, take_downs.has_take_downs)
    accounts.suspension_steps.connect(stopping.stop_for)
    accounts.still_heard.connect(introductions_queries.still_heard)
    accounts.sweep_rows.connect(sweeping.each)

    connectors_hooks.answer_records.connect(introductions_queries.answer_records)
    connectors_hooks.usual_prices.connect(introductions_prices.usual_prices)
    connectors_hooks.payout_ready.connect(payments_queries.payout_ready)
    connectors_hooks.is_under_way.connect(introductions_queries.is_under_way)
    connectors_hooks.what_an_edit_does.connect(introductions_queries.what_an_edit_does)
    connectors_hooks.introduced_on.connect(introductions_queries.introduced_on)
    connectors_hooks.asked_before.connect(introductions_queries.asked_of)
    connectors_hooks.waiting_times.connect(introductions_queries.waiting_times)

    payments_hooks.changed.connect(partial(run_once_later, "introductions.tasks.follow_payment"))
    payments_hooks.goes_back_at.connect(introductions_queries.goes_back_at)
    payments_hooks.page_of.connect(_page_of)


def _page_of(reference: str) -> str:
    """A payment's reference is its introduction's public id."""
    return reverse("introduction", args=[uuid.UUID(reference)])
