"""What was decided about a batch is written: the one place through which many relationships are written."""

from collections.abc import Collection
from dataclasses import dataclass, field

from brokerage.accounts.models import User
from brokerage.kit.copying import change_rows, copy_in, copy_rows
from connectors.actions.import_rows.people import forget_unknown, give_keys
from connectors.actions.import_rows.recognising import Hash
from connectors.actions.suppressing import suppress_names, suppress_rows
from connectors.models import DERIVED, FactChange, Prospect, Relationship
from connectors.queries.suppressions import Named, scopes_of

WRITTEN = (
    "prospect_id", "company_id", "name", "email", "profile_url", "title", "company_name",
    "role", "seniority", "department", "category", "country", "connected_on",
    "domain_key_id", "domain_digest", "profile_key_id", "profile_digest", "name_key_id",
    "name_digest", "moved_at", "updated_at", *DERIVED,
)  # fmt: skip
"""What a file may change about a relationship, by `attname`."""


@dataclass
class Decided:
    """What is to become of a batch of one connector's rows. People are primary keys."""

    new_people: set[int] = field(default_factory=set)
    new_keys: dict[Hash, int] = field(default_factory=dict)
    created: list[Relationship] = field(default_factory=list)
    changed: dict[int, Relationship] = field(default_factory=dict)
    """By primary key."""
    history: list[FactChange] = field(default_factory=list)
    off_market: set[int] = field(default_factory=set)
    """Relationships that are listed no more."""
    left: list[int] = field(default_factory=list)
    """People to whom a relationship led before."""
    barred: list[Relationship] = field(default_factory=list)
    barred_names: list[str] = field(default_factory=list)
    """Names of people who asked not to be listed, as the file spells them."""


def write(connector: User, decided: Decided) -> None:
    """Write all of it. Inside a transaction, under the account's lock and `share_prospects`."""
    # Marks before rows, as whoever objects writes them: so neither waits for the other.
    suppress_rows(decided.barred)
    here = scopes_of(connector=connector.pk)
    suppress_names(Named(name, here) for name in decided.barred_names)
    _write_people(decided)
    copy_in(decided.created)
    _write_changed(list(decided.changed.values()))
    _take_off(decided.off_market.union(row.pk for row in decided.barred))
    FactChange.objects.bulk_create(decided.history)
    forget_unknown(decided.left)


def _write_people(decided: Decided) -> None:
    """Write who is new. Whom another network brought at this moment is led to instead."""
    theirs = give_keys(decided.new_keys) if decided.new_keys else {}
    instead = {decided.new_keys[mark]: person for mark, person in theirs.items()}
    for row in [*decided.created, *decided.changed.values()]:
        row.prospect_id = instead.get(row.prospect_id, row.prospect_id)
    decided.left += set(instead) - decided.new_people
    copy_rows(Prospect, [{"id": pk} for pk in sorted(decided.new_people - set(instead))])


def _write_changed(rows: Collection[Relationship]) -> None:
    """Whether the company may be shown is as it is now: it may have been hidden since these were read."""
    waiting = Relationship.objects.select_for_update(no_key=True).order_by("pk")
    pks = [row.pk for row in rows]
    shows = dict(waiting.filter(pk__in=pks).values_list("pk", "show_company"))
    for row in rows:
        if (now := shows.get(row.pk, row.show_company)) != row.show_company:
            row.show_company = now
            row.derive()
    change_rows(rows, WRITTEN)


def _take_off(rows: Collection[int]) -> None:
    """A file takes listings off the market and puts none back, whatever it saw when it began."""
    Relationship.objects.filter(pk__in=rows).update(listed_at=None)
