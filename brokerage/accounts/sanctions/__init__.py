"""The ladder: warn, limit, suspend, ban, and lift. Each leaves a row in the audit log and is mailed.

A step is taken against a person: it holds for every account that shares a proven mailbox, as a row of its
own that was carried over, and is lifted for all of them. The ban of a member of the staff needs two.

What a suspension does to what is under way is done by `hooks.suspension_steps`,
in the same transaction: they take the person and the staff, and answer with counts for the mail.
"""

from brokerage.accounts.sanctions.carrying import carry_over
from brokerage.accounts.sanctions.checks import NEEDS, REASON_LENGTH
from brokerage.accounts.sanctions.giving import ban, limit, open_proposal, suspend, warn
from brokerage.accounts.sanctions.lifting import lift, lift_if_over
from brokerage.accounts.sanctions.writing import carry_out, lock_register

__all__ = [
    "NEEDS",
    "REASON_LENGTH",
    "ban",
    "carry_out",
    "carry_over",
    "lift",
    "lift_if_over",
    "limit",
    "lock_register",
    "open_proposal",
    "suspend",
    "warn",
]
