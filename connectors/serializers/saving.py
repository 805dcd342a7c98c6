"""What the API of saved searches reads and writes."""

from typing import Any

from rest_framework import serializers

from connectors.models import Alerts
from connectors.queries.saving import LONGEST_NAME
from connectors.serializers.network import ListingSerializer
from connectors.serializers.searching import SearchSerializer


class SaveSearchSerializer(serializers.Serializer[Any]):
    """A search to keep. Without a name it is called by what it asks."""

    name = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_NAME)
    alerts = serializers.ChoiceField(choices=Alerts.choices, required=False, default=Alerts.OFF)
    search = SearchSerializer(help_text="as the search of listings takes it")


class ChangeSavedSearchSerializer(serializers.Serializer[Any]):
    """What to change; what is left out stays."""

    name = serializers.CharField(required=False, max_length=LONGEST_NAME)
    alerts = serializers.ChoiceField(choices=Alerts.choices, required=False)


class SavedSearchSerializer(serializers.Serializer[Any]):
    """A saved search of yours."""

    id = serializers.UUIDField(source="row.public_id")
    name = serializers.CharField(source="row.name")
    alerts = serializers.ChoiceField(source="row.alerts", choices=Alerts.choices)
    search = serializers.DictField(source="row.asked", help_text="what is set of the search")
    page = serializers.CharField(source="address", help_text="the page that asks the same")
    new = serializers.IntegerField(
        allow_null=True,
        help_text="new matches since you last looked, counted at most every ten minutes;"
        " null where more than 1,000 match",
    )
    looked_at = serializers.DateTimeField(source="row.looked_at")
    created_at = serializers.DateTimeField(source="row.created_at")


class KeptSerializer(serializers.Serializer[Any]):
    """A listing that you put aside."""

    id = serializers.UUIDField(source="public_id")
    listing = ListingSerializer(
        allow_null=True, help_text="null where it is not available any more"
    )
    asked = serializers.CharField(help_text="what you asked of it before, and how it stands")


class CompareSerializer(serializers.Serializer[Any]):
    """Which listings to put side by side."""

    id = serializers.ListField(child=serializers.UUIDField(), max_length=50)
