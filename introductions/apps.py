"""The introductions app."""

from django.apps import AppConfig
from django.core.exceptions import ImproperlyConfigured


class IntroductionsConfig(AppConfig):
    """The life of an introduction."""

    name = "introductions"
    verbose_name = "Introductions"

    def ready(self) -> None:
        """Open the door for mail; refuse to start while a move stands in one place only."""
        from introductions.actions.by_hand import faults
        from introductions.prospects import inbound

        if found := faults():
            raise ImproperlyConfigured("; ".join(found))
        inbound.open_door()
