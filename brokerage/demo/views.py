"""The demo's pages: the inbox, the test clock, signing in as somebody with one click."""

from typing import Any

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.core.paginator import Paginator
from django.db.models import Count, Func
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from brokerage.accounts.models import User
from brokerage.demo.forward import forward, parse
from brokerage.demo.mail_in import HOUSES, MAILS, deliver
from brokerage.demo.models import Mail
from brokerage.demo.people import BY_EMAIL
from brokerage.kit import clock
from introductions import queries
from introductions.lifecycle import ENDS
from introductions.models import Event, Introduction

MAILS_A_PAGE = 50
EVENTS_SHOWN = 40
LETTER_POLICY = {
    "default-src": ["'none'"],
    "style-src": [UNSAFE_INLINE],  # mail clients know no stylesheets
    "img-src": ["data:", SELF],
    "base-uri": ["'none'"],
    "form-action": ["'none'"],
    "frame-ancestors": [SELF],
}


@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """Every mail the system sent, newest first; `?to=` narrows to one recipient."""
    to = request.GET.get("to", "").strip().lower()
    mails = Mail.objects.filter(to__contains=[to]) if to else Mail.objects.all()
    page = Paginator(mails, MAILS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "demo/inbox.html", {"page": page, "to": to, "recipients": recipients()})


def recipients() -> list[dict[str, Any]]:
    """Everybody who got a mail: `address` and `count`, alphabetically."""
    each = Mail.objects.annotate(address=Func("to", function="unnest")).order_by()
    counted = each.values("address").annotate(count=Count("pk")).order_by("address")
    return [dict(row) for row in counted]


@require_GET
def mail(request: HttpRequest, number: int) -> HttpResponse:
    """One mail: its text with clickable links, its HTML in a frame of its own."""
    return render(request, "demo/mail.html", {"mail": get_object_or_404(Mail, pk=number)})


@require_GET
@xframe_options_sameorigin
@csp(LETTER_POLICY)  # type: ignore[arg-type]
def mail_html(request: HttpRequest, number: int) -> HttpResponse:
    """The HTML part alone, for the frame; its links open in a window of their own."""
    found = get_object_or_404(Mail, pk=number)
    return HttpResponse('<base target="_blank">' + found.html)


class WriteForm(forms.Form):
    """A mail to an address of ours, as somebody of the demo."""

    introduction = forms.ModelChoiceField(
        Introduction.objects.none(), label="About", to_field_name="public_id", empty_label=None
    )
    kind = forms.ChoiceField(
        label="Which mail",
        choices=[(name, words) for name, (words, _) in MAILS.items()],
        widget=forms.RadioSelect,
        initial="introduce",
    )
    text = forms.CharField(
        label="Its words",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="In reply to our first email: yes, not now, not from this person, or never contact "
        "me again. A moderator reads anything else.",
        initial="yes",
    )
    house = forms.ChoiceField(
        label="Sent through",
        required=False,
        choices=[("", "What the sender's domain suggests")]
        + [(name, house.label) for name, house in HOUSES.items()],
        help_text="Each signs in its own way.",
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["introduction"]
        assert isinstance(field, forms.ModelChoiceField)
        open_now = Introduction.objects.filter(accepted_at__isnull=False).exclude(state__in=ENDS)
        field.queryset = open_now.order_by("-created_at")
        field.choices = [
            (row.public_id, f"{row.listing.get('headline', '')} ({row.get_state_display()})")
            for row in field.queryset
        ]


@require_http_methods(["GET", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """Write a mail as somebody: it comes in by the same door as any other."""
    form = WriteForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(
            request, "demo/write.html", {"form": form}, status=422 if form.errors else 200
        )
    row = form.cleaned_data["introduction"]
    facts = form.cleaned_data
    deliver(row, facts["kind"], facts["text"], facts["house"])
    row.refresh_from_db()
    messages.success(request, f"It arrived. The introduction is now: {row.get_state_display()}.")
    return redirect("demo_write")


@require_http_methods(["GET", "POST"])
def world_clock(request: HttpRequest) -> HttpResponse:
    """The test clock: GET shows it and what is due next, POST `how_far` moves it."""
    if request.method == "POST":
        since = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        forward(parse(request.POST.get("how_far", "")))
        return redirect(f"{request.path}?since={since}")
    since_text = request.GET.get("since", "")
    events = Event.objects.select_related("introduction").order_by("-pk")
    if since_text.isdecimal():
        events = events.filter(pk__gt=int(since_text[:15]))
    context = {
        "events": events[:EVENTS_SHOWN],
        "moved": bool(since_text),
        "next_due": queries.next_due(),
        "now": clock.now(),
    }
    return render(request, "demo/clock.html", context)


@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the demo's people (and nobody else), or sign out with an empty address."""
    email = request.POST.get("email", "")
    if not email:
        logout(request)
        return redirect("/")
    person = BY_EMAIL.get(email)
    user = User.objects.filter(email=email, is_active=True).first() if person else None
    if person is None or user is None:
        raise Http404
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect(_safe(request.POST.get("next", "")) or person.page)


def _safe(address: str) -> str:
    """Return `address` if it is one of ours, else an empty text."""
    ours = {"localhost", "127.0.0.1"} | set(settings.ALLOWED_HOSTS)
    return address if url_has_allowed_host_and_scheme(address, ours) else ""
