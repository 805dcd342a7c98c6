"""`python -m tests.attack [WORD …]`: all plays, or those whose name holds one of the words."""

import sys
import traceback
from importlib import import_module
from pkgutil import iter_modules

from tests.attack import plays
from tests.attack.report import PLAYS, Report
from tests.attack.suites import run_suites
from tests.attack.world import demo_world


def main(words: list[str]) -> int:
    """Play, print the table, and return how it ended: 0 without a breach."""
    for one in sorted(iter_modules(plays.__path__), key=lambda found: found.name):
        import_module(f"{plays.__name__}.{one.name}")
    chosen = {
        name: function
        for name, function in PLAYS.items()
        if not words or any(word in name for word in words)
    }
    report = Report()
    if chosen:
        with demo_world() as world:
            for name, function in chosen.items():
                report.play = name
                print(f"... {name}", flush=True)
                try:
                    function(world, report)
                except Exception:
                    # A play that cannot go on has shown nothing: that is no proof of anything.
                    traceback.print_exc()
                    report.attempt("the play broke off", held=False)
    run_suites(report, words)
    print(report.table())
    return 1 if report.breaches else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
