"""A rep's lists of target accounts, and what was counted of them day by day.

Whom a rep targets is their secret: names, sites, ids and what they were matched to are encrypted, and staff
have no room for them. See docs/decisions/ on coverage.
"""

import json
import uuid
import zlib
from collections.abc import Sequence
from typing import Any, ClassVar, NamedTuple

from django.conf import settings
from django.db import models

from brokerage.kit import clock
from brokerage.kit.encryption import EncryptedBinaryField, EncryptedTextField


class Account(NamedTuple):
    """A target account of a list. `number` stays its own when the list is uploaded again.

    `key` is the company it is matched to (`company_key`), `company` its name, `how` by what. `options` are
    the companies it could be, `(key, name)`, where that is in doubt.
    """

    number: int
    name: str
    domain: str
    tier: str
    industry: str
    crm_id: str
    key: str = ""
    company: str = ""
    how: str = ""
    options: Sequence[Sequence[str]] = ()

    @property
    def label(self) -> str:
        """What it is called: its name, else its site."""
        return self.name or self.domain

    @property
    def search_name(self) -> str:
        """Under what search finds its listings."""
        return self.company or self.label

    @property
    def is_doubtful(self) -> bool:
        """Whether the rep has still to say which company it is."""
        return self.how == DOUBTFUL


DOUBTFUL, CHOSEN = "doubtful", "chosen"


def pack(said: Any) -> bytes:
    """What JSON can hold, small."""
    return zlib.compress(json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode(), 1)


def unpack(data: bytes | None) -> Any:
    """What `pack` packed; None of nothing."""
    return None if data is None else json.loads(zlib.decompress(bytes(data)))


class CoverageList(models.Model):
    """A list of target accounts. The file is kept, encrypted, until a worker has read it."""

    class Status(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting", "Being read"
        READY = "ready", "Ready"
        FAILED = "failed", "Stopped"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    rep = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="coverage_lists"
    )
    name = EncryptedTextField()
    file_name = EncryptedTextField(default="")
    file = EncryptedBinaryField(null=True, blank=True)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.WAITING)
    problem = models.CharField(max_length=300, blank=True, help_text="why its file was not read")
    id_heading = EncryptedTextField(default="", help_text="what its CRM calls its own id")
    packed = EncryptedBinaryField(null=True, blank=True, help_text="its accounts")
    account_count = models.PositiveIntegerField(default=0)
    doubtful_count = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    uploaded_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(status__in=["waiting", "ready", "failed"]),
                name="coverage_status_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(status="waiting") | models.Q(file__isnull=True),
                name="only_a_waiting_list_keeps_its_file",
            ),
        ]

    def __str__(self) -> str:
        return f"coverage list {self.pk}"

    @property
    def is_waiting(self) -> bool:
        """Whether a worker is still to read it."""
        return self.status == self.Status.WAITING

    @property
    def accounts(self) -> list[Account]:
        """Its accounts, as they stand in the file."""
        return [Account(*one) for one in unpack(self.packed) or ()]

    def keep(self, accounts: Sequence[Account]) -> None:
        """Set its accounts; not yet saved."""
        self.packed = pack(accounts)
        self.account_count = len(accounts)
        self.doubtful_count = sum(one.is_doubtful for one in accounts)


Figures = dict[str, list[Any]]
"""By the key of a company: `[seniority, department, currency, listings, greatest strength, least price in
minor units]` of what is listed there."""


class CoverageDay(models.Model):
    """What a rep was told on one day (UTC), for each company once: asked again it is the same all day long.

    `asked` counts the accounts that were uploaded, `uploads` the files.
    """

    rep = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="coverage_days"
    )
    day = models.DateField()
    packed = EncryptedBinaryField(null=True, blank=True, help_text="figures by company")
    asked = models.PositiveIntegerField(default=0)
    uploads = models.PositiveIntegerField(default=0)
    renewed_at = models.DateTimeField(null=True, blank=True, help_text="all lists, and who watches")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rep", "day"], name="one_coverage_day"),
        ]
        indexes: ClassVar = [models.Index(fields=["day"], name="coverage_day")]

    def __str__(self) -> str:
        return f"coverage on {self.day}"

    @property
    def figures(self) -> Figures:
        """What was told."""
        found: Figures = unpack(self.packed) or {}
        return found

    def keep(self, figures: Figures) -> None:
        """Set what was told; not yet saved."""
        self.packed = pack(figures)


class AccountWatch(models.Model):
    """A rep wants an email when this account of a list becomes reachable."""

    coverage_list = models.ForeignKey(
        CoverageList, on_delete=models.CASCADE, related_name="watches"
    )
    number = models.PositiveIntegerField()
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["coverage_list", "number"], name="one_account_watch"),
        ]
        verbose_name_plural = "account watches"

    def __str__(self) -> str:
        return f"watch {self.pk}"


class AccountChoice(models.Model):
    """Which company a rep said an account is, to be remembered when it is uploaded again.

    The account is a keyed hash of its name and site; "" as company means none of those offered.
    """

    rep = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="account_choices"
    )
    key_id = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    key = EncryptedTextField(default="")
    company = EncryptedTextField(default="")
    chosen_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rep", "digest"], name="one_account_choice"),
        ]

    def __str__(self) -> str:
        return f"account choice {self.pk}"
