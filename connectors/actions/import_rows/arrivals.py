"""Rows on their way in: by what their person may be known, and who asked not to be listed."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from connectors.actions.import_rows.recognising import Hash, hashes_of
from connectors.actions.suppressing import marks_of_addresses, renew_suppressions
from connectors.companies import CompanyName, company_name, plain
from connectors.identity import normalise_email, normalise_profile_url
from connectors.models import KeyKind
from connectors.queries import suppressed_hashes
from connectors.readers import ContactRow


@dataclass(slots=True)
class Arrival:
    """A row on its way in, with the hashes by which its person may be known.

    `words` are those of its name in alphabetical order. `names` are the hashes of its name with its company
    in one network, once they were asked for.
    """

    row: ContactRow
    words: tuple[str, ...]
    email: str
    profile: str
    company: CompanyName | None
    emails: list[Hash] = field(default_factory=list)
    profiles: list[Hash] = field(default_factory=list)
    names: list[tuple[str, str]] | None = None
    barred: bool = False


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name in alphabetical order, so that "Lee, Ann" and "Ann Lee" are one."""
    return tuple(sorted(plain(name).split()))


def arrival_of(row: ContactRow) -> Arrival:
    """A row as it comes in: addresses in one canonical form, and their hashes."""
    email, profile = normalise_email(row.email), normalise_profile_url(row.profile_url)
    return Arrival(
        row=row,
        words=words_of(row.name),
        email=email,
        profile=profile,
        company=company_name(row.company),
        emails=hashes_of(KeyKind.EMAIL, email),
        profiles=hashes_of(KeyKind.PROFILE, profile),
    )


def bar(arrivals: list[Arrival]) -> None:
    """Mark those whose person asked not to be listed, under any address that the row has.

    They come in like anybody else and cannot be listed: neither the contact nor a count tells the
    connector that somebody objected. A company's domain is looked up whenever it matters, for it may take
    its word back.
    """
    marks = [{*one.emails, *one.profiles, *_others(one.row)} for one in arrivals]
    renew_suppressions((one.row.email, one.row.profile_url) for one in arrivals)
    hit = suppressed_hashes(mark for some in marks for mark in some)
    for one, some in zip(arrivals, marks, strict=True):
        one.barred = bool(hit.intersection(some))


def _others(row: ContactRow) -> Iterator[Hash]:
    """The marks of the other addresses of a row."""
    for address in row.addresses:
        if address and address not in (row.email, row.profile_url):
            yield from marks_of_addresses(address, address)
