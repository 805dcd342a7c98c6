"""What reps find, filtered and in order."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import TrigramWordSimilarity
from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet

from brokerage.accounts.models import User
from brokerage.accounts.queries import addresses_of
from connectors.companies import company_key, plain
from connectors.hooks import AnswerRecord
from connectors.identity import normalise_email
from connectors.models import STRENGTH_READ, Company, KeyKind, ProspectKey, Relationship
from connectors.queries.listings import Listing, answer_record, blinded
from connectors.queries.suppressed import digests, objected

PAGE_SIZE = 20


@dataclass(frozen=True)
class SearchFilters:
    """What a rep looks for. Prices in minor units of `currency`."""

    q: str = ""
    seniority: tuple[str, ...] = ()
    department: str = ""
    industry: str = ""
    country: str = ""
    company: str = ""
    currency: str = ""
    price_from: int | None = None
    price_to: int | None = None
    strength: int | None = None
    order: str = "relevance"
    page: int = 1


def listings(viewer: User | None = None) -> QuerySet[Relationship]:
    """All that reps can find: listed, by connectors in good standing, of people who did not object.

    For a `viewer`: not their own, and not themself.
    """
    rows = Relationship.objects.filter(
        listed_at__isnull=False,
        connector__is_active=True,
        connector__is_connector=True,
        connector__suspended_at__isnull=True,
        connector__closed_at__isnull=True,
    ).exclude(objected())
    if viewer is not None:
        rows = rows.exclude(connector=viewer).exclude(
            prospect__in=_prospects_with_emails(addresses_of(viewer))
        )
    return rows.select_related("company", "connector__connector_profile")


def search(filters: SearchFilters, viewer: User) -> Page[Listing]:
    """One page of blinded listings that match; filters match only what a listing shows."""
    rows = _ordered(_filtered(listings(viewer), filters), filters)
    page = Paginator(rows, PAGE_SIZE).get_page(filters.page)
    records: dict[int, AnswerRecord] = {}
    shown = []
    for row in page.object_list:
        if row.connector_id not in records:
            records[row.connector_id] = answer_record(row.connector)
        shown.append(blinded(row, records[row.connector_id]))
    page.object_list = shown  # type: ignore[assignment]
    return page  # type: ignore[return-value]


def listing_for(public_id: uuid.UUID | str, viewer: User | None = None) -> Relationship:
    """The listed relationship with this id; raises Relationship.DoesNotExist otherwise."""
    return listings(viewer).get(public_id=public_id)


def _filtered(rows: QuerySet[Relationship], filters: SearchFilters) -> QuerySet[Relationship]:
    for word in plain(filters.q).split()[:8]:
        rows = rows.filter(
            Q(search_text__contains=word) | Q(search_text__trigram_word_similar=word)
        )
    if filters.seniority:
        rows = rows.filter(shown_seniority__in=filters.seniority)
    exact = {
        "shown_department": filters.department,
        "shown_industry": filters.industry,
        "shown_country": filters.country,
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if filters.strength:
        rows = rows.alias(strength_read=STRENGTH_READ).filter(strength_read__gte=filters.strength)
    if key := company_key(filters.company):
        rows = rows.filter(company_shown=True, company__key__contains=key)
    return _priced(rows, filters)


def _priced(rows: QuerySet[Relationship], filters: SearchFilters) -> QuerySet[Relationship]:
    """Within the price range; amounts of two currencies are not compared."""
    if filters.currency:
        rows = rows.filter(currency=filters.currency)
    if filters.price_from is not None:
        rows = rows.filter(price_minor__gte=filters.price_from)
    if filters.price_to is not None:
        rows = rows.filter(price_minor__lte=filters.price_to)
    return rows


def _ordered(rows: QuerySet[Relationship], filters: SearchFilters) -> QuerySet[Relationship]:
    """Equal ones come in the order of their random ids: neither the address book's nor that of time."""
    strongest = (STRENGTH_READ.desc(), "public_id")
    match filters.order:
        case "price":
            return rows.order_by("currency", "price_minor", *strongest)
        case "strength":
            return rows.order_by(*strongest)
    words = plain(filters.q)
    if not words:
        return rows.order_by(*strongest)
    likeness = TrigramWordSimilarity(words, "search_text")
    return rows.annotate(likeness=likeness).order_by("-likeness", *strongest)


def _prospects_with_emails(emails: Iterable[str]) -> QuerySet[ProspectKey, Any]:
    """The ids of the prospects with one of these email addresses."""
    found = Q(pk__in=[])
    for mailbox in {normalise_email(email) for email in emails}:
        found |= digests(KeyKind.EMAIL, mailbox)
    return ProspectKey.objects.filter(found).values("prospect")


def industries() -> list[str]:
    """The industries by which one can filter."""
    rows = Company.objects.exclude(industry="").order_by("industry")
    return list(rows.values_list("industry", flat=True).distinct())
