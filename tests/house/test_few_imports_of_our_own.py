"""A module leans on few others of ours: nine of ten on at most six rooms."""

from io import StringIO
from pathlib import Path

from django.core.management import call_command

from brokerage.management.commands.count_imports import count_of, counted, percentile

ROOT = Path(__file__).resolve().parents[2]
ROOMS = 6
SOURCE = """
import json
from django.db import models
from payments import ledger, queries
from payments.queries import paid
from payments.actions.planning import plan
import connectors.models
from brokerage.kit import clock
from brokerage.kit.money import Money
if True:
    from introductions.moves import Text
"""


def test_nine_of_ten_modules_lean_on_at_most_six_rooms() -> None:
    counts = counted(ROOT)
    assert len(counts) > 400
    apart = ("migrations", "payments/sandbox")
    assert not [one for one in counts if any(part in one.path for part in apart)]
    assert percentile([one.rooms for one in counts]) <= ROOMS


def test_what_is_counted() -> None:
    """Two statements from one room are one; the own room, the kit and other people's packages are none."""
    found = count_of("introductions/moves.py", SOURCE)
    assert (found.statements, found.rooms) == (7, 4)
    assert count_of("payments/models/payment.py", "from payments.models import Checkout").rooms == 0
    assert count_of("payments/models/payment.py", "import os").statements == 0


def test_the_percentile_is_a_number_that_was_counted() -> None:
    assert percentile([1]) == 1
    assert percentile([*range(1, 11)]) == 9
    assert percentile([1] * 90 + [50] * 10) == 1


def test_a_reviewer_prints_it() -> None:
    out = StringIO()
    call_command("count_imports", most=3, stdout=out)
    lines = out.getvalue().splitlines()
    assert "90 of 100" in lines[0] and len(lines) == 2 + 3
