"""The addresses of people without an account: the prospect's answers, and what is held about them."""

from django.urls import URLPattern, path, re_path

from brokerage.accounts.access import ANYBODY, open_to
from introductions.prospects import api, own_api, own_views, views
from introductions.queries import PROSPECT_CHOICES

CHOICE = "|".join(choice for choice in PROSPECT_CHOICES if choice != "never")

urlpatterns: list[URLPattern] = open_to(
    ANYBODY,
    path("p/<str:token>/", views.answer, name="prospect_answer"),
    path("p/<str:token>/witness/", views.witness, name="prospect_witness"),
    path("p/<str:token>/never/", views.never, name="prospect_never"),
    re_path(
        rf"^p/(?P<token>[^/]+)/(?P<choice>{CHOICE})/$",
        views.choice,
        name="prospect_choice",
    ),
    path("me/", own_views.ask_for_own_data, name="own_data"),
    path("me/other/", own_views.other_address, name="other_address"),
    path("me/other/<str:token>/", own_views.confirm_other_address, name="other_address_confirm"),
    path("me/<str:token>/", own_views.own_page, name="own_page"),
    path("me/<str:token>/export/", own_views.own_export, name="own_export"),
    path("me/<str:token>/never/", own_views.own_never, name="own_never"),
    path("me/<str:token>/erase/", own_views.own_erase, name="own_erase"),
    path(
        "me/<str:token>/networks/<uuid:public_id>/correct/",
        own_views.own_correct,
        name="own_correct",
    ),
    path("me/<str:token>/networks/<uuid:public_id>/leave/", own_views.own_leave, name="own_leave"),
)
api_urlpatterns: list[URLPattern] = open_to(
    ANYBODY,
    path("prospect/<str:token>/", api.Answer.as_view(), name="api_prospect_answer"),
    path(
        "prospect/<str:token>/witness/",
        api.Witness.as_view(),
        name="api_prospect_witness",
    ),
    path(
        "prospect/<str:token>/other-addresses/",
        api.OtherAddresses.as_view(),
        name="api_prospect_other_addresses",
    ),
    path("own-data/", own_api.AskOwnData.as_view(), name="api_own_data_ask"),
    path(
        "own-data/other-addresses/<str:token>/",
        own_api.OtherAddress.as_view(),
        name="api_other_address",
    ),
    path("own-data/<str:token>/", own_api.OwnData.as_view(), name="api_own_data"),
    path("own-data/<str:token>/never/", own_api.OwnNever.as_view(), name="api_own_never"),
    path(
        "own-data/<str:token>/other-addresses/",
        own_api.OwnOtherAddresses.as_view(),
        name="api_own_other_addresses",
    ),
    path(
        "own-data/<str:token>/networks/<uuid:public_id>/",
        own_api.OwnNetwork.as_view(),
        name="api_own_network",
    ),
)
