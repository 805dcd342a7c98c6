"""Whether a demo's folder was made by a version whose database this one cannot carry on.

The demo's world costs a minute to make, so that an old one is made anew instead of being converted.
"""

import json
import shutil
from pathlib import Path

from brokerage.embedded import shelter, write_private

BASE_DIR = Path(__file__).resolve().parents[2]
APPS = ("brokerage", "connectors", "introductions", "payments")
KEPT = {"lock"}  # the running demo holds it


def is_outdated(home: Path) -> bool:
    """Whether `home` has a database that was migrated by steps which this version does not know."""
    if not (home / "postgres").exists():
        return False
    try:
        known = set(json.loads(_note(home).read_text()))
    except (OSError, ValueError):
        return True
    return not known <= set(_steps())


def clear(home: Path) -> None:
    """Delete all that a demo keeps in `home`. No server may run on it."""
    shutil.rmtree(shelter(home), ignore_errors=True)
    for path in home.iterdir():
        if path.name in KEPT:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def remember(home: Path) -> None:
    """Note by which steps the database in `home` has been migrated: all of today's."""
    write_private(_note(home), json.dumps(_steps()))


def _note(home: Path) -> Path:
    return home / "migrations.json"


def _steps() -> list[str]:
    found = [path for app in APPS for path in (BASE_DIR / app).glob("**/migrations/0*.py")]
    return sorted(path.relative_to(BASE_DIR).as_posix() for path in found)
