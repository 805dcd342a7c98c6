"""So that `manage.py help` lists `demo`; manage.py itself runs it before Django is loaded."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from brokerage.demo.supervisor import demo


class Command(BaseCommand):
    """Start the whole product with a demo world."""

    help = "Start databases, web, worker, beat and payment sandbox; Ctrl-C stops them."

    def run_from_argv(self, argv: list[str]) -> None:
        """Hand over to the supervisor."""
        sys.exit(demo(argv[2:]))

    def handle(self, *args: Any, **options: Any) -> None:
        """Hand over to the supervisor."""
        sys.exit(demo([]))
