"""The demo's own pages."""

from django.urls import path

from brokerage.demo import views

urlpatterns = [
    path("inbox/", views.inbox, name="demo_inbox"),
    path("inbox/write/", views.write, name="demo_write"),
    path("inbox/<int:number>/", views.mail, name="demo_mail"),
    path("inbox/<int:number>/html/", views.mail_html, name="demo_mail_html"),
    path("clock/", views.world_clock, name="demo_clock"),
    path("sign-in/", views.sign_in, name="demo_sign_in"),
]
