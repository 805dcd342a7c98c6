"""The pages for whoever picks this up name what is there: drawn pages are as drawn, paths and names exist."""

import re
from pathlib import Path

import pytest

from brokerage.management.commands.draw_architecture import page

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    "README.md",
    "CONTRIBUTING.md",
    *(f"docs/{one.name}" for one in sorted((ROOT / "docs").glob("*.md"))),
]
DECISIONS = [
    f"docs/decisions/{one.name}" for one in sorted((ROOT / "docs" / "decisions").glob("*.md"))
]
IN_BACKTICKS = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)#]+?)(?:#[^)]*)?\)")
TREES = ("brokerage", "connectors", "introductions", "payments", "tests", "templates", "docs")
PATTERN = re.compile(r"[<*…\s]")
"""What is no path, or stands for several."""


def words_of(name: str) -> list[str]:
    """What stands in backticks on a page."""
    return IN_BACKTICKS.findall((ROOT / name).read_text())


def place_of(word: str) -> Path | None:
    """The file or folder that `word` names, by path or dotted; None where it does not look like one."""
    if not word.startswith(tuple(f"{tree}/" for tree in TREES)):
        return None
    return ROOT / word


def source_of(dotted: str) -> tuple[str, list[str]]:
    """The source of the module or package that a dotted name begins with, and the rest of the name."""
    place, parts = ROOT, dotted.split(".")
    while parts and (place / parts[0]).is_dir():
        place /= parts.pop(0)
    if parts and (place / f"{parts[0]}.py").exists():
        return (place / f"{parts.pop(0)}.py").read_text(), parts
    return text_of(place), parts


def text_of(place: Path) -> str:
    """The source of a module, or of all modules of a package."""
    if place.is_file():
        return place.read_text()
    return "\n".join(one.read_text() for one in sorted(place.rglob("*.py")))


def is_defined(name: str, text: str) -> bool:
    """Whether a class, function, constant or field of this name is written in `text`."""
    made = rf"^\s*(?:class|def) {name}\b|^\s*{name}\b[^=\n(]*=|^\s*{name}: "
    return re.search(made, text, re.M) is not None


def test_the_architecture_is_drawn_from_the_contracts() -> None:
    assert (ROOT / "docs" / "architecture.md").read_text() == page()


def test_every_path_on_a_page_exists() -> None:
    named: dict[str, list[Path]] = {}
    for name in [*PAGES, *DECISIONS]:
        found = [one.partition("::")[0] for one in words_of(name) if not PATTERN.search(one)]
        named[name] = [place for one in found if (place := place_of(one)) is not None]
    assert min(len(named[name]) for name in ("README.md", "CONTRIBUTING.md")) > 5
    missing = [(name, str(one)) for name, places in named.items() for one in places]
    assert [one for one in missing if not Path(one[1]).exists()] == []


@pytest.mark.parametrize("name", [*PAGES, *DECISIONS])
def test_every_link_on_a_page_leads_somewhere(name: str) -> None:
    folder = (ROOT / name).parent
    links = [one for one in LINK.findall((ROOT / name).read_text()) if "://" not in one]
    assert [one for one in links if not (folder / one).exists()] == []


def test_every_rule_of_the_index_is_where_it_says() -> None:
    """A row of "Where is the rule for …": paths, then what in them to look for."""
    text = (ROOT / "CONTRIBUTING.md").read_text()
    table = text.split("## Where is the rule for", 1)[1].split("\n## ", 1)[0]
    rows = [line for line in table.splitlines() if line.startswith("| ") and "`" in line]
    assert len(rows) >= 10
    for row in rows:
        words = IN_BACKTICKS.findall(row)
        source = "\n".join(text_of(place) for one in words if (place := place_of(one)))
        names = [part for one in words if place_of(one) is None for part in one.split(".")]
        assert source and [one for one in names if not is_defined(one, source)] == [], row


def test_every_word_of_the_glossary_is_where_it_says() -> None:
    dotted = [
        one for one in words_of("docs/glossary.md") if one.startswith(TREES) and "/" not in one
    ]
    assert dotted
    for one in dotted:
        source, names = source_of(one)
        assert [name for name in names if not is_defined(name, source)] == [], one


def test_the_index_is_two_steps_from_the_front_page() -> None:
    front = (ROOT / "README.md").read_text()
    assert "(CONTRIBUTING.md" in front and "(docs/glossary.md" in front
    assert "(docs/architecture.md" in front and "(docs/operating.md" in front
