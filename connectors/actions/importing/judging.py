"""What a row of a file is to a network: new, known, a question, or somebody who had better stay out.

Nothing here depends on what anybody asked for, or on another network: a review tells no secret.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from brokerage.accounts.models import User
from brokerage.accounts.queries import addresses_of
from connectors.actions.import_rows.acquaintance import Acquaintance
from connectors.actions.import_rows.arrivals import Arrival
from connectors.actions.import_rows.changes import is_open, what_changes
from connectors.actions.importing.namesakes import Namesakes
from connectors.companies import company_key, company_name
from connectors.identity import (
    FREE_MAIL_DOMAINS,
    email_domain,
    normalise_email,
    normalise_profile_url,
    owner_of,
    same_domain,
)
from connectors.models import Company, ImportRow, Relationship
from connectors.person_names import mailbox_bears, may_be_same
from connectors.queries.corrections import corrections_now, understood
from connectors.queries.rules import EmployerRule, is_in_office
from connectors.readers import ContactRow
from connectors.readers.encodings import is_misread

MOST_CANDIDATES = 5
MOST_COMPANIES = 2000
"""So many companies are kept at hand from one batch to the next; a model each, of one or two kilobytes."""


@dataclass(frozen=True)
class Verdict:
    """What a row is. Candidates are "c12", a contact, or "r34", another row of the file."""

    kind: ImportRow.Kind
    reason: ImportRow.Reason = ImportRow.Reason.NONE
    candidates: tuple[str, ...] = ()
    changes: bool = False


@dataclass(frozen=True, slots=True)
class _AtWork:
    """Where the person of a row works."""

    email: str
    company: Company | None
    company_name: str
    category: str

    @property
    def company_id(self) -> int | None:
        return self.company.pk if self.company else None


class Judge:
    """Judges the rows of one file, batch by batch: what stood in it before counts too.

    `names` are the connector's contacts by the words of their names, in alphabetical order. `earlier` gives
    rows of earlier batches by their numbers, as far as they were kept.
    """

    def __init__(
        self,
        connector: User,
        names: Namesakes,
        earlier: Callable[[Collection[int]], Mapping[int, ContactRow]],
    ) -> None:
        self.connector = connector
        self.earlier = earlier
        self.rows: dict[int, ContactRow] = {}
        self.names = names
        self.employer = EmployerRule(connector)
        self.companies: dict[str, Company] = {}
        self.corrections = corrections_now()
        self.own_addresses = {normalise_email(one) for one in addresses_of(connector)}
        self.read_by_email, self.read_by_profile = Namesakes(), Namesakes()
        self.read_by_name = Namesakes()

    def judge(self, arrivals: Sequence[Arrival]) -> list[Verdict]:
        """What each of the next rows is."""
        if len(self.companies) > MOST_COMPANIES:
            self.companies.clear()
        namesakes = (pk for one in arrivals for pk in self.names.of(one.words))
        known = Acquaintance(
            self.connector,
            arrivals,
            namesakes,
            add_companies=False,
            companies=self.companies,
            by_name=False,
        )
        alike = {number for arrival in arrivals for number in self._alike(arrival)}
        self.rows = dict(self.earlier(alike)) if alike else {}
        found = []
        for arrival in arrivals:
            found.append(self._one(arrival, known))
            self._note(arrival)
        return found

    def _one(self, arrival: Arrival, known: Acquaintance) -> Verdict:
        mailed, profiled = known.mailed(arrival), known.profiled(arrival)
        if mailed and profiled and mailed is not profiled:
            return _question(ImportRow.Reason.TWO_CONTACTS, [f"c{mailed.pk}", f"c{profiled.pk}"])
        if mailed and not profiled and not _is_one(mailed.name, arrival.row.name):
            return _question(ImportRow.Reason.SHARED_MAILBOX, [f"c{mailed.pk}"])
        if same := mailed or profiled:
            return self._known(same, arrival, known)
        if verdict := self._in_file(arrival):
            return verdict
        return self._by_name(arrival, known) or self._new(arrival, known)

    def _known(self, row: Relationship, arrival: Arrival, known: Acquaintance) -> Verdict:
        """A contact that an address, or a name at a company, leads to: known, or another in some way."""
        here = f"c{row.pk}"
        theirs = normalise_email(row.email)
        stands = not is_open(row, "email")
        moved = _has_moved(row, arrival)
        if arrival.email and theirs and arrival.email != theirs and not stands:
            reason = ImportRow.Reason.MOVED if moved else ImportRow.Reason.OTHER_ADDRESS
            return _question(reason, [here], changes=True)
        if moved and theirs and not stands and not _may_stay(row, arrival):
            return _question(ImportRow.Reason.MOVED, [here])
        return Verdict(
            ImportRow.Kind.KNOWN, candidates=(here,), changes=bool(what_changes(row, arrival))
        )

    def _in_file(self, arrival: Arrival) -> Verdict | None:
        """What an earlier row of the same file makes of this one."""
        row = arrival.row
        same = next(self._read(self.read_by_email, arrival.email), None) or next(
            self._read(self.read_by_profile, arrival.profile), None
        )
        if same is not None:
            here = f"r{same.number}"
            if not _is_one(same.name, row.name):
                return _question(ImportRow.Reason.SHARED_MAILBOX, [here])
            return Verdict(ImportRow.Kind.KNOWN, candidates=(here,), changes=_says_more(row, same))
        return None

    def _by_name(self, arrival: Arrival, known: Acquaintance) -> Verdict | None:
        """A name that is known: a contact without a doubt, or a question."""
        words = arrival.words
        if len(words) < 2 and arrival.company is None:
            return None
        contacts = [known.by_pk[pk] for pk in self.names.of(words) if pk in known.by_pk]
        contacts = [row for row in contacts if not _are_two(row.profile_url, arrival)]
        read = [one for one in self._read(self.read_by_name, words) if not _differ(one, arrival)]
        here = [row for row in contacts if _same_place(row, arrival)]
        others = [] if arrival.company else [row for row in contacts if row not in here]
        if len(here) == 1 and not others and not read:
            (row,) = here
            if not (arrival.email and normalise_email(row.email)):
                return self._known(row, arrival, known)
        candidates = [f"c{row.pk}" for row in contacts] + [f"r{one.number}" for one in read]
        return _question(ImportRow.Reason.NAMESAKE, candidates) if candidates else None

    def _new(self, arrival: Arrival, known: Acquaintance) -> Verdict:
        row = _AtWork(
            email=arrival.email,
            company=known.company(arrival),
            company_name=arrival.row.company,
            category=understood(arrival.row.position, self.corrections).category,
        )
        if self.employer.bites(row):
            return Verdict(ImportRow.Kind.LEFT_OUT, ImportRow.Reason.OWN_EMPLOYER)
        if is_in_office(row) or arrival.email in self.own_addresses:
            return Verdict(ImportRow.Kind.UNLISTABLE)
        if _is_private(arrival):
            return Verdict(ImportRow.Kind.LEFT_OUT, ImportRow.Reason.PRIVATE)
        return Verdict(ImportRow.Kind.NEW)

    def _note(self, arrival: Arrival) -> None:
        row = arrival.row
        self.rows[row.number] = row
        self.read_by_email.add(arrival.email, row.number)
        self.read_by_profile.add(arrival.profile, row.number)
        self.read_by_name.add(arrival.words, row.number)

    def _alike(self, arrival: Arrival) -> list[int]:
        """The numbers of rows that were read before and share something with this one."""
        return [
            *self.read_by_email.of(arrival.email)[:1],
            *self.read_by_profile.of(arrival.profile)[:1],
            *self.read_by_name.of(arrival.words),
        ]

    def _read(self, numbers: Namesakes, said: Hashable) -> Iterator[ContactRow]:
        """The rows that were read before and say the same, in order."""
        return (self.rows[one] for one in numbers.of(said) if one in self.rows)


def _question(
    reason: ImportRow.Reason, candidates: Iterable[str], *, changes: bool = False
) -> Verdict:
    """A question; `changes` where the row brings another address than its contact has."""
    few = tuple(dict.fromkeys(candidates))[:MOST_CANDIDATES]
    return Verdict(ImportRow.Kind.QUESTION, reason, few, changes)


def _is_one(name: str, other: str) -> bool:
    """Whether two names may be one person's; a missing one contradicts nothing."""
    return not name or not other or may_be_same(name, other) or is_misread(name, other)


def _are_two(profile_url: str, arrival: Arrival) -> bool:
    theirs = normalise_profile_url(profile_url)
    return bool(theirs and arrival.profile and theirs != arrival.profile)


def _differ(read: ContactRow, arrival: Arrival) -> bool:
    """Whether two rows with one name are two people: other profiles, or other firms."""
    if _are_two(read.profile_url, arrival):
        return True
    here = arrival.company.key if arrival.company else ""
    there = company_key(read.company)
    return bool(here and there and here != there)


def _same_place(row: Relationship, arrival: Arrival) -> bool:
    """Whether a contact works where a row says: stated on both sides, or on neither."""
    key = arrival.company.key if arrival.company else ""
    named = company_name(row.company_name)
    theirs = {named.key if named else "", row.company.key if row.company else ""} - {""}
    return key in theirs if key else not theirs and not (arrival.email or row.email)


def _has_moved(row: Relationship, arrival: Arrival) -> bool:
    """Whether a row names another company than its contact has."""
    if arrival.company is None or not row.company_name or "company_name" in row.typed.split():
        return False
    return not (_same_place(row, arrival) or is_misread(row.company_name, arrival.row.company))


def _may_stay(row: Relationship, arrival: Arrival) -> bool:
    """Whether a contact's address outlives a change of jobs: it is a private one, or already the new one."""
    domain = email_domain(row.email)
    if domain in FREE_MAIL_DOMAINS:
        return True
    company = arrival.company
    if company is not None:
        known = Company.objects.filter(key=company.key).exclude(domain="").first()
        if known is not None and same_domain(domain, known.domain):
            return True
        site, words = (
            owner_of(domain).partition(".")[0].replace("-", ""),
            company.key.replace(" ", ""),
        )
        if min(len(site), len(words)) > 2 and (site.startswith(words) or words.startswith(site)):
            return True
    return mailbox_bears(f"x@{domain}", row.name)


def _is_private(arrival: Arrival) -> bool:
    """Whether a row holds nobody's work: no company, no title, no profile, and no address at a firm."""
    row = arrival.row
    if arrival.company or row.position or arrival.profile:
        return False
    return not arrival.email or email_domain(arrival.email) in FREE_MAIL_DOMAINS


def _says_more(row: ContactRow, same: ContactRow) -> bool:
    told = ("email", "profile_url", "position", "company")
    return any(getattr(row, one) and getattr(row, one) != getattr(same, one) for one in told)
