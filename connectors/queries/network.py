"""A connector's own network, profile and imports."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.forms.models import model_to_dict

from brokerage.accounts.models import User
from connectors import hooks
from connectors.models import BY_HAND, ConnectorProfile, ImportRun, Relationship
from connectors.models.imports import AT_WORK
from connectors.queries.listings import payout_ready
from connectors.queries.network_filters import NetworkFilters, matching
from connectors.queries.network_index import Person, network_index
from connectors.queries.own_rules import rules_of

NETWORK_PAGE_SIZE = 50
#: So many people a network can hold.
NETWORK_LIMIT = 100_000


# --- What a connector sees --------------------------------------------------------------------


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


@dataclass(frozen=True)
class NetworkHealth(NetworkCounts):
    """The same, and what needs a look: listings to confirm again, people who changed jobs, no address."""

    to_confirm: int = 0
    moved: int = 0
    no_email: int = 0


def visible_to(user: User) -> QuerySet[Relationship]:
    """The user's own relationships: the only way a connector's door gets one."""
    return Relationship.objects.filter(connector=user).select_related("company", "prospect")


def own_names(user: User) -> list[str]:
    """The names of everybody in the user's network."""
    return [one.name for one in network_index(user).in_order("name")]


def own_matches(user: User, filters: NetworkFilters) -> list[int]:
    """The primary keys of the user's own relationships that match, in order."""
    return [one.pk for one in _matching(user, filters)]


def _matching(user: User, filters: NetworkFilters) -> list[Person]:
    source = None
    if filters.source:
        runs = ImportRun.objects.filter(connector=user, public_id=filters.source)
        source = (
            runs.values_list("pk", flat=True).first() or -1
        )  # nobody comes from another's import
    return matching(network_index(user), filters, rules_of(user), source)


def own_network(user: User, filters: NetworkFilters) -> Page[Relationship]:
    """One page of the user's own network; see `own_matches`."""
    page = Paginator(_matching(user, filters), NETWORK_PAGE_SIZE).get_page(filters.page)
    people = list(page.object_list)
    by_pk = visible_to(user).in_bulk([one.pk for one in people])
    shown = [by_pk[one.pk] for one in people if one.pk in by_pk]
    page.object_list = shown  # type: ignore[assignment]
    return page  # type: ignore[return-value]


def counts(user: User) -> NetworkCounts:
    """How many relationships the user has, how many of them are priced and listed."""
    found = Relationship.objects.filter(connector=user).aggregate(
        total=Count("pk"), listed=Count("listed_at"), priced=Count("price_minor")
    )
    return NetworkCounts(**found)


def health_of(user: User) -> NetworkHealth:
    """How the user's network stands, counted in one query."""
    asked = Q(listed_at__isnull=False, attest_by__isnull=False) | Q(rests_unattested=True)
    found = Relationship.objects.filter(connector=user).aggregate(
        total=Count("pk"),
        listed=Count("listed_at"),
        priced=Count("price_minor"),
        to_confirm=Count("pk", filter=asked),
        moved=Count("pk", filter=Q(moved_at__isnull=False)),
        no_email=Count("pk", filter=Q(domain_digest="")),
    )
    return NetworkHealth(**found)


def facets(user: User) -> dict[str, int]:
    """The same from the index, as the page of the network shows them, with `no_email`."""
    return network_index(user).counts


def profile_of(user: User) -> ConnectorProfile:
    """The user's profile; an empty, unsaved one if there is none yet."""
    found = ConnectorProfile.objects.filter(user=user).select_related("employer").first()
    return found or ConnectorProfile(user=user)


def first_steps(user: User, numbers: NetworkCounts | None = None) -> list[Step]:
    """What a new connector has to do, and what of it is done; `numbers` spares counting again."""
    numbers = numbers or counts(user)
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
    runs = ImportRun.objects.filter(connector=user).exclude(kind=BY_HAND)
    return runs.defer("file", "index", "previews", "columns")


def kept_by(run: ImportRun) -> list[Relationship]:
    """The contacts that an undo had to leave as they are, at most fifty."""
    return list(visible_to(run.connector).filter(pk__in=run.kept[:50]).order_by("pk"))


def unfinished_imports(before: datetime) -> QuerySet[ImportRun]:
    """Runs at which a worker should be, of those created before `before`: what the sweep picks up."""
    return ImportRun.objects.filter(status__in=AT_WORK, created_at__lt=before).order_by("pk")


def is_under_way(relationship: Relationship) -> bool:
    """Whether its person was asked about an introduction that has not ended."""
    return hooks.is_under_way.one(relationship)


def what_an_edit_does(relationship: Relationship) -> str:
    """What changing this entry would do to what runs, in a sentence for its connector; "" for nothing."""
    return hooks.what_an_edit_does.one(relationship)
