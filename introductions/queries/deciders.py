"""Who is left on the desk to decide a dispute: staff whose role allows it, without a conflict of interest."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from brokerage.accounts.models import User
from introductions.models import Dispute, Introduction
from introductions.queries import conflict_of_interest, open_dispute


def staff_who_decide() -> QuerySet[User]:
    """Everybody whose role decides disputes, administrators included."""
    groups = Q(groups__permissions__codename="decide_disputes")
    alone = Q(user_permissions__codename="decide_disputes")
    rows = User.objects.filter(is_active=True, suspended_at=None, closed_at=None)
    return rows.filter(groups | alone | Q(is_superuser=True)).distinct()


def awaits_a_word(dispute: Dispute | None) -> bool:
    """Whether somebody on the desk has to speak before it ends otherwise than by silence."""
    if dispute is None:
        return False
    return dispute.needs_cosign or not dispute.ruling or dispute.awaits_second_word


def nobody_is_left(introduction: Introduction) -> bool:
    """Whether a word of the desk is missing and nobody may speak it: all have a conflict of interest."""
    if not awaits_a_word(open_dispute(introduction)):
        return False
    loaded: list[User] | None = introduction.__dict__.get("_deciders")
    return not any(
        one.is_moderator and conflict_of_interest(introduction, one) is None
        for one in (staff_who_decide() if loaded is None else loaded)
    )


def load_deciders(introductions: Iterable[Introduction]) -> None:
    """Load at once who may decide, for `nobody_is_left` to be asked of each of a list."""
    rows = staff_who_decide().select_related("connector_profile")
    found = list(rows.prefetch_related("emailaddress_set", "proven_mailboxes"))
    for row in introductions:
        row.__dict__["_deciders"] = found
