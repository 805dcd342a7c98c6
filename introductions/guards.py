"""The guards that rows of the process name: each says why not, in a sentence, or None.

A guard only reads, under the introduction's lock. A sentence names nobody.
"""

from collections.abc import Callable
from typing import overload

from brokerage.accounts.fingerprints import mailbox_fingerprints
from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.limits import reached
from connectors.identity import normalise_email
from connectors.queries import is_own_employer, is_suppressed, why_not_this_person
from introductions.frozen import changed_facts
from introductions.lifecycle import (
    HOLDING,
    OBJECTION_WINDOW,
    RESPONSE_WAIT,
    Actor,
    Move,
    State,
)
from introductions.models import Introduction
from introductions.queries import (
    TRIES_A_DAY,
    cap_passed,
    contact_of,
    has_turned_away,
    hear_appeal_by,
    is_refusal_pending,
    latest_acceptance,
    mailboxes_of,
    needs_two,
    open_dispute,
    prospect_is_open,
    tries_of,
    unread_emails,
)
from payments import queries as payments

Guard = Callable[[Introduction, Actor], str | None]
UNDER_REVIEW = "This introduction is under review. It goes on once a moderator has looked at it."
NOT_OPEN = "This person is not open to requests now."
"""The one sentence for all that must not be told: about a prospect, and about a connector's own rules."""
ASKED_BEFORE = "You asked for this introduction before. You cannot ask again so soon."
GUARDS: dict[str, Guard] = {}
"""By the name that the rows use. A guard of one journey stands there, beside its moves."""
QUIET: set[str] = set()
"""Guards that speak of who the prospect is: they are asked when the move is made, and no page or list of
open moves shows beforehand what they would say."""
PASSING: set[str] = set()
"""Guards that time may satisfy: a clock that meets them comes back instead of giving up."""
CODES: dict[str, str] = {}
"""Guards that programs and clocks know by another name."""


@overload
def guard(says: Guard, /) -> Guard: ...
@overload
def guard(
    *, quiet: bool = False, passing: bool = False, code: str = ""
) -> Callable[[Guard], Guard]: ...
def guard(
    says: Guard | None = None, /, *, quiet: bool = False, passing: bool = False, code: str = ""
) -> Guard | Callable[[Guard], Guard]:
    """Register a guard under its function's name: QUIET, PASSING, or refusing with `code`."""

    def register(one: Guard) -> Guard:
        name = one.__name__
        if name in GUARDS:
            raise TypeError(f"two guards are called {name}")
        GUARDS[name] = one
        if quiet:
            QUIET.add(name)
        if passing:
            PASSING.add(name)
            CODES[name] = "not_yet"
        if code:
            CODES[name] = code
        return one

    return register(says) if says else register


def why_not(
    introduction: Introduction, move: Move, actor: Actor, *, ahead: bool = False
) -> tuple[str, str] | None:
    """The first guard of `move` that does not hold, as `(its name, its sentence)`.

    `ahead`: asked for a page, before anybody makes the move. What is QUIET is not asked then.
    """
    for name in move.needs:
        if ahead and name in QUIET:
            continue
        sentence = GUARDS[name](introduction, actor)
        if sentence:
            return name, sentence
    return None


@guard
def as_shown(introduction: Introduction, actor: Actor) -> str | None:
    """The connector's entry says what it said when the rep asked, and leads to the same person."""
    changed = changed_facts(introduction)
    if not changed:
        return None
    what = " and ".join(filter(None, [", ".join(changed[:-1]), changed[-1]]))
    return f"You changed {what} after the rep asked, so the rep would get something else than they paid for."


@guard
def listing_changed(introduction: Introduction, actor: Actor) -> str | None:
    """It is not what the rep was shown any more. The payment finds it out only before anybody was asked:
    from then on the connector may still put it back."""
    if not changed_facts(introduction):
        return "It is as the rep was shown it."
    waits = introduction.state != State.CHECKOUT or authorised(introduction, actor)
    return "The connector may still put it back." if actor == Actor.PAYMENT and waits else None


@guard
def authorised(introduction: Introduction, actor: Actor) -> str | None:
    """The price is reserved on the card."""
    payment = introduction.payment
    if payment and payments.is_authorised(payment):
        return None
    return "The payment is not authorised."


@guard
def authorisation_lost(introduction: Introduction, actor: Actor) -> str | None:
    """A reservation stood once and none does now."""
    payment = introduction.payment
    return None if payment and payments.is_lost(payment) else "The payment still stands."


@guard
def loss_not_told(introduction: Introduction, actor: Actor) -> str | None:
    """The rep has not been told of this loss yet."""
    last = (
        introduction.events.filter(move__in=["agree", "authorise_again", "fail_capture"])
        .order_by("-pk")
        .first()
    )
    return "Already told." if last and last.move == "fail_capture" else None


@guard
def held(introduction: Introduction, actor: Actor) -> str | None:
    """The price was taken and is held."""
    payment = introduction.payment
    return None if payment and payments.is_held(payment) else "The payment is not held yet."


@guard
def price_raised(introduction: Introduction, actor: Actor) -> str | None:
    """A second checkout at a higher price was authorised."""
    payment = introduction.payment
    if payment and payment.price > introduction.price and payments.is_authorised(payment):
        return None
    return "The price stands."


@guard
def keep_asking(introduction: Introduction, actor: Actor) -> str | None:
    """The rep chose to go on asking past the card's authorisation."""
    return None if introduction.keep_asking else "The rep did not choose to keep asking."


@guard(passing=True)
def payable(introduction: Introduction, actor: Actor) -> str | None:
    """The connector can be paid."""
    if payments.payout_ready(introduction.connector):
        return None
    return "Connect your payout account first, so that you can be paid."


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


@guard
def within_caps(introduction: Introduction, actor: Actor) -> str | None:
    """No more requests than the connector takes, by when they were paid for. It is the connector's own rule:
    they may raise it."""
    if cap_passed(introduction) is None:
        return None
    return (
        "This request came after you had as many as your rules allow. Raise the limit under My rules to"
        " accept it, or decline it."
    )


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
def cancel_offer(introduction: Introduction, actor: Actor) -> str | None:
    """One side has offered to cancel."""
    return None if introduction.cancel_offered_by else "Nobody offered to cancel."


@guard
def no_cancel_offer(introduction: Introduction, actor: Actor) -> str | None:
    """No offer to cancel is open."""
    if not introduction.cancel_offered_by:
        return None
    return "An offer to cancel is open; answer it first."


@guard
def others_cancel_offer(introduction: Introduction, actor: Actor) -> str | None:
    """The other side has offered to cancel."""
    if introduction.cancel_offered_by and introduction.cancel_offered_by != actor:
        return None
    return "The other side has not offered to cancel."


@guard
def not_made(introduction: Introduction, actor: Actor) -> str | None:
    """The connector has not said that the introduction is made."""
    return "The introduction has been made." if introduction.introduced_at else None


@guard
def not_vouched(introduction: Introduction, actor: Actor) -> str | None:
    """The prospect has not spoken yet."""
    return "You have already answered." if introduction.prospect_word else None


@guard
def charged_back(introduction: Introduction, actor: Actor) -> str | None:
    """The card network has taken the charge."""
    payment = introduction.payment
    if payment and payments.is_charged_back(payment):
        return None
    return "There is no chargeback."


@guard(passing=True)
def not_charged_back(introduction: Introduction, actor: Actor) -> str | None:
    """A disputed charge is neither released nor refunded."""
    if charged_back(introduction, actor) is None:
        return "The rep's bank disputes this charge; the payment is frozen."
    return None


@guard
def nothing_released(introduction: Introduction, actor: Actor) -> str | None:
    """Nothing is with the connector: never released, or called off or taken back, and the money is gone."""
    payment = introduction.payment
    if introduction.state in HOLDING or (payment and payments.is_gone(payment)):
        return None
    return "The connector has been paid."


@guard
def refunded_elsewhere(introduction: Introduction, actor: Actor) -> str | None:
    """All of the payment went back to the rep, and nobody here ordered it."""
    payment = introduction.payment
    if payment and payments.is_refunded_elsewhere(payment):
        return None
    return "Some of the payment is still held."


@guard
def response_missing(introduction: Introduction, actor: Actor) -> str | None:
    """The other side has not answered the dispute."""
    dispute = open_dispute(introduction)
    return None if dispute and not dispute.responded_at else "The dispute was answered."


@guard
def dispute_open(introduction: Introduction, actor: Actor) -> str | None:
    """A dispute is open, or an objection that came after the money had left."""
    return None if open_dispute(introduction) else "There is no open dispute."


@guard
def not_answered(introduction: Introduction, actor: Actor) -> str | None:
    """This side has not answered the dispute. To an objection both may, each once."""
    dispute = open_dispute(introduction)
    if dispute is None:
        return "There is nothing to answer."
    answered = dispute.answers.filter(side=actor, to_appeal=False).exists()
    return "You have answered already." if answered else None


@guard
def split_offered(introduction: Introduction, actor: Actor) -> str | None:
    """A division is proposed and stands."""
    dispute = open_dispute(introduction)
    return None if dispute and dispute.split_offered_by else "No division is proposed."


@guard
def not_opener(introduction: Introduction, actor: Actor) -> str | None:
    """The side that did not open the dispute answers it."""
    dispute = open_dispute(introduction)
    if dispute and dispute.opened_by == actor:
        return "You opened this dispute; the other side answers."
    return None


@guard
def no_objection(introduction: Introduction, actor: Actor) -> str | None:
    """No settlement while a prospect's objection is open."""
    dispute = open_dispute(introduction)
    if dispute and dispute.is_objected_to:
        return "The prospect objected; a moderator decides."
    return None


@guard
def decision_missing(introduction: Introduction, actor: Actor) -> str | None:
    """Nothing has been decided, or the decision was appealed and the second word is missing."""
    dispute = open_dispute(introduction)
    if dispute and (not dispute.ruling or dispute.awaits_second_word):
        return None
    return "A decision was announced."


GUARDS["no_decision"] = decision_missing


@guard
def nothing_announced(introduction: Introduction, actor: Actor) -> str | None:
    """No decision that counts: none made, or one that still waits for a second moderator."""
    dispute = open_dispute(introduction)
    if dispute and dispute.needs_cosign and not dispute.appealed_by:
        return None
    return decision_missing(introduction, actor)


@guard
def decision_open(introduction: Introduction, actor: Actor) -> str | None:
    """A decision was announced and its appeal window runs."""
    dispute = open_dispute(introduction)
    if dispute and dispute.ruling and not dispute.needs_cosign and not dispute.awaits_second_word:
        return None
    return "There is no decision to answer."


@guard
def opened_it(introduction: Introduction, actor: Actor) -> str | None:
    """This side opened the dispute."""
    dispute = open_dispute(introduction)
    mine = dispute and dispute.opened_by == actor
    return None if mine else "Only the side that opened the dispute can withdraw it."


@guard
def never_announced(introduction: Introduction, actor: Actor) -> str | None:
    """No decision about this dispute was told to anybody yet."""
    dispute = open_dispute(introduction)
    if dispute and not dispute.decision and not dispute.appealed_by:
        return None
    return "A decision was announced; this dispute cannot be withdrawn any more."


@guard
def not_withdrawn_before(introduction: Introduction, actor: Actor) -> str | None:
    """Each side withdraws once, so that nobody holds the money by opening and withdrawing."""
    again = introduction.disputes.filter(opened_by=actor, finding="withdrawn").exists()
    return "You withdrew a dispute before; this one is decided." if again else None


@guard
def others_appeal(introduction: Introduction, actor: Actor) -> str | None:
    """The other side has appealed."""
    dispute = open_dispute(introduction)
    if dispute and dispute.appealed_by and dispute.appealed_by != actor:
        return None
    return "The other side has not appealed."


@guard
def appeal_unheard(introduction: Introduction, actor: Actor) -> str | None:
    """An appeal waits for the other side's answer, and for its second word."""
    dispute = open_dispute(introduction)
    if dispute is None or not dispute.awaits_second_word or dispute.needs_cosign:
        return "No appeal is open."
    answered = dispute.answers.filter(to_appeal=True).exists()
    return "The appeal was answered." if answered else None


@guard
def second_word_waits(introduction: Introduction, actor: Actor) -> str | None:
    """A second word was announced and has not taken effect; none was taken back before."""
    dispute = open_dispute(introduction)
    if dispute is None or not dispute.appealed_by or dispute.awaits_second_word:
        return "There is no second word to take back."
    if dispute.needs_cosign:
        return "A second moderator has not agreed yet; nothing is announced."
    return "A second word was taken back before." if dispute.taken_back else None


@guard
def no_appeal(introduction: Introduction, actor: Actor) -> str | None:
    """One appeal only."""
    dispute = open_dispute(introduction)
    return "There was an appeal already." if dispute and dispute.appealed_by else None


@guard
def others_split_offer(introduction: Introduction, actor: Actor) -> str | None:
    """The other side has proposed a split."""
    dispute = open_dispute(introduction)
    if dispute and dispute.split_offered_by and dispute.split_offered_by != actor:
        return None
    return "The other side has not proposed a split."


@guard
def may_decide(introduction: Introduction, actor: Actor) -> str | None:
    """The dispute can be decided: answered, or its time to answer is over. Who may is asked in the deed."""
    dispute = open_dispute(introduction)
    if dispute and dispute.appealed_by:
        heard = appeal_unheard(introduction, actor) or clock.now() >= hear_appeal_by(dispute)
        return None if heard else "The other side still has time to answer the appeal."
    if dispute and (dispute.responded_at or clock.now() >= dispute.opened_at + RESPONSE_WAIT):
        return None
    if dispute and dispute.opened_by == Actor.PROSPECT:
        return None
    return "The other side still has time to answer."


@guard
def may_cosign(introduction: Introduction, actor: Actor) -> str | None:
    """A decision above the limit waits for a second moderator."""
    dispute = open_dispute(introduction)
    return None if dispute and dispute.needs_cosign else "No second word is needed."


@guard
def objection_in_time(introduction: Introduction, actor: Actor) -> str | None:
    """The prospect can object for so long after the money has left."""
    if clock.now() < introduction.state_since + OBJECTION_WINDOW:
        return None
    return "The time to object is over."


@guard
def not_objected(introduction: Introduction, actor: Actor) -> str | None:
    """The prospect has not objected yet: what the desk said to it stands."""
    said_no = introduction.prospect_word in {"no", "never_asked"}
    return "You have already said so." if said_no else None


@guard
def paid_out(introduction: Introduction, actor: Actor) -> str | None:
    """The connector was paid something that could be taken back."""
    payment = introduction.payment
    return None if payment and payments.is_paid_out(payment) else "Nobody was paid anything."


@guard
def paid(introduction: Introduction, actor: Actor) -> str | None:
    """What was released has reached the connector."""
    payment = introduction.payment
    return None if payment and payments.has_arrived(payment) else "It is still on its way."


@guard
def payment_not_told(introduction: Introduction, actor: Actor) -> str | None:
    """Both sides have not been told yet that it arrived."""
    told = introduction.events.filter(move__in=["pay", "await_payout"]).order_by("-pk").first()
    return "Already told." if told and told.move == "pay" else None


@guard
def unpaid(introduction: Introduction, actor: Actor) -> str | None:
    """The connector's part has not reached them."""
    payment = introduction.payment
    if payment and payment.decide_by:
        return "A moderator is still to decide who receives it."
    return None if payment and payments.is_unpaid(payment) else "The connector has been paid."


@guard
def to_be_paid(introduction: Introduction, actor: Actor) -> str | None:
    """It was decided that the connector gets it."""
    payment = introduction.payment
    return None if payment and payments.is_meant_for_payee(payment) else "Nothing is to be paid."


@guard
def no_end_set(introduction: Introduction, actor: Actor) -> str | None:
    """No clock runs after which it goes back to the rep."""
    runs = introduction.deadlines.filter(move="refund_unpaid").exists()
    return "It is being waited for." if runs else None


@guard(passing=True)
def not_disputed(introduction: Introduction, actor: Actor) -> str | None:
    """The card network does not dispute the charge now; what a lost dispute left can be given back."""
    payment = introduction.payment
    if payment and payment.disputed_at:
        return "The rep's bank disputes this charge; the payment is frozen."
    return None


@guard
def objection_open(introduction: Introduction, actor: Actor) -> str | None:
    """An objection that came after the money had left waits for the desk."""
    dispute = open_dispute(introduction)
    return None if dispute and dispute.late else "No objection waits for the desk."


@guard
def second_needed(introduction: Introduction, actor: Actor) -> str | None:
    """Above the limit one moderator finds it right first, and a second takes the money back."""
    return None if _lacks_first_word(introduction) else "No second moderator is needed."


@guard
def seconded(introduction: Introduction, actor: Actor) -> str | None:
    """Above the limit another moderator has found it right before."""
    if _lacks_first_word(introduction):
        return "Above our limit two moderators must agree; the first says so beforehand."
    return None


def _lacks_first_word(introduction: Introduction) -> bool:
    dispute = open_dispute(introduction)
    return needs_two(introduction) and not (dispute and dispute.ruled_by_id)


def _ruled(wanted: str) -> Guard:
    def says(introduction: Introduction, actor: Actor) -> str | None:
        """The announced decision says so and nobody can stop it any more."""
        dispute = open_dispute(introduction)
        if dispute and dispute.second_word_is_late:
            ready = (dispute.first_ruling or {}).get("ruling") == wanted
        else:
            ready = bool(dispute and dispute.ruling == wanted and not dispute.needs_cosign)
        return None if ready else "That was not decided."

    return says


for _wanted in ("release", "refund", "split"):
    GUARDS[f"ruled_{_wanted}"] = _ruled(_wanted)
