"""What a torture did: each move of the process, how often, and which calls to the provider were live then.

Counted are the events that stand when a world ends, whoever made them; what was live is read in the moment
an event is written, in whichever process.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.db.models.signals import post_save

from introductions.lifecycle import MOVES
from introductions.models import Event
from payments.models import Payment, ProviderCall

NAMES = [move.name for move in MOVES]
LIVE = ["waiting", "sent", "doubtful", "stuck"]
NOTHING = "no live call"
Note = Callable[[int, str, list[str]], None]
Stop = Callable[[], None]


def watch(note: Note) -> Stop:
    """Tell `note` each event that is written in this process, and the live calls it meets."""

    def seen(sender: object, instance: Event, created: bool, **_: Any) -> None:
        if created:
            note(instance.pk, instance.move, live_calls(instance.introduction.payment_id))

    post_save.connect(seen, sender=Event, weak=False)
    return lambda: bool(post_save.disconnect(seen, sender=Event)) and None


def live_calls(payment_id: int | None) -> list[str]:
    """Kind and status of what is under way for a payment; money that is on its way back is under way too."""
    calls = (
        ProviderCall.objects.filter(payment_id=payment_id, status__in=LIVE) if payment_id else []
    )
    found = sorted({f"{one.operation} {one.status}" for one in calls})
    payment = Payment.objects.filter(pk=payment_id).first()
    is_back = payment is None or payment.refunds_ordered <= payment.refunded
    if not is_back and not any(one.startswith("refund ") for one in found):
        found.append("refund not arrived")
    return found or [NOTHING]


def write_to(file: Path) -> Note:
    """A note-taker for a worker process: one short line for each event, whole whoever else writes."""

    def note(pk: int, move: str, calls: list[str]) -> None:
        with file.open("a") as lines:
            lines.write(json.dumps([pk, calls]) + "\n")

    return note


def read_from(file: Path) -> dict[int, list[str]]:
    """What worker processes wrote; a line that a killed one left unfinished is skipped."""
    found: dict[int, list[str]] = {}
    for line in file.read_text().splitlines() if file.exists() else []:
        try:
            pk, calls = json.loads(line)
        except ValueError:
            continue
        found[pk] = calls
    return found


def count(tally: Counter[str], live: dict[int, list[str]]) -> None:
    """Add the events of the world that just ended."""
    for pk, move in Event.objects.exclude(move="request").values_list("pk", "move"):
        tally[f"move {move}"] += 1
        for call in live.get(pk, ["not known"]):
            tally[f"move {move} x {call}"] += 1


def moves_of(tally: Counter[str]) -> Counter[str]:
    """How often each move was made."""
    return Counter({name: tally[f"move {name}"] for name in NAMES})


def never_made(*tallies: Counter[str]) -> list[str]:
    """The moves of the process that none of these saw."""
    return [name for name in NAMES if not any(one[f"move {name}"] for one in tallies)]


def merged(tallies: Iterable[Counter[str]]) -> Counter[str]:
    """One tally of several kinds of worlds."""
    return sum(tallies, Counter[str]())


def told(tally: Counter[str]) -> str:
    """The tally as text: what happened; then each move x times, and the live calls it met."""
    lines = [
        f"{times:7} {what}" for what, times in sorted(tally.items()) if not what.startswith("move ")
    ]
    lines.append(f"\n{'times':>7} move: of these, with this call to the provider live")
    for name in NAMES:
        met = {
            what.partition(" x ")[2]: times
            for what, times in sorted(tally.items())
            if what.startswith(f"move {name} x ")
        }
        said = ", ".join(f"{call} {times}" for call, times in met.items())
        lines.append(f"{tally[f'move {name}']:7} {name}: {said}")
    pairs = {what for what in tally if " x " in what and not what.endswith((NOTHING, "not known"))}
    made = len(NAMES) - len(never_made(tally))
    lines.append(f"{made} of {len(NAMES)} moves, {len(pairs)} pairs of a move and a live call")
    return "\n".join(lines)
