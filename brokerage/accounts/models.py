"""People with an account, what they accepted, and the two logs kept about them."""

import unicodedata
import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from brokerage.kit import clock
from brokerage.kit.encryption import EncryptedJSONField
from brokerage.kit.mail.outbox import Outgoing


class UserManager(BaseUserManager["User"]):
    """Makes users from an e-mail address; there are no user names."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **facts: Any) -> "User":
        """A user who can sign in with `email` (kept lower case) and `password`."""
        user = self.model(email=self.normalize_email(email).lower(), **facts)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **facts: Any) -> "User":
        """An administrator."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **facts)


LONGEST_PASSWORD = 128


def normal_password(raw: str) -> str:
    """A password in one form (NFKC), whichever keyboard it was typed on; one too long stays as it is."""
    return unicodedata.normalize("NFKC", raw) if len(raw) <= 4 * LONGEST_PASSWORD else raw


class User(AbstractUser):
    """A person who signed up: rep, connector, both, or staff. A prospect is none of these."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField(max_length=120)
    is_rep = models.BooleanField(default=False)
    is_connector = models.BooleanField(default=False)
    company = models.CharField("company you sell for", max_length=160, blank=True)
    country = models.CharField(max_length=2, blank=True, help_text="ISO 3166 code")
    currency = models.CharField("payout currency", max_length=3, default="EUR")
    work_domain = models.CharField(max_length=255, blank=True)
    work_domain_verified_at = models.DateTimeField(null=True, blank=True)
    suspended_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("email"), name="one_account_per_address"),
        ]

    def __str__(self) -> str:
        return self.name or f"user {self.pk}"

    def set_password(self, raw_password: str | None) -> None:
        """Keep the password's hash, in its one form."""
        super().set_password(None if raw_password is None else normal_password(raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        """Whether it is the password, in any spelling; set long ago, perhaps, as it was typed."""
        if raw_password is None:
            return False
        normal = normal_password(raw_password)
        if super().check_password(normal):
            return True
        return normal != raw_password and super().check_password(raw_password)

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]

    @property
    def is_moderator(self) -> bool:
        """Whether this person decides disputes."""
        return self.suspended_at is None and self.has_perm("cases.decide_disputes")


class TermsAcceptance(models.Model):
    """Somebody accepted a version of the terms. Kept for good."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="terms")
    version = models.CharField(max_length=20)
    accepted_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "version"], name="terms_accepted_once"),
        ]

    def __str__(self) -> str:
        return f"terms {self.version} by user {self.user_id}"


class Reveal(models.Model):
    """A prospect's identity was shown to somebody: who, whom, when, on what ground."""

    viewer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="reveals")
    prospect = models.UUIDField(help_text="public id of the prospect", db_index=True)
    ground = models.CharField(max_length=200)
    reference = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"reveal {self.pk}"


class StaffAction(models.Model):
    """Append-only log of what staff did. The database refuses changes."""

    staff = models.ForeignKey(User, on_delete=models.PROTECT, related_name="staff_actions")
    action = models.CharField(max_length=80)
    target = models.CharField(max_length=120)
    reason = models.TextField(blank=True)
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.action} on {self.target}"


class Sanction(models.Model):
    """A step of the ladder against a person: a word of warning, a limit, a suspension, a ban.

    What was said stays as it was said: a trigger refuses every change but lifting. While
    a suspension or ban runs, `User.suspended_at` is set; `accounts.sanctions` keeps the two in step.
    """

    class Kind(models.TextChoices):
        """The steps, the mildest first."""

        WARN = "warn", "Warning"
        LIMIT = "limit", "Limit"
        SUSPEND = "suspend", "Suspension"
        BAN = "ban", "Ban"

    class Code(models.TextChoices):
        """What somebody did."""

        UNWANTED = "unwanted", "Unwanted or misleading requests"
        FALSE_WORD = "false_word", "Said something untrue about an introduction"
        IMPERSONATION = "impersonation", "Passed for somebody else"
        AROUND = "around", "Took introductions or payment past the site"
        ABUSE = "abuse", "Insulted or threatened somebody"
        PRIVACY = "privacy", "Misused what is known about a prospect"
        PAYMENT = "payment", "Misused payments"
        OTHER = "other", "Something else that our terms forbid"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="sanctions")
    kind = models.CharField(max_length=8, choices=Kind)
    code = models.CharField(max_length=16, choices=Code)
    reason = models.TextField(help_text="said to the person; never names a prospect")
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True, blank=True, help_text="empty: without end")
    effects = models.JSONField(default=dict, help_text="how many introductions ended, went on")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_reason = models.TextField(blank=True)
    seconded_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="who agreed to it, where it needs two",
    )  # fmt: skip
    carried_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="carried_to",
        help_text="the step against another account of the same mailbox",
    )  # fmt: skip

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(kind__in=["suspend", "ban"], lifted_at__isnull=True),
                name="one_running_suspension",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(kind="limit", lifted_at__isnull=True),
                name="one_running_limit",
            ),
            models.CheckConstraint(
                name="nobody_sanctions_themself",
                condition=~models.Q(person=models.F("given_by")),
            ),
            models.CheckConstraint(
                name="sanction_ends_after_it_begins",
                condition=models.Q(until__isnull=True) | models.Q(until__gt=models.F("given_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display().lower()} {self.public_id}"

    @property
    def is_running(self) -> bool:
        """Whether it still holds; a warning is said and over."""
        return self.lifted_at is None and self.kind != self.Kind.WARN


class BanProposal(models.Model):
    """Somebody of the staff is to be banned: one has said so, and another has to agree."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="ban_proposals")
    code = models.CharField(max_length=16, choices=Sanction.Code)
    reason = models.TextField(help_text="said to the person once another has agreed")
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True, blank=True, help_text="carried out, or overtaken")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(closed_at__isnull=True),
                name="one_open_ban_proposal",
            ),
            models.CheckConstraint(
                name="nobody_proposes_their_own_ban",
                condition=~models.Q(person=models.F("proposed_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"ban proposal {self.pk}"


class ProvenMailbox(models.Model):
    """A mailbox that an account has proven at some time: a keyed hash of its normal form.

    It outlives the address, so that a step of the ladder holds for a person under every spelling of a
    mailbox and under every later account. An account that is closed with nothing against it leaves none.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="proven_mailboxes")
    key_id = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name_plural = "proven mailboxes"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "key_id", "digest"], name="mailbox_proven_once"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["digest"], name="accounts_by_mailbox")]

    def __str__(self) -> str:
        return f"mailbox of user {self.user_id}"


class QueuedEmail(Outgoing):
    """One composed email on its way out (`accounts.outgoing`); emptied once it has left."""

    content = EncryptedJSONField(default=dict)
    useful_until = models.DateTimeField(null=True, blank=True, help_text="its links run out")

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"], condition=models.Q(told_at__isnull=True), name="emails_to_send"
            )
        ]

    def __str__(self) -> str:
        return f"email {self.pk}"
