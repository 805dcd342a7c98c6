"""People with an account, what they accepted, and the two logs kept about them."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from brokerage.kit import clock


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

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]

    @property
    def is_moderator(self) -> bool:
        """Whether this person decides disputes."""
        return self.is_active and self.groups.filter(name__in=MODERATOR_GROUPS).exists()


MODERATOR_GROUPS = ("moderator", "senior moderator")


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
