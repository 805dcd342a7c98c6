"""`python -m tests.attack [WORD …]`: all plays, or those whose name holds one of the words."""

import sys

from tests.attack.demo import demo_world
from tests.attack.report import PLAYS, Report, load, perform
from tests.attack.suites import run_suites


def main(words: list[str]) -> int:
    """Play, print the table, and return how it ended: 0 without a breach."""
    load()
    chosen = {
        name: function
        for name, function in PLAYS.items()
        if not words or any(word in name for word in words)
    }
    report = Report()
    if chosen:
        with demo_world() as world:
            for name, function in chosen.items():
                print(f"... {name}", flush=True)
                perform(world, report, name, function)
    run_suites(report, words)
    print(report.table())
    return 1 if report.breaches else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
