"""The addresses of introductions: for rep and connector, for the prospect, and the API."""

from django.http import Http404
from django.urls import URLPattern, path

from introductions import prospect_urls


def _later(request, **kwargs):  # type: ignore[no-untyped-def]
    raise Http404


urlpatterns: list[URLPattern] = [
    path("introductions/<uuid:public_id>/", _later, name="introduction"),
    *prospect_urls.urlpatterns,
]
api_urlpatterns: list[URLPattern] = [*prospect_urls.api_urlpatterns]
