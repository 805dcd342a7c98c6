"""A connector sets their own rules; what can no longer be accepted comes off the market."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction

from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.currencies import KNOWN, Currency
from brokerage.kit.errors import Refusal
from connectors.identity import clean_email
from connectors.models import ConnectorRules, Relationship
from connectors.queries import industries
from connectors.queries.own_rules import is_below_floor
from connectors.titles import Seniority

MOST_LINES, MOST_REQUESTS = 200, 1000
FACTS = (
    "month_cap", "quarter_cap", "floor_minor", "seniority_floors", "paused_until", "batch_hour",
    "no_companies", "no_people", "no_industries",
)  # fmt: skip


@transaction.atomic
def set_rules(user: User, **facts: Any) -> tuple[ConnectorRules, int]:
    """Keep `facts` (of FACTS); returns the rules and how many listings came off, being below a floor.

    Amounts are in minor units of the user's payout currency. Refuses what makes no sense.
    """
    unknown = set(facts) - set(FACTS)
    if unknown:
        raise ValueError(f"not a rule: {sorted(unknown)}")
    _check(facts, KNOWN[user.currency])
    ConnectorRules.objects.get_or_create(user=user, defaults={"currency": user.currency})
    row = ConnectorRules.objects.select_for_update().get(user=user)
    row.currency = user.currency
    for name, value in facts.items():
        setattr(row, name, value)
    row.updated_at = clock.now()
    row.save()
    return row, _unlist_below_floor(row)


def _check(facts: dict[str, Any], rules: Currency) -> None:
    for name in ("month_cap", "quarter_cap"):
        value = facts.get(name)
        if value is not None and not 0 <= value <= MOST_REQUESTS:
            _refuse(f"Between 0 and {MOST_REQUESTS:,} requests.", name)
    month, quarter = facts.get("month_cap"), facts.get("quarter_cap")
    if month is not None and quarter is not None and quarter < month:
        _refuse("A quarter has at least as many requests as a month.", "quarter_cap")
    floors = [facts.get("floor_minor") or 0, *(facts.get("seniority_floors") or {}).values()]
    _, highest = rules.prices(settings.PRICE_LIMITS)
    if any(not 0 <= one <= highest for one in floors):
        _refuse("No price is as high as that.", "floor_minor")
    if odd := next(filter(None, map(rules.why_not_an_amount, floors)), None):
        _refuse(odd, "floor_minor")
    if set(facts.get("seniority_floors") or {}) - set(Seniority):
        _refuse("Choose from the seniorities that there are.", "seniority_floors")
    hour = facts.get("batch_hour")
    if hour is not None and not 0 <= hour <= 23:
        _refuse("An hour of the day, 0 to 23.", "batch_hour")
    until: date | None = facts.get("paused_until")
    if until is not None and until < clock.now().date():
        _refuse("This day is over.", "paused_until")
    _check_lists(facts)


def _check_lists(facts: dict[str, Any]) -> None:
    for name in ("no_companies", "no_people"):
        if len((facts.get(name) or "").splitlines()) > MOST_LINES:
            _refuse(f"Up to {MOST_LINES} lines.", name)
    for line in (facts.get("no_people") or "").splitlines():
        if line.strip() and not clean_email(line):
            _refuse(f"“{line.strip()[:60]}” is no e-mail address.", "no_people")
    if set(facts.get("no_industries") or []) - set(industries()):
        _refuse("Choose from the industries that there are.", "no_industries")


def _refuse(sentence: str, field: str) -> None:
    raise Refusal(sentence, code="rules", status=400, field=field)


def _unlist_below_floor(rules: ConnectorRules) -> int:
    listed = Relationship.objects.filter(connector=rules.user, listed_at__isnull=False)
    below = [
        row.pk
        for row in listed.only("pk", "price_minor", "currency", "seniority")
        if is_below_floor(rules, row.price_minor or 0, row.currency, row.seniority)
    ]
    return Relationship.objects.filter(pk__in=below).update(listed_at=None)
