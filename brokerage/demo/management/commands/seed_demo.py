"""`manage.py seed_demo`: the demo's people and what they did so far. Harmless when repeated."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from brokerage.demo import offset, sandbox, world


class Command(BaseCommand):
    """Demo only: make what is missing of the demo's world."""

    help = "Seed the demo's world; what is there already stays as it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether to migrate first."""
        parser.add_argument("--migrate", action="store_true", help="run migrations first")

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate if asked, put the sandbox on the world's time, seed."""
        if options["migrate"]:
            call_command("migrate", interactive=False, verbosity=1, stdout=self.stdout)
        sandbox.set_clock(offset.read())
        for line in world.seed():
            self.stdout.write(line)
