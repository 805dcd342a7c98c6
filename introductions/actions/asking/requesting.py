"""The rep asks for an introduction, and takes the request back."""

from django.conf import settings
from django.db import IntegrityError, transaction

from brokerage.accounts.models import User
from brokerage.accounts.sanctions.standing import accounts_of, is_out
from brokerage.accounts.wording import check_account
from brokerage.kit.errors import Refusal
from brokerage.kit.money import Money
from connectors.models import Relationship
from connectors.queries import blinded, listing_facts, listings
from connectors.queries.take_downs import taken_down_among
from connectors.topics import Topic
from introductions.actions import clocks
from introductions.actions.asking.paying import order_checkout
from introductions.actions.asking.reps import (
    check_standing,
    keep_rep_fingerprints,
    not_too_many_unpaid,
)
from introductions.actions.asking.words import check_words
from introductions.actions.declaring import move
from introductions.guards import ASKED_BEFORE, NOT_OPEN, are_one
from introductions.lifecycle import Actor, State
from introductions.models import Event, Introduction
from introductions.moves import Flags, Words
from introductions.queries import asked_before, connector_is_open, open_between
from introductions.snapshots.asker import as_they_stand
from introductions.snapshots.entry import marks_of
from payments import actions as payments
from payments.models import ProviderCall


def request(
    rep: User,
    relationship: Relationship,
    *,
    pitch: str,
    purpose: str,
    keep_asking: bool,
    no_way_in: bool,
    topic: str = Topic.OTHER.value,
    price: Money | None = None,
) -> tuple[Introduction, ProviderCall]:
    """Compose a request: the introduction in `checkout`, and the call for a page to pay on.

    `price` is what was read; refused ("price_changed") where the listing costs something else by now.

    The caller carries the call out and sends the browser to the checkout. Refused for one's own
    listing, a pitch that does not fit, a connector who takes no requests, or a second request by this
    listing. Nothing here depends on who stands behind it: whether that person is open to requests is
    asked when the connector accepts, and the rep is released then.
    """
    check_words(pitch, purpose, no_way_in)
    if topic not in set(Topic):
        raise Refusal("Choose one of the topics.", code="topic", status=400, field="topic")
    if not rep.is_rep or rep.pk == relationship.connector_id:
        raise Refusal("You cannot ask for this introduction.", code="not_yours", status=403)
    if open_between(rep, relationship):
        raise Refusal(
            "You already have an open request for this introduction.", code="already_open"
        )
    try:
        with transaction.atomic():
            return _request(rep, relationship, price, pitch, purpose, keep_asking, topic)
    except IntegrityError as error:
        raise Refusal(
            "You already have an open request for this introduction.", code="already_open"
        ) from error


def _request(
    rep: User,
    listing: Relationship,
    read: Money | None,
    pitch: str,
    purpose: str,
    keep_asking: bool,
    topic: str,
) -> tuple[Introduction, ProviderCall]:
    # Both people's rows are where requests queue, so that of two for the last place one wins; and a
    # suspension does, which ends what was made before it.
    people = accounts_of(rep) | {listing.connector_id}
    both = User.objects.select_for_update(no_key=True).filter(pk__in=people)
    rep = {one.pk: one for one in both.order_by("pk")}[rep.pk]
    if not rep.is_rep:  # given up in this very moment
        raise Refusal("You cannot ask for this introduction.", code="not_yours", status=403)
    check_standing(rep)
    check_account(rep)
    relationship = listings(rep).filter(pk=listing.pk).first()
    if relationship is None:
        raise Refusal(NOT_OPEN, code="not_open")  # gone from the market in this very moment
    if asked_before(rep, relationship):
        raise Refusal(ASKED_BEFORE, code="asked_before")
    connector = relationship.connector
    if is_out(connector) or taken_down_among(connector, [relationship]):
        raise Refusal(NOT_OPEN, code="not_open")
    price = Money(relationship.price_minor or 0, relationship.currency)
    if read is not None and read != price:
        raise Refusal(
            f"The connector has changed the price: it is {price} now. Send it again if that is fine.",
            code="price_changed",
        )
    if not connector_is_open(rep, relationship) or are_one(rep, relationship.connector):
        raise Refusal(NOT_OPEN, code="not_open")
    not_too_many_unpaid(rep)
    fee, _ = price.share(settings.FEE_BASIS_POINTS)
    row = Introduction(
        rep=rep,
        connector=relationship.connector,
        relationship=relationship,
        prospect_id=relationship.prospect_id,
        listing=listing_facts(blinded(relationship)),
        entry=marks_of(relationship),
        asker=as_they_stand(rep, relationship.connector),
        pitch=pitch.strip(),
        purpose=purpose.strip(),
        topic=topic,
        keep_asking=keep_asking,
        price=price.amount,
        fee=fee.amount,
        currency=price.currency,
    )
    row.safety_hold_days = clocks.safety_hold_days(row)
    row.payment = payments.open_payment(
        rep,
        relationship.connector,
        price=price,
        fee=fee,
        reference=row.reference,
        description=f"Introduction: {row.listing['headline']}"[:200],
    )
    row.save()
    keep_rep_fingerprints(row)
    Event.objects.create(
        introduction=row, move="request", target=State.CHECKOUT, actor=Actor.REP, user=rep
    )
    clocks.start(row)
    return row, order_checkout(row)


@move(
    "withdraw",
    Words(
        past="Request withdrawn",
        title="Withdraw the request",
        text="The reservation is let go. You pay nothing.",
        button="Withdraw",
        done="Withdrawn. The reservation on your card is let go.",
        tone="danger",
        bad=True,
    ),
    flags=Flags(while_suspended=True),
)
def withdraw(row: Introduction, *, user: User) -> None:
    """The rep takes the request back; nothing is paid."""
