"""The prospect answers from a link, without an account; then the payment is taken."""

from collections.abc import Callable
from datetime import timedelta

from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from introductions.actions import clocks
from introductions.actions.asking import page_to_pay_on
from introductions.actions.declaring import move, move_to_pay
from introductions.actions.disputing import object_to, testify
from introductions.actions.refusing import end_unwanted, never_again, say_no, say_no_late
from introductions.lifecycle import CONFIRM_WAIT, Actor, State
from introductions.models import Introduction
from introductions.moves import Flags, Words
from introductions.queries import is_known_address
from payments.models import ProviderCall

REFUSALS = ("not_now", "not_seller", "never")


@move(
    "agree",
    Words(past="The prospect agreed", to_bank="The person to be introduced agreed"),
    flags=Flags(receipt=True),
)
def agree(row: Introduction) -> None:
    """The prospect agrees: the capture is ordered; nobody is shown anything before it is held."""
    row.agreed_at = clock.now()


def refuse(introduction: Introduction, *, how: str) -> Introduction:
    """The prospect says no: `not_now`, `not_seller`, or `never` (see `never_again`)."""
    if how not in REFUSALS:
        raise Refusal("Please choose one of the answers.", status=400)
    if how == "never":
        never_again(introduction)
        return Introduction.objects.get(pk=introduction.pk)
    row = say_no(introduction, how=how)
    if how == "not_seller":
        end_unwanted(row.prospect)
    return row


def take_back(introduction: Introduction) -> Introduction:
    """The prospect takes the agreement back before the introduction is made: full refund."""
    return say_no_late(introduction, how="taken_back")


def answer_as_prospect(introduction: Introduction, answer: str) -> None:
    """What the prospect's link can say: agree, one of the refusals, take_back."""
    answers: dict[str, Callable[[Introduction], object]] = {
        "agree": agree,
        "not_now": lambda row: refuse(row, how="not_now"),
        "not_seller": lambda row: refuse(row, how="not_seller"),
        "never": never_again,
        "take_back": take_back,
    }
    if answer not in answers:
        raise Refusal("Please choose one of the answers.", code="answer", status=400)
    answers[answer](introduction)


def bear_witness(introduction: Introduction, *, word: str, rating: str = "") -> None:
    """The witness's word: `yes` (with a rating of "1" to "5", or none), `no` or `never_asked`."""
    if word == "yes":
        vouch(introduction, rating=int(rating) if rating in {"1", "2", "3", "4", "5"} else None)
    else:
        object_to(introduction, word=word)


@move_to_pay(
    "authorise_again",
    Words(
        past="New payment page opened",
        title="Pay anew",
        text="The prospect agreed, but the reservation on your card was gone. Reserve the price again "
        "and it goes on at once.",
        button="Continue to payment",
        first=True,
    ),
    flags=Flags(while_suspended=True),
    leads_to_page=True,
)
def authorise_again(row: Introduction, *, user: User) -> list[ProviderCall]:
    """The reservation was lost after the prospect agreed: the rep pays on a new checkout (48 h)."""
    return page_to_pay_on(row)


def vouch(introduction: Introduction, *, rating: int | None = None) -> Introduction:
    """The prospect, as witness: yes, it took place.

    Shortens a silent rep's wait to three days, where we know that the address is theirs. In a dispute
    it is testimony.
    """
    if introduction.state == State.DISPUTED:
        return testify(introduction, word="yes", proves=is_known_address(introduction))

    return say_yes(introduction, rating=rating)


@move(
    "vouch",
    Words(
        past="The prospect says that it took place",
        to_bank="The person introduced confirmed that it took place",
    ),
)
def say_yes(row: Introduction, *, rating: int | None) -> None:
    """The prospect's yes, while the rep has not confirmed."""
    row.prospect_word = "yes"
    row.proof = "prospect" if is_known_address(row) else row.proof
    row.prospect_rating = rating if rating in {1, 2, 3, 4, 5} else None
    shorten_confirmation(row)


def shorten_confirmation(row: Introduction) -> None:
    """Set the confirmation's clock by the proof there is; it is never made longer."""
    due = row.state_since + CONFIRM_WAIT[row.proof]
    now = clock.now()
    due = max(due, now + timedelta(minutes=1))
    running = row.deadlines.filter(move="silence").first()
    if running is None or due < running.due_at:
        clocks.set_clock(row, "silence", due, (timedelta(days=1),), Actor.REP)
