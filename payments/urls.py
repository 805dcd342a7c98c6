"""The addresses of payments: the provider's messages, and the connector's payout account."""

from django.urls import URLPattern, path

from payments.webhooks import stripe_webhook

urlpatterns: list[URLPattern] = [
    path("stripe/webhook/", stripe_webhook, name="stripe_webhook"),
]
api_urlpatterns: list[URLPattern] = []
