"""What the desk does to a network: taking a listing down, letting it back, verifying a connector."""

from collections.abc import Sequence
from datetime import timedelta

from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from brokerage.accounts.audit import record_staff_action
from brokerage.accounts.models import User
from brokerage.accounts.sanctions.standing import accounts_of
from brokerage.cases.actions import open_case
from brokerage.cases.models import Case
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from connectors.actions.import_rows import lock_account
from connectors.identity import same_domain
from connectors.models import ConnectorProfile, Relationship, TakeDown, TakeDownMark
from connectors.notices import tell_taken_down
from connectors.queries import profile_of
from connectors.queries.take_downs import marks_kept_of, take_downs_about, taken_down_among

ANSWER_WITHIN = timedelta(days=5)


@transaction.atomic
def take_down(relationship: Relationship, *, staff: User, reason: str) -> Relationship:
    """The listing leaves the market until the desk lets it back; the connector reads the reason.

    Introductions under way go on. Refuses one that is down already.
    """
    lock_account(relationship.connector)
    row = Relationship.objects.select_for_update().get(pk=relationship.pk)
    if row.taken_down_at:
        raise Refusal("This listing was taken down already.", code="down_already")
    row.taken_down_at, row.taken_down_reason = clock.now(), reason.strip()
    row.listed_at = None
    row.save(update_fields=["taken_down_at", "taken_down_reason", "listed_at"])
    _register(row)
    record_staff_action(staff, "take listing down", row.public_id.hex, reason)
    tell_taken_down(row)
    return row


@transaction.atomic
def let_back(relationship: Relationship, *, staff: User, reason: str) -> Relationship:
    """The connector may list it again; they do so themselves. Refuses one that is not down."""
    lock_account(relationship.connector)
    row = Relationship.objects.select_for_update().get(pk=relationship.pk)
    if not taken_down_among(row.connector, [row]):
        raise Refusal("This listing was not taken down.", code="not_down")
    row.taken_down_at, row.taken_down_reason = None, ""
    row.save(update_fields=["taken_down_at", "taken_down_reason"])
    TakeDown.objects.filter(pk__in=take_downs_about(row)).update(lifted_at=clock.now())
    record_staff_action(staff, "let listing back", row.public_id.hex, reason)
    return row


def _register(row: Relationship) -> None:
    """The take-down holds for the connector and the person: whatever else leads there is off the market."""
    taken = TakeDown.objects.create(
        connector=row.connector, reason=row.taken_down_reason, at=clock.now()
    )
    TakeDownMark.objects.bulk_create(
        [
            TakeDownMark(take_down=taken, kind=kind, key_id=key_id, digest=digest)
            for kind, key_id, digest in sorted(marks_kept_of(row))
        ]
    )
    for account in User.objects.filter(pk__in=accounts_of(row.connector)):
        listed = list(Relationship.objects.filter(connector=account, listed_at__isnull=False))
        down = taken_down_among(account, listed)
        Relationship.objects.filter(pk__in=down).update(listed_at=None)


def proofs_of(user: User) -> list[str]:
    """What shows by itself that a connector is who they say; sentences, none if nothing does."""
    linked = SocialAccount.objects.filter(user=user, provider="linkedin").exists()
    return _proofs(user, profile_of(user), linked)


def proofs_of_many(users: Sequence[User]) -> dict[int, list[str]]:
    """The same of many at once, by account; each with its profile and its employer loaded."""
    accounts = SocialAccount.objects.filter(user__in=users, provider="linkedin")
    linked = set(accounts.values_list("user", flat=True))
    none = ConnectorProfile()
    return {
        user.pk: _proofs(user, getattr(user, "connector_profile", none), user.pk in linked)
        for user in users
    }


def _proofs(user: User, profile: ConnectorProfile, linked: bool) -> list[str]:
    found = []
    employer = profile.employer_domain or (profile.employer.domain if profile.employer else "")
    if user.work_domain_verified_at and employer and same_domain(user.work_domain, employer):
        found.append(f"A verified work address at {user.work_domain}, the employer's own domain.")
    if linked:
        found.append("Signed in with LinkedIn.")
    return found


@transaction.atomic
def ask_for_verification(user: User) -> Case:
    """A connector asks the desk to verify them; once is enough. Refuses who is verified already."""
    profile = profile_of(user)
    if not profile.is_complete:
        raise Refusal("Fill in and save your profile first.", code="profile_missing")
    if profile.verified_at:
        raise Refusal("You are verified already.", code="verified")
    return open_case(
        Case.Kind.VERIFICATION,
        user.public_id.hex,
        due_at=clock.now() + ANSWER_WITHIN,
        opened_by=user,
    )


@transaction.atomic
def verify(user: User, *, staff: User, reason: str) -> ConnectorProfile:
    """The desk confirms that a connector is who they say; reps see the mark."""
    if user.pk == staff.pk:
        raise Refusal("You cannot verify yourself.", code="own", status=403)
    profile = ConnectorProfile.objects.select_for_update().filter(user=user).first()
    if profile is None or not profile.is_complete:
        raise Refusal("This profile is not complete.", code="profile_missing")
    profile.verified_at = clock.now()
    profile.save(update_fields=["verified_at"])
    record_staff_action(staff, "verify connector", user.public_id.hex, reason)
    return profile
