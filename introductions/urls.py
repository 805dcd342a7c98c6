"""The addresses of introductions: for rep and connector, for the prospect, and the API."""

from django.urls import URLPattern, URLResolver, path

from introductions import api, prospect_urls, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("rubric/", views.rubric, name="rubric"),
    path("introductions/", views.board, name="introductions"),
    path("introductions/new/<uuid:listing>/", views.new, name="introduction_new"),
    path("introductions/<uuid:public_id>/", views.introduction, name="introduction"),
    path("introductions/<uuid:public_id>/pay/", views.pay, name="introduction_pay"),
    path("introductions/<uuid:public_id>/receipt/", views.receipt, name="introduction_receipt"),
    path("introductions/<uuid:public_id>/division/", views.preview, name="introduction_division"),
    path("evidence/<uuid:public_id>/", views.evidence, name="evidence"),
    path("evidence/<uuid:public_id>/picture/", views.evidence, {"how": "show"}, "evidence_picture"),
    path("evidence/ticket/<path:ticket>/", views.by_ticket, name="evidence_ticket"),
    path("introductions/<uuid:public_id>/<slug:name>/", views.move, name="introduction_move"),
    *prospect_urls.urlpatterns,
]
api_urlpatterns: list[URLPattern] = [
    path("introductions/", api.Introductions.as_view(), name="api_introductions"),
    path(
        "introductions/<uuid:public_id>/",
        api.OneIntroduction.as_view(),
        name="api_introduction",
    ),
    path(
        "introductions/<uuid:public_id>/evidence/",
        api.EvidenceOfOne.as_view(),
        name="api_introduction_evidence",
    ),
    path(
        "introductions/<uuid:public_id>/evidence/<uuid:evidence>/",
        api.OneEvidence.as_view(),
        name="api_evidence",
    ),
    *api.moves,
    *prospect_urls.api_urlpatterns,
]
