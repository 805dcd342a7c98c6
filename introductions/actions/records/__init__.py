"""Whether the kept records of connectors say what their history says."""

from introductions.actions.records.checking import (
    check_records,
    last_record_check,
    record_check_is_due,
)
from introductions.actions.records.locking import lock_records, lock_records_of

__all__ = [
    "check_records",
    "last_record_check",
    "lock_records",
    "lock_records_of",
    "record_check_is_due",
]
