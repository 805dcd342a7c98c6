"""Who lists a person: each connector who has the owner of a proven address among their contacts."""

from dataclasses import dataclass
from datetime import datetime

from brokerage.kit.money import Money
from connectors.countries import country_name
from connectors.models import Relationship
from connectors.queries import blinded


@dataclass(frozen=True, slots=True)
class Network:
    """One connector's entry about the person, in words for that person. `row` is the entry itself.

    `facts`: what the connector holds; `says`: what they say of the relationship; `shown`: what reps read
    while it is listed (both as `(label, words)`); `price`: the connector's, while it is listed.
    """

    row: Relationship
    connector: str
    since: datetime
    facts: tuple[tuple[str, str], ...]
    says: tuple[tuple[str, str], ...]
    shown: tuple[tuple[str, str], ...]
    price: Money | None

    @property
    def first_name(self) -> str:
        """How buttons call the connector."""
        return self.connector.split(" ")[0]


def network_of(row: Relationship) -> Network:
    """What its person is told of one entry."""
    listed = row.listed_at is not None and row.price is not None
    return Network(
        row=row,
        connector=row.connector.name or "A connector",
        since=row.created_at,
        facts=_pairs(
            ("Name", row.name),
            ("Email", row.email),
            ("Profile", row.profile_url),
            ("Job title", row.title),
            ("Company", row.company_name or (row.company.name if row.company else "")),
            ("Country", country_name(row.country)),
            ("Private notes", "yes, for themselves; shown to nobody" if row.notes else ""),
        ),
        says=_pairs(
            ("How close you are", row.get_strength_display()),
            ("How you know each other", row.get_how_known_display()),
            ("Connected since", str(row.connected_on or "")),
            ("Last contact", str(row.last_contact_on or "")),
        ),
        shown=blinded(row).facts if listed else (),
        price=row.price if listed else None,
    )


def _pairs(*lines: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((label, words) for label, words in lines if words)
