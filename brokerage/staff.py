"""The admin below `/staff/`: the rest of what staff may look at, beside the desk.

Its policy is wider than ours in two points, here and nowhere else (docs/decisions/0007).
"""

from collections.abc import Callable
from typing import Any

from csp.constants import UNSAFE_EVAL, UNSAFE_INLINE
from csp.decorators import csp_update
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from unfold.sites import UnfoldAdminSite

from brokerage.accounts.roles.admin import Room
from brokerage.kit.errors import Refusal

OURS = ("accounts", "cases", "connectors", "introductions", "payments")
POLICY = {"script-src": [UNSAFE_EVAL], "style-src": [UNSAFE_INLINE]}

GROUPS: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...] = (
    (
        "People",
        (
            ("Accounts", "person", "accounts.user"),
            ("Steps against people", "gavel", "accounts.sanction"),
            ("Connectors", "handshake", "connectors.connectorprofile"),
            ("Connectors' own rules", "tune", "connectors.connectorrules"),
            ("Listings", "list_alt", "connectors.relationship"),
            ("Imports", "upload_file", "connectors.importrun"),
            ("Companies", "apartment", "connectors.company"),
            ("Titles understood anew", "badge", "connectors.titlecorrection"),
            ("Asked not to be listed", "do_not_disturb_on", "connectors.suppression"),
            ("Companies that opted out", "domain_disabled", "connectors.optedoutdomain"),
        ),
    ),
    (
        "Introductions",
        (
            ("Introductions", "diversity_3", "introductions.introduction"),
            ("History", "history", "introductions.event"),
            ("Disputes", "balance", "introductions.dispute"),
            ("Evidence", "attach_file", "introductions.evidence"),
            ("Mails", "mail", "introductions.notice"),
            ("Cases", "inbox", "cases.case"),
        ),
    ),
    (
        "Money",
        (
            ("Payments", "payments", "payments.payment"),
            ("Calls to the provider", "call_made", "payments.providercall"),
            ("Messages of the provider", "call_received", "payments.providerevent"),
            ("Payout accounts", "account_balance", "payments.payoutaccount"),
            ("Ledger", "menu_book", "payments.entry"),
            ("Balances", "savings", "payments.ledgeraccount"),
            ("Differences", "difference", "payments.difference"),
            ("Papers", "receipt_long", "payments.paper"),
            ("Closed months", "lock", "payments.closedmonth"),
            ("Mails about money", "mail", "payments.letter"),
        ),
    ),
    (
        "Logs",
        (
            ("Audit log", "fact_check", "accounts.staffaction"),
            ("Identities shown", "visibility", "accounts.reveal"),
            ("Terms accepted", "task", "accounts.termsacceptance"),
        ),
    ),
)


class StaffSite(UnfoldAdminSite):
    """Our rooms only: those of the sign-in packages would show secrets and change sessions."""

    index_title = "What is stuck"

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Take in a model of ours; pass over everybody else's."""
        models = (
            model_or_iterable
            if isinstance(model_or_iterable, list | tuple)
            else [model_or_iterable]
        )
        ours = [model for model in models if model._meta.app_label in OURS]
        if ours and not (admin_class and issubclass(admin_class, Room)):
            raise ImproperlyConfigured(f"{ours[0].__name__} needs a Room: its filters are a list.")
        super().register(ours, admin_class, **options)

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Callable[..., Any]:
        """Each room with the policy that its theme needs."""
        return csp_update(POLICY)(super().admin_view(view, cacheable))

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Nobody signs in here: the one door with rate limits and second steps is the site's own."""
        if request.user.is_authenticated:
            raise Refusal("These rooms are for staff.", code="wrong_role", status=403)
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"))

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Where everybody changes their password."""
        return redirect(resolve_url("account_change_password"))

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        """No form of ours looks people up while one types; so nobody can, past the masks."""
        raise Http404

    def search(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The theme's search over all rooms at once is not offered; each room has its own."""
        raise Http404


def sidebar(request: HttpRequest) -> list[dict[str, Any]]:
    """The rooms that this member of the staff may enter, in the words of the product."""
    desk = [{"title": "What is stuck", "icon": "bolt", "link": reverse("admin:index")}]
    if request.user.has_perm("cases.see_desk"):
        desk += [
            {"title": "Desk", "icon": "support_agent", "link": reverse("moderation")},
            {"title": "Find a person", "icon": "search", "link": reverse("moderation_people")},
        ]
    groups = [{"title": "", "separator": False, "items": desk}]
    for title, rooms in GROUPS:
        items = [
            {"title": words, "icon": icon, "link": _list(model)}
            for words, icon, model in rooms
            if may_look(request, model)
        ]
        if items:
            groups.append({"title": title, "separator": True, "items": items})
    return groups


def may_look(request: HttpRequest, model: str) -> bool:
    """Whether the rows of `model` ("payments.providercall") are shown to whoever asks."""
    app, name = model.split(".")
    return request.user.has_perm(f"{app}.view_{name}")


def _list(model: str) -> str:
    return reverse(f"admin:{model.replace('.', '_')}_changelist")
