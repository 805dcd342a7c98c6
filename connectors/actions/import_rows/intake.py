"""Rows become relationships: one batch is looked up once, decided in memory and written in bulk."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from brokerage.accounts.models import User
from brokerage.accounts.sanctions.standing import is_limited
from brokerage.kit import clock
from brokerage.kit.copying import another
from connectors.actions.import_rows.acquaintance import Acquaintance
from connectors.actions.import_rows.arrivals import Arrival, arrival_of, bar
from connectors.actions.import_rows.changes import FactsBefore, better_job, better_name, is_open
from connectors.actions.import_rows.locks import lock_account, share_prospects
from connectors.actions.import_rows.people import have_keys, new_people
from connectors.actions.import_rows.recognising import set_facts
from connectors.actions.import_rows.writing import Decided, write
from connectors.actions.suppressing import suppress_rows
from connectors.census import DatabaseCensus
from connectors.companies import plain
from connectors.guards import hold_back
from connectors.models import ImportRun, Relationship
from connectors.queries import is_under_way, resting_among, suppressed_among, why_not_listable
from connectors.queries.corrections import corrections_now
from connectors.readers import ContactRow

NEW, USE, DROP = "new", "+", "-"

_PUBLIC_ID = Relationship._meta.get_field("public_id")


@dataclass(frozen=True)
class Wanted:
    """A row to take in, and what its connector said of it.

    `contact` is the primary key of the own contact it is about, NEW where it is about nobody known, None
    where addresses and name decide. `address` says whether the row's address replaces the contact's (USE) or
    the contact's is dropped (DROP); else it stays.
    """

    row: ContactRow
    contact: int | str | None = None
    address: str = ""
    same_as: int | None = None
    """The number of another row of the batch that it repeats."""
    only_address: bool = False
    """Only the address is taken, for a contact that has none: nothing else that the row says."""


@dataclass
class Tally:
    """What became of a batch of rows."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    unlisted: int = 0
    held_back: list[str] = field(default_factory=list)
    """What reps no longer read of the connector, since it names one of these."""
    relationships: list[Relationship] = field(default_factory=list)
    """The contact each row led to, in the rows' order."""


def take_in(
    connector: User, rows: Sequence[ContactRow | Wanted], run: ImportRun | None = None
) -> Tally:
    """Add `rows` to the connector's network and say what became of them. Inside a transaction."""
    lock_account(connector)
    share_prospects()
    wanted = [one if isinstance(one, Wanted) else Wanted(one) for one in rows]
    arrivals = [arrival_of(one.row) for one in wanted]
    bar(arrivals)
    intake = _Intake(connector, arrivals, wanted, run)
    for arrival, one in zip(arrivals, wanted, strict=True):
        intake.take(arrival, one)
    intake.save()
    intake.tally.held_back = hold_back(
        connector, [*intake.decided.created, *intake.decided.changed.values()]
    )
    return intake.tally


class _Intake:
    """One batch: everything is looked up once, decided in memory, and written in bulk."""

    def __init__(
        self,
        connector: User,
        arrivals: list[Arrival],
        wanted: Sequence[Wanted],
        run: ImportRun | None,
    ) -> None:
        self.connector = connector
        self.run = run
        self.tally, self.decided = Tally(), Decided()
        self.census = DatabaseCensus()
        self.corrections = corrections_now()
        self.now = clock.now()
        self.fresh = Relationship(
            connector=connector, brought_by=run, created_at=self.now, updated_at=self.now
        )
        said = (one.contact for one in wanted)
        self.known = Acquaintance(
            connector, arrivals, [one for one in said if isinstance(one, int)]
        )
        self.by_number: dict[int | None, Relationship] = {}
        # As they are now: what a file says better takes no mark off.
        before = {row.pk: row for row in self.known.own.values()}
        suppress_rows(before[pk] for pk in suppressed_among(before.values()))
        self.resting = resting_among(connector, before.values())
        self.unused = new_people(len(wanted))

    def take(self, arrival: Arrival, wanted: Wanted) -> None:
        """Decide about one row."""
        relationship = self._whose(arrival, wanted)
        if relationship is None:
            relationship = self._create(self._apart(arrival))
            self.tally.new += 1
        elif self._update(relationship, arrival, wanted):
            self.tally.updated += 1
        else:
            self.tally.unchanged += 1
        self.tally.relationships.append(relationship)
        self.by_number[wanted.row.number] = relationship

    def save(self) -> None:
        """Write what was decided."""
        write(self.connector, self.decided)

    def _whose(self, arrival: Arrival, wanted: Wanted) -> Relationship | None:
        """The connector's own relationship that a row is about, if any."""
        if wanted.same_as in self.by_number:
            return self.by_number[wanted.same_as]
        if isinstance(wanted.contact, int) and wanted.contact in self.known.by_pk:
            return self.known.by_pk[wanted.contact]
        if wanted.contact == NEW:
            return None
        same = self.known.mailed(arrival) or self.known.profiled(arrival)
        return same or next(iter(self.known.named(arrival)), None)

    def _apart(self, arrival: Arrival) -> Arrival:
        """A row for a contact of its own: without the addresses that another contact has."""
        if self.known.mailed(arrival) is not None:
            arrival = _without_email(arrival)
        if self.known.profiled(arrival) is not None:
            row = replace(arrival.row, profile_url="")
            arrival = replace(arrival, row=row, profile="", profiles=[])
        return arrival

    def _create(self, arrival: Arrival) -> Relationship:
        person = self.known.person(arrival)
        if person is None:
            person = self._new_person()
        company = self.known.company(arrival)
        row = another(self.fresh, public_id=_PUBLIC_ID.get_default(), prospect_id=person)
        if company is not None:
            row.company, row.country = company, company.country
        self._fill(row, arrival)
        self._learn_key(person, arrival)
        self.known.remember(row)
        self.decided.created.append(row)
        return row

    def _update(self, row: Relationship, arrival: Arrival, wanted: Wanted) -> bool:
        """Take over what the file knows better; True if anything changed that the connector can see."""
        address = wanted.address
        before, facts = [getattr(row, name) for name in _COMPARED], FactsBefore(row)
        elsewhere = self.known.mailed(arrival)
        if elsewhere is not None and elsewhere is not row:  # that mailbox is another contact's
            arrival = _without_email(arrival)
        fixed = row.pk in self.resting or (address != "" and is_under_way(row))
        company = self.known.company(arrival) if is_open(row, "company_name") else None
        if company is not None and company != row.company:
            if row.country in {"", row.company.country if row.company else ""}:
                row.country = company.country
            if row.company is not None:
                row.moved_at = self.now
            row.company = company
        if address == DROP:
            arrival = _without_email(arrival)
        if address and not fixed:
            self._leave_address(row, arrival, address)
        had_address, name = bool(row.email), plain(row.name)
        if not fixed:
            row.name = better_name(row, arrival.row.name)
        self._fill(row, arrival)
        if arrival.email and not had_address:
            self._reach(row, arrival)
            if wanted.only_address:
                row.moved_at = None  # the connector said where this person reads mail now
        self.known.remember(row)
        if before == [getattr(row, name) for name in _COMPARED]:
            return False
        is_another = bool(name) and plain(row.name) != name
        if row.listed_at and (why_not_listable(row) or (is_another and is_limited(self.connector))):
            row.listed_at = None
            self.decided.off_market.add(row.pk)
            self.tally.unlisted += 1
        row.updated_at = self.now
        if row.pk:
            self.decided.changed[row.pk] = row
            self.decided.history += facts.changes(row, self.run, self.now)
        return True

    def _leave_address(self, row: Relationship, arrival: Arrival, address: str) -> None:
        """The contact's address goes: for the file's, or for none. What it led to stays apart."""
        if address == USE and not arrival.email:
            return
        row.email = ""
        if address == DROP and self._is_known_by_mailbox(row):
            self._lead_to(row, self._new_person())

    def _new_person(self) -> int:
        if not self.unused:
            self.unused = new_people(10)
        person = self.unused.pop()
        self.decided.new_people.add(person)
        return person

    def _is_known_by_mailbox(self, row: Relationship) -> bool:
        return row.prospect_id not in self.decided.new_people and bool(have_keys([row.prospect_id]))

    def _lead_to(self, row: Relationship, person: int) -> None:
        self.known.own.pop(row.prospect_id, None)
        self.decided.left.append(row.prospect_id)
        row.prospect_id = person

    def _reach(self, row: Relationship, arrival: Arrival) -> None:
        """The contact has an address now: it leads to whoever reads that mailbox."""
        person = self.known.person(arrival)
        if person is None and self._is_known_by_mailbox(row):
            person = self._new_person()  # theirs is another mailbox, erased since
        if person is not None:
            self._lead_to(row, person)
        self._learn_key(row.prospect_id, arrival)

    def _fill(self, row: Relationship, arrival: Arrival) -> None:
        """Addresses that are there stay; the job is the file's, unless somebody's own word stands there."""
        found = arrival.row
        row.name = row.name or found.name
        row.email = row.email or found.email
        row.profile_url = row.profile_url or found.profile_url
        row.title, row.company_name = better_job(row, found.position, found.company)
        if found.connected_on and found.connected_on <= self.now.date():
            row.connected_on = found.connected_on
        if arrival.barred:
            self.decided.barred.append(row)
            self.decided.barred_names.append(found.name)
        set_facts(row, self.census, self.corrections)

    def _learn_key(self, person: int, arrival: Arrival) -> None:
        if arrival.emails and not any(mark in self.known.people for mark in arrival.emails):
            self.known.people[arrival.emails[0]] = person
            self.decided.new_keys[arrival.emails[0]] = person


def _without_email(arrival: Arrival) -> Arrival:
    return replace(arrival, row=replace(arrival.row, email=""), email="", emails=[])


_COMPARED = (
    "prospect_id", "company_id", "name", "email", "profile_url", "title", "company_name",
    "role", "seniority", "department", "category", "country", "connected_on",
)  # fmt: skip
