"""The latest dispute, what the sides answered, and their files."""

from typing import Any

from rest_framework import serializers

from introductions.models import Dispute, DisputeAnswer, Evidence


class AnswerSerializer(serializers.ModelSerializer[DisputeAnswer]):
    """What a side answered."""

    text = serializers.CharField(read_only=True)

    class Meta:
        model = DisputeAnswer
        fields = ("side", "to_appeal", "text", "at")


class DisputeStateSerializer(serializers.ModelSerializer[Dispute]):
    """The latest dispute as both sides read it; a ruling only once it is announced. Minor units."""

    statement = serializers.CharField(read_only=True)
    appeal = serializers.CharField(read_only=True)
    answers = AnswerSerializer(many=True, read_only=True)
    decision = serializers.CharField(help_text="names the ruling for `accept_decision`")
    ruling = serializers.SerializerMethodField()
    ruling_part = serializers.SerializerMethodField()
    ruling_reason = serializers.SerializerMethodField()

    class Meta:
        model = Dispute
        fields = (
            "opened_by", "reason", "statement", "opened_at", "answers", "split_offer",
            "split_offered_by", "decision", "ruling", "ruling_part", "ruling_reason", "appealed_by",
            "appealed_at", "appeal", "accepted_by", "testimony", "late", "finding", "closed_at",
        )  # fmt: skip

    def get_ruling(self, row: Dispute) -> str:
        """`release`, `refund` or `split`; empty while nothing is announced."""
        return row.ruling if row.decision else ""

    def get_ruling_part(self, row: Dispute) -> int | None:
        """What stays with the connector's side in a split."""
        return row.ruling_part if row.decision else None

    def get_ruling_reason(self, row: Dispute) -> str:
        """What both sides read: of a ruling, or of what was found about a late objection."""
        return row.ruling_reason if row.decision or (row.late and row.finding) else ""


class FileSerializer(serializers.ModelSerializer[Evidence]):
    """A file that a side gave in a dispute. `size` in bytes; `given_sha256` is of the file as it was given,
    `sha256` of what is kept (pictures are drawn anew)."""

    id = serializers.UUIDField(source="public_id", read_only=True)

    side = serializers.CharField(read_only=True, help_text="rep or connector")

    class Meta:
        model = Evidence
        fields = (
            "id", "side", "kind", "name", "size", "sha256", "given_sha256", "at", "removed_at"
        )  # fmt: skip
        read_only_fields = fields


class EvidenceUploadSerializer(serializers.Serializer[Any]):
    """Evidence for an open dispute."""

    files = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True, max_length=None), allow_empty=True
    )
