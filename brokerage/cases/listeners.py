"""What follows for the desk when somebody leaves it: what they had claimed is free for others."""

from typing import Any

from django.db.models.signals import m2m_changed, post_save
from django.dispatch import receiver

from brokerage.accounts.models import User
from brokerage.cases.models import Case


@receiver(post_save, sender=User)
def who_is_suspended_or_gone_holds_no_case(instance: User, **_: Any) -> None:
    """A suspension, a ban, or an account that is closed."""
    if instance.suspended_at or instance.closed_at or not instance.is_active:
        _free_claims_of(instance)


@receiver(m2m_changed, sender=User.groups.through)
def who_has_no_role_any_more_holds_no_case(
    instance: Any, action: str, reverse: bool, **_: Any
) -> None:
    """A role was taken away."""
    if action not in {"post_remove", "post_clear"} or reverse:
        return
    now = User.objects.get(pk=instance.pk)  # permissions are remembered with the person
    if not now.has_perm("cases.see_desk"):
        _free_claims_of(now)


def _free_claims_of(user: User) -> None:
    Case.objects.filter(claimed_by=user, closed_at=None).update(claimed_by=None, claimed_at=None)
