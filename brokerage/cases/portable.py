"""What of the cases of the desk stands in a person's own export: what they reported, and what they wrote."""

from brokerage.cases.models import Case, Failure, Note
from brokerage.kit.portable import KEY, OTHERS, STAFF, Part, nobody, out

PARTS = (
    Part(
        Case,
        lambda person: Case.objects.filter(opened_by=person).order_by("pk"),
        given=("public_id", "kind", "opened_at", "closed_at"),
        left_out=out(KEY, "opened_by")
        | out(STAFF, "claimed_by claimed_at closed_by")
        | out("how our staff works on it", "due_at outcome amount currency")
        | out(OTHERS, "subject facts reason"),
    ),
    Part(
        Note,
        lambda person: Note.objects.filter(author=person).order_by("pk"),
        given=("text", "at"),
        left_out=out(KEY, "case author"),
    ),
    Part(
        Failure,
        nobody,
        left_out=out("a job of ours that failed", "job row times error first_at try_again_at"),
    ),
)
