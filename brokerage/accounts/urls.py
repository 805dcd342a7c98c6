"""The addresses of one's own account: below `/account/`, of signing in below `/accounts/`, the API's below
`/api/v1/`."""

from django.urls import include, path

from brokerage.accounts import api, views
from brokerage.accounts.access import BANNED, SUSPENDED, addresses, open_to

urlpatterns = open_to(
    SUSPENDED,
    path("", views.overview, name="account_overview"),
    path("edit/", views.edit, name="account_edit"),
    path("data/", views.data, name="account_data"),
    path("data/export/", views.export, name="account_export"),
    path("close/", views.close, name="account_close"),
)
api_urlpatterns = [
    path("me/", api.Me.as_view(), name="api_me"),
    path("me/close/", api.Close.as_view(), name="api_close_me"),
]
sign_in_urls = open_to(SUSPENDED, path("accounts/", include("allauth.urls")))
#: What lets a banned person in, to be heard in what still runs.
TO_BE_HEARD = {
    *("account_login", "account_confirm_login_code", "account_logout", "mfa_authenticate"),
    *("account_reauthenticate", "mfa_reauthenticate"),
}
open_to(BANNED, *(one for one in addresses(sign_in_urls) if one.name in TO_BE_HEARD))
