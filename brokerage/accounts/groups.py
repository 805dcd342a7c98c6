"""The groups that staff are put in; made after every migrate, so that they are always there."""

from typing import Any

from django.contrib.auth.models import Group

STAFF_GROUPS = ("moderator", "senior moderator", "finance", "support")


def make_staff_groups(using: str = "default", **_: Any) -> None:
    """Receiver of `post_migrate`: makes the groups that are missing."""
    for name in STAFF_GROUPS:
        Group.objects.using(using).get_or_create(name=name)
