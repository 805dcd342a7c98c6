"""The thread between rep and connector: whether it is open, who has read how far, and its addresses."""

from typing import NamedTuple

from django.db.models import Count, Max, Q

from brokerage.accounts.models import User
from introductions.lifecycle import HOLDING, Actor, State
from introductions.models import Introduction, ReadMark
from introductions.queries.links import by_signed_address, signed_address, takes_mail

TALK = "introductions.talk"
SIDES = (Actor.REP, Actor.CONNECTOR)


class Read(NamedTuple):
    """How far a side has read: numbers of messages, and how many of the other's are left."""

    upto: int
    last: int
    unread: int


def is_thread_open(introduction: Introduction) -> bool:
    """Whether the sides can write to each other: from the acceptance to the end."""
    return State(introduction.state) in HOLDING


def read_by(introduction: Introduction, user: User) -> Read:
    """How far this side has read the thread of its introduction."""
    mark = ReadMark.objects.filter(introduction=introduction, reader=user)
    upto = mark.values_list("number", flat=True).first() or 0
    found = introduction.messages.filter(number__isnull=False).aggregate(
        last=Max("number"), unread=Count("pk", filter=Q(number__gt=upto) & ~Q(author=user))
    )
    return Read(upto, found["last"] or 0, found["unread"])


def talk_address(introduction: Introduction, side: Actor) -> str:
    """Where an email of `side` becomes a message; "" where no mail comes in. Each side has its own."""
    return signed_address(introduction, "talk+", f"{TALK}.{side}") if takes_mail() else ""


def by_talk_address(address: str) -> tuple[Introduction, Actor] | None:
    """Whose address into which thread this is; None for anything else."""
    for side in SIDES:
        if found := by_signed_address(address, "talk+", f"{TALK}.{side}"):
            return found, side
    return None
