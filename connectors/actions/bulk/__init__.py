"""Change many people at once: by one change for all, or by price rules."""

from connectors.actions.bulk.by_rules import (
    apply_price_rules,
    change_price_rule,
    price_new_arrivals,
    remove_price_rule,
    set_price_rule,
)
from connectors.actions.bulk.changing import (
    AT_ONCE,
    carry_out_bulk,
    confirm_bulk,
    prepare_bulk,
    resume_bulk_changes,
    undo_bulk,
)
from connectors.actions.bulk.removing import forget_removed, remove_one

__all__ = [
    "AT_ONCE",
    "apply_price_rules",
    "carry_out_bulk",
    "change_price_rule",
    "confirm_bulk",
    "forget_removed",
    "prepare_bulk",
    "price_new_arrivals",
    "remove_one",
    "remove_price_rule",
    "resume_bulk_changes",
    "set_price_rule",
    "undo_bulk",
]
