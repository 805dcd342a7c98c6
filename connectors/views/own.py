"""The connector's profile, own rules, and the wish to be verified."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from brokerage.accounts.roles.permissions import connector_required, person
from connectors import actions, queries
from connectors.forms import ProfileForm, RulesForm
from connectors.views.shared import GET_POST, form_page, in_form


@connector_required
@require_http_methods(GET_POST)
def profile(request: HttpRequest) -> HttpResponse:
    """The connector's own profile."""
    user = person(request)
    form = ProfileForm(request.POST or None, initial=ProfileForm.facts_of(user))
    if request.method == "POST" and form.is_valid():
        saved = in_form(form, lambda: actions.save_profile(user, **form.cleaned_data))
        if saved is not None:
            messages.success(request, "Saved.")
            return redirect("network")
    known = {"profile": queries.profile_of(user), "proofs": actions.proofs_of(user)}
    return form_page(request, "connectors/profile.html", form, known)


@connector_required
@require_http_methods(GET_POST)
def rules(request: HttpRequest) -> HttpResponse:
    """The connector's own rules: how often, for how much, for whom, and when they look."""
    user = person(request)
    form = RulesForm(user, request.POST or None, initial=RulesForm.facts_of(user))
    if request.method == "POST" and form.is_valid():
        saved = in_form(form, lambda: actions.set_rules(user, **form.facts()))
        if saved is not None:
            _, unlisted = saved
            gone = f" {unlisted} below your prices are not listed any more." if unlisted else ""
            messages.success(request, f"Saved.{gone}")
            return redirect("connector_rules")
    floors = [form[name] for name in form.floors]
    context = {"by_seniority": floors, "by_seniority_open": any(one.value() for one in floors)}
    return form_page(request, "connectors/rules.html", form, context)


@connector_required
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Ask the desk to verify the connector."""
    actions.ask_for_verification(person(request))
    messages.success(request, "Our desk will look at your profile within five days.")
    return redirect("connector_profile")
