"""The rep asks, the connector answers: from the pitch to acceptance."""

from collections.abc import Callable
from dataclasses import asdict

from django.conf import settings
from django.db import IntegrityError, transaction

from brokerage.accounts.fingerprints import fingerprints_of, newest
from brokerage.accounts.models import User
from brokerage.accounts.sanctions.standing import accounts_of, is_limited, is_out
from brokerage.accounts.wording import check_account, why_not_mailed
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from brokerage.kit.limits import over_limit
from brokerage.kit.money import Money
from connectors.models import Relationship
from connectors.queries import blinded, listing_facts, listings
from connectors.take_downs import taken_down_among
from connectors.topics import Topic
from introductions.actions import clocks
from introductions.actions.declaring import Kept, by_itself, move, move_to_pay
from introductions.actions.removing import refuse_naming
from introductions.guards import ASKED_BEFORE, NOT_OPEN, are_one, guard
from introductions.lifecycle import COUNTERS, Actor, State
from introductions.models import Event, Introduction, Message, RepFingerprint
from introductions.moves import Amount, Flags, Text, Tick, Words
from introductions.queries import (
    TRIES_A_DAY,
    asked_before,
    awaits_raised_price,
    connector_is_open,
    contact_of,
    open_between,
    page_of,
    tries_of,
    unanswered_of,
)
from introductions.snapshots.asker import as_they_stand
from introductions.snapshots.entry import marks_of, rest_of
from payments import actions as payments
from payments import queries as payment_queries
from payments.models import ProviderCall

PITCH_LENGTH = (80, LONGEST := 2000)
CONFIRM_FIRST = "Please confirm this before you accept."
UNPAID_AT_ONCE = 3
DAY = 24 * 3600


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
    _check_words(pitch, purpose, no_way_in)
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
    _check_standing(rep)
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
    _not_too_many_unpaid(rep)
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
    return row, _order_checkout(row)


def keep_rep_fingerprints(row: Introduction) -> None:
    """Keep by which mailboxes and organisations this rep is known now; what was kept before stays."""
    RepFingerprint.objects.bulk_create(
        [
            RepFingerprint(introduction=row, **one._asdict())
            for one in newest(fingerprints_of(row.rep))
        ],
        ignore_conflicts=True,
    )


def _check_standing(rep: User) -> None:
    if rep.closed_at or not rep.is_active:
        raise Refusal("This account is closed.", code="closed", status=403)
    if is_out(rep):
        raise Refusal("Your account is suspended.", code="suspended", status=403)
    if is_limited(rep) and unanswered_of(accounts_of(rep)).exists():
        raise Refusal(
            "Your account is limited to one open request at a time; see your account page.",
            code="limited",
            status=403,
        )


def _not_too_many_unpaid(rep: User) -> None:
    """An unpaid request keeps others from asking the same person: nobody holds many for nothing."""
    unpaid = Introduction.objects.filter(rep=rep, state=State.CHECKOUT)
    if unpaid.count() >= UNPAID_AT_ONCE:
        raise Refusal(
            f"{UNPAID_AT_ONCE} of your requests are not paid for yet. Pay for one or withdraw it.",
            code="too_many_unpaid",
        )


def _check_words(pitch: str, purpose: str, no_way_in: bool) -> None:
    shortest, longest = PITCH_LENGTH
    if not shortest <= len(pitch.strip()) <= longest:
        raise Refusal(
            f"Write between {shortest} and {longest} characters, so that a stranger can decide.",
            code="pitch_length",
            status=400,
            field="pitch",
        )
    for field, words in (("purpose", purpose), ("pitch", pitch)):
        _check_mailed(words, field)
    if not purpose.strip():
        raise Refusal("Say in one line what you want to talk about.", status=400, field="purpose")
    if not no_way_in:
        raise Refusal(
            "Please state that you have no way in of your own.",
            code="own_way_in",
            status=400,
            field="no_way_in",
        )


def _check_mailed(text: str, field: str) -> None:
    """Refuse what we would not carry to a stranger: addresses, links, numbers, and our own name."""
    if sentence := why_not_mailed(text):
        raise Refusal(sentence, code="pitch_links", status=400, field=field)


def _order_checkout(row: Introduction, price: int = 0, fee: int = 0) -> ProviderCall:
    assert row.payment is not None
    page = page_of(row)
    return payments.order_checkout(
        row.payment, return_url=f"{page}?paid=1", cancel_url=f"{page}?paid=0", price=price, fee=fee
    )


def page_to_pay_on(row: Introduction, price: int = 0, fee: int = 0) -> list[ProviderCall]:
    """The call for a page to pay `price` on (minor units), none if such a page stands already."""
    assert row.payment is not None
    standing = (
        row.payment.checkouts.filter(
            status__in=["ordered", "open"],
            amount=price or row.payment.price,
            expires_at__gt=clock.now(),
        )
        .order_by("-n")
        .first()
    )
    if standing is None:
        return [_order_checkout(row, price, fee)]
    return [] if standing.url else list(standing.calls.filter(operation="checkout"))


# --- Guards of this journey ------------------------------------------------------------------------


@guard
def counters_left(row: Introduction, actor: Actor) -> str | None:
    """At most three counter-offers."""
    if row.counter_price is not None:
        return "Your last offer is still open."
    if row.counters >= COUNTERS:
        return f"You have made {COUNTERS} offers; accept or decline now."
    return None


@guard
def counter_open(row: Introduction, actor: Actor) -> str | None:
    """The connector named another price and it stands."""
    return None if row.counter_price is not None else "There is no open offer."


@guard
def counter_not_agreed(row: Introduction, actor: Actor) -> str | None:
    """The rep has not agreed to the other price: no page to pay it on stands, is open or is paid."""
    if not awaits_raised_price(row):
        return None
    if actor == Actor.REP:
        return "You agreed to the other price. Pay it, or withdraw the request."
    return "The rep agreed to your price and is paying it."


@guard
def no_counter_open(row: Introduction, actor: Actor) -> str | None:
    """No counter-offer waits for the rep."""
    return None if row.counter_price is None else "Your other price waits for the rep's answer."


# --- The moves -------------------------------------------------------------------------------------


@move_to_pay(
    "reopen_checkout",
    Words(
        past="Payment page opened again",
        title="Reserve the price",
        text="You are led to our payment provider. The price is reserved on your card and taken only "
        "once the prospect agrees.",
        button="Continue to payment",
        first=True,
    ),
    leads_to_page=True,
)
def reopen_checkout(row: Introduction, *, user: User) -> list[ProviderCall]:
    """The page to pay on, again: the open one if it stands (None), else a new one (its call)."""
    return page_to_pay_on(row)


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


@move(
    "ask",
    Words(
        past="Question to the rep",
        title="Ask the rep something",
        text="The time goes on meanwhile.",
        button="Send",
        done="Sent.",
        tone="",
    ),
    text=Text(label="Message", longest=LONGEST, rows=4),
)
def ask(row: Introduction, *, user: User, text: str) -> None:
    """The connector asks the rep something, naming nobody; the clock runs on."""
    refuse_naming(row, text, "text")
    _say(row, user, text)


@move(
    "answer",
    Words(
        past="Answer to the connector",
        title="Write to the connector",
        text="The time goes on meanwhile.",
        button="Send",
        done="Sent.",
        first=True,
    ),
    text=Text(label="Message", longest=LONGEST, rows=4),
)
def answer(row: Introduction, *, user: User, text: str) -> None:
    """The rep answers the connector, in words that we would carry to anybody."""
    _check_mailed(text, "text")
    _say(row, user, text)


def _say(row: Introduction, author: User, text: str) -> None:
    if not 1 <= len(text.strip()) <= LONGEST:
        raise Refusal("Write something, up to 2,000 characters.", status=400, field="text")
    Message.objects.create(introduction=row, author=author, text=text.strip(), at=clock.now())


@move(
    "counter",
    Words(
        past="Another price named: {price}",
        title="Name another price",
        text="The rep may agree or withdraw. You can do this three times.",
        button="Name this price",
        done="Your price is named. The rep is told.",
        tone="",
    ),
    price=Amount(label="Your price, fee included", least=1),
)
def counter(row: Introduction, *, user: User, price: Money) -> Kept:
    """The connector names another price (minor units, same currency); at most three times."""
    if price.currency != row.currency or price.amount == row.price:
        raise Refusal("Name another price in the same currency.", status=400, field="price")
    if why := price.rules.why_not_a_price(price.amount, settings.PRICE_LIMITS):
        raise Refusal(why, status=400, field="price")
    row.counter_price = price.amount
    row.counters += 1
    return {"price": price.amount}


@move(
    "decline_counter",
    Words(
        past="The rep keeps the price",
        title="Keep your price",
        text="The other price is off the table. The connector can still accept yours, or decline.",
        button="Keep my price",
        done="Your price stands. The connector is told.",
        tone="",
        first=True,
    ),
)
def decline_counter(row: Introduction, *, user: User) -> None:
    """The rep keeps the price that stands; the connector may still accept it, or decline."""
    row.counter_price = None


@move(
    "take_back_counter",
    Words(
        past="The other price is taken back",
        title="Take your other price back",
        text="The price that the rep reserved counts again. What you named still counts as one of three.",
        button="Take it back",
        done="Taken back. The rep is told.",
        tone="",
    ),
)
def take_back_counter(row: Introduction, *, user: User) -> None:
    """The connector takes the other price back; it counts as one of their three."""
    row.counter_price = None


@move_to_pay(
    "agree_to_counter",
    Words(
        past="The other price is agreed",
        title="Agree to the other price",
        text="A lower price counts at once. A higher one is reserved anew on the payment page; the old "
        "reservation is then let go.",
        button="Agree to this price",
        done="Agreed.",
        first=True,
    ),
)
def agree_to_counter(row: Introduction, *, user: User) -> list[ProviderCall]:
    """The rep takes the connector's price: a lower one at once, a higher one by a second checkout."""
    assert row.payment is not None and row.counter_price is not None
    price = Money(row.counter_price, row.currency)
    fee, _ = price.share(settings.FEE_BASIS_POINTS)
    if price.amount > row.price:
        return page_to_pay_on(row, price.amount, fee.amount)
    payments.reprice(row.payment, price=price, fee=fee)
    row.price, row.fee, row.counter_price = price.amount, fee.amount, None
    return []


def _check_connector(
    introduction: Introduction, *, user: User, not_my_employer: bool, no_duty_breached: bool
) -> None:
    """What is asked outside the lock: an account that could not be paid when last seen is looked at again."""
    if not (not_my_employer and no_duty_breached):
        raise Refusal(
            "Please confirm both statements before you accept.", code="statements", status=400
        )
    check_account(user)  # their name stands in the mail to the person
    if not payment_queries.payout_ready(user):
        payments.see_account(user)


def _release_rep(introduction: Introduction, refusal: Refusal) -> None:
    """End at once what the rep can no longer get, and say so."""
    if refusal.code == "prospect_open" and _ended(lambda: fall_away(introduction, how="not_open")):
        over_limit(tries_of(introduction), TRIES_A_DAY, DAY)
    elif refusal.code != "as_shown" or not _ended(lambda: change_listing(introduction)):
        return
    raise Refusal(
        f"{refusal.sentence} The request has ended, and the rep pays nothing.",
        code="listing_changed" if refusal.code == "as_shown" else "not_open",
    ) from refusal


@move(
    "accept",
    Words(
        past="Accepted; the prospect is asked",
        title="Accept the request",
        text="We write to the prospect at once and ask whether they agree. They decide freely.",
        button="Accept",
        done="Accepted. We have written to the prospect.",
        first=True,
        to_bank="The connector accepted the request",
    ),
    flags=Flags(asks_prospect=True, shown_closed=True),
    before=_check_connector,
    refused=_release_rep,
    not_my_employer=Tick(
        label="The prospect does not work for my current employer.", refusal=CONFIRM_FIRST
    ),
    no_duty_breached=Tick(
        label="By introducing them for money I breach no duty: no contract, no office, no trust.",
        refusal=CONFIRM_FIRST,
    ),
)
def accept(row: Introduction, *, user: User, not_my_employer: bool, no_duty_breached: bool) -> Kept:
    """The connector accepts and states that no duty is breached; the prospect is asked at once.

    Called outside a transaction: an account that could not be paid when last seen is looked at once more.
    """
    row.accepted_at = clock.now()
    row.asked = asdict(contact_of(row))
    keep_rep_fingerprints(row)
    row.entry = {**(row.entry or {}), **rest_of(row.relationship)}
    return {"not_my_employer": True, "no_duty_breached": True}


def _ended(end: Callable[[], Introduction]) -> bool:
    """Release the rep at once: they cannot get what they paid for. True if it ended now."""
    try:
        end()
    except Refusal:
        return False  # somebody else has ended it, or the connector has put it back in this moment
    return True


@move(
    "fall_away",
    Words(past="This introduction can no longer be made", bad=True),
    flags=Flags(is_no=True),
)
def fall_away(row: Introduction, *, how: str) -> None:
    """It can no longer be made. `how` is kept and told to nobody; the connector's record knows by it whose
    end it was."""
    row.refusal = how


change_listing = by_itself(
    "change_listing",
    Words(past="The listing was changed after the request; nothing was paid", bad=True),
)


@move(
    "decline",
    Words(
        past="Declined",
        title="Decline the request",
        text="The reservation on the rep's card is let go. They are told that you declined, not why.",
        button="Decline",
        done="Declined. The rep is told that you declined, not why.",
        tone="danger",
        bad=True,
    ),
    reason=Text(
        label="Reason",
        longest=LONGEST,
        rows=3,
        required=False,
        help="Private: the rep does not see it.",
    ),
)
def decline(row: Introduction, *, user: User, reason: str = "") -> None:
    """The connector says no; the reason stays private."""
    row.decline_reason = reason.strip()[:LONGEST]
