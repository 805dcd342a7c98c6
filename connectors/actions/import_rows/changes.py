"""What a file changes about a contact, kept so that it can be shown and undone."""

from collections.abc import Collection, Iterator
from datetime import datetime

from connectors.actions.import_rows.arrivals import Arrival
from connectors.companies import company_key, plain
from connectors.models import FactChange, ImportRun, Relationship
from connectors.person_names import may_be_same
from connectors.readers.encodings import is_misread

#: What is kept of a change: an undo brings these back.
FACTS = (
    "name", "email", "profile_url", "title", "company_name", "country", "connected_on",
    "listed_at", "moved_at",
)  # fmt: skip
#: What stays as a contact's history when the import can no longer be undone.
HISTORY = ("title", "company_name")
#: What a connector types and no file changes.
TYPED = ("name", "email", "profile_url", "title", "company_name")


class FactsBefore:
    """A contact's facts as they were."""

    def __init__(self, row: Relationship) -> None:
        self.facts = as_text(row)

    def changes(
        self,
        row: Relationship,
        run: ImportRun | None,
        at: datetime,
        only: Collection[str] = FACTS,
    ) -> Iterator[FactChange]:
        """What is another by now."""
        for fact, after in as_text(row).items():
            if fact in only and after != self.facts[fact]:
                yield FactChange(
                    relationship=row,
                    run=run,
                    fact=fact,
                    before=self.facts[fact],
                    after=after,
                    at=at,
                )


def as_text(row: Relationship) -> dict[str, str]:
    """The facts as they are kept: text, "" for nothing."""
    values = {fact: getattr(row, fact) for fact in FACTS}
    return {
        fact: value if isinstance(value, str) else value.isoformat() if value else ""
        for fact, value in values.items()
    }


def is_open(row: Relationship, fact: str) -> bool:
    """Whether a file may say this fact: neither the person nor the connector did."""
    return fact not in f"{row.typed} {row.corrected}".split()


def better_job(row: Relationship, title: str, company: str) -> tuple[str, str]:
    """Title and company after a file says these: the file's, unless the person or the connector said theirs.

    Another spelling of the same company is no news.
    """
    if not title or not is_open(row, "title"):
        title = row.title
    is_same = company_key(company) == company_key(row.company_name)
    if not company or is_same or not is_open(row, "company_name"):
        company = row.company_name
    return title, company


def better_name(row: Relationship, found: str) -> str:
    """The name a contact has after a file says `found`: another only where it is the same, told better.

    A name that was once read in a wrong encoding is mended; one that got a part more is taken over; any
    other name stays, for it would make somebody else of the contact.
    """
    name = row.name
    if not found or not name or not is_open(row, "name"):
        return name or found
    if is_misread(name, found):
        return found
    fuller = set(plain(name).split()) < set(plain(found).split())
    return found if fuller and may_be_same(name, found) else name


def what_changes(row: Relationship, arrival: Arrival) -> list[tuple[str, str, str]]:
    """What a row would change about a contact: fact, as it is, as it will be. Their address aside."""
    found = arrival.row
    title, company = better_job(row, found.position, found.company)
    told = {
        "name": better_name(row, found.name),
        "email": row.email or found.email,
        "profile_url": row.profile_url or found.profile_url,
        "title": title,
        "company_name": company,
    }
    return [
        (fact, getattr(row, fact), said)
        for fact, said in told.items()
        if said != getattr(row, fact)
    ]
