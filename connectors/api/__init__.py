"""The API of this app: the same actions and queries as its pages."""

from connectors.api.imports import (
    AddImport,
    ImportRows,
    Imports,
    OneImport,
    OneImportRow,
    UndoImport,
)
from connectors.api.network import (
    Bulk,
    Confirm,
    OneRelationship,
    Profile,
    Relationships,
    Rules,
)
from connectors.api.searching import Listings, OneListing

__all__ = [
    "AddImport",
    "Bulk",
    "Confirm",
    "ImportRows",
    "Imports",
    "Listings",
    "OneImport",
    "OneImportRow",
    "OneListing",
    "OneRelationship",
    "Profile",
    "Relationships",
    "Rules",
    "UndoImport",
]
