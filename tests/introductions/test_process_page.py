"""The page about the process is drawn from the process."""

from pathlib import Path

from introductions.management.commands.draw_process import page

ROOT = Path(__file__).resolve().parents[2]


def test_docs_process_is_up_to_date() -> None:
    assert (ROOT / "docs" / "process.md").read_text() == page()
