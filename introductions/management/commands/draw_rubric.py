"""`manage.py draw_rubric`: the rubric of disputes as Markdown, for the docs."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand

from introductions import rubric

HEAD = """# The rubric of disputes

Made by `manage.py draw_rubric` from `introductions/rubric.py`; do not edit by hand. The site shows it at
`/rubric/`."""


class Command(BaseCommand):
    """Prints docs/rubric.md."""

    help = "Print the rubric of disputes as Markdown."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the page to standard output."""
        self.stdout.write(page(), ending="")


def page() -> str:
    """docs/rubric.md as it should be."""
    return "\n".join([HEAD, *_counts(), *_proofs(), *_reasons(), *_way(), *_wordings(), ""])


def _counts() -> Iterator[str]:
    yield from ("", "## What counts as an introduction", "", "All of these:", "")
    yield from (f"- {one}" for one in rubric.COUNTS)
    yield from ("", "None of these is one:", "")
    yield from (f"- {one}" for one in rubric.COUNTS_NOT)
    yield from ("", rubric.NOT_PROMISED)


def _proofs() -> Iterator[str]:
    yield from ("", "## What proof weighs what", "", "| proof | weight | a silent rep |")
    yield "|---|---|---|"
    for one in rubric.PROOFS:
        yield f"| {one.title} | {one.weight} | {f'{one.days} days' if one.days else ''} |"


def _reasons() -> Iterator[str]:
    yield from ("", "## Reasons, and what decides", "", "| code | reason | what decides |")
    yield "|---|---|---|"
    for code, row in rubric.REASON_ROWS.items():
        yield f"| `{code}` | {row.label} | {row.decides} |"


def _way() -> Iterator[str]:
    yield from ("", "## How it goes on, and ends", "")
    yield from (f"{number}. {one}" for number, one in enumerate(rubric.way_words(), start=1))


def _wordings() -> Iterator[str]:
    yield from (
        "",
        "## Words of a decision",
        "",
        "What the desk offers; a moderator adds the facts.",
    )
    for one in rubric.WORDINGS:
        codes = ", ".join(f"`{code}`" for code in one.reasons)
        yield from ("", f"**{one.title}** ({codes}): {one.text}")
