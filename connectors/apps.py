"""The app's registration."""

from django.apps import AppConfig


class ConnectorsConfig(AppConfig):
    """Connectors, their networks, and search."""

    name = "connectors"
    default_auto_field = "django.db.models.BigAutoField"
