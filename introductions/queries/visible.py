"""What each side may see of an introduction, and where it waits for whom."""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db.models import Exists, Q, QuerySet
from django.urls import reverse

from brokerage.accounts.models import User
from brokerage.kit import clock
from connectors.models import ConnectorRules
from connectors.queries import Contact, public_name
from connectors.queries import contact_of as contact_held
from connectors.queries.own_rules import rules_of
from introductions.lifecycle import LEAST_ASKING, Actor, State
from introductions.models import Event, Introduction, PendingRefusal
from introductions.queries.clocks import capture_deadline
from introductions.queries.links import ANSWERS

#: What no line of a list shows: left out, so that nothing of it is even decrypted.
NOT_LISTED = ("entry", "asked", "pitch", "decline_reason", "rep_evidence", "connector_evidence")


def visible_to(user: User) -> QuerySet[Introduction]:
    """The introductions this person takes part in, newest first."""
    # A connector hears of a request once it is paid for: an unpaid one is nobody's business yet.
    mine = Q(rep=user) | (Q(connector=user) & is_shown())
    seen = Introduction.objects.select_related(
        "payment", "relationship__company", "rep__payout_account", "connector__payout_account"
    ).prefetch_related(
        "rep__emailaddress_set", "connector__emailaddress_set", "rep__proven_mailboxes",
        "connector__proven_mailboxes", "deadlines", "disputes__answers",
    )  # fmt: skip
    refused = PendingRefusal.objects.exclude(why="not_now")
    return seen.filter(mine).annotate(refusals_pending=Exists(refused)).order_by("-pk")


def as_listed(rows: QuerySet[Introduction]) -> QuerySet[Introduction]:
    """With what a line of a list reads, and no more: nothing of the person is even decrypted."""
    bare = rows.select_related(None).prefetch_related(None).defer(*NOT_LISTED)
    return bare.select_related(
        "payment", "rep", "connector__connector_profile", "connector__payout_account"
    )


def is_shown(at: datetime | None = None) -> Q:
    """What its connector sees at this moment (now): at once, or once the day's batch was handed out. What was
    seen stays seen, also where a clock steps back."""
    batch = Q(waits_for_batch=False) | Q(shown_at__lte=at or clock.now())
    return Q(shown_at__isnull=False) & batch


def latest_acceptance(row: Introduction) -> datetime | None:
    """Until when a request can be accepted, for the card's sake; None where that sets no limit.

    The prospect must have time to answer before the money is let go; where the rep chose to keep asking
    it is taken early instead, and only that must still be possible.
    """
    limit = capture_deadline(row)
    if limit is None or row.keep_asking:
        return limit
    return limit - LEAST_ASKING


def actor_of(introduction: Introduction, user: User) -> Actor | None:
    """Which part this person plays in it, if any."""
    if user.pk == introduction.rep_id:
        return Actor.REP
    if user.pk == introduction.connector_id:
        return Actor.CONNECTOR
    return Actor.MODERATOR if user.is_moderator else None


def cap_passed(introduction: Introduction) -> int | None:
    """The connector's cap (requests a month, or a quarter) that others, paid before it, used up, if any.

    Several checkouts can be open for the last place, and all be paid.
    """
    at = introduction.requested_at
    if at is None:
        return None
    earlier = Q(requested_at__lt=at) | Q(requested_at=at, pk__lt=introduction.pk)
    asked = Introduction.objects.filter(earlier, connector=introduction.connector_id)
    return cap_reached(rules_of(introduction.connector), asked, at)


def cap_reached(rules: ConnectorRules, asked: QuerySet[Introduction], at: datetime) -> int | None:
    """The cap that these requests reach in the calendar month or quarter (UTC) of `at`, if one."""
    month = at.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    quarter = month.replace(month=3 * ((month.month - 1) // 3) + 1)
    counted = asked.exclude(state=State.WITHDRAWN)
    for cap, since in ((rules.month_cap, month), (rules.quarter_cap, quarter)):
        if cap is not None and counted.filter(requested_at__gte=since).count() >= cap:
            return cap
    return None


def own_or(own: int | None, usual: int) -> int:
    """The prospect's own number, 0 included, or the usual one."""
    return usual if own is None else own


def page_of(introduction: Introduction) -> str:
    """The address of its page, with our host."""
    return settings.SITE_URL + reverse("introduction", args=[introduction.public_id])


def connector_for_rep(introduction: Introduction) -> str:
    """The connector's name as the rep may read it; "" until the connector has answered the paid request.

    Before that a name would tie all listings of one connector together.
    """
    if introduction.revealed_at:
        return introduction.connector.name
    answered = introduction.accepted_at or introduction.events.filter(move__in=ANSWERS).exists()
    return public_name(introduction.connector) if answered else ""


OF_THE_CARD = frozenset({"fail_capture", "authorise_again"})
"""Moves that tell how the rep's card did: the rep's own business, told to nobody else."""


def events_told(introduction: Introduction, side: Actor | None) -> list[Event]:
    """What happened, in order, as this side is told it: the connector nothing of the card."""
    events = introduction.events.all()
    return [one for one in events if side != Actor.CONNECTOR or one.move not in OF_THE_CARD]


def history(introduction: Introduction, side: Actor | None = None) -> list[dict[str, Any]]:
    """The same as plain values: what happened, by whom, when (UTC)."""
    return [
        {"move": e.move, "actor": e.actor, "at": e.at, "state": e.target, "note": e.note}
        for e in events_told(introduction, side)
    ]


def contact_of(introduction: Introduction) -> Contact:
    """Who is to be introduced: as they stood when they were asked, before that as the connector has them.

    So nobody is named who was not asked, whatever the connector writes into their network later. The
    caller answers for logging the reveal.
    """
    if introduction.asked is None:
        return contact_held(introduction.relationship)
    return Contact(**introduction.asked)
