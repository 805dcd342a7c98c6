"""Which of a connector's own contacts the rows of a batch may be about. Looked up once, asked often."""

from collections.abc import Iterable, Sequence

from django.db.models import Q

from brokerage.accounts.models import User
from brokerage.kit.encryption import all_hashes
from connectors.actions.import_rows.arrivals import Arrival
from connectors.actions.import_rows.known_companies import companies_by_key
from connectors.actions.import_rows.people import known_people
from connectors.actions.import_rows.recognising import name_key
from connectors.identity import normalise_email, normalise_profile_url
from connectors.models import Company, Relationship


class Acquaintance:
    """Own contacts and known people by the hashes of a batch's addresses and names.

    `also` are contacts to be at hand whatever their hashes, by primary key. Without `add_companies` nothing
    is written: companies nobody knows yet are there for the moment only. `companies` are those that are known
    by key; others are added to it. Without `by_name` nobody is looked up by name and company.
    """

    def __init__(
        self,
        connector: User,
        arrivals: Sequence[Arrival],
        also: Iterable[int] = (),
        *,
        add_companies: bool = True,
        companies: dict[str, Company] | None = None,
        by_name: bool = True,
    ) -> None:
        self.connector = connector
        self.companies = {} if companies is None else companies
        named = [one.company for one in arrivals if one.company]
        unknown = [one for one in named if one.key not in self.companies]
        self.companies |= companies_by_key(unknown, add=add_companies)
        marks = (mark for one in arrivals for mark in one.emails)
        self.people = known_people(marks, keep=add_companies)
        self.own: dict[int, Relationship] = {}
        self.by_pk: dict[int, Relationship] = {}
        self.by_profile: dict[tuple[str, str], Relationship] = {}
        self.by_name: dict[tuple[str, str], list[Relationship]] = {}
        self._load(arrivals if by_name else (), arrivals, also)

    def company(self, arrival: Arrival) -> Company | None:
        """The shared company a row names."""
        return self.companies[arrival.company.key] if arrival.company else None

    def person(self, arrival: Arrival) -> int | None:
        """Who reads a row's mailbox, in whosever network, by primary key."""
        return next((self.people[mark] for mark in arrival.emails if mark in self.people), None)

    def mailed(self, arrival: Arrival) -> Relationship | None:
        """The own contact who reads a row's mailbox."""
        person = self.person(arrival)
        return None if person is None else self.own.get(person)

    def profiled(self, arrival: Arrival) -> Relationship | None:
        """The own contact with a row's profile."""
        found = (self.by_profile.get(mark[1:]) for mark in arrival.profiles)
        return next((row for row in found if row), None)

    def named(self, arrival: Arrival) -> list[Relationship]:
        """Own contacts of the same name at the same company, where nothing contradicts it."""
        hashes = self.name_hashes(arrival)
        rows = {id(row): row for mark in hashes for row in self.by_name.get(mark, ())}
        return [row for row in rows.values() if _may_be(row, arrival)]

    def name_hashes(self, arrival: Arrival) -> list[tuple[str, str]]:
        """By what a row without addresses is known again within this network."""
        if arrival.names is None:
            key = name_key(self.connector.pk, arrival.row.name, self.company(arrival))
            arrival.names = all_hashes(key) if key else []
        return arrival.names

    def remember(self, row: Relationship) -> None:
        """A contact that is there now, or has other addresses."""
        self.own[row.prospect_id] = row
        if row.pk:
            self.by_pk[row.pk] = row
        if row.profile_digest:
            self.by_profile.setdefault((row.profile_key_id, row.profile_digest), row)
        if row.name_digest:
            namesakes = self.by_name.setdefault((row.name_key_id, row.name_digest), [])
            if row not in namesakes:
                namesakes.append(row)

    def _load(
        self, named: Sequence[Arrival], arrivals: Sequence[Arrival], also: Iterable[int]
    ) -> None:
        names = [digest for one in named for _, digest in self.name_hashes(one)]
        profiles = [digest for one in arrivals for _, _, digest in one.profiles]
        known = set(self.people.values())
        rows = Relationship.objects.filter(connector=self.connector).select_related("company")
        for row in rows.filter(
            Q(prospect__in=known)
            | Q(name_digest__any_of=names)
            | Q(profile_digest__any_of=profiles)
            | Q(pk__in=list(also))
        ).order_by("pk"):
            self.remember(row)


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
