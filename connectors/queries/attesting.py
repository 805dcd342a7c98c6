"""What a connector is asked to say again, and the signed link of the email that asks."""

from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.core import signing
from django.db.models import Q, QuerySet
from django.urls import reverse

from brokerage.accounts.models import User
from connectors.models import Relationship
from connectors.queries.network import visible_to

SALT = "connectors.attest"


class AttestLink(NamedTuple):
    """Whose relationships a link is about, and which: those last attested before that moment."""

    user: User
    before: datetime


def attestable(user: User) -> QuerySet[Relationship]:
    """The user's relationships that they are asked about, and those that rest because they did not answer."""
    asked = Q(listed_at__isnull=False, attest_by__isnull=False)
    return visible_to(user).filter(asked | Q(rests_unattested=True)).order_by("pk")


def attest_link(user: User, before: datetime) -> str:
    """The page on which all of them are confirmed with one click, with our host."""
    token = signing.dumps({"user": user.pk, "before": before.isoformat()}, salt=SALT)
    return settings.SITE_URL + reverse("attest_by_link", args=[token])


def by_attest_token(token: str) -> AttestLink | None:
    """What a token of such a link is about; None for anything else, too old, or of somebody who is out."""
    try:
        said = signing.loads(token, salt=SALT, max_age=settings.ATTEST_LINK_LASTS)
        before = datetime.fromisoformat(said["before"])
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None
    user = User.objects.filter(
        pk=said["user"],
        is_active=True,
        is_connector=True,
        suspended_at__isnull=True,
        closed_at__isnull=True,
    ).first()
    return AttestLink(user, before) if user else None
