"""The addresses of people without an account: the prospect's answers, and what is held about them."""

from django.urls import URLPattern, path, re_path

from introductions import prospect_api, prospect_views
from introductions.queries import PROSPECT_CHOICES

CHOICE = "|".join(choice for choice in PROSPECT_CHOICES if choice != "never")

urlpatterns: list[URLPattern] = [
    path("p/<str:token>/", prospect_views.answer, name="prospect_answer"),
    path("p/<str:token>/witness/", prospect_views.witness, name="prospect_witness"),
    path("p/<str:token>/never/", prospect_views.never, name="prospect_never"),
    re_path(
        rf"^p/(?P<token>[^/]+)/(?P<choice>{CHOICE})/$",
        prospect_views.choice,
        name="prospect_choice",
    ),
    path("me/", prospect_views.ask_for_own_data, name="own_data"),
    path("me/other/", prospect_views.other_address, name="other_address"),
    path(
        "me/other/<str:token>/", prospect_views.confirm_other_address, name="other_address_confirm"
    ),
    path("me/<str:token>/", prospect_views.own_page, name="own_page"),
    path("me/<str:token>/export/", prospect_views.own_export, name="own_export"),
    path("me/<str:token>/erase/", prospect_views.own_erase, name="own_erase"),
]
api_urlpatterns: list[URLPattern] = [
    path("prospect/<str:token>/", prospect_api.Answer.as_view(), name="api_prospect_answer"),
    path(
        "prospect/<str:token>/witness/",
        prospect_api.Witness.as_view(),
        name="api_prospect_witness",
    ),
    path("own-data/", prospect_api.AskOwnData.as_view(), name="api_own_data_ask"),
    path("own-data/<str:token>/", prospect_api.OwnData.as_view(), name="api_own_data"),
]
