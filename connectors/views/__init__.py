"""The pages of this app: the connector's network and imports, the rep's search and listings."""

from connectors.views.attesting import attest
from connectors.views.attesting import by_link as attest_by_link
from connectors.views.bulk import (
    bulk_change,
    bulk_changes,
    bulk_confirm,
    bulk_undo,
    change_many,
)
from connectors.views.cells import cell
from connectors.views.coverage import (
    coverage,
    coverage_csv,
    coverage_delete,
    coverage_list,
    coverage_rename,
    coverage_review,
    coverage_upload,
    coverage_watch,
    coverage_watch_off,
)
from connectors.views.duplicates import apart, duplicates, merge
from connectors.views.duplicates import undo as undo_merge
from connectors.views.emails import emails, emails_from_file
from connectors.views.importing import (
    choose_columns,
    choose_rows,
    discard_import,
    import_file,
    import_run,
    undo_import,
)
from connectors.views.network import add, edit, network, offer, remove
from connectors.views.own import profile, rules, verify
from connectors.views.pricing import price_rule_remove, price_rules, price_rules_apply
from connectors.views.searching import listing, search

__all__ = [
    "add",
    "apart",
    "attest",
    "attest_by_link",
    "bulk_change",
    "bulk_changes",
    "bulk_confirm",
    "bulk_undo",
    "cell",
    "change_many",
    "choose_columns",
    "choose_rows",
    "coverage",
    "coverage_csv",
    "coverage_delete",
    "coverage_list",
    "coverage_rename",
    "coverage_review",
    "coverage_upload",
    "coverage_watch",
    "coverage_watch_off",
    "discard_import",
    "duplicates",
    "edit",
    "emails",
    "emails_from_file",
    "import_file",
    "import_run",
    "listing",
    "merge",
    "network",
    "offer",
    "price_rule_remove",
    "price_rules",
    "price_rules_apply",
    "profile",
    "remove",
    "rules",
    "search",
    "undo_import",
    "undo_merge",
    "verify",
]
