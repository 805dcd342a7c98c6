"""The thread as one side reads and writes it."""

from typing import Any

from rest_framework import serializers

from introductions.lifecycle import Actor
from introductions.models import Attachment


class AttachmentSerializer(serializers.ModelSerializer[Attachment]):
    """A file that came with a message. `size` in bytes; `sha256` is of what is kept."""

    id = serializers.UUIDField(source="public_id", read_only=True)

    class Meta:
        model = Attachment
        fields = ("id", "kind", "name", "size", "sha256", "at", "removed_at")
        read_only_fields = fields


class MessageSerializer(serializers.Serializer[Any]):
    """One message. `number` counts within this introduction; null before the acceptance."""

    number = serializers.IntegerField(allow_null=True)
    sender = serializers.ChoiceField(
        choices=[Actor.REP.value, Actor.CONNECTOR.value], source="side"
    )
    text = serializers.CharField()
    at = serializers.DateTimeField()
    is_new = serializers.BooleanField(help_text="of the other side, and not marked as read")
    by_email = serializers.BooleanField()
    files = AttachmentSerializer(many=True)


class ThreadSerializer(serializers.Serializer[Any]):
    """The newest messages, oldest first. `earlier`: there are more; ask for those `before` the first one."""

    messages = MessageSerializer(many=True, source="lines")
    unread = serializers.IntegerField(source="read.unread")
    read_up_to = serializers.IntegerField(source="read.upto")
    is_open = serializers.BooleanField()
    takes_files = serializers.BooleanField()
    earlier = serializers.BooleanField()


class MessageWriteSerializer(serializers.Serializer[Any]):
    """A message to the other side."""

    text = serializers.CharField(max_length=4_000, help_text="up to 2,000 characters")
    files = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True, max_length=None),
        required=False,
        help_text="multipart only",
    )


class ReadSerializer(serializers.Serializer[Any]):
    """How far one has read."""

    number = serializers.IntegerField(min_value=0, max_value=9_999_999)
