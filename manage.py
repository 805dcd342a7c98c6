#!/usr/bin/env python3
"""Django's commands, and `manage.py demo`, which starts the servers that the others need."""

import os
import sys


def main() -> None:
    """Run one command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "brokerage.settings")
    if sys.argv[1:2] == ["demo"]:  # before Django: its settings need a database that is not up yet
        from brokerage.demo.supervisor import demo

        sys.exit(demo(sys.argv[2:]))
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
