"""People who may be introduced, and what they refused."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from brokerage.kit import clock
from brokerage.kit.encryption import EncryptedTextField
from brokerage.kit.text.name_match import Text, holds_phrase
from connectors.companies import plain
from connectors.topics import read_topics


class KeyKind(models.TextChoices):
    """What a keyed hash was made of."""

    EMAIL = "email", "e-mail address"
    PROFILE = "profile", "profile address"
    DOMAIN = "domain", "e-mail domain"
    ROW = "row", "row of a network"
    NAME = "name", "name at a company or in a network"
    SCOPE = "scope", "company or network with such a name"


class Prospect(models.Model):
    """One person across all networks: whoever reads one mailbox. Holds no contact data.

    All relationships that carry its e-mail address lead to it, and no other: what a connector says
    beside the address (a profile, a name) ties nobody to anybody. One without an address has a
    prospect of its own. See docs/decisions/0022.

    Their attention is their own: numbers they set win over the settings' (empty: as the settings say).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    requests_a_month = models.PositiveSmallIntegerField(null=True, blank=True)
    rest_days = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="days of rest after a refusal"
    )
    paused_until = models.DateTimeField(null=True, blank=True)
    refused_topics = EncryptedTextField(
        default="", blank=True, help_text="words, separated by commas"
    )
    welcome_topics = EncryptedTextField(
        default="", blank=True, help_text="keys of topics; if any, only these"
    )
    unwelcome_topics = EncryptedTextField(default="", blank=True, help_text="keys of topics")

    def __str__(self) -> str:
        return f"prospect {self.pk}"

    @property
    def has_chosen(self) -> bool:
        """Whether they set a number or a topic of their own."""
        numbers = (self.requests_a_month, self.rest_days, self.paused_until)
        topics = (self.refused_topics, self.welcome_topics, self.unwelcome_topics)
        return any(one is not None for one in numbers) or any(topics)

    def refuses(self, words: str, topic: str = "") -> bool:
        """Whether a request in these words, on this topic ("" for any), is about something that they do
        not want to hear of."""
        welcome = read_topics(self.welcome_topics)
        closed = topic in read_topics(self.unwelcome_topics) or (welcome and topic not in welcome)
        if topic and closed:
            return True
        said, text = f" {plain(words)} ", Text(words)
        return any(
            f" {plain(topic)} " in said or holds_phrase(text, topic)
            for topic in self.refused_topics.split(",")
            if plain(topic)
        )


class ProspectKey(models.Model):
    """A keyed hash of the e-mail address by which a prospect is recognised again."""

    prospect = models.ForeignKey(Prospect, on_delete=models.CASCADE, related_name="keys")
    kind = models.CharField(
        max_length=10,
        choices=[(KeyKind.EMAIL.value, "e-mail")],
        default=KeyKind.EMAIL.value,
    )
    key_id = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "key_id", "digest"], name="one_prospect_per_address"
            ),
            models.CheckConstraint(
                condition=Q(kind=KeyKind.EMAIL.value), name="a_prospect_is_a_mailbox"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} key of prospect {self.prospect_id}"


class Suppression(models.Model):
    """Somebody, or everybody at a domain, who asked never to be listed. Kept as a hash only."""

    kind = models.CharField(max_length=10, choices=KeyKind.choices)
    key_id = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "key_id", "digest"], name="suppressed_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["digest"])]

    def __str__(self) -> str:
        return f"{self.kind} suppression {self.pk}"


class OptedOutDomain(models.Model):
    """A company that asked for its whole e-mail domain not to be listed; what bites is the hash.

    A domain names a company, not a person, so it stands here in clear for whoever answers for it.
    """

    domain = models.CharField(max_length=253)
    reason = models.TextField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(default=clock.now)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_reason = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["domain"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["domain"],
                condition=Q(lifted_at__isnull=True),
                name="a_domain_is_out_once",
            ),
        ]

    def __str__(self) -> str:
        return f"opted-out domain {self.pk}"
