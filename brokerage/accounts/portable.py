"""What of an account, and of how its owner signs in, stands in their own export."""

from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession

from brokerage.accounts import hooks
from brokerage.accounts.models import (
    BanProposal,
    ProvenMailbox,
    QueuedEmail,
    Reveal,
    Sanction,
    StaffAction,
    TermsAcceptance,
    User,
)
from brokerage.kit.portable import HASH, KEY, PROOF, SENDING, STAFF, Part, nobody, out

OURS = "a setting of ours"
BEFORE = "about you, and decided by nobody yet"
PARTS = (
    Part(
        User,
        lambda person: [person],
        given=(
            "public_id", "email", "name", "company", "is_rep", "is_connector", "country", "currency",
            "work_domain", "work_domain_verified_at", "date_joined", "last_login", "suspended_at",
            "closed_at", "is_active", "is_staff", "is_superuser", "groups",
        ),
        left_out=out(PROOF, "password") | out("nobody has any: roles are groups", "user_permissions"),
    ),
    Part(
        TermsAcceptance,
        lambda person: TermsAcceptance.objects.filter(user=person),
        given=("version", "accepted_at"),
        left_out=out(KEY, "user"),
    ),
    Part(
        Reveal,
        lambda person: Reveal.objects.filter(viewer=person).order_by("pk"),
        given=("prospect", "ground", "reference", "at"),
        left_out=out(KEY, "viewer"),
    ),
    Part(
        StaffAction,
        lambda person: StaffAction.objects.filter(staff=person).order_by("pk"),
        given=("action", "at"),
        left_out=out(KEY, "staff")
        | out("about the person or case it was done to", "target reason"),
    ),
    Part(
        Sanction,
        lambda person: person.sanctions.order_by("pk"),
        given=(
            "public_id", "kind", "code", "reason", "given_at", "until", "effects", "lifted_at",
            "lifted_reason",
        ),
        told={"carried_from": lambda row, _: row.carried_from_id is not None},
        left_out=out(KEY, "person")
        | out(STAFF, "given_by lifted_by seconded_by"),
    ),
    Part(
        BanProposal,
        lambda person: BanProposal.objects.filter(proposed_by=person).order_by("pk"),
        given=("code", "reason", "proposed_at", "closed_at"),
        left_out=out(BEFORE, "person") | out(KEY, "proposed_by"),
    ),
    Part(
        ProvenMailbox,
        lambda person: person.proven_mailboxes.order_by("pk"),
        given=("key_id",),
        left_out=out(KEY, "user") | out(HASH, "digest"),
    ),
    Part(
        QueuedEmail,
        nobody,
        left_out=out(SENDING, "due_at useful_until tries claimed_at told_at dropped")
        | out("emails on their way to you, emptied once they have left", "content"),
    ),
    Part(
        EmailAddress,
        lambda person: EmailAddress.objects.filter(user=person).order_by("pk"),
        given=("email", "verified", "primary"),
        left_out=out(KEY, "user"),
    ),
    Part(
        EmailConfirmation,
        lambda person: EmailConfirmation.objects.filter(email_address__user=person),
        given=("created", "sent"),
        left_out=out(KEY, "email_address") | out(PROOF, "key"),
    ),
    Part(
        Authenticator,
        lambda person: Authenticator.objects.filter(user=person).order_by("pk"),
        given=("type", "created_at", "last_used_at"),
        left_out=out(KEY, "user") | out(PROOF, "data"),
    ),
    Part(
        SocialAccount,
        lambda person: SocialAccount.objects.filter(user=person).order_by("pk"),
        given=("provider", "uid", "last_login", "date_joined", "extra_data"),
        left_out=out(KEY, "user"),
    ),
    Part(
        SocialApp,
        nobody,
        left_out=out(OURS, "provider provider_id name client_id secret key settings"),
    ),
    Part(
        SocialToken,
        lambda person: SocialToken.objects.filter(account__user=person),
        given=("expires_at",),
        left_out=out(KEY, "app account") | out(PROOF, "token token_secret"),
    ),
    Part(
        UserSession,
        lambda person: UserSession.objects.filter(user=person).order_by("pk"),
        given=("created_at", "ip", "last_seen_at", "user_agent"),
        left_out=out(KEY, "user") | out(PROOF, "session_key data"),
    ),
)  # fmt: skip


def all_parts() -> list[Part]:
    """The parts of every app (hooks.exported_models)."""
    return [part for parts in hooks.exported_models.all for part in parts]


def records_of(user: User) -> dict[str, list[dict[str, Any]]]:
    """Every row that is kept about `user`, by kind, as plain values; times in UTC, amounts in minor units."""
    return {part.name: part.of(user) for part in all_parts()}
