"""Wrong passwords: who tries is slowed down, the owner is not locked out (docs/decisions).

Five wrong ones in five minutes close the door for that address from that place, even to the right one.
Many from everywhere close it for devices that never signed in here; a known device is told by a signed
cookie and counts for itself. A new password by the link in an email opens it again.
"""

import hashlib
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string

from brokerage.accounts.models import User
from brokerage.kit.web.limits import over_limit, reached

COOKIE = "known_device"
SALT = "accounts.known_device"
KNOWN_SECONDS = 180 * 24 * 3600
HOUR = 3600


def place_of(request: HttpRequest, email: str, ip: str) -> str:
    """From where this address is tried: the known device, or the network address."""
    return _device(request, email) or ip


def is_closed(request: HttpRequest, email: str) -> bool:
    """Whether so many passwords were wrong that only known devices are answered."""
    return not _device(request, email) and reached(_name(email), settings.WRONG_PASSWORDS_AN_HOUR)


def count_wrong(email: str) -> None:
    """One more wrong password for `email`, wherever it came from."""
    over_limit(_name(email), settings.WRONG_PASSWORDS_AN_HOUR, HOUR)


def forget_wrong(email: str) -> None:
    """The owner of the mailbox set a new password."""
    cache.delete(_name(email))


def remember(answer: HttpResponse, user: User) -> HttpResponse:
    """Mark the device that gets this answer as one on which `user` signed in."""
    answer.set_cookie(
        COOKIE,
        signing.dumps({"user": user.pk, "device": get_random_string(16)}, salt=SALT),
        max_age=KNOWN_SECONDS,
        httponly=True,
        secure=settings.HTTPS,
        samesite="Lax",
    )
    return answer


def _device(request: HttpRequest, email: str) -> str:
    try:
        known: dict[str, Any] = signing.loads(
            request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=KNOWN_SECONDS
        )
    except signing.BadSignature:
        return ""
    is_theirs = User.objects.filter(pk=known["user"], emailaddress__email__iexact=email).exists()
    return str(known["device"]) if is_theirs else ""


def _name(email: str) -> str:
    return f"wrong-passwords:{hashlib.sha256(email.lower().encode()).hexdigest()}"
