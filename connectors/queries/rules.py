"""Whether a relationship may be listed, and why not."""

from collections.abc import Iterable
from typing import Protocol

from django.conf import settings

from brokerage.accounts.models import User
from brokerage.accounts.queries import addresses_of
from brokerage.accounts.sanctions.standing import is_out
from brokerage.kit.currencies import KNOWN
from connectors.companies import group_key
from connectors.identity import FREE_MAIL_DOMAINS, email_domain, normalise_email, same_domain
from connectors.models import Company, Relationship
from connectors.queries.network import profile_of
from connectors.queries.own_rules import floor_sentence, is_below_floor, rules_of
from connectors.queries.resting import resting_among
from connectors.queries.suppressed import objected, suppressed_among
from connectors.queries.take_downs import taken_down_among

CANNOT_BE_LISTED = (
    "This contact cannot be listed now. We never say why. It may be your own address, somebody at your"
    " own employer or at a company that opted out, somebody in an office for which introductions are not"
    " sold, or somebody who rests after a request."
)
"""The one reason for all that must not tell a connector what somebody said, or to whom."""


class AtWork(Protocol):
    """What is known of somebody's work: a relationship, or a row of a file."""

    @property
    def email(self) -> str: ...
    @property
    def company_name(self) -> str: ...
    @property
    def company_id(self) -> int | None: ...
    @property
    def company(self) -> Company | None: ...
    @property
    def category(self) -> str: ...


def is_own_employer(user: User, relationship: Relationship) -> bool:
    """Whether the relationship leads into the user's own current employer.

    Compared by the group of companies, by the name as declared, and by email domain.
    """
    return EmployerRule(user).bites(relationship)


class EmployerRule:
    """A connector may not sell access to their own employer. Made once, asked often."""

    def __init__(self, user: User) -> None:
        profile = profile_of(user)
        self.company_id = profile.employer_id
        employer = profile.employer
        self.group = employer.group_key if employer else group_key(profile.employer_name)
        proven = (email_domain(address) for address in addresses_of(user))
        domains = (profile.employer_domain, user.work_domain, *proven)
        self.domains = {one for one in domains if one and one not in FREE_MAIL_DOMAINS}

    def bites(self, relationship: AtWork) -> bool:
        """Whether the relationship is with somebody at the same employer."""
        if relationship.company_id and relationship.company_id == self.company_id:
            return True
        company = relationship.company
        if self.group and (
            self.group == group_key(relationship.company_name)
            or (company and self.group == company.group_key)
        ):
            return True
        if not self.domains:
            return False
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
        self.resting = resting_among(connector, rows)
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
        return floor_sentence(self.rules, relationship.seniority, currency)

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
            or relationship.pk in self.resting
            or is_in_office(relationship)
            or normalise_email(relationship.email) in self.own_emails
            or self.employer.bites(relationship)
        )
        return CANNOT_BE_LISTED if cannot else None


def _is_official(relationship: AtWork) -> bool:
    """Whether the address or the company's domain is one of public office."""
    company = relationship.company
    at = (email_domain(relationship.email), company.domain if company else "")
    ends = tuple(f".{domain}" for domain in settings.FORBIDDEN_DOMAINS)
    return any(f".{one}".endswith(ends) for one in at if one)


def is_in_office(relationship: AtWork) -> bool:
    """Whether this person holds an office for which introductions are not sold."""
    return _is_official(relationship) or relationship.category in settings.FORBIDDEN_ROLES


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
    rows = Relationship.objects.filter(pk__in=pks).filter(objected())
    return set(rows.values_list("pk", flat=True))
