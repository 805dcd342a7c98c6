"""What is there, and who may see it. Reads only.

`visible_to` is the connector's way to a row, `search` and `listing_for` the rep's, and `blinded`
the only shape in which a rep sees one. `contact_of` opens the contact data; callers answer for
logging that.
"""

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.postgres.search import TrigramWordSimilarity
from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.forms.models import model_to_dict

from brokerage.accounts.models import User
from brokerage.accounts.queries import addresses_of
from brokerage.accounts.standing import is_out
from brokerage.kit import clock
from brokerage.kit.currencies import KNOWN
from brokerage.kit.encryption import all_hashes
from brokerage.kit.money import Money
from connectors import hooks
from connectors.companies import SIZE_LABELS, SizeBand, company_key, plain
from connectors.countries import country_name
from connectors.hooks import AnswerRecord
from connectors.identity import (
    FREE_MAIL_DOMAINS,
    email_domain,
    normalise_email,
    normalise_profile_url,
    same_domain,
)
from connectors.models import (
    BY_HAND,
    STRENGTH_CHOICES,
    Company,
    ConnectorProfile,
    ImportRun,
    KeyKind,
    ProspectKey,
    Relationship,
    Suppression,
)
from connectors.rules import floor_for, is_below_floor, rules_of
from connectors.suppressions import (
    Named,
    address_marks_in_network,
    kept_among,
    kept_by_name,
    named,
    row_marks,
    scopes_of,
)
from connectors.take_downs import taken_down_among
from connectors.titles import DEPARTMENT_LABELS, SENIORITY_LABELS, Seniority

PAGE_SIZE = 20
NETWORK_PAGE_SIZE = 50
#: Up to this many relationships a network is decrypted, searched and sorted in memory.
NETWORK_LIMIT = 10_000

CANNOT_BE_LISTED = (
    "This contact cannot be listed now. We never say why. It may be your own address, somebody at your"
    " own employer or at a company that opted out, somebody in an office for which introductions are not"
    " sold, or somebody who rests after a request."
)
"""The one reason for all that must not tell a connector what somebody said, or to whom."""


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


def reliability(record: AnswerRecord) -> Reliability:
    """The bands in which a record lies. What was accepted and then missed counts as not answered."""
    if record.asked < FEW:
        return Reliability("new", "", "")
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

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """What a rep reads of the person, as `(label, words)`."""
        return facts_seen(listing_facts(self))


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


def blinded(relationship: Relationship, record: AnswerRecord | None = None) -> Listing:
    """The relationship as a rep may see it. `record` spares a look-up where it is known."""
    price = relationship.price
    if price is None:
        raise ValueError("only a priced relationship can be shown")
    return Listing(
        public_id=relationship.public_id,
        role=relationship.shown_role,
        seniority=relationship.shown_seniority,
        seniority_label=SENIORITY_LABELS[relationship.shown_seniority],
        department=relationship.shown_department,
        department_label=DEPARTMENT_LABELS[relationship.shown_department],
        company=relationship.shown_company,
        company_shown=relationship.company_shown,
        industry=relationship.shown_industry,
        size_band=relationship.shown_size,
        size_label=SIZE_LABELS[relationship.shown_size],
        country=relationship.shown_country,
        country_label=country_name(relationship.shown_country),
        strength=relationship.strength,
        strength_label=dict(STRENGTH_CHOICES)[relationship.strength],
        price=price,
        connector_verified=is_verified(relationship.connector),
        record=reliability(answer_record(relationship.connector) if record is None else record),
    )


LISTING_VERSION = 2
#: Facts of a listing that say something of the connector, and change with them.
_OF_THE_CONNECTOR = frozenset({"public_id", "connector_verified", "record"})


def listing_facts(shown: Listing) -> dict[str, Any]:
    """What a rep was shown of the person and of the price, as JSON: whatever a `Listing` has is in it.

    `seniority`, `department` and `country` are in words; `version` says which facts there are.
    """
    facts = {
        one.name: getattr(shown, one.name)
        for one in fields(shown)
        if one.name not in _OF_THE_CONNECTOR and not one.name.endswith("_label")
    }
    place = shown.company or f"{shown.industry}, {shown.size_label}"
    return facts | {
        "version": LISTING_VERSION,
        "price": shown.price.amount,
        "currency": shown.price.currency,
        "seniority": shown.seniority_label,
        "department": shown.department_label,
        "country": shown.country_label,
        "size": shown.size_label,
        "company": place,
        "headline": f"{shown.role}, {place}",
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


def is_verified(connector: User) -> bool:
    """Whether the desk has confirmed that this connector is who they say."""
    profile = getattr(connector, "connector_profile", None)
    return bool(profile and profile.verified_at)


def answer_record(connector: User) -> AnswerRecord:
    """The connector's record, counted where introductions are known."""
    return hooks.answer_record.one(connector)


def payout_ready(user: User) -> bool:
    """Whether the user can be paid."""
    return hooks.payout_ready.one(user)


def waiting_times() -> dict[str, timedelta]:
    """How long each state of an introduction waits."""
    return hooks.waiting_times.one()


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
    ).exclude(_objected())
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
        "strength__gte": filters.strength,
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
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
    match filters.order:
        case "price":
            return rows.order_by("currency", "price_minor", "-strength", "public_id")
        case "strength":
            return rows.order_by("-strength", "public_id")
    words = plain(filters.q)
    if not words:
        return rows.order_by("-strength", "public_id")
    likeness = TrigramWordSimilarity(words, "search_text")
    return rows.annotate(likeness=likeness).order_by("-likeness", "-strength", "public_id")


def _objected() -> Q:
    """Relationships to people, or to people at domains, that asked not to be listed."""
    by_key = ProspectKey.objects.filter(prospect=OuterRef("prospect")).filter(
        Exists(
            Suppression.objects.filter(
                kind=OuterRef("kind"), key_id=OuterRef("key_id"), digest=OuterRef("digest")
            )
        )
    )
    by_domain = Suppression.objects.filter(
        kind=KeyKind.DOMAIN, key_id=OuterRef("domain_key_id"), digest=OuterRef("domain_digest")
    )
    by_profile = Suppression.objects.filter(
        kind=KeyKind.PROFILE, key_id=OuterRef("profile_key_id"), digest=OuterRef("profile_digest")
    )
    return Q(Exists(by_key)) | Q(Exists(by_domain)) | Q(Exists(by_profile))


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
    match order:
        case "company":
            return lambda row: (plain(row.company_name) or "~", plain(row.name))
        case "strength":
            return lambda row: (-row.strength, plain(row.name))
        case "price":
            return lambda row: (-(row.price_minor or 0), plain(row.name))
        case "newest":
            return lambda row: (-row.created_at.timestamp(), plain(row.name))
    return lambda row: plain(row.name) or "~"


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
            {name: getattr(row, name) for name in _OWN_FACTS} for row in visible_to(user)
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


# --- Who it is, and whether they may be listed --------------------------------------------------


@dataclass(frozen=True)
class Contact:
    """A prospect in clear. Whoever asks for one logs the reveal."""

    name: str = field(repr=False)
    email: str = field(repr=False)
    title: str = field(repr=False)
    company: str = field(repr=False)
    profile_url: str = field(repr=False)

    @property
    def first_name(self) -> str:
        """The name to greet with."""
        return self.name.split(" ")[0]

    @property
    def is_suppressed(self) -> bool:
        """Whether this person, or everybody at their domain, asked not to be listed."""
        held = suppressed_hashes(suppression_hashes(self.email, self.profile_url))
        return bool(held) or kept_by_name([self.named])[0]

    @property
    def named(self) -> Named:
        """The name and the company it stands at."""
        at = scopes_of(companies=[self.company], domains=[email_domain(self.email)])
        return Named(self.name, at)


NOBODY = Contact(name="", email="", title="", company="", profile_url="")
"""Whose contact data were erased."""


def contact_of(relationship: Relationship) -> Contact:
    """The prospect's contact data, decrypted. The caller answers for logging the reveal."""
    company = relationship.company.name if relationship.company else ""
    return Contact(
        name=relationship.name,
        email=relationship.email,
        title=relationship.title,
        company=relationship.company_name or company,
        profile_url=relationship.profile_url,
    )


def digests(kind: str, value: str) -> Q:
    """Matches the hash rows of `value` under every hash key; matches nothing for ""."""
    found = Q(pk__in=[])
    for key_id, digest in all_hashes(value) if value else []:
        found |= Q(kind=kind, key_id=key_id, digest=digest)
    return found


def suppression_marks(email: str, profile_url: str) -> list[list[tuple[str, str, str]]]:
    """For each value under which this person may be suppressed its `(kind, key id, digest)`s."""
    domain = email_domain(email)
    parents = [domain.split(".", cut)[cut] for cut in range(domain.count("."))] if domain else []
    values = [
        (KeyKind.EMAIL, normalise_email(email)),
        (KeyKind.PROFILE, normalise_profile_url(profile_url)),
        *((KeyKind.DOMAIN, parent) for parent in parents),
    ]
    return [
        [(kind.value, key_id, digest) for key_id, digest in all_hashes(value)]
        for kind, value in values
        if value
    ]


def suppression_hashes(email: str, profile_url: str) -> list[tuple[str, str, str]]:
    """`(kind, key id, digest)` of everything under which this person may be suppressed."""
    return [mark for marks in suppression_marks(email, profile_url) for mark in marks]


def suppressed_hashes(hashes: Iterable[tuple[str, str, str]]) -> set[tuple[str, str, str]]:
    """Those of `(kind, key id, digest)` that are in the suppression list."""
    return kept_among(hashes)


def rows_at_domain(domain: str, rows: QuerySet[Relationship]) -> list[Relationship]:
    """Those of `rows` whose e-mail address, or whose company, is at `domain` or below it.

    Decrypts every address.
    """

    def is_there(at: str) -> bool:
        return at == domain or at.endswith(f".{domain}")

    return [
        row
        for row in rows.select_related("company").iterator(chunk_size=1000)
        if is_there(email_domain(row.email)) or (row.company and is_there(row.company.domain))
    ]


def suppressed_among(relationships: Iterable[Relationship]) -> set[int]:
    """The primary keys of those whose person, or whose domain, asked not to be listed."""
    rows = list(relationships)
    by_pk = {row.pk: _marks_of(row) for row in rows}
    hit = suppressed_hashes(one for hashes in by_pk.values() for one in hashes)
    by_name = zip(rows, kept_by_name([named(row) for row in rows]), strict=True)
    return {pk for pk, hashes in by_pk.items() if hit.intersection(hashes)} | {
        row.pk for row, is_kept in by_name if is_kept
    }


def _marks_of(row: Relationship) -> list[tuple[str, str, str]]:
    """Also a company that opted out speaks for its people, whatever address of theirs is held."""
    marks = suppression_hashes(row.email, row.profile_url) + row_marks(row.public_id)
    marks += [mark for some in address_marks_in_network(row) for mark in some]
    if row.company and row.company.domain:
        at_work = suppression_hashes(f"anybody@{row.company.domain}", "")
        marks += [mark for mark in at_work if mark[0] == KeyKind.DOMAIN]
    return marks


def suppression_hashes_of(addresses: Iterable[str]) -> list[tuple[str, str, str]]:
    """The same of any number of e-mail and profile addresses."""
    return [mark for one in addresses for mark in suppression_hashes(one, one)]


def is_suppressed(relationship: Relationship) -> bool:
    """Whether the person, or everybody at their domain, asked not to be listed.

    Looks at the addresses held here, and at the mailbox that they lead to.
    """
    if suppressed_among([relationship]):
        return True
    known = relationship.prospect.keys.values_list("kind", "key_id", "digest")
    return bool(suppressed_hashes(known))


def is_under_way(relationship: Relationship) -> bool:
    """Whether its person was asked about an introduction that has not ended."""
    return hooks.is_under_way.one(relationship)


def what_an_edit_does(relationship: Relationship) -> str:
    """What changing this entry would do to what runs, in a sentence for its connector; "" for nothing."""
    return hooks.what_an_edit_does.one(relationship)


def is_own_employer(user: User, relationship: Relationship) -> bool:
    """Whether the relationship leads into the user's own current employer.

    Compared by company, by the name as declared, and by e-mail domain.
    """
    return EmployerRule(user).bites(relationship)


class EmployerRule:
    """A connector may not sell access to their own employer. Made once, asked often."""

    def __init__(self, user: User) -> None:
        profile = profile_of(user)
        self.company_id = profile.employer_id
        self.key = company_key(profile.employer_name)
        proven = (email_domain(address) for address in addresses_of(user))
        domains = (profile.employer_domain, user.work_domain, *proven)
        self.domains = {one for one in domains if one and one not in FREE_MAIL_DOMAINS}

    def bites(self, relationship: Relationship) -> bool:
        """Whether the relationship is with somebody at the same employer."""
        if relationship.company_id and relationship.company_id == self.company_id:
            return True
        company = relationship.company
        keys = {company_key(relationship.company_name), company.key if company else ""}
        if self.key and self.key in keys:
            return True
        theirs = [email_domain(relationship.email), company.domain if company else ""]
        return any(same_domain(one, other) for one in self.domains for other in theirs)


def why_not_listable(relationship: Relationship) -> str | None:
    """Why this relationship cannot be offered, in one sentence; None when it can."""
    return ListingRules(relationship.connector, [relationship]).why_not(relationship)


class ListingRules:
    """All that must hold before a relationship is offered, for one connector and many rows."""

    def __init__(self, connector: User, relationships: Iterable[Relationship]) -> None:
        rows = list(relationships)
        self.connector = connector
        self.employer = EmployerRule(connector)
        self.rules = rules_of(connector)
        self.own_emails = {normalise_email(address) for address in addresses_of(connector)}
        self.suppressed = suppressed_among(rows) | _suppressed_elsewhere(rows)
        self.taken_down = taken_down_among(connector, rows)
        self.is_out = is_out(connector)

    def why_not(self, relationship: Relationship) -> str | None:
        """The first rule that this relationship breaks, as a sentence; None if it breaks none."""
        return (
            self._about_the_connector()
            or self._about_the_entry(relationship)
            or why_not_this_price(relationship.price_minor, relationship.currency)
            or self._about_the_floor(relationship)
            or self._about_the_person(relationship)
        )

    def _about_the_floor(self, relationship: Relationship) -> str | None:
        price, currency = relationship.price_minor or 0, relationship.currency
        if not is_below_floor(self.rules, price, currency, relationship.seniority):
            return None
        floor = Money(floor_for(self.rules, relationship.seniority), currency)
        return f"By your own rules the lowest price here is {floor}."

    def _about_the_connector(self) -> str | None:
        connector = self.connector
        if self.is_out or connector.closed_at or not connector.is_active:
            return "Your account cannot offer introductions at the moment."
        return None if connector.is_connector else "Only connectors can offer introductions."

    def _about_the_entry(self, relationship: Relationship) -> str | None:
        """What the connector sees, and can mend: said first, so that its absence tells nothing either."""
        if relationship.pk in self.taken_down:
            return f"Our desk took this listing down: {self.taken_down[relationship.pk]}"
        return why_not_complete(relationship)

    def _about_the_person(self, relationship: Relationship) -> str | None:
        """All the rest has one reason, so that none of it can be told from what somebody asked for."""
        cannot = (
            relationship.pk in self.suppressed
            or is_resting(relationship)
            or is_in_office(relationship)
            or normalise_email(relationship.email) in self.own_emails
            or self.employer.bites(relationship)
        )
        return CANNOT_BE_LISTED if cannot else None


def _is_official(relationship: Relationship) -> bool:
    """Whether the address or the company's domain is one of public office."""
    company = relationship.company
    at = [email_domain(relationship.email), company.domain if company else ""]
    return any(
        one == domain or one.endswith(f".{domain}")
        for domain in settings.FORBIDDEN_DOMAINS
        for one in at
        if one
    )


def is_in_office(relationship: Relationship) -> bool:
    """Whether this person holds an office for which introductions are not sold."""
    return _is_official(relationship) or relationship.category in settings.FORBIDDEN_ROLES


def is_resting(relationship: Relationship) -> bool:
    """Whether the listing rests, for somebody said no, or nothing, when they were last asked by it."""
    return relationship.rests_until is not None and clock.now() < relationship.rests_until


def why_not_complete(relationship: Relationship) -> str | None:
    """What is missing in the entry itself, in one sentence; None when nothing is."""
    if not relationship.name.strip():
        return "The contact has no name yet."
    if not normalise_email(relationship.email):
        return "The contact has no e-mail address yet; add one first."
    return None


def why_not_this_person(relationship: Relationship) -> str | None:
    """Why nobody can be introduced to this contact for money, in one sentence; None when one can."""
    if missing := why_not_complete(relationship):
        return missing
    if is_in_office(relationship):
        return "Introductions to people in this kind of office cannot be sold."
    return None


def why_not_this_price(price_minor: int | None, currency: str) -> str | None:
    """Why this price cannot be asked, in one sentence; None when it can. Minor units."""
    if price_minor is None:
        return "No price is set yet."
    if currency not in settings.SETTLEMENT_CURRENCIES:
        return f"Prices can be set in {', '.join(settings.SETTLEMENT_CURRENCIES)} only."
    return KNOWN[currency].why_not_a_price(price_minor, settings.PRICE_LIMITS)


def _suppressed_elsewhere(relationships: Iterable[Relationship]) -> set[int]:
    """Those whose prospect is suppressed under an address that another network holds."""
    pks = [row.pk for row in relationships]
    rows = Relationship.objects.filter(pk__in=pks).filter(_objected())
    return set(rows.values_list("pk", flat=True))
