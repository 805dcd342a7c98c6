"""The addresses of one's own account, below `/account/`; the API's below `/api/v1/`."""

from django.urls import path

from brokerage.accounts import api, views

urlpatterns = [
    path("", views.overview, name="account_overview"),
    path("edit/", views.edit, name="account_edit"),
    path("data/", views.data, name="account_data"),
    path("data/export/", views.export, name="account_export"),
    path("close/", views.close, name="account_close"),
]
api_urlpatterns = [
    path("me/", api.Me.as_view(), name="api_me"),
    path("me/close/", api.Close.as_view(), name="api_close_me"),
]
