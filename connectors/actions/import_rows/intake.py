"""Rows become relationships: one batch is looked up once, decided in memory and written in bulk."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from brokerage.accounts.models import User
from brokerage.accounts.sanctions.standing import is_limited
from brokerage.kit import clock
from brokerage.kit.encryption import all_hashes
from connectors.actions.import_rows.arrivals import Arrival, arrival_of, bar
from connectors.actions.import_rows.known_companies import companies_by_key
from connectors.actions.import_rows.locks import lock_account, lock_prospects
from connectors.actions.import_rows.recognising import Hash, forget_unknown, name_key, set_facts
from connectors.actions.suppressing import suppress_names, suppress_rows
from connectors.census import DatabaseCensus
from connectors.companies import plain
from connectors.guards import hold_back
from connectors.identity import normalise_email, normalise_profile_url
from connectors.models import DERIVED, Company, Prospect, ProspectKey, Relationship
from connectors.queries import suppressed_among, why_not_listable
from connectors.queries.corrections import corrections_now
from connectors.queries.suppressions import Named, scopes_of
from connectors.readers import ContactRow


@dataclass
class Tally:
    """What became of a batch of rows."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    held_back: list[str] = field(default_factory=list)
    """What reps no longer read of the connector, since it names one of these."""


def take_in(connector: User, rows: Sequence[ContactRow]) -> Tally:
    """Add `rows` to the connector's network and say what became of them. Inside a transaction."""
    lock_account(connector)
    lock_prospects()
    arrivals = [arrival_of(row) for row in rows]
    bar(arrivals)
    intake = _Intake(connector, arrivals)
    for arrival in arrivals:
        intake.take(arrival)
    intake.save()
    intake.tally.held_back = hold_back(connector, [*intake.created, *intake.changed.values()])
    return intake.tally


class _Intake:
    """One batch: everything is looked up once, decided in memory, and written in bulk."""

    def __init__(self, connector: User, arrivals: list[Arrival]) -> None:
        self.connector = connector
        self.tally = Tally()
        self.census = DatabaseCensus()
        self.corrections = corrections_now()
        self.now = clock.now()
        self.companies = companies_by_key(one.company for one in arrivals if one.company)
        self.people = self._known_people([mark for one in arrivals for mark in one.emails])
        self.own: dict[object, Relationship] = {}
        self.by_profile: dict[tuple[str, str], Relationship] = {}
        self.by_name: dict[tuple[str, str], Relationship] = {}
        self.left: list[int] = []
        self._load_own(arrivals)
        # As they are now: what a file says better takes no mark off.
        known = {row.pk: row for row in self.own.values()}
        suppress_rows(known[pk] for pk in suppressed_among(known.values()))
        self.barred: list[Relationship] = []
        self.barred_names: list[str] = []  # as this file spells them
        self.new_people: list[Prospect] = []
        self.new_keys: list[tuple[Prospect, Hash]] = []
        self.created: list[Relationship] = []
        self.changed: dict[int, Relationship] = {}

    def take(self, arrival: Arrival) -> None:
        """Decide about one row."""
        person, relationship = self._who(arrival)
        if relationship is None:
            self._create(arrival, person)
            self.tally.new += 1
        elif self._update(relationship, arrival, person):
            self.tally.updated += 1
        else:
            self.tally.unchanged += 1

    def save(self) -> None:
        """Write what was decided."""
        Prospect.objects.bulk_create(self.new_people)
        ProspectKey.objects.bulk_create(
            ProspectKey(prospect=person, kind=kind, key_id=key_id, digest=digest)
            for person, (kind, key_id, digest) in self.new_keys
        )
        for row in [*self.created, *self.changed.values()]:
            row.prospect = row.prospect  # takes over the primary key that the person has by now
        Relationship.objects.bulk_create(self.created)
        if self.changed:
            Relationship.objects.bulk_update(self.changed.values(), _WRITTEN)
        suppress_rows(self.barred)
        here = scopes_of(connector=self.connector.pk)
        suppress_names(Named(name, here) for name in self.barred_names)
        barred = [row.pk for row in self.barred]
        Relationship.objects.filter(pk__in=barred).update(listed_at=None)
        forget_unknown(self.left)

    def _known_people(self, marks: list[Hash]) -> dict[Hash, Prospect]:
        rows = ProspectKey.objects.filter(digest__in=[digest for _, _, digest in marks])
        return {
            (row.kind, row.key_id, row.digest): row.prospect
            for row in rows.select_related("prospect")
        }

    def _load_own(self, arrivals: list[Arrival]) -> None:
        names = [digest for one in arrivals for _, digest in self._name_hashes(one)]
        profiles = [digest for one in arrivals for _, _, digest in one.profiles]
        known = {person.pk for person in self.people.values()}
        rows = Relationship.objects.filter(connector=self.connector).select_related(
            "prospect", "company"
        )
        for row in rows.filter(
            Q(prospect__in=known) | Q(name_digest__in=names) | Q(profile_digest__in=profiles)
        ).order_by("pk"):
            self._remember(row)

    def _remember(self, row: Relationship) -> None:
        self.own[row.prospect.public_id] = row
        if row.profile_digest:
            self.by_profile.setdefault((row.profile_key_id, row.profile_digest), row)
        if row.name_digest:
            self.by_name.setdefault((row.name_key_id, row.name_digest), row)

    def _company(self, arrival: Arrival) -> Company | None:
        return self.companies[arrival.company.key] if arrival.company else None

    def _name_hashes(self, arrival: Arrival) -> list[tuple[str, str]]:
        named = name_key(self.connector.pk, arrival.row.name, self._company(arrival))
        return all_hashes(named) if named else []

    def _who(self, arrival: Arrival) -> tuple[Prospect | None, Relationship | None]:
        """The person a row is about, and the connector's own relationship with them, if any."""
        person = next((self.people[mark] for mark in arrival.emails if mark in self.people), None)
        if person is not None and person.public_id in self.own:
            return person, self.own[person.public_id]
        profiled = (self.by_profile.get(mark[1:]) for mark in arrival.profiles)
        same = next((row for row in profiled if row), None)
        if same is None:
            named = (self.by_name.get(mark) for mark in self._name_hashes(arrival))
            same = next((row for row in named if row and _may_be(row, arrival)), None)
        return person, same

    def _create(self, arrival: Arrival, person: Prospect | None) -> None:
        if person is None:
            person = Prospect()
            self.new_people.append(person)
        company = self._company(arrival)
        row = Relationship(
            connector=self.connector,
            prospect=person,
            company=company,
            country=company.country if company else "",
            created_at=self.now,
            updated_at=self.now,
        )
        self._fill(row, arrival)
        self._learn_key(person, arrival)
        self._remember(row)
        self.created.append(row)

    def _update(self, row: Relationship, arrival: Arrival, person: Prospect | None) -> bool:
        """Take over what the file knows better; True if anything changed that the connector can see."""
        before = [getattr(row, name) for name in _COMPARED]
        company = None if "company_name" in row.corrected.split() else self._company(arrival)
        if company is not None and company != row.company:
            if row.country in {"", row.company.country if row.company else ""}:
                row.country = company.country
            row.company = company
        had_address, name = bool(row.email), plain(row.name)
        self._fill(row, arrival)
        if arrival.email and not had_address:
            self._reach(row, arrival, person)
        self._remember(row)
        if before == [getattr(row, name) for name in _COMPARED]:
            return False
        is_another = bool(name) and plain(row.name) != name
        if row.listed_at and (why_not_listable(row) or (is_another and is_limited(self.connector))):
            row.listed_at = None
        row.updated_at = self.now
        if row.pk:
            self.changed[row.pk] = row
        return True

    def _reach(self, row: Relationship, arrival: Arrival, person: Prospect | None) -> None:
        """The contact has an address now: it leads to whoever reads that mailbox."""
        if person is None and row.prospect.pk and row.prospect.keys.exists():
            person = Prospect()  # theirs is another mailbox, erased since
            self.new_people.append(person)
        if person is not None:
            self.own.pop(row.prospect.public_id, None)
            if row.prospect.pk:
                self.left.append(row.prospect.pk)
            row.prospect = person
        self._learn_key(row.prospect, arrival)

    def _fill(self, row: Relationship, arrival: Arrival) -> None:
        """Names and addresses that are there stay; the job is the file's, unless the person corrected it."""
        found = arrival.row
        row.name = row.name or found.name
        row.email = row.email or found.email
        row.profile_url = row.profile_url or found.profile_url
        corrected = row.corrected.split()
        if "title" not in corrected:
            row.title = found.position or row.title
        if "company_name" not in corrected:
            row.company_name = found.company or row.company_name
        if found.connected_on and found.connected_on <= self.now.date():
            row.connected_on = found.connected_on
        if arrival.barred:
            self.barred.append(row)
            self.barred_names.append(found.name)
        set_facts(row, self.census, self.corrections)

    def _learn_key(self, person: Prospect, arrival: Arrival) -> None:
        if arrival.emails and not any(mark in self.people for mark in arrival.emails):
            self.people[arrival.emails[0]] = person
            self.new_keys.append((person, arrival.emails[0]))


def _may_be(row: Relationship, arrival: Arrival) -> bool:
    """Whether a contact of the same name may be the same: no address contradicts it."""
    theirs, our = normalise_email(row.email), normalise_profile_url(row.profile_url)
    if arrival.email and theirs and arrival.email != theirs:
        return False
    if arrival.profile and our and arrival.profile != our:
        return False
    addressed = arrival.email or arrival.profile or theirs or our
    nameless_place = arrival.company is None and addressed
    return not nameless_place


_COMPARED = (
    "prospect_id", "company_id", "name", "email", "profile_url", "title", "company_name",
    "role", "seniority", "department", "category", "country", "connected_on",
)  # fmt: skip
_WRITTEN = [
    "prospect", "company", "name", "email", "profile_url", "title", "company_name",
    "role", "seniority", "department", "category", "country", "connected_on",
    "domain_key_id", "domain_digest", "profile_key_id", "profile_digest", "name_key_id",
    "name_digest", "listed_at", "updated_at", *DERIVED,
]  # fmt: skip
