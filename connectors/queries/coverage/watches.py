"""The signed link of an email about watched accounts: it ends all watches of a rep."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from brokerage.accounts.models import User

SALT = "connectors.coverage.off"


def watch_off_link(rep: User) -> str:
    """The page that turns the rep's account alerts off, with our host. It never runs out."""
    token = signing.dumps(rep.pk, salt=SALT)
    return settings.SITE_URL + reverse("coverage_watch_off", args=[token])


def rep_of_link(token: str) -> User | None:
    """Whose watches a link is about; None for anything else."""
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return User.objects.filter(pk=pk, closed_at__isnull=True).first()
