"""What the API of imports reads and writes."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from connectors.models import ImportRow, ImportRun
from connectors.queries.own_contacts.reviewing import ORDERS, ReviewFilters
from connectors.readers import FIELDS


class ColumnSerializer(serializers.Serializer[Any]):
    """A column of a table: its heading, what it was read as ("" for not at all), and its first value."""

    name = serializers.CharField()
    heading = serializers.CharField()
    field = serializers.CharField()
    suggested = serializers.CharField()
    sample = serializers.CharField()


class ImportRunSerializer(serializers.ModelSerializer[ImportRun]):
    """An import: where it stands, its counts, and remarks as `[row number, sentence]`."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    percent = serializers.IntegerField(read_only=True)
    problems = serializers.ListField(read_only=True)
    undo_until = serializers.DateTimeField(read_only=True, allow_null=True)

    class Meta:
        model = ImportRun
        fields = (
            "id",
            "purpose",
            "kind",
            "file_name",
            "status",
            "lawful_basis",
            "row_count",
            "chosen_count",
            "done_rows",
            "percent",
            "new",
            "updated",
            "unchanged",
            "unlisted",
            "skipped",
            "problems",
            "created_at",
            "started_at",
            "finished_at",
            "undo_until",
            "undone_at",
        )
        read_only_fields = fields


class OneImportSerializer(ImportRunSerializer):
    """An import with how its file was read, as long as it waits for its review."""

    encoding = serializers.CharField(read_only=True)
    header_row = serializers.IntegerField(read_only=True)
    columns = serializers.SerializerMethodField()
    readings = serializers.SerializerMethodField(
        help_text="names as each likely encoding reads them"
    )

    class Meta(ImportRunSerializer.Meta):
        fields = (  # type: ignore[assignment]  # more of them
            *ImportRunSerializer.Meta.fields,
            "encoding",
            "header_row",
            "columns",
            "readings",
        )
        read_only_fields = fields  # type: ignore[assignment]

    @extend_schema_field(ColumnSerializer(many=True))
    def get_columns(self, run: ImportRun) -> Any:
        """The columns of a table."""
        return ColumnSerializer(run.columns or [], many=True).data

    def get_readings(self, run: ImportRun) -> dict[str, list[str]]:
        """Names by encoding."""
        return run.previews or {}


class ReadAgainSerializer(serializers.Serializer[Any]):
    """How a file is to be read instead: fields by a column's name, or one of its readings."""

    columns = serializers.DictField(
        child=serializers.ChoiceField(choices=["", *FIELDS]), required=False
    )
    encoding = serializers.CharField(required=False, max_length=20)


class ReviewSerializer(serializers.Serializer[Any]):
    """What of a review is looked at."""

    kind = serializers.ChoiceField(choices=ImportRow.Kind.choices, required=False)
    q = serializers.CharField(required=False, allow_blank=True, max_length=100)
    order = serializers.ChoiceField(choices=ORDERS, required=False)
    with_email = serializers.BooleanField(required=False)
    page = serializers.IntegerField(required=False, min_value=1, max_value=10_000)

    def filters(self) -> ReviewFilters:
        """As the query takes it."""
        return ReviewFilters(**self.validated_data)


class OptionSerializer(serializers.Serializer[Any]):
    """One answer to a question about a row."""

    value = serializers.CharField()
    words = serializers.CharField(source="label")
    is_given = serializers.BooleanField()


class ImportRowSerializer(serializers.Serializer[Any]):
    """A row of a file under review: who stands there, and what would happen."""

    number = serializers.IntegerField()
    name = serializers.CharField()
    email = serializers.CharField()
    company = serializers.CharField()
    title = serializers.CharField()
    kind = serializers.ChoiceField(choices=ImportRow.Kind.choices)
    what = serializers.CharField()
    note = serializers.CharField()
    options = OptionSerializer(many=True)
    is_chosen = serializers.BooleanField()


class ChooseRowsSerializer(serializers.Serializer[Any]):
    """Rows to tick or untick: by number, or all (of a kind) without numbers."""

    chosen = serializers.BooleanField()
    numbers = serializers.ListField(
        child=serializers.IntegerField(min_value=1), required=False, max_length=100_000
    )
    kind = serializers.ChoiceField(choices=ImportRow.Kind.choices, required=False)


class AnswerSerializer(serializers.Serializer[Any]):
    """Who a doubtful row is: the value of one of its options, or "" to take the answer back."""

    answer = serializers.CharField(max_length=24, allow_blank=True)


class UploadSerializer(serializers.Serializer[Any]):
    """An address book to import."""

    file = serializers.FileField(allow_empty_file=True)
    lawful = serializers.BooleanField(
        help_text="true: the uploader may name these people as people they could introduce"
    )

    purpose = serializers.ChoiceField(
        choices=ImportRun.Purpose.choices,
        default=ImportRun.Purpose.NETWORK,
        help_text="network: people to add; emails: only emails for contacts who have none",
    )

    def validate_lawful(self, value: bool) -> bool:
        """The uploader's word is needed."""
        if not value:
            raise serializers.ValidationError("Say that you may upload these contacts.")
        return value
