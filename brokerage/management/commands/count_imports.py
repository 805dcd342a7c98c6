"""`manage.py count_imports`: how many of our own modules each module leans on, for reviewers."""

import ast
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

APPS = ("brokerage", "connectors", "introductions", "payments")
APART = {"migrations", "sandbox"}
KIT = "brokerage.kit"
"""Knows no word of our business: read as one reads a library."""


class Count(NamedTuple):
    """What one module imports of ours: statements, and the rooms (`app.room`) it leans on, the kit aside."""

    path: str
    statements: int
    rooms: int


class Command(BaseCommand):
    """Prints the 90th percentile by both counts, and the modules with the most."""

    help = "Count each module's own imports, by statement and by room, without migrations and the sandbox."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--most N`: how many of the fullest modules are listed."""
        parser.add_argument("--most", type=int, default=12)

    def handle(self, *args: Any, most: int = 12, **options: Any) -> None:
        """Write the figures to standard output."""
        counts = counted(Path(settings.BASE_DIR))
        statements = percentile([one.statements for one in counts])
        rooms = percentile([one.rooms for one in counts])
        self.stdout.write(f"{len(counts)} modules; 90 of 100 have at most")
        self.stdout.write(
            f"{statements} imports of our own by statement, from {rooms} rooms beside their own and the kit"
        )
        for one in sorted(counts, key=lambda count: (-count.rooms, -count.statements))[:most]:
            self.stdout.write(f"{one.rooms:4} rooms {one.statements:4} statements  {one.path}")


def counted(root: Path) -> list[Count]:
    """Every module of the product below `root`."""
    found = [path for app in APPS for path in sorted((root / app).rglob("*.py"))]
    kept = [(path, path.relative_to(root)) for path in found]
    return [
        count_of(str(name), path.read_text()) for path, name in kept if not APART & set(name.parts)
    ]


def count_of(path: str, source: str) -> Count:
    """What the module at `path`, relative to the root, imports of ours. It does not lean on its own room."""
    parts = list(_imported(ast.parse(source)))
    own = _room(path.removesuffix(".py").replace("/", "."))
    return Count(path, len(parts), len({_room(one) for part in parts for one in part} - {own, KIT}))


def _imported(tree: ast.Module) -> Iterator[list[str]]:
    """Of each statement that imports from us the modules; from a whole app its rooms are named last."""
    for node in ast.walk(tree):
        named: list[str] = []
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            whole_app = "." not in node.module
            named = [
                f"{node.module}.{one.name}" if whole_app else node.module for one in node.names
            ]
        elif isinstance(node, ast.Import):
            named = [one.name for one in node.names]
        if ours := [one for one in named if _is_ours(one)]:
            yield ours


def _is_ours(module: str) -> bool:
    return module.split(".")[0] in APPS


def _room(module: str) -> str:
    return ".".join(module.split(".")[:2])


def percentile(numbers: list[int], hundredths: int = 90) -> int:
    """The least number that so many hundredths of `numbers` do not exceed."""
    return sorted(numbers)[max(math.ceil(len(numbers) * hundredths / 100), 1) - 1]
