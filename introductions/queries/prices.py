"""What introductions usually cost: the deals that say so, and the bands kept of them."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet

from brokerage.kit import clock
from brokerage.kit.money import Money
from connectors.hooks import PriceKey, UsualPrice
from introductions.lifecycle import State
from introductions.models import Dispute, Introduction, PriceBand
from introductions.queries.track_record import tied_together
from payments.marks import cards_known

LATELY = timedelta(days=2 * 365)
LEAST = 5
"""So many cases, payers and prospects at least; and so many cases must differ before a band changes."""
HELD_OR_RELEASED = (State.INTRODUCING, State.CONFIRMING, State.CONFIRMED, State.RELEASED)


class Kind(NamedTuple):
    """What deals have in common. "" means any; `is_wide`: the strengths next to it too."""

    currency: str
    seniority: str
    industry: str
    country: str
    strength: int
    is_wide: bool


@dataclass(frozen=True)
class Deal:
    """One accepted introduction whose price counts. `payer` stands for everybody who is tied to them."""

    pk: int
    payer: int
    prospect: int
    price: int
    key: PriceKey


def kinds_of(key: PriceKey) -> list[Kind]:
    """Where to look for the usual price of such a listing, the narrowest first: without country, then
    without industry, then with the strengths next to it; never without seniority."""
    currency, seniority, industry, country, strength = key
    found = []
    if industry and country:
        found.append(Kind(currency, seniority, industry, country, strength, False))
    if industry:
        found.append(Kind(currency, seniority, industry, "", strength, False))
    return [
        *found,
        Kind(currency, seniority, "", "", strength, False),
        Kind(currency, seniority, "", "", strength, True),
    ]


def counted_in(key: PriceKey) -> Iterator[Kind]:
    """The kinds to which a deal of this listing belongs."""
    *narrow, wide = kinds_of(key)
    yield from narrow
    for strength in range(max(key.strength - 1, 1), min(key.strength + 1, 5) + 1):
        yield wide._replace(strength=strength)


def usual_prices(keys: Iterable[PriceKey]) -> dict[PriceKey, UsualPrice]:
    """What introductions like these usually cost, by the night's bands; those without one are left out."""
    wanted = set(keys)
    if not wanted:
        return {}
    rows = PriceBand.objects.filter(
        currency__in={one.currency for one in wanted},
        seniority__in={one.seniority for one in wanted},
        industry__in={"", *(one.industry for one in wanted)},
        country__in={"", *(one.country for one in wanted)},
    )
    kept = {_kind(row): row for row in rows}
    found = {}
    for key in wanted:
        band = next((kept[kind] for kind in kinds_of(key) if kind in kept), None)
        if band is not None:
            found[key] = UsualPrice(
                low=Money(band.low, band.currency),
                high=Money(band.high, band.currency),
                cases=len(band.cases) // LEAST * LEAST,
            )
    return found


def _kind(row: PriceBand) -> Kind:
    return Kind(row.currency, row.seniority, row.industry, row.country, row.strength, row.is_wide)


def kept_bands() -> dict[Kind, PriceBand]:
    """All bands that are kept."""
    return {_kind(row): row for row in PriceBand.objects.all()}


def accepted() -> QuerySet[Introduction]:
    """Introductions that everybody accepted: the money is held or released, nobody disputes it, and the
    card is known. Whatever was only offered, or was given back, is none."""
    against = Dispute.objects.filter(introduction=OuterRef("pk"))
    against = against.exclude(finding__in=["dismissed", "dropped", "withdrawn"])
    rows = Introduction.objects.filter(
        state__in=HELD_OR_RELEASED,
        agreed_at__gte=clock.now() - LATELY,
        payment__in=cards_known(),
    )
    return rows.exclude(Exists(against))


def deals() -> list[Deal]:
    """Every deal that counts, in order: not those of payers who are tied to their connector.

    Payers who are tied to each other are one (`track_record.components`).
    """
    rows = list(
        accepted()
        .order_by("pk")
        .values_list("pk", "rep", "connector", "prospect", "price", "currency", "listing")
    )
    who = tied_together({one for row in rows for one in row[1:3]})
    return [
        Deal(pk, who[rep], prospect, price, key)
        for pk, rep, connector, prospect, price, currency, listing in rows
        if who[rep] != who[connector] and (key := _key(currency, listing)) is not None
    ]


def _key(currency: str, listing: dict[str, object]) -> PriceKey | None:
    seniority, strength = listing.get("seniority"), listing.get("strength")
    if not isinstance(seniority, str) or not seniority or not isinstance(strength, int):
        return None
    industry, country = listing.get("industry") or "", listing.get("country") or ""
    return PriceKey(currency, seniority, str(industry), str(country), strength)


def is_enough(some: Collection[Deal]) -> bool:
    """Whether these deals make a band: five, of five payers, about five people."""
    payers, people = {one.payer for one in some}, {one.prospect for one in some}
    return min(len(some), len(payers), len(people)) >= LEAST


def band_of(some: Collection[Deal]) -> tuple[int, int]:
    """`(low, high)` in minor units: the middle half, where each payer weighs the same however many deals
    they made, rounded outward so that neither quartile stands at its edge."""
    made: dict[int, int] = {}
    for one in some:
        made[one.payer] = made.get(one.payer, 0) + 1
    ranked = sorted((one.price, 1 / made[one.payer]) for one in some)
    first, third = _at(ranked, len(made) / 4), _at(ranked, len(made) * 3 / 4)
    step = _step(third)
    return max((first - 1) // step * step, 0), -(-(third + 1) // step) * step


def _at(ranked: list[tuple[int, float]], weight: float) -> int:
    """The price at which so much of the weight is reached."""
    reached = 0.0
    for price, its in ranked:
        reached += its
        if reached >= weight - 1e-9:
            return price
    return ranked[-1][0]


def _step(price: int) -> int:
    """A round amount, about a fifteenth of the price."""
    power = 1
    while power * 10 <= price // 12:
        power *= 10
    return max(one * power for one in (1, 2, 5) if one == 1 or one * power <= price // 12)
