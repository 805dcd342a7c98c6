"""What is known about introductions. Only reads; the only way a door gets a row."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

from django.conf import settings
from django.contrib.postgres.search import TrigramSimilarity
from django.core import signing
from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from brokerage.accounts.fingerprints import DOMAIN, MAILBOX, fingerprints_of, mailbox_fingerprints
from brokerage.accounts.models import User
from brokerage.accounts.queries import addresses_of
from brokerage.kit import clock
from brokerage.kit.outbox import SENDING, UNCLEAR
from connectors.companies import company_key
from connectors.hooks import AnswerRecord
from connectors.identity import email_domain, normalise_email, same_domain
from connectors.models import ConnectorRules, KeyKind, Prospect, Relationship
from connectors.queries import (
    Contact,
    is_suppressed,
    public_name,
    rows_at_domain,
    suppressed_hashes,
    suppression_hashes,
)
from connectors.queries import contact_of as contact_held
from connectors.rules import is_below_floor, is_paused, rules_of, turns_away
from introductions.lifecycle import (
    CONFIRM_WAIT,
    DECISION_WAIT,
    ENDS,
    LATE,
    LEAST_ASKING,
    MOVED_BY_FACTS,
    PATIENCE,
    RESPONSE_WAIT,
    Actor,
    State,
)
from introductions.models import (
    Deadline,
    Dispute,
    Event,
    Evidence,
    IncomingEmail,
    Introduction,
    Message,
    Notice,
    PendingRefusal,
    RepFingerprint,
    Restore,
)
from introductions.places import PASSING
from payments.models import Payment
from payments.queries import standing_checkout

ALIKE = 0.7
PROSPECT_SALT = "introductions.prospect"
ANSWER, WITNESS, NEVER = "answer", "witness", "never"
THREAD, REPLY = "introductions.thread", "introductions.reply"
PROSPECT_CHOICES = ("agree", "not_now", "not_seller", "never")


def visible_to(user: User) -> QuerySet[Introduction]:
    """The introductions this person takes part in, newest first."""
    # A connector hears of a request once it is paid for: an unpaid one is nobody's business yet.
    mine = Q(rep=user) | (Q(connector=user) & is_shown())
    seen = Introduction.objects.select_related(
        "payment", "relationship", "rep__payout_account", "connector__payout_account"
    ).prefetch_related(
        "rep__emailaddress_set", "connector__emailaddress_set", "rep__proven_mailboxes",
        "connector__proven_mailboxes", "deadlines",
    )  # fmt: skip
    return seen.filter(mine).order_by("-pk")


def is_shown() -> Q:
    """What its connector sees: at once, or once the day's batch was handed out. What was seen stays seen,
    also where a clock steps back."""
    batch = Q(waits_for_batch=False) | Q(shown_at__lte=clock.now())
    return Q(shown_at__isnull=False) & batch


def capture_deadline(row: Introduction) -> datetime | None:
    """The last safe moment to take the reserved money: the card's own limit less our margin."""
    checkout = standing_checkout(row.payment) if row.payment else None
    if checkout is None or checkout.capture_before is None:
        return None
    return checkout.capture_before - settings.CAPTURE_MARGIN


def latest_acceptance(row: Introduction) -> datetime | None:
    """Until when a request can be accepted, for the card's sake; None where that sets no limit.

    The prospect must have time to answer before the money is let go; where the rep chose to keep asking
    it is taken early instead, and only that must still be possible.
    """
    limit = capture_deadline(row)
    if limit is None or row.keep_asking:
        return limit
    return limit - LEAST_ASKING


def waiting_for(user: User) -> QuerySet[Introduction]:
    """Those of the user's introductions in which the next word is theirs."""
    said = Message.objects.filter(introduction=OuterRef("pk")).order_by("-pk").values("author")
    rows = visible_to(user).annotate(last_author=Subquery(said[:1]))
    asked = Q(state=State.REQUESTED) & (
        Q(counter_price__isnull=False) | Q(last_author=F("connector"))
    )
    to_rep = Q(state__in=[State.CHECKOUT, State.CONFIRMING]) | asked
    lost = Q(state=State.SECURING, payment__funds="lost")
    to_connector = Q(state=State.INTRODUCING) | Q(state=State.REQUESTED, counter_price=None)
    as_rep = Q(rep=user) & (to_rep | lost | _unanswered(Actor.CONNECTOR, Actor.REP))
    as_connector = Q(connector=user) & (to_connector | _unanswered(Actor.REP, Actor.CONNECTOR))
    return rows.filter(as_rep | as_connector)


def _unanswered(other: Actor, side: Actor) -> Q:
    """The other side opened a dispute that `side` has not answered, or offered to call it off."""
    dispute = Dispute.objects.filter(introduction=OuterRef("pk"), closed_at__isnull=True)
    theirs = dispute.filter(responded_at__isnull=True, ruling="").exclude(opened_by=side)
    return Q(cancel_offered_by=other) | Q(Exists(theirs))


def actor_of(introduction: Introduction, user: User) -> Actor | None:
    """Which part this person plays in it, if any."""
    if user.pk == introduction.rep_id:
        return Actor.REP
    if user.pk == introduction.connector_id:
        return Actor.CONNECTOR
    return Actor.MODERATOR if user.is_moderator else None


def due_now(at: datetime) -> QuerySet[Deadline]:
    """Clocks that have run out, oldest first."""
    return Deadline.objects.filter(due_at__lte=at, left__isnull=True)


def next_due() -> datetime | None:
    """The next moment (UTC) at which a clock of any introduction runs out."""
    return Deadline.objects.filter(left__isnull=True).aggregate(first=Min("due_at"))["first"]


def next_deadline(introduction: Introduction) -> Deadline | None:
    """The clock that ends the present state, reminders aside.

    While it stands still its `due_at` is the earliest moment at which it can run out.
    """
    loaded = introduction.deadlines.all()  # a list of many has loaded them at once, in their order
    found = next((one for one in loaded if one.move not in PASSING), None)
    if found and found.left is not None:
        found.due_at = max(found.due_at, clock.now() + found.left)
    return found


OF_THE_PERSON = frozenset({"remind", "lapse"})
"""Clocks that stand still in `consent` while any email of the person is unread, in all their requests."""
OF_THE_INTRODUCTION = frozenset(
    "remind lapse miss silence release pay_split rule_by_default rule_release rule_split".split()
)
"""Clocks that stand still while an email about this very introduction is unread: nobody is paid meanwhile."""


def stands_still(introduction: Introduction, move: str) -> bool:
    """Whether the clock of `move` waits until the desk has read what the person wrote."""
    if move not in OF_THE_INTRODUCTION:
        return False
    unread = unread_emails(introduction.prospect_id)
    if introduction.state == State.CONSENT and move in OF_THE_PERSON:
        return unread.exists()
    return unread.filter(introduction=introduction).exists()


def unread_emails(prospect_id: int) -> QuerySet[IncomingEmail]:
    """Emails of one person that hold up clocks, for nobody has read them yet."""
    return IncomingEmail.objects.filter(
        introduction__prospect=prospect_id, read_at__isnull=True, stops_clocks=True
    )


def open_restore() -> Restore | None:
    """The restore from a dump after which some things still need a person's word."""
    return Restore.objects.filter(released_at=None).first()


def goes_back_at(payment: Payment) -> datetime | None:
    """When what cannot be paid out goes back to the rep: the deadline that stands for that, if one does."""
    clocks = Deadline.objects.filter(introduction__payment=payment)
    found = clocks.filter(move__in=["refund_overdue", "refund_unpaid"])
    return found.aggregate(first=Min("due_at"))["first"]


def payments_to_follow() -> QuerySet[Introduction]:
    """Introductions that a fact may still move, whose payment changed since it was last followed."""
    changed = Q(payment__followed_at__isnull=True) | Q(payment__followed__lt=F("payment__changes"))
    return Introduction.objects.filter(changed, payment__isnull=False, state__in=MOVED_BY_FACTS)


def decide_by(dispute: Dispute) -> datetime:
    """Until when the desk should have decided (UTC): ten days after the answers are in."""
    heard = dispute.responded_at or dispute.opened_at + RESPONSE_WAIT
    return heard + DECISION_WAIT


def hear_appeal_by(dispute: Dispute) -> datetime:
    """Until when the other side can answer an appeal before another moderator decides (UTC)."""
    return (dispute.appealed_at or dispute.opened_at) + RESPONSE_WAIT


def awaits_raised_price(introduction: Introduction) -> bool:
    """Whether the rep agreed to the other price that was named: a page to pay it on is ordered, stands
    open, or was paid on."""
    payment, price = introduction.payment, introduction.counter_price
    if payment is None or price is None or price <= introduction.price:
        return False
    pages = payment.checkouts.filter(amount=price)
    return pages.filter(status__in=["ordered", "open", "authorised"]).exists()


def divisible(introduction: Introduction) -> int:
    """How much of the price a decision can still divide (minor units): after a settlement, the rest."""
    payment = introduction.payment
    if payment is None or payment.payee_part is None:
        return introduction.price
    return payment.payee_part


def needs_two(introduction: Introduction) -> bool:
    """Whether so much is at stake that two moderators must agree."""
    return bool(introduction.price > settings.SECOND_MODERATOR_ABOVE_MINOR)


def open_dispute(introduction: Introduction) -> Dispute | None:
    """The dispute that is not closed yet."""
    return introduction.disputes.filter(closed_at__isnull=True).first()


def evidence_of(introduction: Introduction) -> QuerySet[Evidence]:
    """The files that were given in its disputes, oldest first; those deleted since are still rows."""
    return Evidence.objects.filter(dispute__introduction=introduction).order_by("pk")


def evidence_for(user: User) -> QuerySet[Evidence]:
    """The files that this person may read as a side of the introduction."""
    mine = Q(dispute__introduction__rep=user) | Q(dispute__introduction__connector=user)
    return Evidence.objects.filter(mine, removed_at=None)


def conflict_of_interest(introduction: Introduction, moderator: User) -> str | None:
    """Why this member of the staff may not decide about it, in a sentence; None if they may.

    A person with two accounts is one person: what one of them said or is, the other did or is too.
    """
    sides = (introduction.rep, introduction.connector)
    asked = normalise_email(contact_of(introduction).email)
    if any(is_same_person(moderator, side) for side in sides) or asked in mailboxes_of(moderator):
        return "You are a party to this introduction."
    mine = _houses(moderator)
    if any(mine & _houses(side) for side in sides):
        return "You share a company with one of the sides."
    dispute = open_dispute(introduction)
    if dispute is None:
        return None
    if dispute.needs_cosign and _is_among(moderator, [dispute.ruled_by_id]):
        return "A second moderator must agree; you decided this."
    if dispute.late and _is_among(moderator, _deciders_of(introduction)):
        return "Another moderator looks at this; you decided about it before."
    if dispute.appealed_by and _is_among(moderator, _speakers([dispute.first_ruling or {}])):
        return "Another moderator hears the appeal; you decided this the first time."
    if _is_among(moderator, _speakers(dispute.set_aside)):
        return "Another moderator decides now; you spoke in this dispute before."
    return None


def _is_among(moderator: User, ids: Iterable[int | None]) -> bool:
    known = [one for one in ids if one is not None]
    return any(is_same_person(moderator, one) for one in User.objects.filter(pk__in=known))


def _deciders_of(introduction: Introduction) -> set[int | None]:
    """Who ruled or agreed in a dispute of this introduction, an open one included."""
    pairs = introduction.disputes.values_list("ruled_by", "cosigned_by")
    return {one for pair in pairs for one in pair}


def _speakers(rulings: Iterable[Mapping[str, Any]]) -> set[int | None]:
    """Who made, agreed with or set aside such rulings as a dispute keeps."""
    keys = ("ruled_by", "cosigned_by", "disagreed_by")
    return {one.get(key) for one in rulings for key in keys}


def _houses(user: User) -> set[str]:
    """Where somebody works, as far as we know: companies by their keys, proven work domains."""
    profile = getattr(user, "connector_profile", None)
    names = {user.company, profile.employer_name if profile else ""}
    domains = {profile.employer_domain if profile else ""}
    if user.work_domain_verified_at:
        domains.add(user.work_domain)
    return ({company_key(name) for name in names} | {f"@{one}" for one in domains if one}) - {""}


def open_between(rep: User, relationship: Relationship) -> Introduction | None:
    """The open introduction of this rep for this relationship, if any."""
    return (
        Introduction.objects.filter(rep=rep, relationship=relationship)
        .exclude(state__in=ENDS)
        .first()
    )


NOT_ACCEPTED = (State.CHECKOUT, State.REQUESTED)
NOT_MADE = (*NOT_ACCEPTED, State.CONSENT, State.SECURING, State.INTRODUCING)


def unanswered(rep: User) -> QuerySet[Introduction]:
    """This rep's requests that nobody has accepted yet."""
    return unanswered_of({rep.pk})


def unanswered_of(accounts: Iterable[int]) -> QuerySet[Introduction]:
    """The requests of these accounts (primary keys) that nobody has accepted yet."""
    return Introduction.objects.filter(rep__in=accounts, state__in=NOT_ACCEPTED).order_by("pk")


def not_agreed(rep: User) -> QuerySet[Introduction]:
    """This rep's requests to which the prospect has not said yes."""
    waiting = (*NOT_ACCEPTED, State.CONSENT)
    return Introduction.objects.filter(rep=rep, state__in=waiting).order_by("pk")


def waiting_times() -> dict[str, timedelta]:
    """How long each state waits for whoever is to act."""
    return {str(state): clocks[0].wait for state, clocks in PATIENCE.items() if clocks[0].wait}


def still_heard(user: User) -> set[str]:
    """The public ids (hex) of introductions in which this side may still have to speak: they run, or are
    objected to, or their money is not settled. Even a banned person is heard in these."""
    mine = Q(rep=user) | Q(connector=user, shown_at__isnull=False)
    late = Q(state__in=LATE) & (
        Exists(Dispute.objects.filter(introduction=OuterRef("pk"), closed_at__isnull=True))
        | ~Q(payment__funds="settled")
    )
    rows = Introduction.objects.filter(mine).filter(~Q(state__in=ENDS) | late)
    return {public_id.hex for public_id in rows.values_list("public_id", flat=True)}


def not_made(connector: User) -> QuerySet[Introduction]:
    """This connector's introductions that run and have not been made yet."""
    return Introduction.objects.filter(connector=connector, state__in=NOT_MADE).order_by("pk")


def prospect_is_open(
    prospect: Prospect,
    rep: User,
    *,
    but: Introduction | None = None,
    words: str = "",
    topic: str = "",
) -> bool:
    """Whether the prospect's attention allows one more request by this rep, in these `words` on `topic`.

    Per person across all reps and connectors: no pause, so many requests a month, a rest after a
    refusal (silence is one), nothing about topics they refuse, not the same rep twice in a while, never
    one they turned away for good. Their own numbers win over the settings'. A request counts once the
    email that asks them was sent, or waits to be: nobody uses up a person's attention without asking them.
    Asked when the connector accepts, never before: any answer to an unpaid request would tell who it is.
    """
    now = clock.now()
    if (prospect.paused_until and prospect.paused_until > now) or prospect.refuses(words, topic):
        return False
    asked = Introduction.objects.filter(prospect=prospect).exclude(pk=but.pk if but else 0)
    told = Notice.objects.filter(
        event__introduction=OuterRef("pk"),
        kind="accept",
        audience=Actor.PROSPECT,
        dropped__in=["", SENDING, UNCLEAR],  # what may have left counts too
    )
    counted = asked.filter(Exists(told), accepted_at__gt=now - timedelta(days=30))
    month = counted.count()
    if month >= own_or(prospect.requests_a_month, settings.PROSPECT_REQUESTS_A_MONTH):
        return False
    rest = own_or(prospect.rest_days, settings.PROSPECT_REST_AFTER_REFUSAL.days)
    rested_since = now - timedelta(days=rest)
    silent = Q(state=State.LAPSED, accepted_at__isnull=False, agreed_at__isnull=True, refusal="")
    if asked.filter(Q(state=State.REFUSED) | silent, state_since__gt=rested_since).exists():
        return False
    again = now - settings.SAME_REP_AGAIN_AFTER
    lately = _same_rep(asked, rep).filter(accepted_at__isnull=False, created_at__gt=again)
    return not (lately.exists() or has_turned_away(prospect, rep))


def has_turned_away(prospect: Prospect, rep: User) -> bool:
    """Whether the prospect said "not from this person" to this rep, or to somebody of the same organisation.

    By the mailboxes and organisations of whoever asked, as they were then, too: closing an account or
    dropping an address undoes no refusal. A free-mail domain is no organisation.
    """
    refused = Introduction.objects.filter(prospect=prospect, refusal="not_seller")
    if _same_rep(refused, rep).exists():
        return True
    if rep.work_domain and refused.filter(rep__work_domain=rep.work_domain).exists():
        return True
    return refused.filter(_was_asked_by(rep, DOMAIN)).exists()


def _same_rep(asked: QuerySet[Introduction], rep: User) -> QuerySet[Introduction]:
    """Those that this person asked for, under whatever account and address."""
    live = [one.pk for one in _reps_of(asked) if is_same_person(one, rep)]
    return asked.filter(Q(rep__in=live) | _was_asked_by(rep, MAILBOX))


def _was_asked_by(rep: User, kind: str) -> Q:
    digests = [one.digest for one in fingerprints_of(rep) if one.kind == kind]
    kept = RepFingerprint.objects.filter(introduction=OuterRef("pk"), kind=kind, digest__in=digests)
    return Q(Exists(kept))


def is_unwanted(introduction: Introduction) -> bool:
    """Whether the prospect does not want to be asked this any more: nobody at all, not now, nothing in these
    words or on this topic, or not from this rep."""
    prospect = Prospect.objects.get(pk=introduction.prospect_id)
    paused = prospect.paused_until is not None and prospect.paused_until > clock.now()
    words = f"{introduction.purpose} {introduction.pitch}"
    return (
        paused
        or prospect.requests_a_month == 0
        or prospect.refuses(words, introduction.topic)
        or has_turned_away(prospect, introduction.rep)
    )


TRIES_A_DAY = 3
"""So many requests a day by one rep for one listing may find the person not open; after them the answer is
no whatever is asked, so that trying each topic does not tell which ones somebody has chosen."""


def tries_of(introduction: Introduction) -> str:
    """The counter of such requests: by rep and listing, so that no listing answers for another."""
    return f"not-open:{introduction.rep_id}:{introduction.relationship_id}"


def asked_before(rep: User, relationship: Relationship) -> bool:
    """Whether this rep had an answer by this very listing lately: what they know themselves."""
    again = clock.now() - settings.SAME_REP_AGAIN_AFTER
    asked = Introduction.objects.filter(
        relationship=relationship, accepted_at__isnull=False, created_at__gt=again
    )
    return any(is_same_person(one, rep) for one in _reps_of(asked))


def _reps_of(introductions: QuerySet[Introduction]) -> QuerySet[User]:
    return User.objects.filter(pk__in=introductions.values("rep"))


def is_same_person(one: User, other: User) -> bool:
    """Whether two accounts are one person's: by account, or by a mailbox that both have ever proven."""
    return one.pk == other.pk or not _proven_by(one).isdisjoint(_proven_by(other))


def _proven_by(user: User) -> set[str]:
    """Keyed hashes of every mailbox of this account, those it dropped or closed with included."""
    kept = {row.digest for row in user.proven_mailboxes.all()}
    live = (one for address in addresses_of(user) for one in mailbox_fingerprints(address))
    return kept | {one.digest for one in live}


def mailboxes_of(user: User) -> set[str]:
    """The normal forms of all addresses that are proven to be this person's."""
    return {normalise_email(address) for address in addresses_of(user)} - {""}


@dataclass(frozen=True, slots=True)
class Mailboxes:
    """The normal forms of one person's addresses."""

    forms: frozenset[str]

    def holds(self, address: str) -> bool:
        """Whether this address is one of theirs."""
        return normalise_email(address) in self.forms

    def is_among(self, addresses: Iterable[str]) -> bool:
        """Whether one of these is theirs."""
        return any(self.holds(one) for one in addresses)


def people_of(row: Introduction) -> dict[Actor, Mailboxes]:
    """The addresses of the three: the one that was asked, and all that are proven to be theirs."""
    asked = normalise_email(contact_of(row).email)
    return {
        Actor.CONNECTOR: Mailboxes(frozenset(mailboxes_of(row.connector))),
        Actor.PROSPECT: Mailboxes(frozenset({asked, *_mailboxes_beside(asked)} - {""})),
        Actor.REP: Mailboxes(frozenset(mailboxes_of(row.rep))),
    }


def _mailboxes_beside(address: str) -> set[str]:
    """What an account to which this address is proven to belong has proven besides."""
    owners = User.objects.filter(emailaddress__verified=True, emailaddress__email__iexact=address)
    return set().union(*(mailboxes_of(user) for user in owners.distinct())) if address else set()


def look_alikes(row: Introduction) -> int:
    """How many other people were asked in nearly these words by this rep or somebody at the same domain.

    Within `settings.LOOK_ALIKE_DAYS`, counting what was paid for.
    """
    since = clock.now() - timedelta(days=settings.LOOK_ALIKE_DAYS)
    sender = Q(rep=row.rep)
    if row.rep.work_domain:
        sender |= Q(rep__work_domain=row.rep.work_domain)
    asked = Introduction.objects.filter(sender, requested_at__gte=since)
    alike = asked.exclude(prospect=row.prospect).annotate(
        alike=TrigramSimilarity("pitch", row.pitch)
    )
    return alike.filter(alike__gte=ALIKE).values("prospect").distinct().count()


def connector_is_open(rep: User, relationship: Relationship) -> bool:
    """Whether the connector's own rules allow one more request by this rep; of the listed price too.

    A request counts for the calendar month and quarter (UTC) in which it was paid for, and not before:
    somebody who opens checkouts and leaves them keeps nobody else away.
    """
    rules = rules_of(relationship.connector)
    price, currency = relationship.price_minor or 0, relationship.currency
    if is_paused(rules) or turns_away(rules, rep):
        return False
    if is_below_floor(rules, price, currency, relationship.seniority):
        return False
    asked = Introduction.objects.filter(connector=relationship.connector)
    return _cap_reached(rules, asked, clock.now()) is None


def cap_passed(introduction: Introduction) -> int | None:
    """The connector's cap (requests a month, or a quarter) that others, paid before it, used up, if any.

    Several checkouts can be open for the last place, and all be paid.
    """
    at = introduction.requested_at
    if at is None:
        return None
    earlier = Q(requested_at__lt=at) | Q(requested_at=at, pk__lt=introduction.pk)
    asked = Introduction.objects.filter(earlier, connector=introduction.connector_id)
    return _cap_reached(rules_of(introduction.connector), asked, at)


def _cap_reached(rules: ConnectorRules, asked: QuerySet[Introduction], at: datetime) -> int | None:
    """The cap that these requests reach in the calendar month or quarter (UTC) of `at`, if one."""
    month = at.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    quarter = month.replace(month=3 * ((month.month - 1) // 3) + 1)
    counted = asked.exclude(state=State.WITHDRAWN)
    for cap, since in ((rules.month_cap, month), (rules.quarter_cap, quarter)):
        if cap is not None and counted.filter(requested_at__gte=since).count() >= cap:
            return cap
    return None


def is_under_way(relationship: Relationship) -> bool:
    """Whether its person was asked about an introduction that has not ended."""
    asked = Introduction.objects.filter(relationship=relationship, accepted_at__isnull=False)
    return asked.exclude(state__in=ENDS).exists()


def what_an_edit_does(relationship: Relationship) -> str:
    """What it means for this entry's requests that the connector changes it; "" where none runs.

    Of a request that the connector has not seen yet it says nothing.
    """
    mine = Introduction.objects.filter(is_shown(), relationship=relationship)
    waiting = mine.filter(state=State.REQUESTED).count()
    if waiting:
        whose = "A rep waits" if waiting == 1 else f"{waiting} reps wait"
        return (
            f"{whose} for your answer about this person, as this entry described them. If you change "
            "anything here but your notes and your offer, you can no longer accept: put it back, or the "
            "request ends and the rep pays nothing."
        )
    if is_under_way(relationship):
        return (
            "An introduction to this person is under way. It goes on with what you had written when you "
            "accepted; what you change here changes nothing about it."
        )
    return ""


def is_refusal_pending(introduction: Introduction) -> bool:
    """Whether the prospect, or their company, refused for good and this is still to be ended."""
    pending = PendingRefusal.objects.exclude(why="not_now")
    here = Q(relationship=None) | Q(relationship__connector=introduction.connector_id)
    if pending.filter(here, prospect=introduction.prospect_id).exists():
        return True
    domains = list(pending.exclude(domain="").values_list("domain", flat=True))
    rows = Relationship.objects.filter(pk=introduction.relationship_id)
    return any(rows_at_domain(one, rows) for one in domains)


def is_erasure_pending(prospect: Prospect) -> bool:
    """Whether some of what they asked to be erased is still to go."""
    return PendingRefusal.objects.filter(prospect=prospect.pk, erases__isnull=False).exists()


def own_or(own: int | None, usual: int) -> int:
    """The prospect's own number, 0 included, or the usual one."""
    return usual if own is None else own


def is_known_address(introduction: Introduction) -> bool:
    """Whether the prospect's address is more than the connector's word: it fits the domain we know
    of their company, or an introduction by another connector to it was completed before."""
    frozen = introduction.entry or {}
    if frozen["at_company"] if "at_company" in frozen else is_at_company(introduction.relationship):
        return True
    before = Introduction.objects.filter(prospect=introduction.prospect, state=State.RELEASED)
    return before.exclude(connector=introduction.connector).filter(prospect_word="yes").exists()


def is_at_company(relationship: Relationship) -> bool:
    """Whether the address fits the domain that we know of the company."""
    company = relationship.company
    return bool(company and same_domain(email_domain(relationship.email), company.domain))


INTRODUCES = "introduces"
NOBODY = "nobody"
"""Who vouches for a mail whose sender is not verified: good enough for a no."""


def proof_by_mail(row: Introduction) -> str:
    """What the kept mails prove: "prospect", who answered in the thread from an address that is known
    to be theirs; "mail", the connector's to both; "word" where there is none."""
    verified = row.thread_mails.exclude(vouched_by=NOBODY)
    said = set(verified.values_list("sender", "said"))
    if (Actor.PROSPECT, "") in said and is_known_address(row):
        return "prospect"
    return "mail" if (Actor.CONNECTOR, INTRODUCES) in said else "word"


PROOFS = {
    "word": "The connector's own word is the only proof so far",
    "mail": "A verified mail of the introduction is the proof",
    "prospect": "The prospect says that it took place, from an address we know",
}


def proof_of(introduction: Introduction) -> str:
    """Which proof there is while the rep is waited for, and why the clock stands where it does."""
    if introduction.state != State.CONFIRMING:
        return ""
    words = PROOFS[introduction.proof]
    if introduction.prospect_word == "yes" and introduction.proof != "prospect":
        words = "The prospect says that it took place, from an address we cannot tell"
    days = CONFIRM_WAIT[introduction.proof].days
    return f"{words}; so a silent rep is waited for {days} days, counted from the introduction."


def answer_record(user: User) -> AnswerRecord:
    """The record of one connector, over all requests that reached them and were theirs to answer.

    What the rep took back, or what fell away by itself, was not.
    """
    taken_back = Q(state=State.WITHDRAWN) | Q(state=State.LAPSED, refusal__gt="")
    seen = Introduction.objects.filter(is_shown(), connector=user)
    seen = seen.exclude(taken_back)
    answered = Event.objects.filter(
        introduction__connector=user, move__in=["accept", "decline"]
    ).select_related("introduction")
    hours = [
        max((event.at - event.introduction.shown_at).total_seconds() / 3600, 0)
        for event in answered
        if event.introduction.shown_at
    ]
    waiting = seen.filter(state=State.REQUESTED).count()
    return AnswerRecord(
        asked=seen.count() - waiting,
        answered=len(hours),
        introduced=seen.filter(confirmed_at__isnull=False).count(),
        missed=Event.objects.filter(
            introduction__connector=user, move__in=["miss", "step_back"]
        ).count(),
        hours=round(median(hours)) if hours else None,
    )


def clean_introductions(user: User) -> QuerySet[Introduction]:
    """The introductions of this connector that were released without a dispute.

    A late objection that the desk found nothing in, or left lying, is none; nor is a dispute that was
    withdrawn.
    """
    against = Dispute.objects.filter(introduction=OuterRef("pk"))
    against = against.exclude(finding__in=["dismissed", "dropped", "withdrawn"])
    rows = Introduction.objects.filter(connector=user, state=State.RELEASED)
    return rows.exclude(Exists(against))


def open_at_domain(domain: str) -> list[Introduction]:
    """What runs with people whose e-mail address is at `domain` or below it."""
    running = Introduction.objects.exclude(state__in=ENDS)
    people = Relationship.objects.filter(introductions__in=running).distinct()
    return list(running.filter(relationship__in=rows_at_domain(domain, people)))


def why_account_cannot_close(user: User) -> str | None:
    """Why the account has to stay open, or None."""
    running = Introduction.objects.filter(Q(rep=user) | Q(connector=user)).exclude(state__in=ENDS)
    if running.exists():
        return "You have introductions that are still running. Finish or withdraw them first."
    mine = Q(introduction__rep=user) | Q(introduction__connector=user)
    if Dispute.objects.filter(mine, closed_at__isnull=True).exists():
        return (
            "A dispute or an objection about an introduction of yours is open. It has to end first."
        )
    return None


def page_of(introduction: Introduction) -> str:
    """The address of its page, with our host."""
    return settings.SITE_URL + reverse("introduction", args=[introduction.public_id])


def prospect_token(introduction: Introduction, purpose: str) -> str:
    """A signed token for one purpose (`answer`, `witness`, `never`); the state says how long it lives."""
    return signing.Signer(salt=PROSPECT_SALT).sign(f"{introduction.public_id.hex}.{purpose}")


def by_prospect_token(token: str, *purposes: str) -> Introduction | None:
    """The introduction of a token made for one of `purposes`; None for anything else."""
    try:
        name, found = signing.Signer(salt=PROSPECT_SALT).unsign(token).split(".", 1)
    except (signing.BadSignature, ValueError):
        return None
    if found not in purposes:
        return None
    return (
        Introduction.objects.select_related("relationship", "rep", "connector", "payment")
        .filter(public_id=name)
        .first()
    )


def thread_address(introduction: Introduction) -> str:
    """The introduction's own address: a mail to both with this in copy proves that it was made."""
    name = introduction.public_id.hex
    return f"intro+{name}.{_address_sign(THREAD, name)}@{settings.INBOUND_DOMAIN}"


def by_thread_address(address: str) -> Introduction | None:
    """The introduction whose own address this is (letter case aside); None for anything else."""
    return _by_address(address, "intro+", THREAD)


def answer_address(introduction: Introduction) -> str:
    """Where the prospect's reply to the first mail goes; "" where no mail comes in."""
    if not takes_mail():
        return ""
    name = introduction.public_id.hex
    return f"answer+{name}.{_address_sign(REPLY, name)}@{settings.INBOUND_DOMAIN}"


def by_answer_address(address: str) -> Introduction | None:
    """The introduction that a reply to this address is about; None for anything else."""
    return _by_address(address, "answer+", REPLY)


def takes_mail() -> bool:
    """Whether mail comes in, and somebody can say whose it is."""
    return bool(settings.INBOUND_TRUSTED or settings.INBOUND_DKIM)


def _by_address(address: str, prefix: str, salt: str) -> Introduction | None:
    local, _, domain = address.strip().lower().partition("@")
    name, _, sign = local.removeprefix(prefix).partition(".")
    fits = local.startswith(prefix) and domain == settings.INBOUND_DOMAIN.lower()
    if not fits or not constant_time_compare(sign, _address_sign(salt, name)):
        return None
    rows = Introduction.objects.select_related("relationship", "rep", "connector", "payment")
    return rows.filter(public_id=name).first()


def _address_sign(salt: str, name: str) -> str:
    return salted_hmac(salt, name, algorithm="sha256").hexdigest()[:20]


def prospect_link(introduction: Introduction, purpose: str = ANSWER) -> str:
    """The prospect's own page for this introduction, with our host."""
    view = "prospect_answer" if purpose == ANSWER else "prospect_witness"
    return settings.SITE_URL + reverse(view, args=[prospect_token(introduction, purpose)])


def prospect_choices(introduction: Introduction) -> dict[str, str]:
    """The prospect's one-click pages: by answer, with our host. Opening one changes nothing."""
    token = prospect_token(introduction, ANSWER)
    choices = {
        choice: settings.SITE_URL + reverse("prospect_choice", args=[token, choice])
        for choice in PROSPECT_CHOICES[:-1]
    }
    return choices | {"never": never_link(introduction)}


def never_link(introduction: Introduction) -> str:
    """Says "never contact me again" and nothing else: mail programs and providers read it in a header."""
    token = prospect_token(introduction, NEVER)
    return settings.SITE_URL + reverse("prospect_never", args=[token])


ANSWERS = ("ask", "counter", "accept")
"""What a connector can say to a paid request. From the first of these on the rep reads who it is."""


def connector_for_rep(introduction: Introduction) -> str:
    """The connector's name as the rep may read it; "" until the connector has answered the paid request.

    Before that a name would tie all listings of one connector together.
    """
    if introduction.revealed_at:
        return introduction.connector.name
    answered = introduction.accepted_at or introduction.events.filter(move__in=ANSWERS).exists()
    return public_name(introduction.connector) if answered else ""


def history(introduction: Introduction) -> list[dict[str, Any]]:
    """The timeline that both sides see: what happened, by whom, when (UTC)."""
    return [
        {"move": e.move, "actor": e.actor, "at": e.at, "state": e.target, "note": e.note}
        for e in introduction.events.all()
    ]


def contact_of(introduction: Introduction) -> Contact:
    """Who is to be introduced: as they stood when they were asked, before that as the connector has them.

    So nobody is named who was not asked, whatever the connector writes into their network later. The
    caller answers for logging the reveal.
    """
    if introduction.asked is None:
        return contact_held(introduction.relationship)
    return Contact(**introduction.asked)


def has_said_never(introduction: Introduction) -> bool:
    """Whether they said themselves, under the address that was asked, that nobody may contact them."""
    marks = list(introduction.prospect.keys.values_list("kind", "key_id", "digest"))
    asked = suppression_hashes(contact_of(introduction).email, "")
    return bool(suppressed_hashes([*marks, *(one for one in asked if one[0] == KeyKind.EMAIL)]))


def asks_to_be_left_alone(introduction: Introduction) -> bool:
    """Whether whoever it is about, or everybody at their domain, asked not to be written to: as they stood
    when they were asked, whatever the connector's entry says since."""
    if is_refusal_pending(introduction):
        return True
    if introduction.asked is None:
        return is_suppressed(introduction.relationship)
    contact, domain = contact_of(introduction), (introduction.entry or {}).get("domain", "")
    known = introduction.prospect.keys.values_list("kind", "key_id", "digest")
    marks = [*known, *(suppression_hashes(f"anybody@{domain}", "") if domain else [])]
    return contact.is_suppressed or bool(suppressed_hashes(marks))
