"""What the API of coverage reads and writes. Counts of listings and prices are bands in words."""

from typing import Any

from rest_framework import serializers

from connectors.models import CoverageList
from connectors.queries.coverage import SHOWS, AccountFilters


class CoverageUploadSerializer(serializers.Serializer[Any]):
    """A file of target accounts: CSV, TSV or Excel."""

    file = serializers.FileField(allow_empty_file=True)
    name = serializers.CharField(required=False, allow_blank=True, max_length=80)


class RenameSerializer(serializers.Serializer[Any]):
    """Another name for a list."""

    name = serializers.CharField(max_length=80)


class CoverageListSerializer(serializers.ModelSerializer[CoverageList]):
    """A list of target accounts. `status` is "waiting" until a worker has read its file."""

    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField()
    file_name = serializers.CharField()
    id_heading = serializers.CharField(help_text="what your CRM calls its own id")

    class Meta:
        model = CoverageList
        fields = (
            "id", "name", "file_name", "id_heading", "status", "problem", "account_count",
            "doubtful_count", "skipped", "created_at", "uploaded_at",
        )  # fmt: skip
        read_only_fields = fields


class TierSerializer(serializers.Serializer[Any]):
    """Accounts of a tier: all, those with a path, those with a strong one."""

    name = serializers.CharField()
    total = serializers.IntegerField()
    reachable = serializers.IntegerField()
    strong = serializers.IntegerField()


class HeatCellSerializer(serializers.Serializer[Any]):
    """How many accounts have a path at a department; a band where they are few."""

    department = serializers.CharField(allow_blank=True)
    accounts = serializers.CharField()


class HeatRowSerializer(serializers.Serializer[Any]):
    """The departments of one seniority."""

    seniority = serializers.CharField(allow_blank=True)
    cells = HeatCellSerializer(many=True)


class PictureSerializer(serializers.Serializer[Any]):
    """What a list covers, as counted on `day`: once a day, the same in all lists."""

    day = serializers.DateField(allow_null=True)
    total = serializers.IntegerField()
    reachable = serializers.IntegerField()
    paths = serializers.CharField(help_text='a band: "20 to 49"')
    price = serializers.CharField(allow_blank=True, help_text="band of the median of least prices")
    gained = serializers.IntegerField(allow_null=True, help_text="newly reachable since last week")
    lost = serializers.IntegerField(allow_null=True)
    tiers = TierSerializer(many=True)
    heat = HeatRowSerializer(many=True)
    industries = serializers.ListField(child=serializers.CharField())


class OneCoverageListSerializer(serializers.Serializer[Any]):
    """A list with its picture; null until it was read."""

    list = CoverageListSerializer()
    picture = PictureSerializer(allow_null=True)


class AccountsQuerySerializer(serializers.Serializer[Any]):
    """Which accounts; `after` is `next` of the page before."""

    show = serializers.ChoiceField(choices=list(SHOWS), required=False)
    tier = serializers.CharField(required=False, max_length=60)
    industry = serializers.CharField(required=False, max_length=80)
    after = serializers.IntegerField(required=False, min_value=0, max_value=2**31 - 1)

    def filters(self) -> AccountFilters:
        """As the query takes it."""
        return AccountFilters(**self.validated_data)


class AccountSerializer(serializers.Serializer[Any]):
    """A target account, what it is matched to, and what search shows there, in bands."""

    number = serializers.IntegerField(source="account.number")
    crm_id = serializers.CharField(source="account.crm_id")
    name = serializers.CharField(source="account.name")
    domain = serializers.CharField(source="account.domain")
    tier = serializers.CharField(source="account.tier")
    industry = serializers.CharField(source="account.industry")
    company = serializers.CharField(source="account.company", help_text="what it is matched to")
    search = serializers.CharField(
        source="account.search_name", help_text="`company` of a search for its listings"
    )
    matched_by = serializers.CharField(
        source="account.how",
        help_text='"domain", "name", "chosen", "doubtful" (answer it in the review), or empty',
    )
    reachable = serializers.BooleanField(source="is_reachable")
    paths = serializers.CharField(help_text='a band: "1 to 4"')
    strength = serializers.IntegerField(help_text="of the best path, 1 to 5; 0 without one")
    role = serializers.CharField()
    price = serializers.CharField(help_text="band of the least price")
    movement = serializers.CharField(help_text='since last week: "new", "gone" or empty')
    watched = serializers.BooleanField()


class AccountPageSerializer(serializers.Serializer[Any]):
    """A page of accounts."""

    count = serializers.IntegerField()
    next = serializers.IntegerField(allow_null=True, help_text="`after` of the next page")
    results = AccountSerializer(source="lines", many=True)


class CandidateSerializer(serializers.Serializer[Any]):
    """A company that an account could be."""

    key = serializers.CharField()
    name = serializers.CharField()


class DoubtfulSerializer(serializers.Serializer[Any]):
    """An account in doubt, with the companies that it could be."""

    number = serializers.IntegerField()
    name = serializers.CharField()
    domain = serializers.CharField()
    options = serializers.SerializerMethodField()

    def get_options(self, account: Any) -> list[dict[str, str]]:
        """The candidates, the likeliest first."""
        return [{"key": key, "name": name} for key, name in account.options]


class MatchSerializer(serializers.Serializer[Any]):
    """Which company an account is: the key of one of its options, or empty for none of them."""

    number = serializers.IntegerField(min_value=1, max_value=2**31 - 1)
    key = serializers.CharField(allow_blank=True, max_length=160)


class WatchSerializer(serializers.Serializer[Any]):
    """Which accounts to watch, or to stop watching: their numbers, or all that it makes sense for."""

    numbers = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**31 - 1),
        required=False,
        max_length=10_000,
        help_text="left out: all that are not reachable yet, or all watched",
    )
    on = serializers.BooleanField(default=True)


class WatchedSerializer(serializers.Serializer[Any]):
    """How many accounts of the list are watched now."""

    watched = serializers.IntegerField()
