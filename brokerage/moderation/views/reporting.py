"""The form with which people report abuse."""

import uuid

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from brokerage.accounts.forms import refuse_in_form
from brokerage.accounts.models import User
from brokerage.accounts.roles.permissions import person
from brokerage.kit.errors import Refusal
from brokerage.moderation import reporting
from connectors.models import Relationship
from connectors.queries import listing_for
from introductions.queries import visible_to


class ReportForm(forms.Form):
    """What is wrong, with what, and in one's own words."""

    about = forms.ChoiceField(label="What do you report?", widget=forms.RadioSelect)
    reason = forms.ChoiceField(
        label="What is wrong?", choices=list(reporting.REASONS.items()), widget=forms.RadioSelect
    )
    text = forms.CharField(
        label="What happened",
        min_length=10,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Our desk reads it. The one you report does not see who wrote.",
    )

    def __init__(self, *args: object, thing: reporting.Thing, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["about"] = forms.ChoiceField(
            label="What do you report?", choices=thing.choices, widget=forms.RadioSelect
        )


@login_required
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, what: str, public_id: uuid.UUID) -> HttpResponse:
    """Report something one can see; then back to it."""
    thing = _thing(what, public_id, person(request))
    form = ReportForm(request.POST or None, thing=thing)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            reporting.report(thing, by=person(request), **form.cleaned_data)
        except Refusal as refusal:
            refuse_in_form(form, refusal)
            status = refusal.status
        else:
            messages.success(request, "Thank you. Our desk looks at it within three days.")
            return redirect(thing.page)
    elif request.method == "POST":
        status = 422
    return render(request, "moderation/report.html", {"form": form, "thing": thing}, status=status)


def _thing(what: str, public_id: uuid.UUID, user: User) -> reporting.Thing:
    if what == "listing":
        try:
            row = listing_for(public_id, user)
        except Relationship.DoesNotExist as error:
            raise Http404 from error
        return reporting.of_listing(row, reverse("listing", args=[public_id]))
    if what == "introduction":
        found = visible_to(user).filter(public_id=public_id).first()
        if found is not None:
            page = reverse("introduction", args=[public_id])
            return reporting.of_introduction(found, user, page)
    raise Http404
