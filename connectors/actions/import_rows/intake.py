"""Rows become relationships: one batch is looked up once, decided in memory and written in bulk."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from brokerage.accounts.models import User
from brokerage.accounts.sanctions.standing import is_limited
from brokerage.kit import clock
from brokerage.kit.copying import copy_in
from connectors.actions.import_rows.acquaintance import Acquaintance
from connectors.actions.import_rows.arrivals import Arrival, arrival_of, bar
from connectors.actions.import_rows.changes import FactsBefore, better_job, better_name, is_open
from connectors.actions.import_rows.locks import lock_account, share_prospects
from connectors.actions.import_rows.people import forget_unknown, give_keys, have_keys, new_people
from connectors.actions.import_rows.recognising import Hash, set_facts
from connectors.actions.suppressing import suppress_names, suppress_rows
from connectors.census import DatabaseCensus
from connectors.companies import plain
from connectors.guards import hold_back
from connectors.models import DERIVED, FactChange, ImportRun, Prospect, Relationship
from connectors.queries import is_under_way, resting_among, suppressed_among, why_not_listable
from connectors.queries.corrections import corrections_now
from connectors.queries.suppressions import Named, scopes_of
from connectors.readers import ContactRow

NEW, USE, DROP = "new", "+", "-"


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
    intake.tally.held_back = hold_back(connector, [*intake.created, *intake.changed.values()])
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
        self.tally = Tally()
        self.census = DatabaseCensus()
        self.corrections = corrections_now()
        self.now = clock.now()
        said = (one.contact for one in wanted)
        self.known = Acquaintance(
            connector, arrivals, [one for one in said if isinstance(one, int)]
        )
        self.by_number: dict[int | None, Relationship] = {}
        self.left: list[int] = []
        # As they are now: what a file says better takes no mark off.
        before = {row.pk: row for row in self.known.own.values()}
        suppress_rows(before[pk] for pk in suppressed_among(before.values()))
        self.resting = resting_among(connector, before.values())
        self.barred: list[Relationship] = []
        self.barred_names: list[str] = []  # as this file spells them
        self.unused = new_people(len(wanted))
        self.new_people: set[int] = set()
        self.new_keys: dict[Hash, int] = {}
        self.off_market: set[int] = set()
        self.created: list[Relationship] = []
        self.changed: dict[int, Relationship] = {}
        self.history: list[FactChange] = []

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
        # Marks before rows, as whoever objects writes them: so neither waits for the other.
        suppress_rows(self.barred)
        here = scopes_of(connector=self.connector.pk)
        suppress_names(Named(name, here) for name in self.barred_names)
        self._save_people()
        copy_in(self.created)
        self._save_changed()
        FactChange.objects.bulk_create(self.history)
        forget_unknown(self.left)

    def _save_people(self) -> None:
        """Write who is new. Whom another network brought at this moment is led to instead."""
        theirs = give_keys(self.new_keys) if self.new_keys else {}
        instead = {self.new_keys[mark]: person for mark, person in theirs.items()}
        self.left += set(instead) - self.new_people
        for row in [*self.created, *self.changed.values()]:
            row.prospect_id = instead.get(row.prospect_id, row.prospect_id)
        copy_in([Prospect(pk=pk) for pk in sorted(self.new_people - set(instead))])

    def _save_changed(self) -> None:
        """Write what changed. A file takes listings off the market and puts none back, whatever it saw."""
        rows = Relationship.objects.select_for_update(no_key=True).order_by("pk")
        list(rows.filter(pk__in=self.changed).values_list("pk", flat=True))
        Relationship.objects.bulk_update(self.changed.values(), _WRITTEN)
        off = self.off_market.union(row.pk for row in self.barred)
        Relationship.objects.filter(pk__in=off).update(listed_at=None)

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
        row = Relationship(
            connector=self.connector,
            prospect_id=person,
            company=company,
            country=company.country if company else "",
            brought_by=self.run,
            created_at=self.now,
            updated_at=self.now,
        )
        self._fill(row, arrival)
        self._learn_key(person, arrival)
        self.known.remember(row)
        self.created.append(row)
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
            self.off_market.add(row.pk)
            self.tally.unlisted += 1
        row.updated_at = self.now
        if row.pk:
            self.changed[row.pk] = row
            self.history += facts.changes(row, self.run, self.now)
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
        self.new_people.add(person)
        return person

    def _is_known_by_mailbox(self, row: Relationship) -> bool:
        return row.prospect_id not in self.new_people and bool(have_keys([row.prospect_id]))

    def _lead_to(self, row: Relationship, person: int) -> None:
        self.known.own.pop(row.prospect_id, None)
        self.left.append(row.prospect_id)
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
            self.barred.append(row)
            self.barred_names.append(found.name)
        set_facts(row, self.census, self.corrections)

    def _learn_key(self, person: int, arrival: Arrival) -> None:
        if arrival.emails and not any(mark in self.known.people for mark in arrival.emails):
            self.known.people[arrival.emails[0]] = person
            self.new_keys[arrival.emails[0]] = person


def _without_email(arrival: Arrival) -> Arrival:
    return replace(arrival, row=replace(arrival.row, email=""), email="", emails=[])


_COMPARED = (
    "prospect_id", "company_id", "name", "email", "profile_url", "title", "company_name",
    "role", "seniority", "department", "category", "country", "connected_on",
)  # fmt: skip
_WRITTEN = [
    "prospect", "company", "name", "email", "profile_url", "title", "company_name",
    "role", "seniority", "department", "category", "country", "connected_on",
    "domain_key_id", "domain_digest", "profile_key_id", "profile_digest", "name_key_id",
    "name_digest", "moved_at", "updated_at", *DERIVED,
]  # fmt: skip
