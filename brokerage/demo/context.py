"""What the demo bar on every page needs."""

from django.conf import settings
from django.http import HttpRequest

from brokerage.demo.people import PEOPLE
from brokerage.kit import clock

STEPS = (("1h", "+1 hour"), ("1d", "+1 day"), ("3d", "+3 days"), ("1w", "+1 week"))


def demo(request: HttpRequest) -> dict[str, object]:
    """`demo` for templates: the world's time, the buttons, the people. Nothing under test."""
    if settings.TESTING:
        return {}
    email = getattr(request.user, "email", "") if hasattr(request, "user") else ""
    return {
        "demo": {
            "now": clock.now(),
            "steps": STEPS,
            "people": PEOPLE,
            "me": email,
            "path": request.get_full_path(),
        }
    }
