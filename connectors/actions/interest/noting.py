"""A look and a search are noted for the count of the month."""

from collections.abc import Collection, Iterable
from itertools import islice, product

from django.utils.crypto import salted_hmac

from brokerage.accounts.models import User
from brokerage.accounts.sanctions.standing import accounts_of
from brokerage.accounts.wording import proven_domain
from brokerage.kit import clock
from brokerage.kit.mail.domains import registrable_domain
from connectors.models import Company, InterestMark, InterestMonth, Relationship
from connectors.queries import Asked, SearchFilters
from connectors.queries.interest import company_topic, segment_topic, view_topic
from connectors.strength import month_of

SALT = "connectors.interest"
MOST_SEGMENTS = 12


def note_view(rep: User, relationship: Relationship) -> None:
    """A rep reads this listing. Its connector's own accounts and colleagues do not count."""
    owner = relationship.connector
    same_firm = _organisation(rep) and _organisation(rep) == _organisation(owner)
    if not same_firm and owner.pk not in accounts_of(rep):
        _note(rep, [view_topic(relationship.public_id)])


def note_search(rep: User, filters: SearchFilters, asked: Asked) -> None:
    """A rep searches by seniority or department. Other words are not looked at: they may hold a name."""
    levels = sorted(asked.only.get("seniority", ()))
    departments = sorted(asked.only.get("department", ()))
    if not filters.cursor and (levels or departments):
        pairs = product(levels or [""], departments or [""])
        _note(rep, [segment_topic(*pair) for pair in islice(pairs, MOST_SEGMENTS)])


def note_accounts(rep: User, keys: Collection[str]) -> None:
    """A rep's lists hold these companies (by key). Only companies that some network knows are marked: nobody
    else is told of them. In one order for all, so that two lists never wait for each other."""
    if not _organisation(rep):
        return
    rows = Company.objects.filter(key__any_of=[one for one in keys if one])
    found = {
        merged or own for own, merged in rows.values_list("public_id", "merged_into__public_id")
    }
    _note(rep, sorted(company_topic(one) for one in found))


def _note(rep: User, topics: Iterable[str]) -> None:
    """One mark for an organisation, however often and by how many of its people; none without a confirmed
    work address, for accounts alone cost nothing."""
    organisation = _organisation(rep)
    if not organisation:
        return
    month, _ = InterestMonth.objects.get_or_create(month=month_of(clock.now().date()))
    marks = [
        InterestMark(
            month=month,
            topic=topic,
            digest=salted_hmac(
                f"{SALT}.{month.secret}", f"{topic}|{organisation}", algorithm="sha256"
            ).hexdigest(),
        )
        for topic in topics
    ]
    InterestMark.objects.bulk_create(marks, ignore_conflicts=True)


def _organisation(user: User) -> str:
    return registrable_domain(proven_domain(user)) if proven_domain(user) else ""
