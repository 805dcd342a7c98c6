"""`manage.py recheck_rows`: hold what is stored against the rules of today."""

from typing import Any

from django.core.management.base import BaseCommand

from connectors.actions.rechecking import recheck_rows


class Command(BaseCommand):
    """Take off the market what an older version stored and today's rules refuse."""

    help = "Check every stored contact and company again; what fails is taken off the market."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{recheck_rows()} rows changed.")
