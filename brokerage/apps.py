"""Start-up of the whole product."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class BrokerageConfig(AppConfig):
    """Loads every app's tasks, so that a web process knows a task by its name too."""

    name = "brokerage"
    verbose_name = "Brokerage"

    def ready(self) -> None:
        autodiscover_modules("tasks")
        from brokerage import checks  # noqa: F401  (registers the system checks)
