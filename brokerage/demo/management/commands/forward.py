"""`manage.py forward 3d`: move the demo's world time."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from brokerage.demo.forward import forward, parse
from brokerage.kit import clock
from brokerage.kit.errors import Refusal


class Command(BaseCommand):
    """Demo only: move the test clock and say what happened."""

    help = "Move the demo's world time forward: 12h, 3d, 1w, or a moment (UTC)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How far."""
        parser.add_argument("how_far")

    def handle(self, *args: Any, **options: Any) -> None:
        """Move and report."""
        try:
            events = forward(parse(options["how_far"]))
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
        for event in events:
            self.stdout.write(str(event))
        self.stdout.write(f"It is now {clock.now():%a %d %b %Y %H:%M} UTC in the demo's world.")
