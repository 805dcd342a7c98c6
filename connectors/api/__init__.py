"""The API of this app: the same actions and queries as its pages."""

from connectors.api.bulk import (
    ApplyPriceRules,
    Bulk,
    ConfirmBulk,
    OneBulk,
    OnePriceRule,
    PreviewPriceRules,
    PriceRules,
    UndoBulk,
)
from connectors.api.coverage import (
    CoverageAccounts,
    CoverageCsv,
    CoverageLists,
    CoverageReview,
    CoverageUpload,
    CoverageWatch,
    OneCoverageList,
)
from connectors.api.imports import (
    AddImport,
    ImportRows,
    Imports,
    OneImport,
    OneImportRow,
    UndoImport,
)
from connectors.api.network import (
    Confirm,
    OneRelationship,
    Profile,
    Relationships,
    Rules,
)
from connectors.api.searching import Listings, OneListing, UsualPrice

__all__ = [
    "AddImport",
    "ApplyPriceRules",
    "Bulk",
    "Confirm",
    "ConfirmBulk",
    "CoverageAccounts",
    "CoverageCsv",
    "CoverageLists",
    "CoverageReview",
    "CoverageUpload",
    "CoverageWatch",
    "ImportRows",
    "Imports",
    "Listings",
    "OneBulk",
    "OneCoverageList",
    "OneImport",
    "OneImportRow",
    "OneListing",
    "OnePriceRule",
    "OneRelationship",
    "PreviewPriceRules",
    "PriceRules",
    "Profile",
    "Relationships",
    "Rules",
    "UndoBulk",
    "UndoImport",
    "UsualPrice",
]
