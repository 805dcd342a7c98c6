"""What a connector types and chooses on the way from a file to the network."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from connectors.forms.amounts import _page
from connectors.models import ImportRow, ImportRun
from connectors.queries.own_contacts.reviewing import ReviewFilters

FIELD_LABELS = {
    "": "Not used",
    "first_name": "First name",
    "last_name": "Last name",
    "full_name": "Full name",
    "email": "Email",
    "url": "Profile address",
    "company": "Company",
    "position": "Job title",
    "connected_on": "Connected on",
}


class MailBookForm(forms.Form):
    """A mail book that is looked through for emails of one's own contacts; nobody is added."""

    file = forms.FileField(
        label="Your file",
        help_text="ZIP, CSV, Excel (.xlsx) or vCard, up to 20 MB and 100,000 people.",
        allow_empty_file=True,
        widget=forms.FileInput(
            attrs={"accept": ".csv,.tsv,.txt,.zip,.vcf,.xlsx,text/csv,text/vcard"}
        ),
    )

    def content(self) -> tuple[str, bytes]:
        """The file's name and bytes."""
        upload: UploadedFile[bytes] = self.cleaned_data["file"]
        return upload.name or "file", upload.read(settings.IMPORT_MAX_BYTES + 1)


class ImportForm(MailBookForm):
    """An address book, and the word that one may upload it."""

    lawful = forms.BooleanField(
        label="",
        error_messages={"required": "Please tick the box; we keep your word with the import."},
    )


class ReviewForm(forms.Form):
    """What of a review is looked at."""

    kind = forms.ChoiceField(
        choices=[("", "All"), *ImportRow.Kind.choices], required=False, widget=forms.HiddenInput
    )
    q = forms.CharField(
        label="Search this file",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    order = forms.ChoiceField(
        label="Sort by",
        choices=[
            ("number", "Row in the file"),
            ("name", "Name"),
            ("company", "Company"),
            ("title", "Job title"),
        ],
        required=False,
    )
    with_email = forms.BooleanField(label="Only with an email", required=False)

    def filters(self, page: str = "1") -> ReviewFilters:
        """What was typed as filters; whatever is not valid is left out."""
        self.is_valid()
        said = self.cleaned_data
        return ReviewFilters(
            q=said.get("q") or "",
            kind=said.get("kind") or "",
            with_email=bool(said.get("with_email")),
            order=said.get("order") or "number",
            page=_page(page),
        )


class ColumnsForm(forms.Form):
    """What each column of a table holds: one choice per column."""

    def __init__(self, run: ImportRun, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = run.columns or []
        for place, column in enumerate(self.columns):
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=column["heading"] or "No heading",
                choices=list(FIELD_LABELS.items()),
                initial=column["field"] or column["suggested"],
                required=False,
                help_text=f"First: {column['sample']}" if column["sample"] else "",
            )

    @property
    def unused(self) -> list[str]:
        """The headings of columns that are not read."""
        return [one["heading"] for one in self.columns if not one["field"]]

    @property
    def suggests(self) -> bool:
        """Whether a column that is not read may hold something that is missing."""
        return any(one["suggested"] for one in self.columns)

    def chosen(self) -> dict[str, str]:
        """Field by heading."""
        return {
            column["name"]: self.cleaned_data.get(f"column-{place}", "")
            for place, column in enumerate(self.columns)
        }
