"""An address book on its way in."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from brokerage.accounts.roles.permissions import connector_required, person
from connectors import actions, queries
from connectors.forms import ImportForm
from connectors.models import ImportRun
from connectors.views.shared import GET_POST, form_page, in_form, is_partial, or_404


@connector_required
@require_http_methods(GET_POST)
def import_file(request: HttpRequest) -> HttpResponse:
    """Upload an address book."""
    user = person(request)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        name, data = form.content()
        run = in_form(form, lambda: actions.import_network(user, name, data))
        if run is not None:
            return redirect("network_import_run", run.public_id)
    context = {"lawful_basis": actions.LAWFUL_BASIS, "runs": queries.imports_of(user)[:10]}
    return form_page(request, "connectors/import.html", form, context)


@connector_required
@require_GET
def import_run(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """How an import is coming along; only the part that changes for htmx."""
    runs = queries.imports_of(person(request))
    run: ImportRun = or_404(lambda: runs.get(public_id=public_id))
    template = "connectors/_run.html" if is_partial(request) else "connectors/run.html"
    return render(request, template, {"run": run, "problems": run.problems[:50]})
