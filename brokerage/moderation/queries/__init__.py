"""What there is on the desk for a member of the staff: cases, and people. Only reads."""

from brokerage.moderation.loading import load
from brokerage.moderation.queries.cases import (
    Filters,
    Row,
    actions_for,
    actions_on,
    case_for,
    cases_for,
    counts,
    kinds_for,
    queue,
    row_of,
    rows_of,
)
from brokerage.moderation.queries.people import Record, proposal_for, record_of

__all__ = [
    "Filters",
    "Record",
    "Row",
    "actions_for",
    "actions_on",
    "case_for",
    "cases_for",
    "counts",
    "kinds_for",
    "load",
    "proposal_for",
    "queue",
    "record_of",
    "row_of",
    "rows_of",
]
