"""Guards about who the three people are."""

from brokerage.accounts.fingerprints import mailbox_fingerprints
from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.web.limits import reached
from connectors.identity import normalise_email
from connectors.queries import is_own_employer, is_suppressed, why_not_this_person
from introductions.guards.registry import NOT_OPEN, UNDER_REVIEW, guard
from introductions.lifecycle import Actor
from introductions.models import Introduction
from introductions.queries import (
    TRIES_A_DAY,
    contact_of,
    has_turned_away,
    is_refusal_pending,
    latest_acceptance,
    mailboxes_of,
    prospect_is_open,
    tries_of,
    unread_emails,
)
from payments import queries as payments


@guard
def not_held_back(introduction: Introduction, actor: Actor) -> str | None:
    """The desk need not read it first."""
    if not introduction.held_back:
        return None
    return "Our desk reads this request first. It goes on as soon as it is let through."


@guard
def no_refusal_pending(introduction: Introduction, actor: Actor) -> str | None:
    """Nobody refused for good; what ends by that goes no step further meanwhile."""
    return "This request is ending." if is_refusal_pending(introduction) else None


@guard
def not_turned_away(introduction: Introduction, actor: Actor) -> str | None:
    """The prospect has not said meanwhile that they want nothing from this rep."""
    if has_turned_away(introduction.prospect, introduction.rep):
        return "You asked not to hear from this person again, so this request is over."
    return None


@guard
def held_back(introduction: Introduction, actor: Actor) -> str | None:
    """The desk is to read it first."""
    return None if not_held_back(introduction, actor) else "It is not held back."


@guard(quiet=True)
def three_people(introduction: Introduction, actor: Actor) -> str | None:
    """Rep, connector and prospect are three different people: by account, by every address that is or
    was ever proven theirs, and by the account that payouts go to."""
    prospect = normalise_email(contact_of(introduction).email)
    rep, connector = introduction.rep, introduction.connector
    once = {one.digest for one in mailbox_fingerprints(prospect)}
    was_theirs = not once.isdisjoint(_ever_proven(rep) | _ever_proven(connector))
    is_theirs = prospect in mailboxes_of(rep) | mailboxes_of(connector)
    if is_theirs or was_theirs or are_one(rep, connector):
        return "Rep, connector and prospect must be three different people."
    return None


@guard(code="under_review")
def different_people(introduction: Introduction, actor: Actor) -> str | None:
    """They are still three different people: an address proven since the accept counts too."""
    if introduction.review == "cleared":
        return None
    if introduction.review == "open" or three_people(introduction, actor) is not None:
        return UNDER_REVIEW
    return None


@guard
def same_people(introduction: Introduction, actor: Actor) -> str | None:
    """Two of the three turn out to be one person, and nobody on the desk was called for it yet."""
    if introduction.review or three_people(introduction, actor) is None:
        return "They are three different people."
    return None


@guard
def held_up(introduction: Introduction, actor: Actor) -> str | None:
    """It waits for the desk to look at who the three are."""
    return None if introduction.review == "open" else "It is not under review."


def are_one(rep: User, connector: User) -> bool:
    """Whether two accounts are one person's: by an address that is or was proven both's, or by where
    payouts go."""
    shared = mailboxes_of(rep) & mailboxes_of(connector) or _ever_proven(rep) & _ever_proven(
        connector
    )
    return bool(shared) or payments.same_payout_account(rep, connector)


def _ever_proven(user: User) -> set[str]:
    """The digests of all mailboxes that an account has proven, those it dropped included."""
    return {one.digest for one in user.proven_mailboxes.all()}


@guard
def not_own_employer(introduction: Introduction, actor: Actor) -> str | None:
    """A connector does not sell access to their own employer."""
    if is_own_employer(introduction.connector, introduction.relationship):
        return "You cannot introduce into your own current employer."
    return None


@guard
def may_be_sold(introduction: Introduction, actor: Actor) -> str | None:
    """There is still somebody to ask, in an office into which introductions may be sold."""
    return why_not_this_person(introduction.relationship)


@guard(quiet=True)
def prospect_open(introduction: Introduction, actor: Actor) -> str | None:
    """Nobody asked not to be listed, and the prospect's attention is not used up; nor has this rep tried
    this listing so often today that the answers would tell which topics somebody has chosen."""
    if reached(tries_of(introduction), TRIES_A_DAY) or is_suppressed(introduction.relationship):
        return NOT_OPEN
    words = f"{introduction.purpose} {introduction.pitch}"
    person = introduction.relationship.prospect  # whoever reads the address that would be asked
    if unread_emails(person.pk).exists():
        return NOT_OPEN
    topic = introduction.topic
    if not prospect_is_open(person, introduction.rep, but=introduction, words=words, topic=topic):
        return NOT_OPEN
    return None


@guard
def time_to_ask(introduction: Introduction, actor: Actor) -> str | None:
    """The card's reservation lasts long enough for the prospect to be asked."""
    limit = latest_acceptance(introduction)
    if limit is None or clock.now() <= limit:
        return None
    return (
        "The card's reservation runs out too soon for the prospect to be asked. The rep is charged"
        " nothing and can ask you again."
    )


@guard
def not_vouched(introduction: Introduction, actor: Actor) -> str | None:
    """The prospect has not spoken yet."""
    return "You have already answered." if introduction.prospect_word else None


@guard
def not_objected(introduction: Introduction, actor: Actor) -> str | None:
    """The prospect has not objected yet: what the desk said to it stands."""
    said_no = introduction.prospect_word in {"no", "never_asked"}
    return "You have already said so." if said_no else None
