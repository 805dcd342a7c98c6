"""The addresses of this app: search for reps, the network for connectors, and the API."""

from django.urls import URLPattern, path

from brokerage.accounts.access import ANYBODY, open_to
from connectors import api, views
from connectors.api import saving as saving_api
from connectors.api import shortlist as shortlist_api
from connectors.views import saving

urlpatterns: list[URLPattern] = [
    path("search/", views.search, name="search"),
    path("search/saved/", saving.saved_searches, name="saved_searches"),
    path("search/saved/new/", saving.save_search, name="save_search"),
    path("search/saved/panel/", saving.panel, name="saved_searches_panel"),
    path("search/saved/<uuid:public_id>/", saving.open_saved_search, name="saved_search_open"),
    path(
        "search/saved/<uuid:public_id>/change/",
        saving.change_saved_search,
        name="saved_search_change",
    ),
    path(
        "search/saved/<uuid:public_id>/delete/",
        saving.delete_saved_search,
        name="saved_search_delete",
    ),
    path("search/recent/", saving.recent, name="recently_seen"),
    path("search/recent/delete/", saving.forget_recent, name="forget_recently_seen"),
    path("shortlist/", saving.shortlist, name="shortlist"),
    path("shortlist/compare/", saving.compare, name="compare"),
    path("listings/<uuid:public_id>/star/", saving.star, name="star"),
    *open_to(ANYBODY, path("alerts/off/<str:token>/", saving.alerts_off, name="alerts_off")),
    path("listings/<uuid:public_id>/", views.listing, name="listing"),
    path("coverage/", views.coverage, name="coverage"),
    *open_to(
        ANYBODY,
        path("coverage/off/<str:token>/", views.coverage_watch_off, name="coverage_watch_off"),
    ),
    path("coverage/<uuid:public_id>/", views.coverage_list, name="coverage_list"),
    path("coverage/<uuid:public_id>/upload/", views.coverage_upload, name="coverage_upload"),
    path("coverage/<uuid:public_id>/rename/", views.coverage_rename, name="coverage_rename"),
    path("coverage/<uuid:public_id>/delete/", views.coverage_delete, name="coverage_delete"),
    path("coverage/<uuid:public_id>/review/", views.coverage_review, name="coverage_review"),
    path("coverage/<uuid:public_id>/watch/", views.coverage_watch, name="coverage_watch"),
    path("coverage/<uuid:public_id>/accounts.csv", views.coverage_csv, name="coverage_csv"),
    path("network/", views.network, name="network"),
    path("network/change/", views.change_many, name="network_change"),
    path("network/emails/", views.emails, name="network_emails"),
    path("network/emails/file/", views.emails_from_file, name="network_emails_file"),
    path("network/prices/", views.price_rules, name="network_prices"),
    path("network/prices/apply/", views.price_rules_apply, name="network_prices_apply"),
    path(
        "network/prices/<int:rule_id>/remove/", views.price_rule_remove, name="network_price_remove"
    ),
    path("network/changes/", views.bulk_changes, name="network_bulk_changes"),
    path("network/changes/<uuid:public_id>/", views.bulk_change, name="network_bulk"),
    path(
        "network/changes/<uuid:public_id>/confirm/", views.bulk_confirm, name="network_bulk_confirm"
    ),
    path("network/changes/<uuid:public_id>/undo/", views.bulk_undo, name="network_bulk_undo"),
    path("network/<uuid:public_id>/cell/<slug:name>/", views.cell, name="network_cell"),
    path("network/add/", views.add, name="network_add"),
    path("network/import/", views.import_file, name="network_import"),
    path("network/imports/<uuid:public_id>/", views.import_run, name="network_import_run"),
    path("network/imports/<uuid:public_id>/rows/", views.choose_rows, name="network_import_rows"),
    path(
        "network/imports/<uuid:public_id>/columns/",
        views.choose_columns,
        name="network_import_columns",
    ),
    path(
        "network/imports/<uuid:public_id>/discard/",
        views.discard_import,
        name="network_import_discard",
    ),
    path("network/imports/<uuid:public_id>/undo/", views.undo_import, name="network_import_undo"),
    path("network/duplicates/", views.duplicates, name="network_duplicates"),
    path("network/merges/<uuid:keep>/<uuid:gone>/", views.merge, name="network_merge"),
    path("network/apart/<uuid:one>/<uuid:other>/", views.apart, name="network_apart"),
    path("network/merges/<uuid:public_id>/undo/", views.undo_merge, name="network_merge_undo"),
    path("network/profile/", views.profile, name="connector_profile"),
    path("network/rules/", views.rules, name="connector_rules"),
    path("network/profile/verify/", views.verify, name="connector_verify"),
    path("network/confirm/", views.attest, name="attest"),
    *open_to(
        ANYBODY,
        path("network/confirm/<str:token>/", views.attest_by_link, name="attest_by_link"),
    ),
    path("network/<uuid:public_id>/", views.edit, name="network_edit"),
    path("network/<uuid:public_id>/offer/", views.offer, name="network_offer"),
    path("network/<uuid:public_id>/remove/", views.remove, name="network_remove"),
]
api_urlpatterns: list[URLPattern] = [
    path("profile/", api.Profile.as_view(), name="api_profile"),
    path("rules/", api.Rules.as_view(), name="api_rules"),
    path("relationships/", api.Relationships.as_view(), name="api_relationships"),
    path("relationships/bulk/", api.Bulk.as_view(), name="api_relationships_bulk"),
    path("relationships/bulk/<uuid:public_id>/", api.OneBulk.as_view(), name="api_bulk"),
    path(
        "relationships/bulk/<uuid:public_id>/confirm/",
        api.ConfirmBulk.as_view(),
        name="api_bulk_confirm",
    ),
    path(
        "relationships/bulk/<uuid:public_id>/undo/",
        api.UndoBulk.as_view(),
        name="api_bulk_undo",
    ),
    path("price-rules/", api.PriceRules.as_view(), name="api_price_rules"),
    path("price-rules/preview/", api.PreviewPriceRules.as_view(), name="api_price_rules_preview"),
    path("price-rules/apply/", api.ApplyPriceRules.as_view(), name="api_price_rules_apply"),
    path("price-rules/<int:rule_id>/", api.OnePriceRule.as_view(), name="api_price_rule"),
    path("relationships/confirm/", api.Confirm.as_view(), name="api_attest"),
    path("relationships/<uuid:public_id>/", api.OneRelationship.as_view(), name="api_relationship"),
    path("imports/", api.Imports.as_view(), name="api_imports"),
    path("imports/<uuid:public_id>/", api.OneImport.as_view(), name="api_import"),
    path("imports/<uuid:public_id>/rows/", api.ImportRows.as_view(), name="api_import_rows"),
    path(
        "imports/<uuid:public_id>/rows/<int:number>/",
        api.OneImportRow.as_view(),
        name="api_import_row",
    ),
    path("imports/<uuid:public_id>/add/", api.AddImport.as_view(), name="api_import_add"),
    path("imports/<uuid:public_id>/undo/", api.UndoImport.as_view(), name="api_import_undo"),
    path("saved-searches/", saving_api.SavedSearches.as_view(), name="api_saved_searches"),
    path(
        "saved-searches/<uuid:public_id>/",
        saving_api.OneSavedSearch.as_view(),
        name="api_saved_search",
    ),
    path(
        "saved-searches/<uuid:public_id>/looked/",
        saving_api.LookAtSavedSearch.as_view(),
        name="api_saved_search_looked",
    ),
    path("coverage/", api.CoverageLists.as_view(), name="api_coverage"),
    path("coverage/<uuid:public_id>/", api.OneCoverageList.as_view(), name="api_coverage_list"),
    path(
        "coverage/<uuid:public_id>/upload/",
        api.CoverageUpload.as_view(),
        name="api_coverage_upload",
    ),
    path(
        "coverage/<uuid:public_id>/accounts/",
        api.CoverageAccounts.as_view(),
        name="api_coverage_accounts",
    ),
    path(
        "coverage/<uuid:public_id>/accounts.csv",
        api.CoverageCsv.as_view(),
        name="api_coverage_csv",
    ),
    path(
        "coverage/<uuid:public_id>/review/",
        api.CoverageReview.as_view(),
        name="api_coverage_review",
    ),
    path(
        "coverage/<uuid:public_id>/watch/",
        api.CoverageWatch.as_view(),
        name="api_coverage_watch",
    ),
    path("shortlist/", shortlist_api.Shortlist.as_view(), name="api_shortlist"),
    path(
        "shortlist/<uuid:public_id>/",
        shortlist_api.OneOnShortlist.as_view(),
        name="api_shortlist_one",
    ),
    path("recently-seen/", shortlist_api.RecentlySeen.as_view(), name="api_recently_seen"),
    path("listings/compare/", shortlist_api.Compare.as_view(), name="api_compare"),
    path("listings/", api.Listings.as_view(), name="api_listings"),
    path("listings/<uuid:public_id>/", api.OneListing.as_view(), name="api_listing"),
    path(
        "listings/<uuid:public_id>/usual-price/", api.UsualPrice.as_view(), name="api_usual_price"
    ),
]
