"""What people without an account type on their own pages."""

from datetime import UTC, datetime, time
from typing import Any

from django import forms

from brokerage.accounts.countries import COUNTRIES
from brokerage.kit import clock
from connectors.actions.attending import LONGEST_REST, MOST_REQUESTS, TOPICS_LENGTH
from connectors.actions.correcting import CORRECTABLE, LONGEST
from connectors.models import Prospect, Relationship
from connectors.topics import TOPIC_CHOICES, read_topics


class AskForm(forms.Form):
    """The address whose owner wants to see what is held."""

    email = forms.EmailField(
        label="Your e-mail address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class CorrectionForm(forms.Form):
    """What a connector holds of somebody, for that person to correct."""

    name = forms.CharField(label="Name", max_length=LONGEST)
    title = forms.CharField(label="Job title", max_length=LONGEST, required=False)
    company_name = forms.CharField(label="Company", max_length=LONGEST, required=False)
    country = forms.ChoiceField(
        label="Country", choices=[("", "Not set"), *COUNTRIES.items()], required=False
    )
    profile_url = forms.CharField(
        label="Public profile",
        help_text="A web address. Leave it empty to have it removed.",
        max_length=LONGEST,
        required=False,
    )

    @classmethod
    def of(cls, row: Relationship, data: Any = None) -> "CorrectionForm":
        """The form with what the entry says."""
        return cls(data, initial={name: getattr(row, name) for name in CORRECTABLE})


class AttentionForm(forms.Form):
    """How often, when and about what somebody may be asked. Empty: as usual."""

    requests_a_month = forms.IntegerField(
        label="Requests a month, at most",
        help_text="From everybody together. 0 means nobody may ask.",
        min_value=0,
        max_value=MOST_REQUESTS,
        required=False,
    )
    rest_days = forms.IntegerField(
        label="Days of rest after I said no",
        min_value=0,
        max_value=LONGEST_REST,
        required=False,
    )
    paused_until = forms.DateField(
        label="Leave me alone until",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    welcome_topics = forms.MultipleChoiceField(
        label="Topics I welcome",
        help_text="If you choose any, requests about all others cannot reach you.",
        choices=TOPIC_CHOICES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    unwelcome_topics = forms.MultipleChoiceField(
        label="Topics I refuse",
        choices=TOPIC_CHOICES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    refused_topics = forms.CharField(
        label="Words I do not want to hear",
        help_text="Words, separated by commas. A request that uses one of them cannot reach you.",
        max_length=TOPICS_LENGTH,
        required=False,
    )

    @classmethod
    def of(cls, prospect: Prospect, data: Any = None) -> "AttentionForm":
        """The form with what this person chose so far."""
        return cls(
            data,
            initial={
                "requests_a_month": prospect.requests_a_month,
                "rest_days": prospect.rest_days,
                "paused_until": prospect.paused_until.date() if prospect.paused_until else None,
                "refused_topics": prospect.refused_topics,
                "welcome_topics": read_topics(prospect.welcome_topics),
                "unwelcome_topics": read_topics(prospect.unwelcome_topics),
            },
        )

    def clean_paused_until(self) -> datetime | None:
        """The end of the chosen day, UTC; a day that is past means no pause."""
        day = self.cleaned_data["paused_until"]
        if day is None:
            return None
        end = datetime.combine(day, time.max, tzinfo=UTC)
        return end if end > clock.now() else None
