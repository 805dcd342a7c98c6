"""What was listed, and who it is once it is revealed."""

from typing import Any

from rest_framework import serializers


class ListedSerializer(serializers.Serializer[Any]):
    """The blinded facts, as the rep was shown them when asking. Requests of before `version` 2 kept the
    first six alone."""

    role = serializers.CharField()
    seniority = serializers.CharField()
    department = serializers.CharField()
    company = serializers.CharField()
    country = serializers.CharField()
    headline = serializers.CharField()
    version = serializers.IntegerField(default=1)
    company_shown = serializers.BooleanField(default=None, allow_null=True)
    industry = serializers.CharField(default="")
    size = serializers.CharField(default="")
    strength = serializers.IntegerField(default=None, allow_null=True)
    price = serializers.IntegerField(default=None, allow_null=True, help_text="in minor units")
    currency = serializers.CharField(default="")


class ContactSerializer(serializers.Serializer[Any]):
    """Who the prospect is. Each reading by a rep is logged."""

    name = serializers.CharField()
    email = serializers.CharField()
    title = serializers.CharField()
    company = serializers.CharField()
    profile_url = serializers.CharField()
