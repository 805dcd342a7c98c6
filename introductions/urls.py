"""The addresses of introductions: for rep and connector, for the prospect, and the API."""

from django.urls import URLPattern, URLResolver, path

from brokerage.accounts.access import BANNED_READ, HEARD_READ, Access, always, open_to
from introductions import api, views
from introductions.moves import flags_of
from introductions.prospects import urls as prospect_urls

MOVE = Access(writes=lambda said: flags_of(said["name"]).while_suspended, banned=True, of_one=True)
"""To whom a move is open: what runs comes to its end, whoever is suspended."""
TALK = Access(writes=always, banned=True, of_one=True)
"""The thread: whoever is still heard in an introduction may write about it to the other side."""
urlpatterns: list[URLPattern | URLResolver] = [
    *open_to(
        BANNED_READ,
        path("home/", views.home, name="dashboard"),
        path("rubric/", views.rubric, name="rubric"),
        path("introductions/", views.board, name="introductions"),
        path("notices/", views.notices, name="notices"),
        path("evidence/<uuid:public_id>/", views.evidence, name="evidence"),
        path(
            "evidence/<uuid:public_id>/picture/",
            views.evidence,
            {"how": "show"},
            "evidence_picture",
        ),
        path("evidence/ticket/<path:ticket>/", views.by_ticket, name="evidence_ticket"),
    ),
    path("introductions/csv/", views.pipeline_csv, name="introductions_csv"),
    path("introductions/views/", views.keep, name="introductions_keep"),
    path("introductions/views/<uuid:public_id>/delete/", views.forget, name="introductions_forget"),
    path("notices/read/", views.read_all, name="notices_read"),
    path("numbers/", views.numbers, name="numbers"),
    path("introductions/new/<uuid:listing>/", views.new, name="introduction_new"),
    *open_to(
        HEARD_READ,
        path("introductions/<uuid:public_id>/", views.introduction, name="introduction"),
        path("introductions/<uuid:public_id>/pay/", views.pay, name="introduction_pay"),
        path("introductions/<uuid:public_id>/receipt/", views.receipt, name="introduction_receipt"),
        path(
            "introductions/<uuid:public_id>/messages/state/",
            views.messages_state,
            name="introduction_messages_state",
        ),
        path(
            "introductions/<uuid:public_id>/division/",
            views.preview,
            name="introduction_division",
        ),
    ),
    *open_to(
        TALK,
        path(
            "introductions/<uuid:public_id>/messages/",
            views.messages,
            name="introduction_messages",
        ),
        path(
            "introductions/<uuid:public_id>/messages/read/",
            views.messages_read,
            name="introduction_messages_read",
        ),
    ),
    *open_to(
        MOVE,
        path("introductions/<uuid:public_id>/<slug:name>/", views.move, name="introduction_move"),
    ),
    *prospect_urls.urlpatterns,
]
api_urlpatterns: list[URLPattern] = [
    path("numbers/", api.Numbers.as_view(), name="api_numbers"),
    *open_to(
        BANNED_READ,
        path("introductions/", api.Introductions.as_view(), name="api_introductions"),
    ),
    *open_to(
        HEARD_READ,
        path(
            "introductions/<uuid:public_id>/",
            api.OneIntroduction.as_view(),
            name="api_introduction",
        ),
        path(
            "introductions/<uuid:public_id>/evidence/<uuid:evidence>/",
            api.OneEvidence.as_view(),
            name="api_evidence",
        ),
        path(
            "introductions/<uuid:public_id>/messages/files/<uuid:file>/",
            api.OneAttachment.as_view(),
            name="api_introduction_messages_file",
        ),
    ),
    *open_to(
        TALK,
        path(
            "introductions/<uuid:public_id>/messages/",
            api.Messages.as_view(),
            name="api_introduction_messages",
        ),
        path(
            "introductions/<uuid:public_id>/messages/read/",
            api.MessagesRead.as_view(),
            name="api_introduction_messages_read",
        ),
    ),
    *open_to(
        MOVE,
        *(
            path(
                f"introductions/<uuid:public_id>/{name}/",
                view,
                {"name": name},
                f"api_introduction_{name}",
            )
            for name, view in api.MOVES.items()
        ),
    ),
    *prospect_urls.api_urlpatterns,
]
