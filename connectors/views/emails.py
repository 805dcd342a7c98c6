"""Addresses for those who have none: pasted or from a file, matched with candidates side by side, chosen."""

import uuid
from email.utils import getaddresses

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from brokerage.accounts.models import User
from brokerage.accounts.roles.permissions import connector_required, person
from brokerage.kit.errors import Refusal
from connectors import actions, queries
from connectors.forms import MailBookForm
from connectors.identity import clean_email
from connectors.models import ImportRun, Relationship
from connectors.views.shared import GET_POST, form_page, in_form

MOST_LINES = 500
MOST_LETTERS = 100_000


@connector_required
@require_http_methods(GET_POST)
def emails(request: HttpRequest) -> HttpResponse:
    """Paste addresses; choose whose each is; what is refused stays with its reason."""
    user = person(request)
    typed = request.POST.get("addresses", "")[:MOST_LETTERS]
    saved, refused = _save(user, request) if "save" in request.POST else (0, {})
    if saved and not refused:
        messages.success(request, f"{saved} saved.")
        return redirect("network_emails")
    rows = queries.email_candidates(user, _pairs(typed))
    context = {
        "typed": typed,
        "rows": [(one, refused.get(one.address, "")) for one in rows if one.people],
        "unknown": [one.address for one in rows if not one.people],
        "lacking": queries.facets(user)["no_email"],
        "saved": saved,
        "form": MailBookForm(),
    }
    status = 422 if refused else 200
    return render(request, "connectors/emails.html", context, status=status)


@connector_required
@require_POST
def emails_from_file(request: HttpRequest) -> HttpResponse:
    """Upload a mail book: a worker finds whose the emails in it may be, and the connector chooses."""
    user = person(request)
    form = MailBookForm(request.POST, request.FILES)
    if form.is_valid():
        name, data = form.content()
        purpose = ImportRun.Purpose.EMAILS
        run = in_form(form, lambda: actions.import_network(user, name, data, purpose=purpose))
        if run is not None:
            return redirect("network_import_run", run.public_id)
    lacking = queries.facets(user)["no_email"]
    return form_page(request, "connectors/emails.html", form, {"lacking": lacking})


def _pairs(text: str) -> list[tuple[str, str]]:
    """`(name, address)` of each line or entry, each address once; anything else is left out."""
    found: dict[str, str] = {}
    for line in text.splitlines()[:MOST_LINES]:
        cells = line.replace("\t", " ").replace(";", ",")
        for name, address in getaddresses([cells]):
            if clean := clean_email(address):
                before = cells.partition(address)[0].strip(" ,<\"'")
                found.setdefault(clean, name or (before if "@" not in before else ""))
    return [(name, address) for address, name in found.items()]


def _save(user: User, request: HttpRequest) -> tuple[int, dict[str, str]]:
    """Save whose each address was said to be: how many were, and why the others were not."""
    saved, refused = 0, {}
    for _, address in _pairs(request.POST.get("addresses", "")[:MOST_LETTERS]):
        chosen = request.POST.get(f"whose-{address}", "")
        if not chosen:
            continue
        try:
            actions.edit_relationship(user, uuid.UUID(chosen), email=address)
            saved += 1
        except Refusal as refusal:
            refused[address] = refusal.sentence
        except (ValueError, Relationship.DoesNotExist):
            refused[address] = "This person is not in your network any more."
    return saved, refused
