"""Price whole segments by rules: those one chose, and whoever comes later."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction

from brokerage.accounts.models import User
from brokerage.cases.sweeping import each
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from brokerage.kit.money import Money
from connectors.actions.bulk.changing import confirm_bulk, prepare_bulk
from connectors.actions.offering import Change
from connectors.models import BulkChange, PriceRule, Relationship
from connectors.queries import in_segments, price_rules_of, rule_for, why_not_this_price
from connectors.queries.own_rules import floor_sentence, is_below_floor, rules_of
from connectors.queries.price_rules import SEGMENT

MOST_RULES = 50
_SEGMENT = ("seniority", "department", "industry", "strength")
#: Who was written down before a sweep may be committed after it.
OVERLAP = timedelta(minutes=10)


@transaction.atomic
def set_price_rule(
    user: User,
    *,
    price: Money,
    seniority: str = "",
    department: str = "",
    industry: str = "",
    strength: int | None = None,
    for_new: bool = False,
) -> PriceRule:
    """Ask this price for a segment; a rule for the same segment is replaced. `for_new`: also for whoever
    comes from now on without a price. Changes nobody who is there."""
    User.objects.select_for_update().get(pk=user.pk)
    _check_price(user, price, seniority)
    segment: dict[str, Any] = {
        "seniority": seniority, "department": department, "industry": industry, "strength": strength,
    }  # fmt: skip
    others = PriceRule.objects.filter(connector=user)
    if others.count() >= MOST_RULES and not others.filter(**segment).exists():
        raise Refusal(
            f"You can have {MOST_RULES} price rules. Remove one first.", code="too_many", status=409
        )
    rule, _ = PriceRule.objects.update_or_create(
        connector=user,
        **segment,
        defaults={
            "price_minor": price.amount,
            "currency": price.currency,
            "new_since": clock.now() if for_new else None,
        },
    )
    return rule


@transaction.atomic
def change_price_rule(user: User, rule_id: int, **facts: Any) -> PriceRule:
    """Change a rule: facts as for `set_price_rule`, those left out stay; another rule for the same segment
    goes. Raises PriceRule.DoesNotExist."""
    User.objects.select_for_update().get(pk=user.pk)
    rule = PriceRule.objects.get(connector=user, pk=rule_id)
    price = facts.pop("price", rule.price)
    is_for_new = facts.pop("for_new", rule.new_since is not None)
    rule.new_since = (rule.new_since or clock.now()) if is_for_new else None
    rule.price_minor, rule.currency = price.amount, price.currency
    for name, value in facts.items():
        setattr(rule, name, value)
    _check_price(user, price, rule.seniority)
    segment = {name: getattr(rule, name) for name in _SEGMENT}
    PriceRule.objects.filter(connector=user, **segment).exclude(pk=rule.pk).delete()
    rule.save()
    return rule


def _check_price(user: User, price: Money, seniority: str) -> None:
    if reason := why_not_this_price(price.amount, price.currency):
        raise Refusal(reason, code="price", status=400, field="price")
    own = rules_of(user)
    if is_below_floor(own, price.amount, price.currency, seniority):
        reason = floor_sentence(own, seniority, price.currency)
        raise Refusal(reason, code="price", status=400, field="price")


def remove_price_rule(user: User, rule_id: int) -> int:
    """Forget a rule; prices that it set stay. Returns how many rules went."""
    return PriceRule.objects.filter(connector=user, pk=rule_id).delete()[0]


@transaction.atomic
def apply_price_rules(user: User, pks: Iterable[int]) -> list[BulkChange]:
    """Ask of each of these what the rules say; who fits none stays. One bulk change per price, each of
    which can be undone. Who has that price already is left out."""
    return _apply(user, pks, price_rules_of(user))


def price_new_arrivals() -> int:
    """Price whoever came since the last time, without a price, as the rules for newcomers say; how many.

    A connector whose rules cannot be carried out now stops no other, and calls the desk in time.
    """
    priced: list[int] = []
    ruled = PriceRule.objects.filter(new_since__isnull=False).values("connector")
    connectors = User.objects.filter(pk__in=ruled).order_by("pk")
    each("prices of newcomers", connectors, lambda pk: priced.append(_price_arrivals(pk)))
    return sum(priced)


@transaction.atomic
def _price_arrivals(user_id: int) -> int:
    user = User.objects.select_for_update().get(pk=user_id)
    now = clock.now()
    rules = price_rules_of(user)
    since = {one.pk: one.new_since for one in rules if one.new_since}
    if not since:
        return 0
    rows = Relationship.objects.filter(
        connector=user, price_minor__isnull=True, created_at__gte=min(since.values())
    )
    done = _apply(user, rows.values_list("pk", flat=True), rules, arrivals=True)
    PriceRule.objects.filter(pk__in=since).update(new_since=now - OVERLAP)
    return sum(one.total for one in done)


def _apply(
    user: User, pks: Iterable[int], rules: list[PriceRule], *, arrivals: bool = False
) -> list[BulkChange]:
    by_price: dict[Money, list[int]] = {}
    rows = in_segments(user, pks).values_list(
        "pk", "created_at", "price_minor", "currency", *SEGMENT
    )
    for pk, created_at, amount, currency, *segment in rows:
        rule = rule_for(rules, *segment)
        if rule is None or (amount, currency) == (rule.price_minor, rule.currency):
            continue
        if arrivals and (rule.new_since is None or created_at < rule.new_since):
            continue
        by_price.setdefault(rule.price, []).append(pk)
    done = []
    for price, chosen in by_price.items():
        bulk = prepare_bulk(user, chosen, Change(price=price))
        done.append(confirm_bulk(user, bulk.public_id))
    return done
