"""The cases app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CasesConfig(AppConfig):
    """What waits for the desk."""

    name = "brokerage.cases"
    label = "cases"
    verbose_name = "Cases"

    def ready(self) -> None:
        from brokerage.accounts.roles.groups import make_staff_groups
        from brokerage.cases import listeners  # noqa: F401  (connects itself)

        # Connected here too: the permissions that the groups are given are made by this app's migrate.
        post_migrate.connect(make_staff_groups, sender=self)
