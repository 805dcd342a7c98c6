"""Whether a prospect, or a connector, is open to one more request, and what they refused."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from brokerage.accounts.fingerprints import DOMAIN, MAILBOX, fingerprints_of
from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.mail.outbox import SENDING, UNCLEAR
from connectors.models import KeyKind, Prospect, Relationship
from connectors.queries import is_suppressed, rows_at_domain, suppressed_hashes, suppression_hashes
from connectors.queries.own_rules import is_below_floor, is_paused, rules_of, turns_away
from introductions.lifecycle import ENDS, Actor, State
from introductions.models import Introduction, Notice, PendingRefusal, RepFingerprint
from introductions.queries.conflicts import is_same_person
from introductions.queries.visible import cap_reached, contact_of, own_or


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
    return cap_reached(rules, asked, clock.now()) is None


def is_refusal_pending(introduction: Introduction) -> bool:
    """Whether the prospect, or their company, refused for good and this is still to be ended."""
    if not getattr(introduction, "refusals_pending", True):
        return False  # a list of many has looked whether there is any at all
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


def open_at_domain(domain: str) -> list[Introduction]:
    """What runs with people whose e-mail address is at `domain` or below it."""
    running = Introduction.objects.exclude(state__in=ENDS)
    people = Relationship.objects.filter(introductions__in=running).distinct()
    return list(running.filter(relationship__in=rows_at_domain(domain, people)))


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
