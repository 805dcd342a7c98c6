"""The introductions app."""

from django.apps import AppConfig


class IntroductionsConfig(AppConfig):
    """The life of an introduction."""

    name = "introductions"
    verbose_name = "Introductions"

    def ready(self) -> None:
        """Open the door for mail."""
        from introductions import inbound

        inbound.open_door()
