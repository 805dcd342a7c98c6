"""What an account has proven is remembered, and what was decided about a person follows their mailbox."""

from django.db import transaction

from brokerage.accounts import hooks, sanctions
from brokerage.accounts.fingerprints import mailbox_fingerprints, newest
from brokerage.accounts.models import ProvenMailbox, User


@transaction.atomic
def remember_mailbox(user: User, address: str) -> None:
    """Keep that this account has proven an address; steps that hold against another account of the same
    mailbox hold against this one from now on."""
    sanctions.lock_register()
    ProvenMailbox.objects.bulk_create(
        [
            ProvenMailbox(user=user, key_id=one.key_id, digest=one.digest)
            for one in newest(mailbox_fingerprints(address))
        ],
        ignore_conflicts=True,
    )
    sanctions.carry_over(user)


def forget_mailboxes(user: User) -> None:
    """An account is closed: nothing is remembered of it where nothing hangs on it."""
    if any(keeps(user) for keeps in hooks.keeps_mailboxes.all):
        return
    ProvenMailbox.objects.filter(user=user).delete()
