"""The addresses of people without an account: the prospect's answers, and what is held about them."""

from django.urls import URLPattern, path, re_path

from introductions import prospect_api, prospect_views
from introductions.queries import PROSPECT_CHOICES

CHOICE = "|".join(PROSPECT_CHOICES)

urlpatterns: list[URLPattern] = [
    path("p/<str:token>/", prospect_views.answer, name="prospect_answer"),
    path("p/<str:token>/witness/", prospect_views.witness, name="prospect_witness"),
    re_path(
        rf"^p/(?P<token>[^/]+)/(?P<choice>{CHOICE})/$",
        prospect_views.choice,
        name="prospect_choice",
    ),
    path("me/", prospect_views.ask_for_own_data, name="own_data"),
]
api_urlpatterns: list[URLPattern] = [
    path("prospect/<str:token>/", prospect_api.Answer.as_view(), name="api_prospect_answer"),
    path(
        "prospect/<str:token>/witness/",
        prospect_api.Witness.as_view(),
        name="api_prospect_witness",
    ),
]
