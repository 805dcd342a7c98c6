"""`manage.py dsar EMAIL`: what one person may ask of the operator: find, export, erase."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.core.serializers.json import DjangoJSONEncoder

from connectors.actions import suppress_address
from connectors.models import KeyKind
from introductions.actions import erase_person, erase_profile
from introductions.dossier import Held, export, held_on


class Command(BaseCommand):
    """For the operator, who has made sure that the address belongs to whoever asks."""

    help = "Find what is held on one e-mail address, across all networks; --export or --erase it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The address, and what to do."""
        parser.add_argument("email")
        parser.add_argument("--profile", default="", help="with --erase: their public profile, too")
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--export", action="store_true", help="print all of it as JSON")
        what.add_argument("--erase", action="store_true", help="erase it and never list it again")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it; the summary names nobody."""
        held = held_on(options["email"])
        if options["erase"]:
            self.stdout.write(_erase(options["email"], held, options["profile"]))
        elif held is None:
            self.stdout.write("Nothing is held on this address.")
        elif options["export"]:
            self.stdout.write(json.dumps(export(held, notes=True), indent=2, cls=DjangoJSONEncoder))
        else:
            self.stdout.write(_summary(held))


def _erase(email: str, held: Held | None, profile: str) -> str:
    networks = erase_person(held) if held else 0
    if profile:
        networks += erase_profile(profile)
    # Also for somebody whom nobody has imported yet.
    suppress_address(KeyKind.EMAIL, email)
    return f"Erased in {networks} networks; the address will not be listed again."


def _summary(held: Held) -> str:
    lines = [
        f"In {held.connectors} networks, listed in {held.listed}.",
        f"Held: {', '.join(held.categories) or 'no contact data'}.",
        f"Requests: {len(held.requests)}. Shown to: {len(held.reveals)}.",
        "Suppressed." if held.suppressed or held.cannot_be_listed else "Not suppressed.",
    ]
    return "\n".join(lines)
