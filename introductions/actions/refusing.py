"""Somebody refuses for good: recorded first and alone, carried out afterwards, however often that takes.

What is recorded holds from that moment: nobody is listed, asked or written to any more. Ending what is not
made yet and giving money back may fail; it is tried again by a sweep, and the desk is called.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from brokerage.accounts.models import User
from brokerage.cases import actions as cases
from brokerage.cases.models import Case
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from connectors import actions as connectors
from connectors.models import OptedOutDomain, Prospect, ProspectKey, Relationship
from introductions.actions.asking import fall_away, keep_rep_fingerprints
from introductions.actions.declaring import Action, Hooks, move
from introductions.actions.disputing import close_dispute
from introductions.actions.erasing import erase_entry, erase_what_is_held
from introductions.lifecycle import BY_NAME, ENDS, Actor, State
from introductions.models import Introduction, PendingRefusal
from introductions.moves import Flags, Words
from introductions.queries import contact_of, is_unwanted, open_at_domain

log = logging.getLogger(__name__)
TRIES = 3
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)
WAIT = "3s"
"""So long a row is waited for that somebody else works on: a person waits for the page."""
BATCH = 100
NOT_NOW, LEFT = "not_now", "left"
UNPROVEN = frozenset({"erased", "own_page"})
"""Said where anybody gets who imports an address of their own: what is doubtful is no stranger's loss."""


@dataclass
class Followed:
    """What came of carrying one out: how many introductions ended and listings vanished."""

    ended: int = 0
    listings: int = 0
    failed: int = 0


def never_again(introduction: Introduction) -> None:
    """ "Never contact me again", at any time, in any state: recorded at once, whatever the rest does.

    What is not made yet, of any rep through any connector, ends in full refund. Outside a transaction.
    """
    refuse_for_good(introduction.prospect)


def refuse_for_good(
    prospect: Prospect, *, why: str = "never", erases: ProspectKey | None = None
) -> Followed:
    """Record that this person refuses for good, in a transaction of its own; then do what follows.

    `why` ("never", "own_page" or "erased") is kept as the refusal of what ends, and told to nobody.
    `erases`: also erase what is held on this address. Raises nothing for what follows: that is tried again.
    Outside a transaction.
    """
    with transaction.atomic(durable=True):
        asked = Introduction.objects.filter(prospect=prospect, asked__isnull=False)
        connectors.record_objection(
            prospect,
            even_contested=why not in UNPROVEN,
            contacts=[contact_of(row) for row in asked],
        )
        row = PendingRefusal.objects.create(
            prospect=prospect, why=why, erases=erases, due_at=clock.now()
        )
    return carry_out(row.pk)


def never_from_own_page(prospect: Prospect) -> Followed:
    """ "Never contact me again", said by whoever proved the address; as much as if they had been asked,
    once they were. Outside a transaction."""
    asked = Introduction.objects.filter(prospect=prospect, accepted_at__isnull=False)
    return refuse_for_good(prospect, why="never" if asked.exists() else "own_page")


def leave_network(relationship: Relationship, *, erases: ProspectKey | None = None) -> Followed:
    """The person wants this one connector to offer and introduce them no more: recorded first and alone.

    What is not made yet through this connector ends as any no does. `erases`: also erase what the
    connector holds. Other networks and their requests go on. Outside a transaction.
    """
    with transaction.atomic(durable=True):
        connectors.leave_network(relationship)
        row = PendingRefusal.objects.create(
            prospect=relationship.prospect,
            relationship=relationship,
            why=LEFT,
            erases=erases,
            due_at=clock.now(),
        )
    return carry_out(row.pk)


def change_attention(prospect: Prospect, **numbers: Any) -> Prospect:
    """Keep how often, when and about what somebody may be asked; it works at once.

    What waits for their answer and does not fit any more ends as any no does. See `set_attention`.
    """
    row = connectors.set_attention(prospect, **numbers)
    end_unwanted(row)
    return row


def end_unwanted(prospect: Prospect) -> None:
    """End what waits for this person's answer and is unwanted by now; what fails is tried again."""
    if any(is_unwanted(row) for row in _waiting_for(prospect)):
        row = PendingRefusal.objects.create(prospect=prospect, why=NOT_NOW, due_at=clock.now())
        carry_out(row.pk)


def _waiting_for(prospect: Prospect) -> QuerySet[Introduction]:
    return Introduction.objects.filter(prospect=prospect, state=State.CONSENT)


def opt_out_domain(domain: str, *, staff: User, reason: str) -> tuple[int, int]:
    """Nobody at this domain is listed any more; what is not made yet ends, as if they had refused.

    Returns how many listings vanished and how many introductions ended by now. Refuses a domain of the
    public, and one that is out already. Outside a transaction.
    """
    with transaction.atomic(durable=True):
        connectors.record_opted_out(domain, staff=staff, reason=reason)
        domain = connectors.domain_to_opt_out(domain)
        row = PendingRefusal.objects.create(domain=domain, why="domain")
    done = carry_out(row.pk)
    return done.listings, done.ended


def carry_out_refusals() -> int:
    """Carry out what is still to be done; how many were tried."""
    due = PendingRefusal.objects.filter(due_at__lte=clock.now()).order_by("due_at")
    found = list(due.values_list("pk", flat=True)[:BATCH])
    for pk in found:
        carry_out(pk)
    return len(found)


def carry_out(pending_id: int) -> Followed:
    """Do what follows from one refusal, each step for itself; what fails comes back later and later.

    Never raises: the refusal stands, whatever becomes of this.
    """
    done = Followed()
    try:
        pending = _claim(pending_id)
        if pending is None:
            return done
        for step in _steps(pending, done):
            _try(step, done, pending)
        if not done.failed and not _left(pending):
            cases.settle_case(Case.Kind.DIFFERENCE, _subject(pending), outcome="carried out")
            pending.delete()
    except Exception as error:
        log.error("refusal %s not carried out: %s", pending_id, type(error).__name__)
        if not connection.in_atomic_block and not connection.is_usable():
            connection.close()  # whoever asked still gets the page
    return done


def _claim(pending_id: int) -> PendingRefusal | None:
    """Take it for a while, so that two workers do not get into each other's way."""
    with transaction.atomic():
        due = PendingRefusal.objects.select_for_update(skip_locked=True, of=("self",))
        row = due.filter(pk=pending_id, due_at__lte=clock.now()).first()
        if row is not None:
            pause = min(FIRST_PAUSE * 2 ** min(row.tries, 10), LONGEST_PAUSE)
            row.due_at, row.tries = clock.now() + pause, row.tries + 1
            row.save(update_fields=["due_at", "tries"])
    return row


def _steps(pending: PendingRefusal, done: Followed) -> Iterable[Callable[[], None]]:
    """What is to be done, each in a transaction of its own."""

    def unlist() -> None:
        if pending.relationship is not None:
            done.listings += connectors.unlist_row(pending.relationship)
        elif pending.prospect is not None:
            contested = pending.why not in UNPROVEN
            done.listings += connectors.take_off_market(pending.prospect, even_contested=contested)
        else:
            done.listings += connectors.unlist_domain(pending.domain)

    def end(row: Introduction) -> Callable[[], None]:
        def ending() -> None:
            done.ended += _end(row, pending.why)

        return ending

    if _is_taken_back(pending):
        return
    if pending.why != NOT_NOW:
        yield unlist
    for row in _one_after_another(_open(pending)):
        yield end(row)
    if (key := pending.erases) is not None:

        def erase() -> None:
            if pending.relationship is not None:
                erase_entry(pending.relationship)
            else:
                erase_what_is_held(key)

        yield erase


def end_what_is_not_made(introductions: Iterable[Introduction], *, why: str) -> int:
    """End those that have not been made: cancelled, or refunded in full; later ones go on. How many."""
    return sum(_end(row, why) for row in _one_after_another(introductions))


def _one_after_another(rows: Iterable[Introduction]) -> list[Introduction]:
    return sorted(rows, key=lambda row: (row.prospect_id, row.pk))


def _try(step: Callable[[], None], done: Followed, pending: PendingRefusal) -> None:
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, true)", [WAIT])
            step()
    except Exception as error:
        done.failed += 1
        log.error("refusal %s: a step failed: %s", pending.pk, type(error).__name__)
        cases.open_case(
            Case.Kind.DIFFERENCE,
            _subject(pending),
            what="Somebody refused for good. That holds, but what follows from it "
            f"failed ({type(error).__name__}). It is tried again by itself.",
        )


def _subject(pending: PendingRefusal) -> str:
    return f"refusal:{pending.pk}"


def _is_taken_back(pending: PendingRefusal) -> bool:
    """Whether the company has let its people be listed again meanwhile."""
    out = OptedOutDomain.objects.filter(domain=pending.domain, lifted_at__isnull=True)
    return bool(pending.domain) and not out.exists()


def _open(pending: PendingRefusal) -> list[Introduction]:
    """What is under way about whom the refusal is."""
    if pending.why == NOT_NOW and pending.prospect is not None:
        return [row for row in _waiting_for(pending.prospect) if is_unwanted(row)]
    if pending.prospect is not None:
        rows = open_about(pending.prospect)
        left = pending.relationship
        return [row for row in rows if left is None or row.connector_id == left.connector_id]
    return open_at_domain(pending.domain)


def _left(pending: PendingRefusal) -> bool:
    """Whether something that was not made yet still runs: while a bank disputes it, say."""
    if _is_taken_back(pending):
        return False
    return any(_way_out(row) is not None for row in _open(pending))


def open_about(prospect: Prospect) -> list[Introduction]:
    """All that is still under way about this person."""
    return list(Introduction.objects.filter(prospect=prospect).exclude(state__in=ENDS))


def _not_their_own_word(*, how: str) -> Actor | None:
    """A company's word is not told as the person's own."""
    return Actor.CLOCK if how == "domain" else None


@move(
    "refuse",
    Words(past="This introduction will not happen", bad=True),
    flags=Flags(is_no=True),
    hooks=Hooks(told_as=_not_their_own_word),
)
def say_no(row: Introduction, *, how: str) -> None:
    """The prospect was asked and said no; `how` is kept as the refusal."""
    row.refusal = how
    if how == "not_seller":
        keep_rep_fingerprints(row)


@move(
    "refuse_late",
    Words(
        past="This introduction will not happen after all; everything goes back",
        bad=True,
    ),
    flags=Flags(is_no=True),
    hooks=Hooks(after=close_dispute, told_as=_not_their_own_word),
)
def say_no_late(row: Introduction, *, how: str) -> None:
    """The prospect had agreed and takes it back before the introduction is made: full refund."""
    row.refusal = how


ENDING: tuple[Action[...], ...] = (say_no, say_no_late, fall_away)
"""How what is not made yet ends: the first of these that fits where it stands."""


def _way_out(row: Introduction) -> Action[...] | None:
    """The move that ends it as not made; None where it is over, or made."""
    if row.introduced_at is not None:
        return None
    state = State(row.state)
    return next((one for one in ENDING if state in BY_NAME[one.name].source), None)


def _end(introduction: Introduction, why: str) -> bool:
    """End one that has not been made: cancelled, or refunded in full. `why` is kept as its refusal, and
    told to nobody: of somebody who was never asked not even that there was one."""
    for _ in range(TRIES):
        row = Introduction.objects.get(pk=introduction.pk)
        way_out = _way_out(row)
        if way_out is None:
            return False
        try:
            way_out(row, how=why)
            return True
        except Refusal as refusal:
            if refusal.code not in {"moved_on", "not_yet"}:
                raise
            if refusal.code == "not_yet":
                return False  # the bank has the money for now: it comes back
    return False
