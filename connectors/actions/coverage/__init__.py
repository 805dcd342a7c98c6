"""Coverage of target accounts: lists come in, are matched, counted once a day, reviewed and watched."""

from connectors.actions.coverage.counting import renew_coverage
from connectors.actions.coverage.reviewing import choose_company
from connectors.actions.coverage.uploading import (
    delete_list,
    read_list,
    rename_list,
    resume_lists,
    upload_accounts,
)
from connectors.actions.coverage.watching import stop_watching, watch_accounts

__all__ = [
    "choose_company",
    "delete_list",
    "read_list",
    "rename_list",
    "renew_coverage",
    "resume_lists",
    "stop_watching",
    "upload_accounts",
    "watch_accounts",
]
