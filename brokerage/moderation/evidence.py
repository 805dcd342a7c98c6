"""Evidence on the desk: only for whom the case is open, and every look is in the audit log."""

import uuid

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from brokerage.accounts.models import User
from brokerage.accounts.permissions import desk_required, person
from brokerage.accounts.staff import record_staff_action
from brokerage.cases.models import Case
from brokerage.kit.errors import Refusal
from brokerage.moderation import queries
from brokerage.moderation.kinds import is_masked
from brokerage.moderation.registry import KINDS
from introductions.evidence import hand_out
from introductions.models import Evidence

DOES = {"show": "look at evidence", "take": "download evidence"}


@desk_required("see_desk")
@require_GET
def evidence(
    request: HttpRequest, public_id: uuid.UUID, evidence: uuid.UUID, how: str = "take"
) -> HttpResponseBase:
    """A file of the dispute, without the name its giver gave it."""
    return hand_to(person(request), public_id, evidence, how)


def files_of(user: User, public_id: uuid.UUID) -> QuerySet[Evidence]:
    """The files of a case, for who may read them; 404 for no such case, Refusal (403) for a role that
    does not read what people wrote and for a conflict of interest."""
    case = queries.case_for(user, public_id)
    if case is None or case.kind not in {Case.Kind.DISPUTE, Case.Kind.OBJECTION}:
        raise Http404
    if is_masked(user):
        raise Refusal("What people wrote is kept from your role.", code="wrong_role", status=403)
    if conflict := KINDS[case.kind].why_not(case, user):
        raise Refusal(conflict, code="conflict", status=403)
    return Evidence.objects.filter(dispute__introduction__public_id=case.subject).order_by("pk")


def hand_to(user: User, case: uuid.UUID, evidence: uuid.UUID, how: str) -> HttpResponseBase:
    """One file of a case for one of the staff, `how`: "show" or "take"; the look goes into the log."""
    found = files_of(user, case).filter(public_id=evidence, removed_at=None).first()
    if found is None or (how == "show" and not found.is_picture):
        raise Http404
    about = found.dispute.introduction.reference
    record_staff_action(user, DOES[how], about, f"Evidence {found.public_id.hex}")
    return hand_out(found, how, found.plain_name)
