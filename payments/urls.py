"""The addresses of payments: the provider's messages, and the connector's payout account."""

from django.urls import URLPattern, path

from payments import api, views
from payments.webhooks import stripe_webhook

urlpatterns: list[URLPattern] = [
    path("payouts/", views.payouts, name="payouts"),
    path("payouts/connect/", views.connect, name="payouts_connect"),
    path("payouts/return/", views.back, name="payouts_return"),
    path("payouts/refresh/", views.refresh, name="payouts_refresh"),
    path("stripe/webhook/", stripe_webhook, name="stripe_webhook"),
]
api_urlpatterns: list[URLPattern] = [
    path("payouts/", api.Payouts.as_view(), name="api_payouts"),
    path("payouts/onboarding/", api.Onboarding.as_view(), name="api_payouts_onboarding"),
]
