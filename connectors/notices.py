"""Emails to connectors about their network, and to reps about new matches and target accounts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from brokerage.accounts.models import User
from brokerage.accounts.outgoing import queue_email
from brokerage.kit.errors import Refusal
from brokerage.kit.mail.letters import letter, one_line
from brokerage.kit.mail.outbox import Outbox
from connectors.models import Alerts, CoverageList, Relationship, SearchAlert
from connectors.queries import attest_link
from connectors.queries.coverage import watch_off_link
from connectors.queries.listings import Listing
from connectors.queries.saving import (
    matching,
    off_link,
    reps_in_good_standing,
    saved_by,
    unpacked,
)
from connectors.queries.searching.market import shown_again


def tell_taken_down(row: Relationship) -> None:
    """Write to a connector which listing the desk took down, and why; in its transaction."""
    mail = letter(
        "connectors/listing_taken_down",
        to=row.connector.email,
        first_name=one_line(row.connector.get_short_name()),
        listing=one_line(f"{row.role}, {row.shown_company}"),
        reason=one_line(row.taken_down_reason),
        page=settings.SITE_URL + reverse("network_edit", args=[row.public_id]),
    )
    queue_email(mail)


def ask_to_attest(user: User, *, count: int, by: datetime, before: datetime) -> None:
    """Ask a connector to say again how well they know the people of `count` listings: one email for all,
    which names nobody. `before`: its link is about what was said before that."""
    mail = letter(
        "connectors/confirm_listings",
        to=user.email,
        first_name=one_line(user.get_short_name()),
        count=count,
        listings="listing" if count == 1 else "listings",
        by=by,
        link=attest_link(user, before),
        page=settings.SITE_URL + reverse("attest"),
    )
    queue_email(mail)


# --- New matches of saved searches --------------------------------------------------------------------

MOST_TOLD = 10
"""How many new matches of one search an email shows; the rest are a number and a link."""
_NOTHING = "nothing of it can be found any more"


@dataclass(frozen=True)
class Told:
    """New matches of one saved search, as an email shows them."""

    name: str
    shown: tuple[tuple[Listing, str], ...]
    more: int
    page: str
    off: str


def _told(alert: SearchAlert) -> list[Told]:
    """What is still to be told: of searches that are kept and told about, the listings that match and can
    be found at this moment, as search shows them."""
    owner, sections = alert.owner, []
    rows = saved_by(owner).exclude(alerts=Alerts.OFF)
    for search in rows.filter(public_id__in=list(alert.found)):
        now = matching(unpacked(search.asked), owner)
        ids = alert.found[str(search.public_id)]
        there = shown_again(ids if now is None else set(ids) & set(now), owner)
        if not there:
            continue
        listings = sorted(
            there.values(), key=lambda one: (-one.strength, one.price.amount, one.public_id)
        )
        sections.append(
            Told(
                name=one_line(search.name),
                shown=tuple((one, _page_of(one)) for one in listings[:MOST_TOLD]),
                more=max(len(listings) - MOST_TOLD, 0),
                page=settings.SITE_URL + reverse("saved_search_open", args=[search.public_id]),
                off=off_link(owner, search),
            )
        )
    return sections


def _page_of(listing: Listing) -> str:
    return settings.SITE_URL + reverse("listing", args=[listing.public_id])


def _compose_alert(alert: SearchAlert) -> EmailMultiAlternatives:
    owner, sections = alert.owner, _told(alert)
    if not sections:
        raise Refusal(_NOTHING)
    off = off_link(owner)
    return letter(
        "connectors/search_alert",
        to=owner.email,
        headers={
            "List-Unsubscribe": f"<{off}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
        first_name=one_line(owner.get_short_name()),
        sections=sections,
        count=sum(len(one.shown) + one.more for one in sections),
        off=off,
        page=settings.SITE_URL + reverse("saved_searches"),
    )


def _why_no_alert(alert: SearchAlert) -> str:
    if not reps_in_good_standing().filter(pk=alert.owner_id).exists():
        return "not in good standing"
    return "" if _told(alert) else _NOTHING


def _empty_alert(alert: SearchAlert) -> None:
    SearchAlert.objects.filter(pk=alert.pk).update(found={})


ALERTS = Outbox(
    rows=lambda: SearchAlert.objects.select_related("owner"),
    compose=_compose_alert,
    why_silent=_why_no_alert,
    on_end=_empty_alert,
)


# --- Target accounts ----------------------------------------------------------------------------------

MOST_NAMED = 20


def tell_reachable(rep: User, found: Sequence[tuple[CoverageList, Sequence[str]]]) -> None:
    """Write to a rep which accounts that they watch are reachable now, `(list, names of accounts)`: one email
    for all. It can be turned off by one click, in the email or in the mail program."""
    count = sum(len(names) for _, names in found)
    off = watch_off_link(rep)
    lists = [
        {
            "name": one_line(one.name),
            "accounts": ", ".join(one_line(name) for name in names[:MOST_NAMED]),
            "more": max(len(names) - MOST_NAMED, 0),
            "page": settings.SITE_URL + reverse("coverage_list", args=[one.public_id]),
        }
        for one, names in found
    ]
    mail = letter(
        "connectors/accounts_reachable",
        to=rep.email,
        headers={
            "List-Unsubscribe": f"<{off}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
        first_name=one_line(rep.get_short_name()),
        count=count,
        lists=lists,
        off=off,
    )
    queue_email(mail)
