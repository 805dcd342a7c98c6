"""What people type on the pages of this app, checked and turned into what the actions take."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache, singledispatch
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from brokerage.kit.currencies import KNOWN
from brokerage.kit.money import Money
from connectors.forms import to_money
from connectors.topics import TOPIC_CHOICES, Topic
from introductions import moves
from introductions.actions.asking import PITCH_LENGTH
from introductions.models import Introduction

SHORTEST, LONGEST = PITCH_LENGTH


KINDS_TAKEN = "Pictures, PDFs, saved emails, plain text."


class Words(forms.CharField):
    """Several lines of text; a line break counts as one character, as people count."""

    widget = forms.Textarea

    def __init__(self, *, longest: int, rows: int = 5, **more: Any) -> None:
        super().__init__(max_length=longest, **more)
        self.widget.attrs["rows"] = rows

    def to_python(self, value: Any) -> str | None:
        """The text with plain line breaks."""
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if text else text


class Amount(forms.DecimalField):
    """An amount as people write it: 450.00."""

    def __init__(self, **more: Any) -> None:
        widget = forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"})
        super().__init__(
            min_value=Decimal(0), max_digits=12, decimal_places=3, widget=widget, **more
        )


class ManyFiles(forms.FileInput):
    """A control for several files."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """All of them."""
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class Files(forms.FileField):
    """Evidence. What each file is and how large it may be is for the action to say."""

    widget = ManyFiles

    def __init__(self, **more: Any) -> None:
        more.setdefault("label", "Evidence")
        more.setdefault("help_text", evidence_help())
        more.setdefault("required", False)
        super().__init__(**more)
        self.widget.attrs["accept"] = ".png,.jpg,.jpeg,.webp,.gif,.pdf,.eml,.txt"

    def clean(self, data: Any, initial: Any = None) -> list["UploadedFile[bytes]"]:
        """The files, as they came."""
        files = [one for one in data or [] if one]
        if self.required and not files:
            raise forms.ValidationError("Choose a file.", code="required")
        return files


def evidence_help() -> str:
    """What may be given, and that the other side sees it."""
    largest, count = settings.EVIDENCE_MAX_BYTES // 2**20, settings.EVIDENCE_FILES_A_SIDE
    return (
        f"Pictures, PDF, mails saved as .eml, plain text; up to {count} files of {largest} MB each. "
        "The other side and our desk can read them. Pictures are drawn anew, without place or camera."
    )


class RequestForm(forms.Form):
    """A rep's request for an introduction."""

    topic = forms.ChoiceField(label="Topic", choices=TOPIC_CHOICES, initial=Topic.OTHER.value)
    purpose = forms.CharField(
        label="What the talk is about",
        max_length=200,
        help_text="One line, e.g. “What freight invoices really cost”. The prospect reads it first.",
    )
    pitch = Words(
        label="Your pitch",
        longest=LONGEST,
        rows=9,
        min_length=SHORTEST,
        help_text=(
            f"{SHORTEST} to {LONGEST:,} characters. Connector and prospect read it word for word: "
            "who you are, why this person, what is in it for them. No links."
        ),
        error_messages={
            "min_length": f"Write between {SHORTEST} and {LONGEST:,} characters, "
            "so that a stranger can decide."
        },
    )
    keep_asking = forms.TypedChoiceField(
        label="If the reservation on your card ends before they have answered",
        choices=[
            (
                "no",
                "Stop asking. A reservation usually lasts about a week; the request then ends by "
                "itself and costs nothing.",
            ),
            (
                "yes",
                "Keep asking. The money is taken shortly before the reservation ends, and you get "
                "all of it back, our fee included, if they decline or do not answer.",
            ),
        ],
        coerce=lambda value: value == "yes",
        initial="no",
        widget=forms.RadioSelect,
    )
    no_way_in = forms.BooleanField(
        label="I have no way in of my own: I do not know this person and nobody has introduced us.",
        error_messages={"required": "Please state that you have no way in of your own."},
    )
    price = forms.RegexField(r"^\d{1,12} [A-Z]{3}$", required=False, widget=forms.HiddenInput)

    def clean_price(self) -> Money | None:
        """The price that was read; None where nobody says."""
        said = self.cleaned_data["price"]
        amount, _, currency = said.partition(" ")
        if said and currency not in KNOWN:
            raise forms.ValidationError("This is no currency.")
        return Money(int(amount), currency) if said else None

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["pitch"].widget.attrs |= {"data-counter": str(LONGEST)}


class MessageForm(forms.Form):
    """A message to the other side; with `files` once there is nothing left to hide."""

    text = Words(label="Write a message", longest=LONGEST, rows=3)

    def __init__(self, *args: Any, takes_files: bool = True, **more: Any) -> None:
        super().__init__(*args, **more)
        self.auto_id = "id_message_%s"
        if takes_files:
            self.fields["files"] = Files(label="Files", help_text=KINDS_TAKEN)


class MoveForm(forms.Form):
    """What a move needs beside the click; most need nothing."""

    asked: Mapping[str, moves.Field] = {}

    def facts(self, introduction: Introduction) -> dict[str, Any]:
        """What the action takes by keyword, and the files that come along."""
        return {
            name: _to_fact(name, self.asked.get(name), value, introduction.currency)
            for name, value in self.cleaned_data.items()
            if is_heard(self.asked.get(name))
        }


def is_heard(field: moves.Field | None) -> bool:
    """Whether what was said in `field` goes on to the move: files do, a mere tick of the page does not."""
    return field is None or not field.page_only or isinstance(field, moves.Files)


def _to_fact(name: str, field: moves.Field | None, value: Any, currency: str) -> Any:
    if value is None:
        return None
    if isinstance(field, moves.Amount):
        return to_money(value, currency, name)
    return Money(value, currency) if isinstance(field, moves.AmountRead) else value


def form_of(
    move: str, data: Any = None, files: Any = None, initial: dict[str, Any] | None = None
) -> MoveForm:
    """The form of a move, bound to `data` and `files` if given; field ids carry the move's name."""
    return form_class(move)(data, files, initial=initial, auto_id=f"id_{move}_%s")


@cache
def form_class(name: str) -> type[MoveForm]:
    """The form of a move, made from its fields."""
    asked = moves.DECLARED[name].fields
    made = {key: form_field(field) for key, field in asked.items()}
    return type(f"{name.title().replace('_', '')}Form", (MoveForm,), {**made, "asked": asked})


@singledispatch
def form_field(field: moves.Field) -> forms.Field:
    """How a page asks for it."""
    raise TypeError(field)


def _common(field: moves.Field) -> dict[str, Any]:
    refusal = {"error_messages": {"required": field.refusal}} if field.refusal else {}
    shown: dict[str, Any] = {"label": field.label, "required": field.required}
    return {**shown, "help_text": field.help, **refusal}


@form_field.register(moves.Text)
def _text(field: moves.Text) -> forms.Field:
    return Words(longest=field.longest, rows=field.rows, **_common(field))


@form_field.register(moves.Tick)
def _tick(field: moves.Tick) -> forms.Field:
    return forms.BooleanField(**_common(field))


@form_field.register(moves.Amount)
def _amount(field: moves.Amount) -> forms.Field:
    return Amount(**_common(field))


@form_field.register(moves.AmountRead)
def _amount_read(field: moves.AmountRead) -> forms.Field:
    return forms.IntegerField(min_value=0, max_value=10**12, widget=forms.HiddenInput)


@form_field.register(moves.TextRead)
def _text_read(field: moves.TextRead) -> forms.Field:
    return forms.CharField(max_length=field.longest, widget=forms.HiddenInput)


@form_field.register(moves.Choice)
def _choice(field: moves.Choice) -> forms.Field:
    options = list(field.options.items())
    return forms.ChoiceField(choices=options, widget=forms.RadioSelect, **_common(field))


@form_field.register(moves.Files)
def _files(field: moves.Files) -> forms.Field:
    own = {"help_text": evidence_help(), "required": field.required}
    return Files(**own, **({"label": field.label} if field.label else {}))
