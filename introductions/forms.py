"""What people type on the pages of this app, checked and turned into what the deeds take."""

from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from brokerage.kit.currencies import KNOWN
from brokerage.kit.money import Money
from connectors.forms import to_money
from connectors.topics import TOPIC_CHOICES, Topic
from introductions.actions.asking import PITCH_LENGTH
from introductions.actions.disputing import REASONS
from introductions.actions.meeting import EVIDENCE_LENGTH
from introductions.models import Introduction

SHORTEST, LONGEST = PITCH_LENGTH
STATEMENT_LENGTH = 4000


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
    """Evidence. What each file is and how large it may be is for the deed to say."""

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


class MoveForm(forms.Form):
    """What a move needs beside the click; most need nothing."""

    def facts(self, introduction: Introduction) -> dict[str, Any]:
        """What the deed takes by keyword."""
        return dict(self.cleaned_data)


class TextForm(MoveForm):
    """A message to the other side."""

    text = Words(label="Message", longest=LONGEST, rows=4)


class CounterForm(MoveForm):
    """Another price, fee included."""

    price = Amount(label="Your price, fee included")

    def facts(self, introduction: Introduction) -> dict[str, Any]:
        """The price in minor units."""
        return {"price": to_money(self.cleaned_data["price"], introduction.currency, "price")}


class AcceptForm(MoveForm):
    """The connector's two statements."""

    not_my_employer = forms.BooleanField(
        label="The prospect does not work for my current employer.",
        error_messages={"required": "Please confirm this before you accept."},
    )
    no_duty_breached = forms.BooleanField(
        label="By introducing them for money I breach no duty: no contract, no office, no trust.",
        error_messages={"required": "Please confirm this before you accept."},
    )


class DeclineForm(MoveForm):
    """A reason that only the connector and our desk read."""

    reason = Words(
        label="Reason",
        longest=LONGEST,
        rows=3,
        required=False,
        help_text="Private: the rep does not see it.",
    )


class IntroduceForm(MoveForm):
    """The connector's word that it was made."""

    made = forms.BooleanField(
        label="I have made the introduction, with the note on payment in it.",
        error_messages={"required": "Tick this once you have sent your message."},
    )
    evidence = Words(
        label="How",
        longest=EVIDENCE_LENGTH,
        rows=3,
        required=False,
        help_text="E.g. “By e-mail today, both in copy”. Both sides see it.",
    )

    def facts(self, introduction: Introduction) -> dict[str, Any]:
        """The evidence; the tick is the move itself."""
        return {"evidence": self.cleaned_data["evidence"]}


class ConfirmForm(MoveForm):
    """The rep's word that it took place."""

    evidence = Words(
        label="Anything to add",
        longest=EVIDENCE_LENGTH,
        rows=3,
        required=False,
        help_text="Both sides see it.",
    )


class StepBackForm(MoveForm):
    """Why the connector cannot make it."""

    note = Words(
        label="A word to the rep",
        longest=500,
        rows=3,
        required=False,
        help_text="Both sides see it. Do not name the person.",
    )


class DisputeForm(MoveForm):
    """What went wrong."""

    reason = forms.ChoiceField(
        label="What went wrong?",
        choices=list(REASONS.items()),
        widget=forms.RadioSelect,
        help_text='What decides each of them stands in <a href="/rubric/">the rubric</a>.',
    )
    statement = Words(
        label="What happened",
        longest=STATEMENT_LENGTH,
        help_text="A few sentences. The other side reads them and has three days to answer.",
    )
    files = Files()  # type: ignore[assignment]  # a form's own `files` is set per instance


class RespondForm(MoveForm):
    """The other side's answer to a dispute."""

    response = Words(label="Your side of it", longest=STATEMENT_LENGTH)
    files = Files()  # type: ignore[assignment]  # a form's own `files` is set per instance


class AnswerAppealForm(MoveForm):
    """The other side's answer to an appeal."""

    response = Words(label="How you see it", longest=STATEMENT_LENGTH)
    files = Files()  # type: ignore[assignment]  # a form's own `files` is set per instance


class EvidenceForm(MoveForm):
    """Files for a dispute that is open."""

    files = Files(label="Files", required=True)  # type: ignore[assignment]


class OfferSplitForm(MoveForm):
    """A settlement both may agree on."""

    part = Amount(
        label="Of the price, the connector's side keeps",
        help_text="Our fee is shared in proportion; the rest goes back to the rep at once.",
    )

    def facts(self, introduction: Introduction) -> dict[str, Any]:
        """The part in minor units."""
        return {"part": to_money(self.cleaned_data["part"], introduction.currency, "part")}


class AcceptSplitForm(MoveForm):
    """The division that was read, in minor units."""

    part = forms.IntegerField(min_value=0, max_value=10**12, widget=forms.HiddenInput)

    def facts(self, introduction: Introduction) -> dict[str, Any]:
        """The part as money."""
        return {"part": Money(self.cleaned_data["part"], introduction.currency)}


class AcceptDecisionForm(MoveForm):
    """The decision that was read."""

    decision = forms.CharField(max_length=60, widget=forms.HiddenInput)


class DisagreeForm(MoveForm):
    """Why a second moderator does not agree; staff only."""

    reason = Words(
        label="Why you disagree",
        longest=STATEMENT_LENGTH,
        rows=4,
        help_text="The third moderator reads it, the sides do not.",
    )


class TakeBackForm(MoveForm):
    """Why a moderator takes a second word back; staff only."""

    reason = Words(
        label="Why you take it back",
        longest=STATEMENT_LENGTH,
        rows=4,
        help_text="Kept with the case. The sides do not read it.",
    )


class AppealForm(MoveForm):
    """Why the decision is wrong."""

    statement = Words(label="Why the decision is wrong", longest=STATEMENT_LENGTH)
    files = Files()  # type: ignore[assignment]  # a form's own `files` is set per instance


class DecideForm(MoveForm):
    """A moderator's ruling."""

    ruling = forms.ChoiceField(
        choices=[
            ("release", "Pay the connector"),
            ("refund", "Refund the rep in full"),
            ("split", "Divide it"),
        ],
        widget=forms.RadioSelect,
    )
    part = Amount(
        label="If divided: of the price, the connector's side keeps",
        required=False,
    )
    reason = Words(
        label="Reason", longest=STATEMENT_LENGTH, help_text="Both sides read it, word for word."
    )

    def facts(self, introduction: Introduction) -> dict[str, Any]:
        """The ruling, its reason, and the part in minor units for a split."""
        part = self.cleaned_data["part"]
        money = None if part is None else to_money(part, introduction.currency, "part")
        return {**self.cleaned_data, "part": money}


MOVE_FORMS: dict[str, type[MoveForm]] = {
    "ask": TextForm,
    "answer": TextForm,
    "counter": CounterForm,
    "accept": AcceptForm,
    "decline": DeclineForm,
    "introduce": IntroduceForm,
    "confirm": ConfirmForm,
    "step_back": StepBackForm,
    "dispute": DisputeForm,
    "respond": RespondForm,
    "answer_appeal": AnswerAppealForm,
    "take_back_decision": TakeBackForm,
    "evidence": EvidenceForm,
    "offer_split": OfferSplitForm,
    "accept_split": AcceptSplitForm,
    "accept_decision": AcceptDecisionForm,
    "appeal": AppealForm,
    "disagree": DisagreeForm,
    "decide": DecideForm,
}
"""The form of a move that asks for something; all others need the click alone."""


def form_of(
    move: str, data: Any = None, files: Any = None, initial: dict[str, Any] | None = None
) -> MoveForm:
    """The form of a move, bound to `data` and `files` if given; field ids carry the move's name."""
    return MOVE_FORMS.get(move, MoveForm)(data, files, initial=initial, auto_id=f"id_{move}_%s")
