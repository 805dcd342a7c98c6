"""Price, show and list: for one relationship or many at once; what cannot be says why."""

import secrets
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from brokerage.accounts.models import User
from brokerage.accounts.sanctions.standing import is_limited
from brokerage.cases.sweeping import each
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from brokerage.kit.money import Money
from connectors.actions.fading import FADED, SAID, say_again
from connectors.census import DatabaseCensus
from connectors.models import DERIVED, Relationship
from connectors.queries import ListingRules, profile_of, visible_to, why_not_this_price
from connectors.queries.own_rules import floor_sentence, is_below_floor, rules_of

REST = timedelta(days=30)
#: Each comes back at another minute of that day: reps must not read which listings are one connector's.
_REST_SPREAD = 24 * 3600
NOT_LISTED = "It is not listed, so it cannot rest."


@dataclass(frozen=True)
class Change:
    """What is to become of the chosen relationships; None leaves a fact as it is."""

    price: Money | None = None
    show_company: bool | None = None
    strength: int | None = None
    listed: bool | None = None
    rest: bool = False
    """Take it off the market, and list it again by itself after `REST`."""

    @property
    def is_price_only(self) -> bool:
        """Whether nothing but a price changes: what reps read of who it is stays as it is."""
        return self.price is not None and self == Change(price=self.price)


@dataclass
class Outcome:
    """How many were changed, and why the others were not."""

    changed: int = 0
    refused: dict[uuid.UUID, str] = field(default_factory=dict)
    #: Minor units (None: no price) and currency by primary key, where only the price was changed.
    former_prices: dict[int, tuple[int | None, str]] = field(default_factory=dict)

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """Each reason with how many it concerns, the most frequent first."""
        return Counter(self.refused.values()).most_common()

    @property
    def sentence(self) -> str:
        """The outcome for people, reasons included."""
        said = [f"{self.changed} changed."]
        said += [f"{count} not: {reason}" for reason, count in self.reasons]
        return " ".join(said)


@transaction.atomic
def change(user: User, public_ids: Iterable[uuid.UUID | str], wanted: Change) -> Outcome:
    """Make one change to many of the user's relationships; those that cannot be changed say why.

    Refuses as a whole when nothing was chosen, when the price cannot be asked by anybody, or when
    the profile that the own-employer rule needs is missing.
    """
    own = visible_to(user).filter(public_id__in=list(public_ids))
    return change_rows(user, own, wanted)


@transaction.atomic
def change_rows(user: User, own: QuerySet[Relationship], wanted: Change) -> Outcome:
    """The same for a query of the user's own relationships."""
    locked = own.select_for_update(of=("self",)).order_by("pk")
    if wanted.price is not None and wanted.is_price_only:
        return _ask(user, locked.select_related(None), wanted.price)
    rows = list(locked)
    unlisted = any(row.listed_at is None for row in rows)
    refuse_change(user, wanted, anybody=bool(rows), unlisted=unlisted)
    outcome = Outcome()
    if wanted.rest:
        outcome.refused = {row.public_id: NOT_LISTED for row in rows if not row.listed_at}
        rows = [row for row in rows if row.listed_at]
    if wanted.price is not None and wanted.listed is None:
        listed = [row for row in rows if row.listed_at]
        below = _below_floor(user, {row.seniority for row in listed}, wanted.price)
        outcome.refused |= {
            row.public_id: below[row.seniority] for row in listed if row.seniority in below
        }
        rows = [row for row in rows if row.public_id not in outcome.refused]
    for row in rows:
        _apply(row, wanted)
    changed = _listed(user, rows, outcome) if wanted.listed else rows
    if wanted.listed or wanted.strength is not None:
        say_again(changed)
    census = DatabaseCensus()
    for row in changed:
        row.derive(census)
        row.updated_at = clock.now()
    Relationship.objects.bulk_update(changed, _WRITTEN, batch_size=500)
    outcome.changed = len(changed)
    return outcome


def _ask(user: User, rows: QuerySet[Relationship], price: Money) -> Outcome:
    """Ask this price for each of these, without opening anything of them: one UPDATE."""
    found = list(
        rows.values_list("pk", "public_id", "seniority", "listed_at", "price_minor", "currency")
    )
    refuse_change(user, Change(price=price), anybody=bool(found), unlisted=False)
    below = _below_floor(user, {kind for _, _, kind, listed, *_ in found if listed}, price)
    outcome = Outcome()
    for pk, public_id, kind, listed, amount, currency in found:
        if listed and kind in below:
            outcome.refused[public_id] = below[kind]
        else:
            outcome.former_prices[pk] = (amount, currency)
    outcome.changed = Relationship.objects.filter(pk__in=list(outcome.former_prices)).update(
        price_minor=price.amount, currency=price.currency, updated_at=clock.now()
    )
    return outcome


def _below_floor(user: User, kinds: set[str], price: Money) -> dict[str, str]:
    """For which of these seniorities the price is below the connector's own lowest one, with the reason."""
    rules = rules_of(user)
    return {
        kind: floor_sentence(rules, kind, price.currency)
        for kind in kinds
        if is_below_floor(rules, price.amount, price.currency, kind)
    }


def set_price(user: User, public_ids: Iterable[uuid.UUID | str], price: Money) -> Outcome:
    """Ask `price` for each of these."""
    return change(user, public_ids, Change(price=price))


def set_visibility(
    user: User, public_ids: Iterable[uuid.UUID | str], *, show_company: bool
) -> Outcome:
    """Show the company's name, or only its industry and size."""
    return change(user, public_ids, Change(show_company=show_company))


def list_relationships(user: User, public_ids: Iterable[uuid.UUID | str]) -> Outcome:
    """Let reps find these; those that may not be offered say why."""
    return change(user, public_ids, Change(listed=True))


def unlist(user: User, public_ids: Iterable[uuid.UUID | str]) -> Outcome:
    """Take these off the market. Introductions under way go on."""
    return change(user, public_ids, Change(listed=False))


def refuse_change(user: User, wanted: Change, *, anybody: bool, unlisted: bool) -> None:
    """Refuse what cannot be done to whomever was chosen. `anybody`: whether somebody was; `unlisted`:
    whether one of them is not listed yet."""
    if not anybody:
        raise Refusal("Choose at least one relationship first.", code="none_chosen", status=400)
    if wanted == Change():
        raise Refusal("Choose what to change.", code="no_change", status=400)
    if wanted.rest and wanted.listed is not None:
        raise Refusal("Choose either to list, to unlist or to rest.", code="listed", status=400)
    if wanted.strength is not None and wanted.strength not in range(1, 6):
        raise Refusal("Strength goes from 1 to 5.", code="strength", status=400, field="strength")
    if wanted.price is not None and (
        reason := why_not_this_price(wanted.price.amount, wanted.price.currency)
    ):
        raise Refusal(reason, code="price", status=400, field="price")
    if wanted.listed and is_limited(user) and unlisted:
        raise Refusal(
            "Your account is limited: you cannot list anybody new; see your account page.",
            code="limited",
            status=403,
        )
    if wanted.listed and not profile_of(user).is_complete:
        raise Refusal(
            "Fill in your profile first: we need to know your employer before you list anybody.",
            code="profile_missing",
        )


def _apply(row: Relationship, wanted: Change) -> None:
    if wanted.price is not None:
        row.price_minor, row.currency = wanted.price.amount, wanted.price.currency
    if wanted.show_company is not None:
        row.show_company = wanted.show_company
    if wanted.strength is not None:
        row.strength = wanted.strength
    if wanted.listed is not None:
        row.back_at = None
    if wanted.rest:
        row.back_at = clock.now() + REST + timedelta(seconds=secrets.randbelow(_REST_SPREAD))
    if wanted.listed is False or wanted.rest:
        if row.listed_at:
            row.last_listed_at = clock.now()
        row.listed_at = row.attest_by = None
        row.rests_unattested = False


def _listed(user: User, rows: list[Relationship], outcome: Outcome) -> list[Relationship]:
    """List those that may be; put down why the others may not. Returns all that changed."""
    rules = ListingRules(user, rows)
    now = clock.now()
    listed = []
    for row in rows:
        if reason := rules.why_not(row):
            outcome.refused[row.public_id] = reason
        else:
            row.listed_at = row.listed_at or now
            row.last_listed_at = now
            listed.append(row)
    return listed


def end_rests() -> int:
    """List again whose rest is over, where that is still allowed; how many. Says nothing anew about how
    well they know each other. One connector for whom it fails stops no other."""
    listed: list[int] = []
    due = Relationship.objects.filter(back_at__lte=clock.now()).values("connector")
    connectors = User.objects.filter(pk__in=due).order_by("pk")
    each("rests that end", connectors, lambda pk: listed.append(_end_rests_of(pk)))
    return sum(listed)


@transaction.atomic
def _end_rests_of(user_id: int) -> int:
    user = User.objects.get(pk=user_id)
    own = visible_to(user).filter(back_at__lte=clock.now())
    rows = list(own.select_for_update(of=("self",)).order_by("pk"))
    for row in rows:
        row.back_at = None
    try:
        refuse_change(user, Change(listed=True), anybody=True, unlisted=True)
        listed = _listed(user, [row for row in rows if not row.listed_at], Outcome())
    except Refusal:  # the account may list nobody now
        listed = []
    census = DatabaseCensus()
    for row in listed:
        row.derive(census)
        row.updated_at = clock.now()
    Relationship.objects.bulk_update(rows, _WRITTEN, batch_size=500)
    return len(listed)


_WRITTEN = [
    "price_minor",
    "currency",
    "show_company",
    "strength",
    "listed_at",
    "back_at",
    "last_listed_at",
    "updated_at",
    *SAID,
    *FADED,
    *DERIVED,
]


def default_currency(user: User) -> str:
    """The currency to offer first: the user's own, where we settle in it."""
    known = settings.SETTLEMENT_CURRENCIES
    return user.currency if user.currency in known else known[0]
