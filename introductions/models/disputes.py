"""Disputes, what was given for them, and files that are to be brought back."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from brokerage.kit import clock
from brokerage.kit.encryption import EncryptedJSONField, EncryptedTextField
from introductions.lifecycle import Actor
from introductions.models.files import KINDS, KeptFile
from introductions.models.introduction import ACTORS, Introduction
from introductions.readers import Kind

__all__ = ["KINDS", "Dispute", "DisputeAnswer", "Evidence", "Restore"]


class Dispute(models.Model):
    """The sides disagree: who says what, what was offered, what was decided. One at a time."""

    introduction = models.ForeignKey(
        Introduction, on_delete=models.PROTECT, related_name="disputes"
    )
    opened_by = models.CharField(max_length=16, choices=ACTORS)
    reason = models.CharField(max_length=40)
    statement = EncryptedTextField(default="", blank=True)
    responded_at = models.DateTimeField(
        null=True, blank=True, help_text="when the first answer came"
    )
    split_offer = models.BigIntegerField(null=True, blank=True, help_text="connector's gross part")
    split_offered_by = models.CharField(max_length=16, choices=ACTORS, blank=True)
    ruling = models.CharField(max_length=10, blank=True, help_text="release, refund or split")
    ruling_part = models.BigIntegerField(null=True, blank=True)
    ruling_reason = EncryptedTextField(default="", blank=True)
    ruled_at = models.DateTimeField(null=True, blank=True)
    ruled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    needs_cosign = models.BooleanField(default=False)
    cosigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    appealed_by = models.CharField(max_length=16, choices=ACTORS, blank=True)
    appeal = EncryptedTextField(default="", blank=True)
    appealed_at = models.DateTimeField(null=True, blank=True)
    first_ruling = EncryptedJSONField(null=True, blank=True)
    set_aside = EncryptedJSONField(
        default=list, help_text="rulings a second moderator did not agree with, never announced"
    )
    taken_back = EncryptedJSONField(
        null=True,
        blank=True,
        help_text="a second word that its moderator took back before its effect",
    )
    accepted_by = models.JSONField(default=list)
    testimony = models.CharField(
        max_length=12,
        blank=True,
        help_text="what the prospect said meanwhile: yes, no or never_asked",
    )
    late = models.BooleanField(default=False, help_text="an objection after the money had left")
    finding = models.CharField(
        max_length=10,
        blank=True,
        help_text="of a late objection: upheld, dismissed or dropped; of a dispute: withdrawn",
    )
    due_before = models.DateTimeField(
        null=True,
        blank=True,
        help_text="when the clock would have run out that the dispute stopped",
    )
    opened_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["introduction"],
                condition=Q(closed_at__isnull=True),
                name="one_open_dispute",
            ),
        ]

    def __str__(self) -> str:
        return f"dispute {self.pk}"

    @property
    def is_objected_to(self) -> bool:
        """Whether the prospect objects: then only a moderator decides."""
        return self.opened_by == "prospect" or self.testimony in {"no", "never_asked"}

    @property
    def awaits_second_word(self) -> bool:
        """Whether an appeal is open: the first ruling stands until another moderator has spoken."""
        first = self.first_ruling or {}
        return bool(self.appealed_by) and (
            not self.ruling or first.get("ruled_by") == self.ruled_by_id
        )

    @property
    def second_word_is_late(self) -> bool:
        """Whether an appeal has no second word that counts: until then the first ruling stands."""
        return bool(self.appealed_by) and (self.needs_cosign or not self.ruling)

    @property
    def decision(self) -> str:
        """The ruling that is announced, as whoever accepts it names it; "" while there is none."""
        if not self.ruling or self.needs_cosign or self.ruled_at is None:
            return ""
        return f"{self.ruling}-{self.ruling_part or 0}-{int(self.ruled_at.timestamp())}"


class DisputeAnswer(models.Model):
    """What a side says to a dispute that somebody else opened, or to the other's appeal; once each."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="answers")
    side = models.CharField(max_length=16, choices=ACTORS)
    to_appeal = models.BooleanField(default=False, db_default=False)
    text = EncryptedTextField(default="")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dispute", "side", "to_appeal"], name="answered_once"),
        ]

    def __str__(self) -> str:
        return f"answer of the {self.side} in dispute {self.dispute_id}"


class Evidence(KeptFile):
    """A file that a side gave in a dispute. The row stays; the file goes some time after the end."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="evidence")
    side = models.CharField(max_length=16, choices=ACTORS)
    uploader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name_plural = "evidence"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["dispute", "side", "given_sha256"], name="evidence_given_once"
            ),
            models.CheckConstraint(
                name="evidence_is_of_a_side",
                condition=Q(side__in=[Actor.REP.value, Actor.CONNECTOR.value]),
            ),
            models.CheckConstraint(
                name="evidence_is_of_a_kind_we_take",
                condition=Q(kind__in=sorted(kind.value for kind in Kind)),
            ),
        ]

    def __str__(self) -> str:
        return f"evidence {self.public_id}"


class Restore(models.Model):
    """The database was restored from a dump: what happened between the dump and then is not in it.

    Until `released_at` nobody who may have been asked in that time is asked again without a person's
    word, and no evidence file is deleted for having no row.
    """

    dump_taken_at = models.DateTimeField()
    restored_at = models.DateTimeField(default=clock.now)
    released_at = models.DateTimeField(null=True, blank=True)
    asked = models.JSONField(
        default=list, help_text="keyed hashes of the addresses written to since; empty: not known"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                models.Value(1),
                condition=Q(released_at__isnull=True),
                name="one_open_restore",
            )
        ]

    def __str__(self) -> str:
        return f"restore of {self.dump_taken_at:%Y-%m-%d %H:%M}"
