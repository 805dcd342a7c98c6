"""Every address of Sidedoor, on one screen."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import TemplateView
from drf_spectacular.views import SpectacularAPIView

from brokerage.accounts.access import ANYBODY, STAFF, open_to
from brokerage.accounts.urls import api_urlpatterns as accounts_api
from brokerage.accounts.urls import sign_in_urls
from brokerage.kit.web.middleware import healthz
from brokerage.moderation.metrics import metrics
from brokerage.moderation.urls import api_urlpatterns as moderation_api
from connectors.urls import api_urlpatterns as connectors_api
from introductions.urls import api_urlpatterns as introductions_api
from payments.urls import api_urlpatterns as payments_api

handler400 = "brokerage.kit.web.middleware.bad_request"
handler403 = "brokerage.kit.web.middleware.forbidden"
handler404 = "brokerage.kit.web.middleware.not_found"
handler500 = "brokerage.kit.web.middleware.broken"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", TemplateView.as_view(template_name="home.html"), name="home"),
    path("how-it-works/", TemplateView.as_view(template_name="how.html"), name="how"),
    path("terms/", TemplateView.as_view(template_name="terms.html"), name="terms"),
    path("privacy/", TemplateView.as_view(template_name="privacy.html"), name="privacy"),
    path("healthz/", healthz, name="healthz"),
    path("metrics/", metrics, name="metrics"),
    *sign_in_urls,
    path("account/", include("brokerage.accounts.urls")),
    path("", include("brokerage.moderation.urls")),
    path("", include("connectors.urls")),
    path("", include("introductions.urls")),
    path("", include("payments.urls")),
    path(
        "api/v1/",
        include(
            [
                *accounts_api,
                *connectors_api,
                *introductions_api,
                *payments_api,
                *moderation_api,
            ]
        ),
    ),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    *open_to(STAFF, path("staff/", admin.site.urls)),
]
if settings.ANYMAIL.get("WEBHOOK_SECRET"):  # without it anybody could hand in mail
    urlpatterns += open_to(ANYBODY, path("inbound/", include("anymail.urls")))
if settings.DEMO:
    urlpatterns += open_to(ANYBODY, path("demo/", include("brokerage.demo.urls")))
