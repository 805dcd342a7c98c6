"""Start-up of demo mode."""

from django.apps import AppConfig
from django.conf import settings


class DemoConfig(AppConfig):
    """Puts the test clock in, except under test, where each test has a clock of its own."""

    name = "brokerage.demo"
    label = "demo"

    def ready(self) -> None:
        """Follow the one offset that all processes share."""
        from brokerage.demo import offset
        from brokerage.kit import clock

        if not settings.TESTING:
            clock.install(offset.read)
