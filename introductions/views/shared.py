"""What the pages of introductions share: finding one's own row, and bringing it up to date."""

import logging
import uuid
from datetime import timedelta

from django.http import Http404, HttpRequest

from brokerage.accounts.roles.permissions import person
from brokerage.kit import clock
from introductions import actions, queries
from introductions.lifecycle import Actor
from introductions.models import Introduction
from payments import actions as payments

log = logging.getLogger(__name__)
FRESH = timedelta(seconds=8)


def mine(request: HttpRequest, public_id: uuid.UUID) -> tuple[Introduction, Actor]:
    """The introduction and the part the visitor plays in it; 404 for a stranger."""
    row = queries.visible_to(person(request)).filter(public_id=public_id).first()
    side = queries.actor_of(row, person(request)) if row else None
    if row is None or side is None:
        raise Http404
    return row, side


def look_now(row: Introduction) -> Introduction:
    """See what the provider knows and follow it, for a browser waits; an error is met by the sweep."""
    payment = row.payment
    if payment is None or (payment.seen_at and clock.now() - payment.seen_at < FRESH):
        return row
    try:
        payments.look(payment.pk)
    except payments.Unreachable as error:
        log.warning("payment %s not seen: %s", payment.pk, error)
        return row
    actions.follow(payment.pk)
    return Introduction.objects.select_related("payment", "relationship", "rep", "connector").get(
        pk=row.pk
    )
