"""A connector's price rules, and what they would do. Reads only; decrypts nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, QuerySet, Value
from django.db.models.functions import Coalesce

from brokerage.accounts.models import User
from brokerage.kit.money import Money
from connectors.models import PriceRule, Relationship
from connectors.queries.network import visible_to

SEGMENT = ("seniority", "department", "industry_known", "strength")


@dataclass
class RulesPreview:
    """Whom price rules concern: `counts` by a rule's primary key, `prices` those that are asked."""

    people: int = 0
    unmatched: int = 0
    counts: dict[int, int] = field(default_factory=dict)
    prices: set[Money] = field(default_factory=set)

    @property
    def spans(self) -> list[str]:
        """From the least to the most that is asked, by currency."""
        said = []
        for currency in sorted({one.currency for one in self.prices}):
            amounts = sorted(one.amount for one in self.prices if one.currency == currency)
            least, most = Money(amounts[0], currency), Money(amounts[-1], currency)
            said.append(str(least) if least == most else f"{least} to {most}")
        return said


def price_rules_of(user: User) -> list[PriceRule]:
    """The user's rules, those that say most first; among equals the older one."""
    return sorted(PriceRule.objects.filter(connector=user), key=lambda one: (-one.says, one.pk))


def rule_for(
    rules: Iterable[PriceRule], seniority: str, department: str, industry: str, strength: int
) -> PriceRule | None:
    """The rule that counts for somebody, of `rules` in order."""
    return next((one for one in rules if one.fits(seniority, department, industry, strength)), None)


def in_segments(user: User, pks: Iterable[int]) -> QuerySet[Relationship]:
    """These of the user's relationships, with the industry of their company."""
    rows = visible_to(user).filter(pk__in=list(pks)).select_related(None).order_by()
    return rows.annotate(industry_known=Coalesce("company__industry", Value("")))


def what_rules_do(user: User, pks: Iterable[int]) -> RulesPreview:
    """What the user's rules would do to these. Counts segments, not people one by one."""
    rules = price_rules_of(user)
    preview = RulesPreview()
    segments = in_segments(user, pks).values(*SEGMENT).annotate(people=Count("pk"))
    for one in segments:
        rule = rule_for(rules, *(one[name] for name in SEGMENT))
        if rule is None:
            preview.unmatched += one["people"]
            continue
        preview.people += one["people"]
        preview.counts[rule.pk] = preview.counts.get(rule.pk, 0) + one["people"]
        preview.prices.add(rule.price)
    return preview
