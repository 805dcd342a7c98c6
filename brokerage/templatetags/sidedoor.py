"""What templates may ask: money, time, the way around the house.

Built in (see TEMPLATES in the settings): no template needs to load it.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from brokerage.kit import clock
from brokerage.kit.currencies import KNOWN
from brokerage.kit.money import Money
from introductions.queries import unread_count

register = template.Library()


# --- Money ---------------------------------------------------------------------------------------


@register.filter
def money(amount: Money | int | None, currency: str = "") -> str:
    """`{{ 125000|money:"EUR" }}` or `{{ price|money }}`: "€1,250.00"; nothing for None."""
    if amount is None:
        return ""
    return str(amount if isinstance(amount, Money) else Money(int(amount), currency))


@register.filter
def percent(basis_points: int) -> str:
    """Ten-thousandths as a percentage: 2000 is "20 %", 1250 is "12.5 %"."""
    return f"{basis_points / 100:g}\u00a0%"


# --- Words ---------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def said(context: template.Context, text: str) -> str:
    """Somebody's own words; where the page has a function `unnamed`, as that leaves them."""
    unnamed = context.get("unnamed")
    return str(unnamed(text) if unnamed and text else text)


# --- Time ----------------------------------------------------------------------------------------

UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60))


@register.filter
def duration(period: timedelta | None) -> str:
    """A period in its two largest units: "3 days 4 hours", "40 minutes", "less than a minute"."""
    if period is None:
        return ""
    left, words = int(abs(period.total_seconds())), []
    for unit, seconds in UNITS:
        count, left = divmod(left, seconds)
        if count:
            words.append(f"{count} {unit}{'' if count == 1 else 's'}")
    return " ".join(words[:2]) or "less than a minute"


@register.filter
def countdown(moment: datetime | None) -> str:
    """How far away a moment is: "3 days 4 hours left" or "2 hours ago"."""
    if moment is None:
        return ""
    left = moment - clock.now()
    return f"{duration(left)} {'left' if left > timedelta() else 'ago'}"


@register.filter
def countdown_tone(moment: datetime | None) -> str:
    """The last part of the class of a countdown: "soon" within a day, "over" when past, else ""."""
    left = (moment - clock.now()) if moment else timedelta.max
    return "over" if left <= timedelta() else "soon" if left < timedelta(days=1) else ""


# --- Small things --------------------------------------------------------------------------------


@register.filter
def get_item(mapping: Mapping[Any, Any], key: Any) -> Any:
    """`mapping[key]`, or None."""
    return mapping.get(key)


@register.filter
def doors(strength: int | None) -> list[bool]:
    """A strength of 1 to 5 as five doors: which of them are lit."""
    return [door <= (strength or 0) for door in range(1, 6)]


@register.simple_tag
@lru_cache(maxsize=64)
def strength_shown(strength: int, words: str) -> str:
    """`components/strength.html`, rendered once for each strength: pages of search show it for every path."""
    return render_to_string("components/strength.html", {"strength": strength, "words": words})


@register.simple_tag
def bar_top(count: int, highest: int, height: int) -> int:
    """Where a bar of `count` begins, from the top, in a chart as high as `height` for `highest`."""
    return height - (height * count // highest if highest else 0)


@register.filter
def initial(name: str) -> str:
    """The first letter of a name, for the small door beside it."""
    return name.strip()[:1].upper() or "?"


@register.filter
def widget_kind(field: Any) -> str:
    """How a bound field is laid out: "hidden", "tick" (one checkbox), "group" or "line"."""
    if field.is_hidden:
        return "hidden"
    if getattr(field.field.widget, "input_type", "") == "checkbox" and not field.use_fieldset:
        return "tick"
    return "group" if field.use_fieldset else "line"


@register.filter
def without_placeholder(field: Any) -> Any:
    """The bound field, without grey words that repeat its label (django-allauth sets them)."""
    field.field.widget.attrs.pop("placeholder", None)
    return field


@register.filter
def page_numbers(page: Page[Any]) -> list[int | str]:
    """The numbers to show in a pager, with an ellipsis for those left out."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


@register.simple_tag
def rules() -> dict[str, Any]:
    """The dials people should read about: fee, smallest price, limits, version of the terms."""
    currency = settings.SETTLEMENT_CURRENCIES[0]
    lowest, _ = KNOWN[currency].prices(settings.PRICE_LIMITS)
    price = Money(4 * lowest, currency)
    fee, net = price.share(settings.FEE_BASIS_POINTS)
    return {
        "rate": percent(settings.FEE_BASIS_POINTS),
        "minimum": Money(lowest, currency),
        "example": {"price": price, "fee": fee, "net": net},
        "requests_a_month": settings.PROSPECT_REQUESTS_A_MONTH,
        "hold": duration(settings.SAFETY_HOLD),
        "hold_trusted": duration(settings.SAFETY_HOLD_TRUSTED),
        "trusted_after": settings.TRUSTED_AFTER,
        "trusted_payers": settings.TRUSTED_PAYERS,
        "terms_version": settings.TERMS_VERSION,
        "bought_days": settings.BOUGHT_KEPT.days,
        "trace_days": settings.TRACE_LIFE.days,
        "contact_days": settings.CONTACT_KEPT.days,
    }


# --- The way around ------------------------------------------------------------------------------


class Link(NamedTuple):
    """An entry of the main navigation; `here` where the visitor is in it now."""

    label: str
    path: str
    here: bool
    icon: str = ""


INTRODUCTIONS = ("Introductions", "/introductions/", "board")
HOME = ("Home", "/home/", "home")
REP = (HOME, ("Search", "/search/", "search"), ("Coverage", "/coverage/", "target"), INTRODUCTIONS)
CONNECTOR = (
    HOME,
    ("Network", "/network/", "people"),
    INTRODUCTIONS,
    ("Payouts", "/payouts/", "bank"),
)
DESK = (("Desk", "/moderation/", "scale"),)
REP_MENU = (
    ("Saved searches", "/search/saved/"),
    ("Shortlist", "/shortlist/"),
    ("Recently seen", "/search/recent/"),
)
CONNECTOR_MENU = (
    ("Your numbers", "/numbers/"),
    ("Connector profile", "/network/profile/"),
    ("My rules", "/network/rules/"),
)
PAPERS = (("Papers", "/payments/papers/"),)
ANONYMOUS = (("How it works", "/how-it-works/", "info"),)


ACCOUNT_ROOMS = (
    ("Overview", "account_overview"),
    ("Name and roles", "account_edit"),
    ("E-mail addresses", "account_email"),
    ("Password", "account_change_password"),
    ("Two steps and passkeys", "mfa_index"),
    ("Linked accounts", "socialaccount_connections"),
    ("Where you are signed in", "usersessions_list"),
    ("Your data", "account_data"),
)


def _entries(user: Any) -> tuple[tuple[str, str, str], ...]:
    if user is None or not user.is_authenticated:
        return ANONYMOUS
    entries = (REP if user.is_rep else ()) + (CONNECTOR if user.is_connector else ())
    desk = DESK if user.is_staff and user.has_perm("cases.see_desk") else ()
    return tuple(dict.fromkeys(entries + desk or ANONYMOUS))


@register.simple_tag(takes_context=True)
def navigation(context: Mapping[str, Any]) -> list[Link]:
    """The main navigation for whoever is looking, by role; each entry once."""
    request: HttpRequest | None = context.get("request")
    here = request.path if request else ""
    user = getattr(request, "user", None)
    return [Link(label, path, here.startswith(path), icon) for label, path, icon in _entries(user)]


@register.simple_tag(takes_context=True)
def own_rooms(context: Mapping[str, Any]) -> list[Link]:
    """What the account menu leads to beside the account itself, by role."""
    request: HttpRequest | None = context.get("request")
    user = getattr(request, "user", None)
    if request is None or user is None or not user.is_authenticated:
        return []
    rooms = (REP_MENU if user.is_rep else ()) + (CONNECTOR_MENU if user.is_connector else ())
    rooms += PAPERS if rooms else ()
    return [Link(label, path, request.path == path) for label, path in rooms]


@register.simple_tag(takes_context=True)
def unread_notices(context: Mapping[str, Any]) -> int:
    """How many notices the visitor has not seen yet; 0 for whoever is not signed in."""
    user = getattr(context.get("request"), "user", None)
    return unread_count(user) if user is not None and user.is_authenticated else 0


@register.simple_tag(takes_context=True)
def account_rooms(context: Mapping[str, Any]) -> list[Link]:
    """The rooms of one's own account, with the one the visitor is in."""
    request: HttpRequest | None = context.get("request")
    here = request.path if request else ""
    rooms = [(label, reverse(name)) for label, name in ACCOUNT_ROOMS]
    inside = [path for _, path in rooms if here.startswith(path)]
    nearest = max(inside, key=len, default="")
    return [Link(label, path, path == nearest) for label, path in rooms]
