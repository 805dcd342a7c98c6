"""What reps read of a listing, and of its connector before they were answered."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from typing import Any

from brokerage.accounts.models import User
from brokerage.kit.money import Money
from connectors import hooks
from connectors.companies import SIZE_LABELS, SizeBand
from connectors.countries import country_name
from connectors.hooks import AnswerRecord, PriceKey, UsualPrice
from connectors.models import STRENGTH_CHOICES, PriceRule, Relationship, ShownRecord
from connectors.strength import STRENGTH_LABELS
from connectors.titles import DEPARTMENT_LABELS, SENIORITY_LABELS, Seniority, canonical_role

# --- What a rep sees --------------------------------------------------------------------------


FEW, MANY, DAY_HOURS = 3, 10, 24


@dataclass(frozen=True)
class Reliability:
    """A connector's record as reps read it before that connector has answered them: in bands, so wide
    that many connectors share each. Exact numbers would tie one connector's listings together."""

    answers: str
    speed: str
    introduced: str

    @property
    def sentence(self) -> str:
        """The record in one sentence."""
        return ", ".join(
            filter(None, [ANSWERS[self.answers], SPEED[self.speed], INTRODUCED[self.introduced]])
        )


ANSWERS = {
    "new": "New here",
    "some": "Answers some requests",
    "most": "Answers most requests",
    "nearly_all": "Answers nearly all requests",
}
SPEED = {"": "", "day": "usually within a day", "days": "usually within three days"}
INTRODUCED = {"": "", "some": "has made introductions", "many": "has made many introductions"}


NEW_HERE = Reliability("new", "", "")


def reliability(record: AnswerRecord) -> Reliability:
    """The bands in which a record lies. What was accepted and then missed counts as not answered."""
    if record.asked < FEW:
        return NEW_HERE
    kept = max(record.answered - record.missed, 0)
    share = kept * 10 // record.asked
    speed = "" if record.hours is None else "day" if record.hours <= DAY_HOURS else "days"
    made = "many" if record.introduced >= MANY else "some" if record.introduced else ""
    answers = "nearly_all" if share >= 9 else "most" if share >= 5 else "some"
    return Reliability(answers, speed, made)


@dataclass(frozen=True)
class Listing:
    """A listed relationship as a rep may see it: nothing in here identifies the prospect, or says who the
    connector is."""

    public_id: uuid.UUID
    role: str
    seniority: str
    seniority_label: str
    department: str
    department_label: str
    company: str
    company_shown: bool
    industry: str
    size_band: str
    size_label: str
    country: str
    country_label: str
    strength: int
    strength_label: str
    price: Money
    connector_verified: bool
    record: Reliability
    usual: UsualPrice | None = None

    @property
    def usual_words(self) -> str:
        """What an introduction like this usually costs, beside its price; "" where too little is known."""
        return self.usual.beside(self.price) if self.usual else ""

    @property
    def path(self) -> str:
        """Where its page is: a page of search says it so often that looking it up each time would cost more
        than finding the listings."""
        return f"/listings/{self.public_id}/"

    @property
    def place(self) -> str:
        """The company, or in words what is shown of it."""
        return self.company or f"{self.industry}, {self.size_label}"

    @property
    def headline(self) -> str:
        """Who it is, as a rep may know it, in one line."""
        return f"{self.role}, {self.place}"

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """What a rep reads of the person, as `(label, words)`."""
        return facts_seen(listing_facts(self))


def blinded(relationship: Relationship) -> Listing:
    """The relationship as a rep may see it."""
    price = relationship.price
    if price is None:
        raise ValueError("only a priced relationship can be shown")
    kept = shown_record(relationship.connector)
    return in_words(
        public_id=relationship.public_id,
        seniority=relationship.shown_seniority,
        department=relationship.shown_department,
        company=relationship.shown_company,
        company_shown=relationship.company_shown,
        industry=relationship.shown_industry,
        size_band=relationship.shown_size,
        country=relationship.shown_country,
        strength=relationship.shown_strength,
        price=price,
        connector_verified=bool(kept and kept.is_verified),
        record=shown_reliability(relationship.connector),
    )


def in_words(
    *, seniority: str, department: str, size_band: str, country: str, strength: int, **facts: Any
) -> Listing:
    """A listing from the facts that it shows, with the words for each. `facts` are the other fields of a
    `Listing`."""
    return Listing(
        role=canonical_role(seniority, department),
        seniority=seniority,
        seniority_label=SENIORITY_LABELS[seniority],
        department=department,
        department_label=DEPARTMENT_LABELS[department],
        size_band=size_band,
        size_label=SIZE_LABELS[size_band],
        country=country,
        country_label=country_name(country),
        strength=strength,
        strength_label=STRENGTH_LABELS[strength],
        **facts,
    )


def with_usual_prices(listings: Sequence[Listing]) -> list[Listing]:
    """The same listings, each with what an introduction like it usually costs, where that is known."""
    keys = {one.public_id: _price_key(one) for one in listings}
    usual = hooks.usual_prices.one(set(keys.values()))
    return [replace(one, usual=usual.get(keys[one.public_id])) for one in listings]


def _price_key(listing: Listing) -> PriceKey:
    return PriceKey(
        listing.price.currency,
        listing.seniority_label,
        listing.industry,
        listing.country_label,
        listing.strength,
    )


def usual_price_of_rule(rule: PriceRule) -> UsualPrice | None:
    """What introductions to a rule's people usually cost; None where it does not say level and strength, or
    too little is known."""
    if not rule.seniority or not rule.strength:
        return None
    label = SENIORITY_LABELS[rule.seniority]
    key = PriceKey(rule.currency, label, rule.industry, "", rule.strength)
    return hooks.usual_prices.one([key]).get(key)


def usual_prices_of(rows: Iterable[Relationship], currency: str) -> dict[int, UsualPrice]:
    """By the primary keys of these relationships what an introduction like each usually costs, by what reps
    are or would be shown of it; in its own currency, or in `currency` where it has no price."""
    keys = {
        row.pk: PriceKey(
            row.currency or currency,
            SENIORITY_LABELS[row.shown_seniority],
            row.shown_industry,
            country_name(row.shown_country),
            row.shown_strength,
        )
        for row in rows
    }
    usual = hooks.usual_prices.one(set(keys.values()))
    return {pk: usual[key] for pk, key in keys.items() if key in usual}


LISTING_VERSION = 2
#: Facts of a listing that say something of the connector, or of the market, and change with them.
_OF_THE_CONNECTOR = frozenset({"public_id", "connector_verified", "record", "usual"})


def listing_facts(shown: Listing) -> dict[str, Any]:
    """What a rep was shown of the person and of the price, as JSON: whatever a `Listing` has is in it.

    `seniority`, `department` and `country` are in words; `version` says which facts there are.
    """
    facts = {
        one.name: getattr(shown, one.name)
        for one in fields(shown)
        if one.name not in _OF_THE_CONNECTOR and not one.name.endswith("_label")
    }
    return facts | {
        "version": LISTING_VERSION,
        "price": shown.price.amount,
        "currency": shown.price.currency,
        "seniority": shown.seniority_label,
        "department": shown.department_label,
        "country": shown.country_label,
        "size": shown.size_label,
        "company": shown.place,
        "headline": shown.headline,
    }


def facts_seen(listing: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Every fact of the person that a rep reads of a listing (as `listing_facts` keeps it), as
    `(label, words)`: pages render it, and the person is told of it, from this alone."""
    strength = dict(STRENGTH_CHOICES).get(listing.get("strength") or 0, "")
    other, unknown = SENIORITY_LABELS[Seniority.OTHER], SIZE_LABELS[SizeBand.UNKNOWN]
    named = listing.get("company_shown")  # else the company's line says what is shown of these
    industry, size = (listing.get(name, "") if named else "" for name in ("industry", "size"))
    lines = (
        ("Role", listing.get("role", "")),
        ("Seniority", listing.get("seniority", "")),
        ("Department", listing.get("department", "")),
        ("Company", listing.get("company", "")),
        ("Industry", industry),
        ("Company size", "" if size == unknown else size),
        ("Country", listing.get("country", "")),
        ("Relationship", strength),
    )
    return tuple((label, words) for label, words in lines if words and words != other)


def public_name(connector: User) -> str:
    """How a rep reads a connector's name once they answered that rep: "Colin B."; not where it is also
    the name of somebody whom they could introduce."""
    profile = getattr(connector, "connector_profile", None)
    if profile and "name" in profile.held_back:
        return "A connector"
    first, _, rest = connector.name.strip().partition(" ")
    return f"{first} {rest.split()[-1][0]}." if rest.split() else first or "A connector"


def shown_record(connector: User) -> ShownRecord | None:
    """What listings show of this connector, as it was last copied at night; None where they are new."""
    return getattr(connector, "shown_record", None)


def shown_reliability(connector: User) -> Reliability:
    """The bands that listings show of this connector: those of the last night, never of this moment."""
    kept = shown_record(connector)
    return Reliability(kept.answers, kept.speed, kept.introduced) if kept else NEW_HERE


def answer_records(connectors: Iterable[int]) -> dict[int, AnswerRecord]:
    """The records of these connectors (primary keys), kept where introductions are known; one query."""
    return hooks.answer_records.one(connectors)


def answer_record(connector: User) -> AnswerRecord:
    """The record of one connector."""
    return answer_records([connector.pk])[connector.pk]


def payout_ready(user: User) -> bool:
    """Whether the user can be paid."""
    return hooks.payout_ready.one(user)


def waiting_times() -> dict[str, timedelta]:
    """How long each state of an introduction waits."""
    return hooks.waiting_times.one()
