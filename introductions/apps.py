"""The introductions app."""

from django.apps import AppConfig


class IntroductionsConfig(AppConfig):
    """The life of an introduction."""

    name = "introductions"
    verbose_name = "Introductions"
