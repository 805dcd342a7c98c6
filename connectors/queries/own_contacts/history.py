"""Where a contact's facts come from, and what they were before."""

from dataclasses import dataclass
from datetime import datetime

from connectors.models import Relationship

_WORDS = {"title": "Job title", "company_name": "Company"}
MOST_SHOWN = 20


@dataclass(frozen=True)
class Past:
    """A fact that was another once: until when (UTC), and by what it changed."""

    fact: str
    before: str
    after: str
    at: datetime
    how: str


def past_of(relationship: Relationship) -> list[Past]:
    """What somebody's job was before, the latest change first."""
    changes = relationship.fact_changes.filter(fact__in=_WORDS).select_related("run")
    return [
        Past(
            fact=_WORDS[one.fact],
            before=one.before or "none",
            after=one.after or "none",
            at=one.at,
            how=f"by {one.run.file_name}" if one.run else "by hand",
        )
        for one in changes.defer("run__file", "run__index").order_by("-pk")[:MOST_SHOWN]
    ]
