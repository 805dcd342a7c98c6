"""Connectors, the people they know, companies, imports, and who asked not to be listed.

Contact data is encrypted; facts a rep may filter by are plain and canonical. Whatever can be said
as a rule about one row is a constraint of the database.
"""

import brokerage.kit.any_of  # noqa: F401  (a look-up for all fields)
from connectors.models.bulk_changes import BulkChange, RemovedContact
from connectors.models.companies import Company, ConnectorProfile, ConnectorRules
from connectors.models.coverage import (
    Account,
    AccountChoice,
    AccountWatch,
    CoverageDay,
    CoverageList,
    Figures,
)
from connectors.models.imports import (
    UNDO_FOR,
    WAITS_FOR,
    ColumnChoice,
    ErasedAddress,
    FactChange,
    ImportRow,
    ImportRun,
)
from connectors.models.interest import InterestCount, InterestMark, InterestMonth
from connectors.models.merges import ContactMerge, TwoPeople
from connectors.models.network_index import BUCKET_BITS, NetworkChange, NetworkChunk
from connectors.models.people import KeyKind, OptedOutDomain, Prospect, ProspectKey, Suppression
from connectors.models.price_rules import PriceRule
from connectors.models.relationships import (
    BY_HAND,
    DEPARTMENT_CHOICES,
    DERIVED,
    SENIORITY_CHOICES,
    STRENGTH_CHOICES,
    HowKnown,
    Relationship,
)
from connectors.models.saving import (
    Alerts,
    SavedSearch,
    SearchAlert,
    SeenListing,
    ShortlistEntry,
)
from connectors.models.search import SearchCheck, SearchEntry, SearchWord, ShownRecord
from connectors.models.take_downs import TakeDown, TakeDownMark
from connectors.models.titles import PendingRecheck, TitleCorrection

__all__ = [
    "BUCKET_BITS",
    "BY_HAND",
    "DEPARTMENT_CHOICES",
    "DERIVED",
    "SENIORITY_CHOICES",
    "STRENGTH_CHOICES",
    "UNDO_FOR",
    "WAITS_FOR",
    "Account",
    "AccountChoice",
    "AccountWatch",
    "Alerts",
    "BulkChange",
    "ColumnChoice",
    "Company",
    "ConnectorProfile",
    "ConnectorRules",
    "ContactMerge",
    "CoverageDay",
    "CoverageList",
    "ErasedAddress",
    "FactChange",
    "Figures",
    "HowKnown",
    "ImportRow",
    "ImportRun",
    "InterestCount",
    "InterestMark",
    "InterestMonth",
    "KeyKind",
    "NetworkChange",
    "NetworkChunk",
    "OptedOutDomain",
    "PendingRecheck",
    "PriceRule",
    "Prospect",
    "ProspectKey",
    "Relationship",
    "RemovedContact",
    "SavedSearch",
    "SearchAlert",
    "SearchCheck",
    "SearchEntry",
    "SearchWord",
    "SeenListing",
    "ShortlistEntry",
    "ShownRecord",
    "Suppression",
    "TakeDown",
    "TakeDownMark",
    "TitleCorrection",
    "TwoPeople",
]
