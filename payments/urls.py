"""The addresses of payments: the provider's messages, and the connector's payout account."""

from django.urls import URLPattern, path

from brokerage.accounts.access import ANYBODY, BANNED, open_to
from payments import api, views
from payments.webhooks import stripe_webhook

urlpatterns: list[URLPattern] = [
    *open_to(
        BANNED,
        path("payouts/", views.payouts, name="payouts"),
        path("payouts/connect/", views.connect, name="payouts_connect"),
        path("payouts/return/", views.back, name="payouts_return"),
        path("payouts/refresh/", views.refresh, name="payouts_refresh"),
    ),
    path("payments/papers/", views.papers, name="papers"),
    path("payments/papers/csv/", views.papers_csv, name="papers_csv"),
    path("payments/papers/<uuid:public_id>/", views.paper, name="paper"),
    path("payments/papers/<uuid:public_id>/pdf/", views.paper_pdf, name="paper_pdf"),
    *open_to(ANYBODY, path("stripe/webhook/", stripe_webhook, name="stripe_webhook")),
]
api_urlpatterns: list[URLPattern] = [
    *open_to(
        BANNED,
        path("payouts/", api.Payouts.as_view(), name="api_payouts"),
        path("payouts/onboarding/", api.Onboarding.as_view(), name="api_payouts_onboarding"),
    ),
    path("papers/", api.Papers.as_view(), name="api_papers"),
    path("papers/<uuid:public_id>/pdf/", api.PaperPdf.as_view(), name="api_paper_pdf"),
    path("billing/", api.Billing.as_view(), name="api_billing"),
]
