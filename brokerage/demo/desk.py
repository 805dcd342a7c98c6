"""What waits on the demo's desk beside the disputes of the stories: reports, a listing, a verification."""

from collections.abc import Iterator

from brokerage.accounts.models import User
from brokerage.cases import actions as cases
from brokerage.cases.models import Case
from brokerage.moderation import reporting
from connectors import actions as connectors
from connectors.models import Relationship
from introductions.models import Introduction

OURS = (Case.Kind.REPORT, Case.Kind.LISTING, Case.Kind.VERIFICATION)


def fill() -> Iterator[str]:
    """Open the cases, once; yields a line."""
    if Case.objects.filter(kind__in=OURS).exists():
        return
    eve, carla, mona = (
        User.objects.get(email=email)
        for email in (
            "eve@otterworks.example",
            "carla@studiobianchi.example",
            "mona@sidedoor.example",
        )
    )
    _report_a_listing(eve)
    _report_words(carla)
    connectors.ask_for_verification(carla)
    first = Case.objects.filter(closed_at=None, kind=Case.Kind.REPORT).first()
    if first:
        cases.claim(first, staff=mona)
    yield f"{Case.objects.filter(closed_at=None).count()} cases on the desk"


def _report_a_listing(by: User) -> None:
    row = Relationship.objects.filter(listed_at__isnull=False).order_by("pk").last()
    if row is None:
        return
    reporting.report(
        reporting.of_listing(row, ""),
        by=by,
        about="listing",
        reason="false",
        text="I know that company well: nobody there has held this role since last year.",
    )


def _report_words(by: User) -> None:
    row = Introduction.objects.filter(connector=by, requested_at__isnull=False).last()
    if row is None:
        return
    reporting.report(
        reporting.of_introduction(row, by, ""),
        by=by,
        about="words",
        reason="spam",
        text="I have read the very same lines in three requests now; only the company changes.",
    )
