"""Evidence on the desk: what may be read of it, by whom, and on what ground.

Texts and emails stand on the case's page without the prospect's name and addresses. The file itself may
name them: it is for who may decide the dispute and has given a reason, and every look is in the audit log
with that reason. The same rule stands behind the page and the API.
"""

import uuid
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods

from brokerage.accounts.audit import record_staff_action
from brokerage.accounts.models import User
from brokerage.accounts.roles.permissions import desk_required, person
from brokerage.cases.models import Case
from brokerage.kit.errors import Refusal
from brokerage.moderation import actions, queries
from brokerage.moderation.kinds import ReasonForm, is_masked
from brokerage.moderation.kinds.dispute import DECIDES, reason_to_open
from brokerage.moderation.registry import KINDS
from introductions.evidence import hand_out
from introductions.models import Evidence

DOES = {"show": "look at evidence", "take": "download evidence"}


@desk_required("see_desk")
@require_http_methods(["GET", "POST"])
def evidence(
    request: HttpRequest, public_id: uuid.UUID, evidence: uuid.UUID, how: str = "take"
) -> HttpResponseBase:
    """A file of the dispute, without the name its giver gave it; posted with a reason, on that ground."""
    reason = reason_in(request.POST) if request.method == "POST" else ""
    return hand_to(person(request), public_id, evidence, how, reason=reason)


def reason_in(posted: Any) -> str:
    """The reason in what was posted. Raises Refusal (400) for none, or one that is too short."""
    form = ReasonForm(posted)
    if not form.is_valid():
        raise Refusal(
            "Give a reason of ten letters or more.", code="no_reason", status=400, field="reason"
        )
    return str(form.cleaned_data["reason"])


def files_of(user: User, public_id: uuid.UUID) -> QuerySet[Evidence]:
    """The files of a case as rows, for who may know of them; 404 for no such case, Refusal (403) for a
    role that does not read what people wrote and for a conflict of interest."""
    return Evidence.objects.filter(
        dispute__introduction__public_id=_case(user, public_id).subject
    ).order_by("pk")


def hand_to(
    user: User, case: uuid.UUID, evidence: uuid.UUID, how: str, *, reason: str = ""
) -> HttpResponseBase:
    """One file of a case for one of the staff, `how`: "show" or "take"; the look goes into the log.

    Raises Refusal (403) for who may not decide disputes, and where no `reason` is given here and none was
    given for this case within the hour.
    """
    row = _case(user, case)
    found = files_of(user, case).filter(public_id=evidence, removed_at=None).first()
    if found is None or (how == "show" and not found.is_picture):
        raise Http404
    if not user.has_perm(DECIDES):
        raise Refusal("Only who decides disputes opens files.", code="wrong_role", status=403)
    if reason:
        actions.check_names_nobody(row, {"reason": reason})
    reason = reason or reason_to_open(row, user)
    if not reason:
        raise Refusal(
            "Give a reason before you open files of this case.", code="no_reason", status=403
        )
    about = found.dispute.introduction.reference
    record_staff_action(user, DOES[how], about, f"Evidence {found.public_id.hex}: {reason}")
    return hand_out(found, how, found.plain_name)


def _case(user: User, public_id: uuid.UUID) -> Case:
    case = queries.case_for(user, public_id)
    if case is None or case.kind not in {Case.Kind.DISPUTE, Case.Kind.OBJECTION}:
        raise Http404
    if is_masked(user):
        raise Refusal("What people wrote is kept from your role.", code="wrong_role", status=403)
    if conflict := KINDS[case.kind].why_not(case, user):
        raise Refusal(conflict, code="conflict", status=403)
    return case
