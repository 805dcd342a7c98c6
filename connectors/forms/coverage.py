"""What a rep uploads and chooses on the pages of coverage."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from connectors.queries.coverage import SHOWS, AccountFilters, Picture


class CoverageForm(forms.Form):
    """A file of target accounts, and what the list is called."""

    file = forms.FileField(
        label="Your file",
        help_text="CSV, TSV or Excel (.xlsx), up to 20 MB and 10,000 accounts.",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,text/csv"}),
    )
    name = forms.CharField(
        label="Name of the list", required=False, max_length=80,
        help_text="Only you see it. Left empty, it is the name of the file.",
    )  # fmt: skip

    def content(self) -> tuple[str, bytes]:
        """The file's name and bytes."""
        upload: UploadedFile[bytes] = self.cleaned_data["file"]
        return upload.name or "file", upload.read(settings.IMPORT_MAX_BYTES + 1)


class AgainForm(CoverageForm):
    """A newer file for a list that is there."""

    name = None  # type: ignore[assignment]  # Django's way to leave a field out


class RenameForm(forms.Form):
    """Another name for a list."""

    name = forms.CharField(label="Name of the list", max_length=80)


class AccountsForm(forms.Form):
    """Which accounts of a list are shown."""

    show = forms.ChoiceField(choices=list(SHOWS.items()), required=False, widget=forms.HiddenInput)
    tier = forms.ChoiceField(label="Tier", required=False)
    industry = forms.ChoiceField(label="Industry", required=False)
    after = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1)

    def __init__(self, picture: Picture, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tiers = [one.name for one in picture.tiers]
        self._choices("tier", tiers)
        self._choices("industry", picture.industries)

    def _choices(self, name: str, values: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "All"), *((one, one) for one in values)]

    def filters(self) -> AccountFilters:
        """As the query takes it; what makes no sense is left out."""
        self.full_clean()
        said = {name: value for name, value in self.cleaned_data.items() if value is not None}
        return AccountFilters(**said)
