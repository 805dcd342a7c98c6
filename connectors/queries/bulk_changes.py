"""Changes to many relationships at once: where they stand, and what one is going to do. Reads only."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min, QuerySet

from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.money import Money
from connectors.models import UNDO_FOR, BulkChange
from connectors.queries.network import visible_to


@dataclass(frozen=True)
class PriceSpan:
    """What is asked so far in one currency."""

    least: Money
    most: Money

    def __str__(self) -> str:
        return str(self.least) if self.least == self.most else f"{self.least} to {self.most}"


@dataclass(frozen=True)
class BulkPreview:
    """Whom a change concerns, as they stand now."""

    people: int
    listed: int
    unpriced: int
    no_email: int
    prices: list[PriceSpan]


def bulk_changes_of(user: User) -> QuerySet[BulkChange]:
    """The user's own, newest first, without whom they concern."""
    return BulkChange.objects.filter(connector=user).defer("packed_rows", "packed_former")


def preview_of(bulk: BulkChange) -> BulkPreview:
    """What it is going to change. Decrypts nothing."""
    rows = visible_to(bulk.connector).filter(pk__in=bulk.rows).select_related(None).order_by()
    counts = rows.aggregate(
        people=Count("pk"), listed=Count("listed_at"), priced=Count("price_minor")
    )
    spans = (
        rows.filter(price_minor__isnull=False)
        .values("currency")
        .annotate(least=Min("price_minor"), most=Max("price_minor"))
        .order_by("currency")
    )
    return BulkPreview(
        people=counts["people"],
        listed=counts["listed"],
        unpriced=counts["people"] - counts["priced"],
        no_email=rows.filter(domain_digest="").count(),
        prices=[
            PriceSpan(Money(one["least"], one["currency"]), Money(one["most"], one["currency"]))
            for one in spans
        ],
    )


def what_it_does(bulk: BulkChange) -> str:
    """The change in a few words, for its connector: "Price $120, list"."""
    wanted = bulk.wanted
    if bulk.is_removal:
        return "Remove"
    said = []
    if wanted["price_minor"]:
        said.append(f"price {Money(wanted['price_minor'], wanted['currency'])}")
    if wanted["strength"] is not None:
        said.append(f"strength {wanted['strength']} of 5")
    if wanted["show_company"] is not None:
        said.append(
            "show the company's name" if wanted["show_company"] else "hide the company's name"
        )
    if wanted["listed"] is not None:
        said.append("list" if wanted["listed"] else "unlist")
    if wanted.get("rest"):
        said.append("rest for 30 days")
    sentence = ", ".join(said)
    return sentence[:1].upper() + sentence[1:]


def can_undo(bulk: BulkChange) -> bool:
    """Whether its connector may still put it back."""
    fresh = clock.now() <= bulk.created_at + UNDO_FOR
    return fresh and bulk.status == BulkChange.Status.DONE and bulk.changed > 0


def just_done(user: User) -> BulkChange | None:
    """What the user changed last, while the page still offers to undo it in passing."""
    since = clock.now() - timedelta(minutes=10)
    found = bulk_changes_of(user).filter(touched_at__gt=since).first()
    return found if found and can_undo(found) else None


def under_way_in_bulk(before: datetime) -> QuerySet[BulkChange]:
    """Those nothing has happened to since `before`: what the sweep picks up."""
    waiting = [BulkChange.Status.WAITING, BulkChange.Status.RUNNING, BulkChange.Status.UNDOING]
    return BulkChange.objects.filter(status__in=waiting, touched_at__lt=before).order_by("pk")
