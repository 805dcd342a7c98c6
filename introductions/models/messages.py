"""What rep and connector write to each other, with files, and how far each side has read."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from brokerage.kit import clock
from brokerage.kit.encryption import EncryptedTextField
from introductions.lifecycle import Actor
from introductions.models.files import KeptFile
from introductions.models.introduction import Introduction
from introductions.readers import Kind


class Message(models.Model):
    """A line between rep and connector about their introduction.

    With a `number` it stands in the thread, which is open from the acceptance to the end; the numbers of one
    introduction are 1, 2, 3 and so on, in the order of writing, and say nothing about any other. Without one
    it is a question or an answer of before.
    """

    introduction = models.ForeignKey(
        Introduction, on_delete=models.CASCADE, related_name="messages"
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = EncryptedTextField(default="")
    at = models.DateTimeField(default=clock.now)
    number = models.PositiveIntegerField(null=True, blank=True)
    mail_digest = models.CharField(
        max_length=64,
        blank=True,
        default="",
        db_default="",
        help_text="of the email that it came by: the same email counts once",
    )

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["introduction", "number"], name="one_order_of_messages"
            ),
            models.UniqueConstraint(
                fields=["introduction", "mail_digest"],
                condition=~Q(mail_digest=""),
                name="one_message_an_email",
            ),
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"


class ReadMark(models.Model):
    """How far a side has read the thread: up to the message of this number."""

    introduction = models.ForeignKey(
        Introduction, on_delete=models.CASCADE, related_name="read_marks"
    )
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["introduction", "reader"], name="one_mark_a_reader"),
        ]

    def __str__(self) -> str:
        return f"read mark {self.pk}"


class Attachment(KeptFile):
    """A file that came with a message. The row stays; the file goes some time after the end."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="attachment_is_of_a_kind_we_take",
                condition=Q(kind__in=sorted(kind.value for kind in Kind)),
            ),
        ]

    def __str__(self) -> str:
        return f"attachment {self.public_id}"

    @property
    def side(self) -> str:
        """Whose it is: rep or connector."""
        row = self.message.introduction
        return (Actor.REP if self.message.author_id == row.rep_id else Actor.CONNECTOR).value
