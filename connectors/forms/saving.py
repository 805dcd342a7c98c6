"""What a rep says of a search that they keep."""

from django import forms

from connectors.models import Alerts
from connectors.queries.saving import LONGEST_NAME


class SavedSearchForm(forms.Form):
    """Its name, and how often to write about new matches."""

    name = forms.CharField(label="Name", max_length=LONGEST_NAME)
    alerts = forms.ChoiceField(label="Email me about new matches", choices=Alerts.choices)
