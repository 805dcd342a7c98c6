"""Somebody closes their account: what they brought in about other people, and whom they target, goes too."""

from django.db import transaction

from brokerage.accounts.models import User
from connectors.actions.editing import forget
from connectors.actions.erasing import empty
from connectors.actions.import_rows import share_prospects
from connectors.models import (
    AccountChoice,
    BulkChange,
    ConnectorProfile,
    ConnectorRules,
    CoverageDay,
    CoverageList,
    ImportRun,
    PriceRule,
    SavedSearch,
    SearchAlert,
    SeenListing,
    ShortlistEntry,
)
from connectors.queries import visible_to


@transaction.atomic
def forget_network(user: User) -> None:
    """Erase the user's network, imports, profile, target accounts and what they kept of search; nobody is
    suppressed by it.

    A relationship on which an introduction hangs stays as an empty row, so that its history and
    its money keep their course on ids alone. People in nobody's network any more leave no hash.
    """
    share_prospects()
    bound = visible_to(user).filter(introductions__isnull=False).distinct()
    for row in bound:
        empty(row)
    forget(visible_to(user).exclude(pk__in=bound.values("pk")))
    PriceRule.objects.filter(connector=user).delete()
    BulkChange.objects.filter(connector=user).delete()
    ImportRun.objects.filter(connector=user).delete()
    ConnectorProfile.objects.filter(user=user).delete()
    ConnectorRules.objects.filter(user=user).delete()
    for kept in (SavedSearch, SearchAlert, ShortlistEntry, SeenListing):
        kept._default_manager.filter(owner=user).delete()
    for model in (CoverageList, CoverageDay, AccountChoice):
        model.objects.filter(rep=user).delete()
