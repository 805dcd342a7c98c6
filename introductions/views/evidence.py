"""The doors to the files of a dispute and of a thread, for the two sides."""

import uuid

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from brokerage.accounts.roles.permissions import person
from brokerage.kit.web.middleware import is_files_host
from introductions import evidence as files
from introductions import queries


@login_required
@require_GET
def evidence(request: HttpRequest, public_id: uuid.UUID, how: str = "take") -> HttpResponseBase:
    """A file for rep or connector; 404 for everybody else (staff: on the desk, where it is logged)."""
    user = person(request)
    given = queries.evidence_for(user).filter(public_id=public_id).first()
    found = given or files.attachment_for(user, public_id)
    if found is None:
        raise Http404
    return files.hand_out(found, how, found.name)


@require_GET
def by_ticket(request: HttpRequest, ticket: str) -> HttpResponseBase:
    """A file on the host that is only for files: whoever was just sent there may read it."""
    if not is_files_host(request):
        raise Http404
    return files.by_ticket(ticket)
