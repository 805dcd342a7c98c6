"""What runs, for whom, and what it holds up."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils.formats import date_format

from brokerage.accounts.models import User
from connectors.models import Relationship
from introductions.lifecycle import ENDS, LATE, State
from introductions.models import Dispute, Introduction
from introductions.places import PLACES
from introductions.queries.visible import is_shown
from payments import queries as payments


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


def is_under_way(relationship: Relationship) -> bool:
    """Whether its person was asked about an introduction that has not ended."""
    asked = Introduction.objects.filter(relationship=relationship, accepted_at__isnull=False)
    return asked.exclude(state__in=ENDS).exists()


def introduced_on(relationships: list[int]) -> dict[int, date]:
    """Of these relationships those by which an introduction took place, with the day of the last one.

    Released, or seen in the mails of its thread and not undone since. Which word the prospect gave does not
    matter: reps read the strength that follows from it.
    """
    seen = Q(proof="mail", state__in=[State.CONFIRMING, State.CONFIRMED])
    rows = Introduction.objects.filter(
        Q(state=State.RELEASED) | seen,
        relationship__in=relationships,
        introduced_at__isnull=False,
    ).values_list("relationship")
    last = rows.annotate(last=Max("introduced_at"))
    return {relationship: at.date() for relationship, at in last.order_by()}


def asked_of(rep: User, relationships: list[int]) -> dict[int, str]:
    """What this rep last asked of these relationships and how it stands: "Asked Nov 12: With the connector".

    In the words that the rep reads on their board; whose no ended a request is not among them.
    """
    rows = Introduction.objects.filter(rep=rep, relationship__in=relationships).order_by(
        "created_at", "pk"
    )
    return {
        relationship: f"Asked {date_format(at, 'M j')}: {PLACES[State(state)].label}"
        for relationship, state, at in rows.values_list("relationship", "state", "created_at")
    }


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


def clean_introductions(user: User) -> QuerySet[Introduction]:
    """The introductions of this connector that were released without a dispute.

    A late objection that the desk found nothing in, or left lying, is none; nor is a dispute that was
    withdrawn.
    """
    against = Dispute.objects.filter(introduction=OuterRef("pk"))
    against = against.exclude(finding__in=["dismissed", "dropped", "withdrawn"])
    rows = Introduction.objects.filter(connector=user, state=State.RELEASED)
    return rows.exclude(Exists(against))


def money_runs(user: User, *, pays: bool, is_paid: bool) -> bool:
    """Whether a request or an introduction of `user` as rep (`pays`) or connector (`is_paid`) is open, or
    its payment not settled, or they owe us."""
    mine = Q(rep=user) if pays else Q(connector=user)
    sides = mine | Q(connector=user) if is_paid else mine
    is_open = Introduction.objects.filter(sides).exclude(state__in=ENDS).exists()
    return is_open or payments.money_runs(user, pays=pays, is_paid=is_paid)


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
