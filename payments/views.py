"""The connector's payout account and earnings (`/payouts/`), and everybody's papers (`/payments/papers/`)."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dates import MONTHS
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from brokerage.accounts.roles.permissions import connector_required, person
from brokerage.accounts.signing_in.recent import recent_sign_in_required
from brokerage.kit import spreadsheets
from brokerage.kit.errors import Refusal
from payments import actions, queries
from payments.forms import BillingForm, PeriodForm
from payments.models import Paper
from payments.papers import csv_of, facts_of, lines_of, sums_of, title_of


@connector_required
@require_GET
def payouts(request: HttpRequest) -> HttpResponse:
    """How the payout account stands, and what is held, coming and paid."""
    user = person(request)
    account = queries.payout_account_of(user)
    context = {
        "account": account,
        "started": bool(account and account.account_id),
        "missing": queries.missing_from(account),
        "earnings": (earned := queries.earnings_of(user)),
        "waiting": queries.waiting_for_payout(user, earned),
        "debts": queries.debts_of(user),
        "balances": queries.balances_of(user),
    }
    return render(request, "payments/payouts.html", context)


@connector_required
@require_POST
@recent_sign_in_required
def connect(request: HttpRequest) -> HttpResponse:
    """A fresh link to the provider's page, as a page of ours that leads on; the link is not kept.

    Not a redirect: `form-action` also binds where a posted form is redirected to.
    """
    url = actions.onboarding_link(person(request), **queries.payout_pages())
    return render(request, "payments/connect.html", {"url": url})


@login_required
@require_GET
def back(request: HttpRequest) -> HttpResponse:
    """Back from the provider: see how the account stands now."""
    account = actions.see_account(person(request))
    if account and account.is_ready:
        messages.success(request, "Your payout account is ready.")
    else:
        messages.info(request, "The payment provider does not have everything yet.")
    return redirect("payouts")


@login_required
@require_GET
def refresh(request: HttpRequest) -> HttpResponse:
    """The link was used up or too old: back to the page that makes a new one."""
    actions.see_account(person(request))
    messages.info(request, "That link was no longer valid. Please continue from here.")
    return redirect("payouts")


# --- Papers ---------------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def papers(request: HttpRequest) -> HttpResponse:
    """One's receipts, credit notes and statements; and what stands on them from now on."""
    user = person(request)
    form = BillingForm(request.POST or None, initial=BillingForm.facts_of(user))
    if request.method == "POST" and form.is_valid():
        actions.save_billing(user, **form.cleaned_data)
        messages.success(request, "Saved. It stands on papers from now on.")
        return redirect("papers")
    asked = PeriodForm(request.GET)
    year = asked.cleaned_data.get("year") if asked.is_valid() else None
    context = {
        "papers": queries.papers_of(user, year),
        "years": queries.paper_years_of(user),
        "year": year,
        "months": MONTHS.items(),
        "form": form,
    }
    return render(request, "payments/papers.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def paper(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One paper as a page made for print."""
    found = _own_paper(request, public_id)
    context = {
        "paper": found,
        "title": title_of(found),
        "seller": found.body["seller"],
        "facts": facts_of(found),
        "lines": lines_of(found),
        "sums": sums_of(found),
        "note": found.body.get("vat_note", ""),
    }
    return render(request, "payments/paper.html", context)


@login_required
@require_GET
def paper_pdf(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One paper as PDF."""
    from payments.pdf import pdf_of  # large: see there

    found = _own_paper(request, public_id)
    answer = HttpResponse(pdf_of(found), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{found.number}.pdf"'
    return answer


@login_required
@require_GET
def papers_csv(request: HttpRequest) -> HttpResponseBase:
    """One's papers of a year or a month as CSV."""
    asked = PeriodForm(request.GET)
    if not asked.is_valid():
        raise Refusal("Choose a year, and perhaps a month.", code="period", status=400)
    year, month = asked.cleaned_data["year"], asked.cleaned_data["month"]
    found = queries.papers_of(person(request), year, month)
    name = "-".join(f"{part:02}" for part in (year, month) if part) or "all"
    return spreadsheets.download(csv_of(list(found)), f"papers-{name}.csv")


def _own_paper(request: HttpRequest, public_id: uuid.UUID) -> Paper:
    return get_object_or_404(Paper, public_id=public_id, owner=person(request))
