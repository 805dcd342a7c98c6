"""Start-up of the whole product."""

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules


class BrokerageConfig(AppConfig):
    """Connects the apps, and loads their tasks, so that a web process knows a task by its name too."""

    name = "brokerage"
    verbose_name = "Brokerage"

    def ready(self) -> None:
        autodiscover_modules("tasks")
        from brokerage import checks, wiring  # noqa: F401  (registers the system checks)
        from brokerage.database_roles import grant_app_role

        wiring.connect()
        # Once a run, when every table is there: this app itself has none, and no signal.
        post_migrate.connect(grant_app_role, sender=apps.get_app_config("payments"))
