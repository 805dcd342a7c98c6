"""What django-allauth tells us about e-mail addresses that come and go."""

from typing import Any

from allauth.account.signals import email_confirmed, email_removed
from django.dispatch import receiver

from brokerage.accounts.actions import record_work_domain


@receiver(email_confirmed)
def a_confirmed_address_may_prove_an_employer(email_address: Any, **_: Any) -> None:
    """An address was verified: see whether it is one at a company."""
    record_work_domain(email_address.user)


@receiver(email_removed)
def a_removed_address_proves_nothing(user: Any, **_: Any) -> None:
    """An address is gone: the proof that hung on it goes too."""
    record_work_domain(user)
