"""Companies that ask for nobody of theirs to be listed: look what it touches, do it, take it back."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from brokerage.accounts.forms import refuse_in_form
from brokerage.accounts.roles.permissions import desk_required, person
from brokerage.kit.errors import Refusal
from brokerage.moderation.forms.domains import BackForm, DomainForm
from connectors import actions as connectors
from connectors.models import OptedOutDomain, Relationship
from connectors.queries import rows_at_domain
from introductions import actions as introductions
from introductions.queries import open_at_domain


@dataclass(frozen=True)
class Touched:
    """What opting a domain out would do now, in counts."""

    domain: str
    listings: int
    running: int


@desk_required("suppress_domain")
@require_http_methods(["GET", "HEAD", "POST"])
def domains(request: HttpRequest) -> HttpResponse:
    """The list; a domain is first looked at, then opted out. A refusal loses nothing typed."""
    form = DomainForm(request.POST or None)
    if request.method != "POST":
        return _page(request, form)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        domain = connectors.domain_to_opt_out(form.cleaned_data["domain"])
        if not form.cleaned_data["sure"]:
            return _page(request, form, touched=_touched(domain))
        listings, ended = introductions.opt_out_domain(
            domain, staff=person(request), reason=form.cleaned_data["reason"]
        )
    except Refusal as refusal:
        refuse_in_form(form, refusal)
        return _page(request, form, status=refusal.status)
    messages.success(
        request,
        f"{domain} is out. Listings that vanished: {listings}; introductions that ended: {ended}.",
    )
    return redirect("moderation_domains")


@desk_required("suppress_domain")
@require_POST
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a domain be listed again."""
    row = get_object_or_404(OptedOutDomain, pk=pk)
    form = BackForm(request.POST, auto_id=f"back_{pk}_%s")
    if not form.is_valid():
        return _page(request, DomainForm(), back=(pk, form), status=422)
    connectors.lift_domain(row, staff=person(request), reason=form.cleaned_data["reason"])
    messages.success(request, f"People at {row.domain} may be listed again.")
    return redirect("moderation_domains")


def _touched(domain: str) -> Touched:
    listed = Relationship.objects.filter(listed_at__isnull=False)
    return Touched(domain, len(rows_at_domain(domain, listed)), len(open_at_domain(domain)))


def _page(
    request: HttpRequest,
    form: DomainForm,
    *,
    touched: Touched | None = None,
    back: tuple[int, BackForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    refused = dict([back]) if back else {}
    out = OptedOutDomain.objects.filter(lifted_at__isnull=True).select_related("added_by")
    context = {
        "form": form,
        "touched": touched,
        "out": [(row, refused.get(row.pk) or BackForm(auto_id=f"back_{row.pk}_%s")) for row in out],
    }
    return render(request, "moderation/domains.html", context, status=status)
