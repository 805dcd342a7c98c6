"""The addresses of the desk, for people and for programs."""

from django.urls import URLPattern, path

from brokerage.accounts.access import STAFF, open_to
from brokerage.moderation.api import cases as cases_api
from brokerage.moderation.api import people as people_api
from brokerage.moderation.views import books, cases, domains, evidence, people, reporting

CASE = "moderation/cases/<uuid:public_id>/"
PERSON = "moderation/people/<uuid:public_id>/"

urlpatterns: list[URLPattern] = [
    path("report/<slug:what>/<uuid:public_id>/", reporting.report, name="report"),
    *open_to(
        STAFF,
        path("moderation/", cases.queue, name="moderation"),
        path(CASE, cases.case, name="moderation_case"),
        path(f"{CASE}claim/", cases.claim, name="moderation_claim"),
        path(f"{CASE}release/", cases.release, name="moderation_release"),
        path(f"{CASE}note/", cases.note, name="moderation_note"),
        path(f"{CASE}preview/", cases.preview, name="moderation_preview"),
        path(f"{CASE}evidence/<uuid:evidence>/", evidence.evidence, name="moderation_evidence"),
        path(
            f"{CASE}evidence/<uuid:evidence>/picture/",
            evidence.evidence,
            {"how": "show"},
            "moderation_evidence_picture",
        ),
        path(f"{CASE}<slug:name>/", cases.action, name="moderation_action"),
        path("moderation/people/", people.search, name="moderation_people"),
        path(PERSON, people.show, name="moderation_person"),
        path(f"{PERSON}lift/<uuid:sanction>/", people.lift, name="moderation_person_lift"),
        path(f"{PERSON}close/", people.close, name="moderation_person_close"),
        path(f"{PERSON}<slug:kind>/", people.give, name="moderation_person_step"),
        path("moderation/domains/", domains.domains, name="moderation_domains"),
        path("moderation/domains/<int:pk>/lift/", domains.lift, name="moderation_domain_lift"),
        path("moderation/books/", books.books, name="moderation_books"),
        path("moderation/books/close/", books.close, name="moderation_books_close"),
        path("moderation/books/check/", books.check, name="moderation_books_check"),
        path("moderation/books/csv/", books.postings, name="moderation_books_csv"),
    ),
]
api_urlpatterns: list[URLPattern] = open_to(
    STAFF,
    path("moderation/cases/", cases_api.Cases.as_view(), name="api_moderation_cases"),
    path(CASE, cases_api.OneCase.as_view(), name="api_moderation_case"),
    path(f"{CASE}claim/", cases_api.ClaimCase.as_view(), name="api_moderation_claim"),
    path(f"{CASE}release/", cases_api.ReleaseCase.as_view(), name="api_moderation_release"),
    path(f"{CASE}evidence/", cases_api.CaseEvidence.as_view(), name="api_moderation_evidence_list"),
    path(
        f"{CASE}evidence/<uuid:evidence>/",
        cases_api.OneEvidence.as_view(),
        name="api_moderation_evidence",
    ),
    path(PERSON, people_api.Person.as_view(), name="api_moderation_person"),
    path(f"{PERSON}lift/<uuid:sanction>/", people_api.Lift.as_view(), name="api_moderation_lift"),
    path(f"{PERSON}close/", people_api.Close.as_view(), name="api_moderation_close"),
    path(f"{PERSON}<slug:kind>/", people_api.Step.as_view(), name="api_moderation_step"),
    path("moderation/domains/", people_api.Domains.as_view(), name="api_moderation_domains"),
    path(
        "moderation/domains/<int:pk>/lift/",
        people_api.LiftDomain.as_view(),
        name="api_moderation_domain_lift",
    ),
    path(f"{CASE}<slug:name>/", cases_api.DoAction.as_view(), name="api_moderation_action"),
)
