"""A connector's own rules: whom they work for, how often, for how much, and when they look.

What a rep can learn of them is one sentence that is the same for every reason. Reads only;
`connectors.actions.own_rules` writes them.
"""

from datetime import datetime, timedelta

from django.db.models import Q

from brokerage.accounts.models import User
from brokerage.accounts.queries import addresses_of
from brokerage.kit import clock
from brokerage.kit.money import Money
from connectors.companies import company_key, group_key
from connectors.identity import clean_domain, email_domain, normalise_email, same_domain
from connectors.models import Company, ConnectorRules


def rules_of(user: User) -> ConnectorRules:
    """The connector's rules; empty, unsaved ones if there are none yet."""
    found = ConnectorRules.objects.filter(user=user).first()
    return found or ConnectorRules(user=user, currency=user.currency)


def is_paused(rules: ConnectorRules) -> bool:
    """Whether the connector takes no requests just now: until the start (UTC) of the day they named."""
    return rules.paused_until is not None and clock.now().date() < rules.paused_until


def floor_for(rules: ConnectorRules, seniority: str) -> int:
    """The least price (minor units of `rules.currency`) for somebody of this seniority; 0 for none."""
    return max(rules.floor_minor or 0, int(rules.seniority_floors.get(seniority, 0)))


def is_below_floor(rules: ConnectorRules, price_minor: int, currency: str, seniority: str) -> bool:
    """Whether this price is less than the connector works for; other currencies have no floor."""
    return currency == rules.currency and price_minor < floor_for(rules, seniority)


def floor_sentence(rules: ConnectorRules, seniority: str, currency: str) -> str:
    """Why a price below the floor cannot be asked."""
    return f"By your own rules the lowest price here is {Money(floor_for(rules, seniority), currency)}."


def turns_away(rules: ConnectorRules, rep: User) -> bool:
    """Whether the connector does not introduce this rep, their company or its industry."""
    mailboxes = {normalise_email(address) for address in addresses_of(rep)}
    if any(normalise_email(line) in mailboxes for line in _lines(rules.no_people)):
        return True
    domains = {rep.work_domain, *map(email_domain, addresses_of(rep))} - {""}
    return _is_no_go_company(rules, rep, domains) or _is_no_go_industry(rules, rep, domains)


def next_showing(rules: ConnectorRules, now: datetime) -> datetime:
    """When a request that arrives at `now` (UTC) is shown: at once, or at the hour of the day's batch."""
    if rules.batch_hour is None:
        return now
    today = now.replace(hour=rules.batch_hour, minute=0, second=0, microsecond=0)
    return today if today >= now else today + timedelta(days=1)


def _is_no_go_company(rules: ConnectorRules, rep: User, domains: set[str]) -> bool:
    group = group_key(rep.company)
    for line in _lines(rules.no_companies):
        domain = clean_domain(line)
        if domain and any(same_domain(one, domain) for one in domains):
            return True
        named = company_key(line)
        if named and group_key(line) == group:
            return True
        known = Company.objects.filter(key=named).exclude(domain="").first() if named else None
        if known and any(same_domain(one, known.domain) for one in domains):
            return True
    return False


def _is_no_go_industry(rules: ConnectorRules, rep: User, domains: set[str]) -> bool:
    """Whether the rep's company, or one above it in its group, is in such an industry."""
    if not rules.no_industries:
        return False
    key = company_key(rep.company)
    theirs = Q(domain__in=domains)
    rows = list(Company.objects.filter(theirs | Q(key=key) if key else theirs))
    if any(one.industry in rules.no_industries for row in rows for one in row.chain):
        return True
    heads = {row.group_key for row in rows} | ({group_key(rep.company)} if key else set())
    return Company.objects.filter(key__in=heads, industry__in=rules.no_industries).exists()


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
