"""What follows at once when an e-mail address comes or goes, or an account is suspended."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed, email_removed, password_reset
from allauth.core import context as allauth_context
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models.signals import post_save
from django.dispatch import receiver

from brokerage.accounts import queries
from brokerage.accounts.actions import record_work_domain
from brokerage.accounts.models import User
from brokerage.accounts.sanctions import register
from brokerage.accounts.sanctions.standing import may_come_in
from brokerage.accounts.signing_in.recent import STEPS
from brokerage.accounts.signing_in.throttle import forget_wrong


@receiver(post_save, sender=User)
def a_suspended_person_is_signed_out_everywhere(instance: User, **_: Any) -> None:
    """What is open ends. Who is suspended for a time may sign in again, to see to what runs."""
    if not may_come_in(instance):
        for session in UserSession.objects.filter(user=instance):
            session.end()


@receiver(post_save, sender=Authenticator)
def a_new_second_step_ends_other_sessions(instance: Authenticator, created: bool, **_: Any) -> None:
    """Whoever signed in elsewhere did so without it. Codes for recovery come along, and end nothing."""
    if created and instance.type in STEPS:
        request = allauth_context.request
        here = request.session.session_key if request else None
        for session in UserSession.objects.filter(user=instance.user).exclude(session_key=here):
            session.end()


@receiver(password_reset)
def a_new_password_by_email_opens_the_door_again(user: Any, **_: Any) -> None:
    """Others may have tried so often that only known devices were answered."""
    for address in queries.addresses_of(user):
        forget_wrong(address)


@receiver(post_save, sender=EmailAddress)
def a_proven_mailbox_is_remembered(instance: EmailAddress, **_: Any) -> None:
    """By whichever door it was proven: what holds against its owner elsewhere holds here too."""
    if instance.verified:
        register.remember_mailbox(User.objects.get(pk=instance.user_id), instance.email)


@receiver(email_confirmed)
def a_confirmed_address_may_prove_an_employer(email_address: Any, **_: Any) -> None:
    """An address was verified: see whether it is one at a company."""
    record_work_domain(email_address.user)


@receiver(email_removed)
def a_removed_address_proves_nothing(user: Any, **_: Any) -> None:
    """An address is gone: the proof that hung on it goes too."""
    record_work_domain(user)
