"""What every page may say about the site itself."""

from django.conf import settings
from django.http import HttpRequest

from brokerage.kit import clock


def site(request: HttpRequest) -> dict[str, object]:
    """The site's name, address and postal address, and the time it is (UTC)."""
    return {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "postal_address": settings.POSTAL_ADDRESS,
        "support_email": settings.SUPPORT_EMAIL,
        "now": clock.now(),
    }
