"""What follows at once when an e-mail address comes or goes, or an account is suspended."""

from typing import Any

from allauth.account.signals import email_confirmed, email_removed
from allauth.usersessions.models import UserSession
from django.db.models.signals import post_save
from django.dispatch import receiver

from brokerage.accounts.actions import record_work_domain
from brokerage.accounts.models import User
from brokerage.accounts.standing import may_come_in


@receiver(post_save, sender=User)
def a_suspended_person_is_signed_out_everywhere(instance: User, **_: Any) -> None:
    """What is open ends. Who is suspended for a time may sign in again, to see to what runs."""
    if not may_come_in(instance):
        for session in UserSession.objects.filter(user=instance):
            session.end()


@receiver(email_confirmed)
def a_confirmed_address_may_prove_an_employer(email_address: Any, **_: Any) -> None:
    """An address was verified: see whether it is one at a company."""
    record_work_domain(email_address.user)


@receiver(email_removed)
def a_removed_address_proves_nothing(user: Any, **_: Any) -> None:
    """An address is gone: the proof that hung on it goes too."""
    record_work_domain(user)
