"""Whom a case is about, so that its page and what staff write of it do not name them."""

import re
import uuid

from brokerage.cases.models import Case
from connectors.models import Relationship
from introductions.actions.removing import (
    UNNAMED,
    Clean,
    check_unnamed,
    cleaner,
    unnaming,
    words_about,
)
from introductions.models import Introduction, Notice

_ID = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")


def introduction_of(case: Case) -> Introduction | None:
    """The introduction that a case of any kind is about, as far as its subject tells."""
    rows = Introduction.objects.select_related("rep", "connector", "relationship")
    if case.kind == Case.Kind.MAIL:
        key = case.subject.rpartition(":")[2]
        notice = Notice.objects.filter(pk=key).first() if key.isdecimal() else None
        return rows.get(pk=notice.event.introduction_id) if notice else None
    return rows.filter(public_id__in=_ids(case)).first()


def unnamed_in(case: Case) -> Clean | None:
    """A function that takes the prospect of this case out of a text; None where it has none."""
    row = introduction_of(case)
    if row is not None:
        return unnaming(row)
    listings = list(Relationship.objects.filter(public_id__in=_ids(case)))
    return cleaner(words_about(listings), instead=UNNAMED) if listings else None


def check_text(case: Case, text: str, field: str) -> None:
    """Refuse a text of staff that names the prospect of this case."""
    row = introduction_of(case)
    if row is not None:
        check_unnamed(row, text, field)


def _ids(case: Case) -> list[uuid.UUID]:
    return [uuid.UUID(one) for one in _ID.findall(case.subject.replace("-", ""))]
