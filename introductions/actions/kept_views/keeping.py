"""Keeping filters of the pipeline under a name, and forgetting them."""

import uuid

from django.db import transaction

from brokerage.accounts.models import User
from brokerage.kit.errors import Refusal
from brokerage.kit.mail.letters import one_line
from introductions.models import KeptView

MOST_KEPT, LONGEST_NAME = 20, 60


@transaction.atomic
def keep_view(owner: User, name: str, asked: str) -> KeptView:
    """Keep these filters (the query of an address); one of that name is replaced.

    Raises Refusal without a name, for one that is too long, and above `MOST_KEPT`.
    """
    User.objects.select_for_update().get(pk=owner.pk)
    name = one_line(name)
    if not name:
        raise Refusal("Give the view a name.", code="name", status=400)
    if len(name) > LONGEST_NAME:
        said = f"Use at most {LONGEST_NAME} characters for the name."
        raise Refusal(said, code="name", status=400)
    kept = list(KeptView.objects.filter(owner=owner))
    same = next((one for one in kept if one.name.casefold() == name.casefold()), None)
    if same is None and len(kept) >= MOST_KEPT:
        said = f"You already have {MOST_KEPT} saved views. Delete one, then save this one."
        raise Refusal(said, code="too_many")
    row = same or KeptView(owner=owner)
    row.name, row.asked = name, asked
    row.save()
    return row


def forget_view(owner: User, public_id: uuid.UUID) -> None:
    """Delete one of one's own; nothing where there is none."""
    KeptView.objects.filter(owner=owner, public_id=public_id).delete()
