"""`manage.py draw_architecture`: the floors and rooms as the import contracts know them, for docs."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

HEAD = """# Architecture

Made by `manage.py draw_architecture` from the import contracts in `pyproject.toml`; do not edit by hand. A
module imports what stands below it, never what stands above; `make lint` checks it.
"""
Contract = dict[str, Any]


class Command(BaseCommand):
    """Prints docs/architecture.md."""

    help = "Print floors and rooms as Markdown with a Mermaid diagram, from the import contracts."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the page to standard output."""
        self.stdout.write(page())


def page() -> str:
    """docs/architecture.md as it should be."""
    root = Path(settings.BASE_DIR)
    contracts = _contracts(root)
    layered = [one for one in contracts if one["type"] == "layers" and "containers" in one]
    floors = next(one for one in contracts if one["id"] == "floors")
    parts = [HEAD, *_picture(floors), "", *_rules(contracts)]
    for contract in layered:
        parts += ["", *_rooms(root, contract)]
    return "\n".join([*parts, ""])


def _contracts(root: Path) -> list[Contract]:
    read = tomllib.loads((root / "pyproject.toml").read_text())
    found: list[Contract] = read["tool"]["importlinter"]["contracts"]
    return found


def _modules(layer: str) -> list[str]:
    return [one.strip("() ") for one in re.split(r"[|:]", layer)]


def _picture(floors: Contract) -> list[str]:
    """One box for each package, one arrow from each floor to the next."""
    lines = ["```mermaid", "flowchart TD"]
    layers = [_modules(layer) for layer in floors["layers"]]
    for number, modules in enumerate(layers):
        lines.append(f"    subgraph floor{number}[ ]")
        lines += [f"        {_box(name)}[{name}]" for name in modules]
        lines.append("    end")
    lines += [f"    floor{number} --> floor{number + 1}" for number in range(len(layers) - 1)]
    return [*lines, "```"]


def _box(name: str) -> str:
    return name.replace(".", "_")


def _rules(contracts: list[Contract]) -> list[str]:
    return ["## Contracts", "", *(f"- {one['name']}" for one in contracts)]


def _rooms(root: Path, contract: Contract) -> Iterator[str]:
    """A table of the floors, top to bottom, with what stands on each in each container."""
    yield f"## {contract['name']}"
    for container in contract["containers"]:
        yield ""
        yield f"### {container}"
        yield ""
        yield "| floor | module | what it is |"
        yield "|---|---|---|"
        number = 0
        for layer in contract["layers"]:
            found = [
                (name, path) for name in _modules(layer) if (path := _path(root, container, name))
            ]
            number += bool(found)
            for name, path in found:
                yield f"| {number} | `{name}` | {_about(path)} |"


def _path(root: Path, container: str, name: str) -> Path | None:
    """Where the module is; None where this container has none of that name."""
    place = root.joinpath(*container.split("."), name)
    options = (place.with_suffix(".py"), place / "__init__.py")
    return next((one for one in options if one.exists()), None)


def _about(path: Path) -> str:
    """The first sentence of the module's docstring, on one line."""
    text = ast.get_docstring(ast.parse(path.read_text())) or ""
    return " ".join(text.split("\n\n")[0].split()).replace("|", "\\|")
