"""How strong a relationship is by now: the connector's word, which fades while nothing renews it.

Pure: no Django, no database. Reps read `faded`; the connector's own word stays as it was given.

A step is lost for each `WORD_LASTS` since the connector last said that it is true, and one after
`SILENT_YEARS` (two after `LONG_SILENT_YEARS`) without contact, twice as long for those known for
`OLD_FRIENDS_YEARS`. Who was met at an event is at most `EVENT_AT_MOST`. An introduction that took place is
proof: it is contact and the connector's word of that day, and lifts the limit of an event.
"""

from dataclasses import dataclass
from datetime import date, timedelta

WEAKEST, STRONGEST = 1, 5
STRENGTH_LABELS: dict[int, str] = {
    1: "Met once",
    2: "Know each other",
    3: "Worked together",
    4: "Know each other well",
    5: "Close",
}
WORD_LASTS = timedelta(days=183)
YEAR = timedelta(days=365)
SILENT_YEARS, LONG_SILENT_YEARS, OLD_FRIENDS_YEARS = 2, 5, 5
MET_AT_AN_EVENT, EVENT_AT_MOST = "event", 3


@dataclass(frozen=True)
class Evidence:
    """What speaks for the connector's word. Days; None: not known, and then nothing fades by it.

    `attested`: when they last said it. `proved`: when an introduction of theirs to this person took place.
    """

    attested: date
    how_known: str = ""
    known_since: date | None = None
    last_contact: date | None = None
    proved: date | None = None


def steps_lost(word: int, evidence: Evidence, on: date) -> int:
    """How many steps below `word` (1 to 5) the relationship is on that day: 0 to `word` - 1."""
    lost = _above_limit(word, evidence) + _unsaid(evidence, on) + _unmet(evidence, on)
    return min(lost, word - WEAKEST)


def faded(word: int, lost: int) -> int:
    """The strength that reps read: `word` less the steps that were lost, never below the weakest."""
    return max(word - lost, WEAKEST)


def month_of(day: date) -> date:
    """The day as of which strength is worked out in that month, for all listings at once: its first."""
    return day.replace(day=1)


def _above_limit(word: int, evidence: Evidence) -> int:
    limited = evidence.how_known == MET_AT_AN_EVENT and evidence.proved is None
    return max(word - EVENT_AT_MOST, 0) if limited else 0


def _unsaid(evidence: Evidence, on: date) -> int:
    said = _later(evidence.attested, evidence.proved) or evidence.attested
    return max((on - said) // WORD_LASTS, 0)


def _unmet(evidence: Evidence, on: date) -> int:
    met = _later(evidence.last_contact, evidence.proved)
    if met is None:
        return 0
    known_for = (on - evidence.known_since) // YEAR if evidence.known_since else 0
    patience = 2 if known_for >= OLD_FRIENDS_YEARS else 1
    silent = on - met
    return sum(silent >= patience * years * YEAR for years in (SILENT_YEARS, LONG_SILENT_YEARS))


def _later(one: date | None, other: date | None) -> date | None:
    return max(filter(None, (one, other)), default=None)
