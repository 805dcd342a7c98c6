"""A connector's own network, profile and imports."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.forms.models import model_to_dict

from brokerage.accounts.models import User
from connectors import hooks
from connectors.companies import plain
from connectors.models import BY_HAND, ConnectorProfile, ImportRun, Relationship
from connectors.queries.listings import payout_ready
from connectors.queries.own_rules import rules_of

NETWORK_PAGE_SIZE = 50
#: Up to this many relationships a network is decrypted, searched and sorted in memory.
NETWORK_LIMIT = 10_000


# --- What a connector sees --------------------------------------------------------------------


@dataclass(frozen=True)
class NetworkFilters:
    """What a connector looks for in their own network."""

    q: str = ""
    status: str = ""
    seniority: str = ""
    department: str = ""
    order: str = "name"
    page: int = 1


@dataclass(frozen=True)
class Step:
    """One thing to do before the first introduction can be sold."""

    name: str
    sentence: str
    path: str
    done: bool


@dataclass(frozen=True)
class NetworkCounts:
    """How a network stands."""

    total: int = 0
    listed: int = 0
    priced: int = 0


def visible_to(user: User) -> QuerySet[Relationship]:
    """The user's own relationships: the only way a connector's door gets one."""
    return Relationship.objects.filter(connector=user).select_related("company", "prospect")


def own_names(user: User) -> list[str]:
    """The names of everybody in the user's network. Decrypts them all."""
    return [row.name for row in Relationship.objects.filter(connector=user).only("name")]


def own_matches(user: User, filters: NetworkFilters) -> list[Relationship]:
    """The user's own relationships that match, decrypted, searched and sorted in memory."""
    rows = _own_filtered(visible_to(user), filters)
    light = rows.select_related(None).only(
        "pk", "public_id", "name", "title", "company_name", "strength", "price_minor", "created_at"
    )
    words = plain(filters.q).split()
    found = [row for row in light[:NETWORK_LIMIT] if not words or _says(row, words)]
    found.sort(key=_own_order(filters.order))
    return found


def own_network(user: User, filters: NetworkFilters) -> Page[Relationship]:
    """One page of the user's own network; see `own_matches`."""
    found = own_matches(user, filters)
    page = Paginator([row.pk for row in found], NETWORK_PAGE_SIZE).get_page(filters.page)
    by_pk = visible_to(user).in_bulk(list(page.object_list))
    shown = [by_pk[pk] for pk in page.object_list if pk in by_pk]
    page.object_list = shown  # type: ignore[assignment]
    return page  # type: ignore[return-value]


def _own_filtered(rows: QuerySet[Relationship], filters: NetworkFilters) -> QuerySet[Relationship]:
    wanted = {"seniority": filters.seniority, "department": filters.department}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    match filters.status:
        case "listed":
            return rows.filter(listed_at__isnull=False)
        case "unlisted":
            return rows.filter(listed_at__isnull=True)
        case "unpriced":
            return rows.filter(price_minor__isnull=True)
    return rows


def _says(row: Relationship, words: list[str]) -> bool:
    text = plain(f"{row.name} {row.title} {row.company_name}")
    return all(word in text for word in words)


def _own_order(order: str) -> Callable[[Relationship], Any]:
    """What to sort by: always to the end, so that equals stand as they came, not as stored."""
    match order:
        case "company":
            return lambda row: (plain(row.company_name) or "~", plain(row.name), row.pk)
        case "strength":
            return lambda row: (-row.strength, plain(row.name), row.pk)
        case "price":
            return lambda row: (-(row.price_minor or 0), plain(row.name), row.pk)
        case "newest":
            return lambda row: (-row.created_at.timestamp(), plain(row.name), row.pk)
    return lambda row: (plain(row.name) or "~", row.pk)


def counts(user: User) -> NetworkCounts:
    """How many relationships the user has, how many of them are priced and listed."""
    rows = Relationship.objects.filter(connector=user)
    return NetworkCounts(
        total=rows.count(),
        listed=rows.filter(listed_at__isnull=False).count(),
        priced=rows.filter(price_minor__isnull=False).count(),
    )


def profile_of(user: User) -> ConnectorProfile:
    """The user's profile; an empty, unsaved one if there is none yet."""
    found = ConnectorProfile.objects.filter(user=user).select_related("employer").first()
    return found or ConnectorProfile(user=user)


def first_steps(user: User) -> list[Step]:
    """What a new connector has to do, and what of it is done."""
    numbers = counts(user)
    return [
        Step(
            "Fill in your profile",
            "Reps read your headline once you answered them; your employer is kept off the market.",
            "/network/profile/",
            profile_of(user).is_complete,
        ),
        Step(
            "Set up payouts",
            "So that we can pay you after an introduction.",
            "/payouts/",
            payout_ready(user),
        ),
        Step(
            "Import your network",
            "Upload the export of LinkedIn, Google, Outlook or a vCard file.",
            "/network/import/",
            numbers.total > 0,
        ),
        Step(
            "Set prices and list",
            "Choose whom you would introduce, and for how much.",
            "/network/?status=unlisted",
            numbers.listed > 0,
        ),
    ]


def own_data(user: User) -> dict[str, object]:
    """What this app keeps for the user, as plain values: part of their own data export."""
    profile = profile_of(user)
    return {
        "profile": {
            "headline": profile.headline,
            "about": profile.about,
            "employer": profile.employer_name,
            "employer_domain": profile.employer_domain,
        },
        "relationships": [
            {name: getattr(row, name) for name in _OWN_FACTS}
            for row in visible_to(user).order_by("pk")
        ],
        "rules": model_to_dict(rules_of(user), exclude=["id", "user"]),
        "imports": list(
            ImportRun.objects.filter(connector=user).values("kind", "lawful_basis", "created_at")
        ),
    }


_OWN_FACTS = (
    "name", "email", "profile_url", "title", "company_name", "notes", "country", "strength",
    "how_known", "connected_on", "last_contact_on", "price_minor", "currency", "listed_at",
)  # fmt: skip


def imports_of(user: User) -> QuerySet[ImportRun]:
    """The user's imported files, newest first, without their content."""
    return ImportRun.objects.filter(connector=user).exclude(kind=BY_HAND).defer("file")


def unfinished_imports(before: datetime) -> QuerySet[ImportRun]:
    """Runs that were created before `before` and are not over: what the sweep picks up."""
    return ImportRun.objects.filter(
        status__in=[ImportRun.Status.WAITING, ImportRun.Status.RUNNING], created_at__lt=before
    ).defer("file")


def is_under_way(relationship: Relationship) -> bool:
    """Whether its person was asked about an introduction that has not ended."""
    return hooks.is_under_way.one(relationship)


def what_an_edit_does(relationship: Relationship) -> str:
    """What changing this entry would do to what runs, in a sentence for its connector; "" for nothing."""
    return hooks.what_an_edit_does.one(relationship)
