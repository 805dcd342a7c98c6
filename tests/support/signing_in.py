"""People who signed in just now, with what they proved: for doors that ask for a recent proof."""

import time

from django.test import Client

from brokerage.accounts.models import User


def signed_in_now(
    user: User, *methods: str, ago: float = 0, client: Client | None = None
) -> Client:
    """A browser in which `user` proved `methods` ("password", "mfa") `ago` seconds ago."""
    client = client or Client()
    client.force_login(user)
    prove(client, user, *(methods or ("password",)), ago=ago)
    return client


def prove(client: Client, user: User, *methods: str, ago: float = 0) -> None:
    """Let what allauth keeps in the session say so."""
    session = client.session
    at = time.time() - ago
    session["account_authentication_methods"] = [{"method": one, "at": at} for one in methods]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
