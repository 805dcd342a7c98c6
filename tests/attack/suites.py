"""Attacks that need servers of their own (a mute mail server, no Redis, an odd provider): test files
whose every case counts as a try."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

from tests.attack.demo import BASE_DIR
from tests.attack.report import Report

SUITES = {
    "a mail server that is mute, or takes and never answers": (
        "house/test_mail_server_is_mute.py",
    ),
    "Redis away": ("house/test_redis_is_away.py",),
    "a backup that knows less than the provider": ("house/test_restore_a_backup.py",),
    "staff against staff": ("moderation/test_staff_against_staff.py",),
}


def run_suites(report: Report, words: list[str]) -> None:
    """Run those whose name holds one of the words (all without words)."""
    # The tests name the settings themselves, once their servers run.
    environment = {
        name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"
    }
    for name, files in SUITES.items():
        if words and not any(word in name for word in words):
            continue
        report.play = name
        print(f"... {name}", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            result = Path(folder) / "result.xml"
            paths = [str(BASE_DIR / "tests" / file) for file in files]
            done = subprocess.run(
                [sys.executable, "-m", "pytest", "-q", f"--junitxml={result}", *paths],
                cwd=BASE_DIR,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            if not result.exists():
                print(done.stdout)
                report.attempt("the suite did not run", held=False)
                continue
            for case in ElementTree.parse(result).iter("testcase"):
                bad = case.find("failure") is not None or case.find("error") is not None
                report.attempt(case.get("name", ""), held=not bad)
