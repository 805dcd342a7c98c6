"""Guards about disputes, decisions and appeals."""

from brokerage.kit import clock
from introductions.guards.registry import GUARDS, Guard, guard
from introductions.lifecycle import OBJECTION_WINDOW, RESPONSE_WAIT, Actor
from introductions.models import Introduction
from introductions.queries import cap_passed, hear_appeal_by, needs_two, open_dispute


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
    answered = any(one.side == actor and not one.to_appeal for one in dispute.answers.all())
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
    again = any(
        one.opened_by == actor and one.finding == "withdrawn" for one in introduction.disputes.all()
    )
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
    answered = any(one.to_appeal for one in dispute.answers.all())
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
    """The dispute can be decided: answered, or its time to answer is over. Who may is asked in the action."""
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
