"""`manage.py score_titles FILE`: how well titles are understood, against labels given by people."""

import csv
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from connectors.titles import classify


class Command(BaseCommand):
    """Compare what is understood of each title in a CSV file (title, seniority, department)."""

    help = (
        "Print the share of titles whose seniority, department and both are understood as labelled."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", type=Path, help="CSV with the columns title, seniority, department"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rows = list(csv.DictReader(options["file"].read_text("utf-8-sig").splitlines()))
            labelled = [(row["title"], row["seniority"], row["department"]) for row in rows]
        except (OSError, UnicodeDecodeError, KeyError) as error:
            raise CommandError(f"{options['file']} cannot be read as labelled titles.") from error
        if not labelled:
            raise CommandError(f"{options['file']} holds no title.")
        right = [0, 0, 0]
        for title, seniority, department in labelled:
            found = classify(title)
            same = (found.seniority == seniority, found.department == department)
            for place, one in enumerate((*same, all(same))):
                right[place] += one
            if not all(same):
                self.stdout.write(f"{title}: {found.seniority}, {found.department}")
        for name, count in zip(("seniority", "department", "both"), right, strict=True):
            self.stdout.write(f"{name} {count / len(labelled):.1%}")
