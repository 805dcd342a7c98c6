"""The addresses of introductions: for rep and connector, for the prospect, and the API."""

from django.http import Http404
from django.urls import URLPattern, path


def _later(request, **kwargs):  # type: ignore[no-untyped-def]
    raise Http404


urlpatterns: list[URLPattern] = [
    path("introductions/<uuid:public_id>/", _later, name="introduction"),
    path("p/<str:token>/", _later, name="prospect_answer"),
    path("p/<str:token>/witness/", _later, name="prospect_witness"),
]
api_urlpatterns: list[URLPattern] = []
