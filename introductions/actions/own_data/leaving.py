"""An account is closed: what its owner typed and brought in goes, what a rep bought stays for a while.

Words of requests that came to nothing go. In what was made, pitch, messages and whatever else was typed
lose the names and addresses of those it was about.
"""

import re

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from brokerage.accounts.models import User
from brokerage.accounts.queries import addresses_of
from brokerage.kit import clock
from introductions.actions.erasing import forget_asked
from introductions.actions.evidence_uploads import forget_sent_by
from introductions.actions.removing import (
    EMAIL_ADDRESS,
    REMOVED,
    Clean,
    clean_words,
    cleaner,
    words_about,
    words_may_go,
)
from introductions.lifecycle import Actor, State
from introductions.models import Event, Introduction, Message
from introductions.queries import contact_of
from introductions.snapshots.asker import asker_of, forget_asker
from payments.models import Payment

#: Ends in which the rep has the introduction that they paid for.
BOUGHT = (State.RELEASED, State.SPLIT)
_LINK = re.compile(r"(?i)\b(?:https?://|www\.)[^\s<>\"'(),;]{1,300}")
TYPED = {
    Actor.REP: ("pitch", "purpose", "rep_evidence"),
    Actor.CONNECTOR: ("decline_reason", "connector_evidence"),
}


def hold_still(user: User) -> None:
    """Let nothing move in this person's introductions and payments until the transaction ends."""
    mine = _of(user)
    list(mine.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    paid = Payment.objects.filter(introduction__in=mine.values("pk"))
    list(paid.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))


def leave(user: User) -> None:
    """The account is closed, and nothing of it runs any more. Inside the transaction that closes it."""
    made = _of(user).filter(connector=user, revealed_at__isnull=False, state__in=BOUGHT)
    bought = list(made.values_list("pk", flat=True))
    Introduction.objects.filter(pk__in=bought, asked__isnull=False).update(
        asked_until=clock.now() + settings.BOUGHT_KEPT
    )
    forget_asked(_of(user).filter(connector=user).exclude(pk__in=bought))
    forget_sent_by(user)
    own = [user.name, *addresses_of(user)]
    for row in _of(user).select_related("rep", "connector", "relationship"):
        if row.introduced_at is None:
            _drop_words(row, user)
        clean_words(row, _cleaner_for(row, own))
    forget_asker(user)


@transaction.atomic
def forget_bought() -> int:
    """Forget who was introduced where the time is over for which it stayed readable; how many."""
    due = list(Introduction.objects.filter(asked_until__lte=clock.now())[:500])
    forget_asked(due)
    Introduction.objects.filter(pk__in=[row.pk for row in due]).update(asked_until=None)
    return len(due)


def _of(user: User) -> QuerySet[Introduction]:
    return Introduction.objects.filter(Q(rep=user) | Q(connector=user))


def _drop_words(row: Introduction, user: User) -> None:
    """What this person typed about a request that came to nothing."""
    as_rep = user.pk == row.rep_id
    names = TYPED[Actor.REP if as_rep else Actor.CONNECTOR]
    for name in names:
        setattr(row, name, "")
    row.save(update_fields=list(names))
    Message.objects.filter(introduction=row, author=user).update(text="")
    noted = Event.objects.filter(introduction=row, user=user)
    with words_may_go():
        noted.update(note="")


def _cleaner_for(row: Introduction, own: list[str]) -> Clean:
    """Takes out whoever leaves, the other side and the person it is about, and every way to reach anybody."""
    asker = asker_of(row)
    people = {*own, asker.name, asker.connector, row.rep.name, row.connector.name}
    named = cleaner([*(one for one in people if one), *words_about([contact_of(row)])])

    def clean(text: str) -> str:
        return named(_LINK.sub(REMOVED, EMAIL_ADDRESS.sub(REMOVED, text)))

    return clean
