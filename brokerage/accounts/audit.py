"""The audit log: what staff did, on what, and why. Append-only; the database refuses changes."""

from brokerage.accounts.models import StaffAction, User
from brokerage.kit import clock


def record_staff_action(staff: User, action: str, target: str, reason: str = "") -> StaffAction:
    """One row: `staff` did `action` on `target` (a reference, never a name), for `reason`.

    In the transaction of what was done, so that neither is there without the other.
    """
    return StaffAction.objects.create(
        staff=staff, action=action[:80], target=target[:120], reason=reason, at=clock.now()
    )
