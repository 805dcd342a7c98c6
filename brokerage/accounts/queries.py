"""What an account knows about its owner."""

from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession

from brokerage.accounts import hooks
from brokerage.accounts.models import User
from brokerage.accounts.portable import records_of

FACTS = ("name", "email", "company", "is_rep", "is_connector", "country", "currency", "work_domain")


def security_of(user: User) -> dict[str, Any]:
    """How `user` signs in: password, second steps, passkeys, linked accounts, open sessions."""
    kinds = list(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    return {
        "has_password": user.has_usable_password(),
        "totp": Authenticator.Type.TOTP in kinds,
        "passkeys": kinds.count(Authenticator.Type.WEBAUTHN),
        "linked": SocialAccount.objects.filter(user=user).count(),
        "sessions": UserSession.objects.filter(user=user).count(),
    }


def export_of(user: User) -> dict[str, Any]:
    """Everything kept about `user`, ready for JSON: the account, then what the other apps keep.

    Other apps are asked through settings.ACCOUNT_EXPORTS: a name for the part, and the dotted
    path of a query that takes the user and returns plain values.
    """
    account = {name: getattr(user, name) for name in FACTS} | {
        "id": str(user.public_id),
        "signed_up_at": user.date_joined,
        "work_domain_verified_at": user.work_domain_verified_at,
        "e_mail_addresses": list(
            EmailAddress.objects.filter(user=user).values("email", "verified", "primary")
        ),
        "terms_accepted": list(user.terms.values("version", "accepted_at")),
        "steps_taken_against_me": list(
            user.sanctions.values(
                "kind", "code", "reason", "given_at", "until", "lifted_at", "lifted_reason"
            )
        ),
        "sessions": list(
            UserSession.objects.filter(user=user).values("created_at", "ip", "user_agent")
        ),
    }
    parts = {name: part(user) for name, part in hooks.exports.all}
    return {"account": account, **parts, "records": records_of(user)}


def addresses_of(user: User) -> set[str]:
    """The account's own address, and every other one that its owner has proven to be theirs."""
    return {user.email, *(one.email for one in _addresses(user) if one.verified)}


def _addresses(user: User) -> Iterable[EmailAddress]:
    """A list of many people loads them at once (`prefetch_related("emailaddress_set")`)."""
    loaded = getattr(user, "_prefetched_objects_cache", {})
    if "emailaddress_set" in loaded:
        return list(loaded["emailaddress_set"])
    return EmailAddress.objects.filter(user=user, verified=True)
