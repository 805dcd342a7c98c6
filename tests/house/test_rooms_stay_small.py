"""One can find one's way: no folder is crowded, few modules are long, the floors can be counted."""

import tomllib
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("brokerage", "connectors", "introductions", "payments")
APART = {"migrations", "sandbox"}
MODULES_A_FOLDER = 20
LONG = 300
LONG_MODULES = 12
FLOORS = 12


def modules() -> list[Path]:
    """The modules of the product, without migrations and the stand-in for the provider."""
    found = [one for app in APPS for one in (ROOT / app).rglob("*.py")]
    return [one for one in found if not APART & set(one.relative_to(ROOT).parts)]


def test_no_folder_is_crowded() -> None:
    counts = Counter(one.parent for one in modules())
    crowded = {str(one.relative_to(ROOT)): n for one, n in counts.items() if n > MODULES_A_FOLDER}
    assert len(counts) > 20 and crowded == {}


def test_few_modules_are_long() -> None:
    lengths = {str(one): len(one.read_text().splitlines()) for one in modules()}
    long = sorted(one for one, lines in lengths.items() if lines > LONG)
    assert len(lengths) > 200 and len(long) <= LONG_MODULES, long


def test_the_floors_can_be_counted() -> None:
    read = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts = read["tool"]["importlinter"]["contracts"]
    floors = {one["id"]: len(one["layers"]) for one in contracts if one["type"] == "layers"}
    assert floors["rooms"] and max(floors.values()) <= FLOORS, floors


def test_every_package_of_ours_has_rooms() -> None:
    read = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts = read["tool"]["importlinter"]["contracts"]
    housed = {name for one in contracts for name in one.get("containers", ())}
    parts = ("accounts", "cases", "kit", "moderation")
    assert housed >= {*APPS, *(f"brokerage.{one}" for one in parts)}
