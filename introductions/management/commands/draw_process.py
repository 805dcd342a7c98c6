"""`manage.py draw_process`: the process as a diagram and a table, for docs and staff."""

from typing import Any

from django.core.management.base import BaseCommand

from introductions.lifecycle import ENDS, MOVES, PATIENCE, Move, State

HEAD = """# The life of an introduction

Made by `manage.py draw_process` from `introductions/lifecycle.py`; do not edit by hand.
"""


class Command(BaseCommand):
    """Prints docs/process.md."""

    help = "Print the process of an introduction as Markdown with a Mermaid diagram."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the page to standard output."""
        self.stdout.write(page())


def page() -> str:
    """docs/process.md as it should be."""
    return "\n".join([HEAD, *_diagram(), "", *_table(), "", *_clocks(), ""])


def _diagram() -> list[str]:
    lines = ["```mermaid", "stateDiagram-v2", "    [*] --> checkout: request"]
    for source in State:
        targets: dict[State, list[str]] = {}
        for move in MOVES:
            for target in filter(None, (move.target, *move.back)) if source in move.source else ():
                targets.setdefault(target, []).append(move.name)
        lines += [
            f"    {source} --> {target}: {', '.join(names)}" for target, names in targets.items()
        ]
    return [*lines, *(f"    {end} --> [*]" for end in sorted(ENDS)), "```"]


def _table() -> list[str]:
    head = ["| move | from | to | who | money | guards | tells |", "|---|---|---|---|---|---|---|"]
    return head + [_row(move) for move in MOVES]


def _row(move: Move) -> str:
    cells = [
        move.name,
        ", ".join(move.source),
        move.target or ("back: " + ", ".join(move.back) if move.back else "stays"),
        ", ".join(move.who),
        "" if move.funds == "none" else move.funds,
        ", ".join(move.needs),
        ", ".join(move.tells),
    ]
    return "| " + " | ".join(cells) + " |"


def _clocks() -> list[str]:
    head = ["| state | after | the clock makes | reminders before |", "|---|---|---|---|"]
    rows = [
        f"| {state} | {_days(entry.wait)} | {entry.move} | "
        f"{', '.join(_days(before) for before in entry.remind)} |"
        for state, entries in PATIENCE.items()
        for entry in entries
    ]
    return head + rows


def _days(period: Any) -> str:
    if period is None:
        return "a fact decides"
    return f"{period.days} days" if period.days != 1 else "1 day"
