"""What people type on the pages of this app, checked and turned into what the actions take."""

from connectors.forms.amounts import to_money
from connectors.forms.coverage import AccountsForm, AgainForm, CoverageForm, RenameForm
from connectors.forms.importing import ColumnsForm, ImportForm, MailBookForm, ReviewForm
from connectors.forms.network import (
    ChangeForm,
    NetworkForm,
    OfferForm,
    RelationshipForm,
)
from connectors.forms.pricing import PriceRuleForm
from connectors.forms.profile import ProfileForm, RulesForm
from connectors.forms.saving import SavedSearchForm
from connectors.forms.searching import SearchForm

__all__ = [
    "AccountsForm",
    "AgainForm",
    "ChangeForm",
    "ColumnsForm",
    "CoverageForm",
    "ImportForm",
    "MailBookForm",
    "NetworkForm",
    "OfferForm",
    "PriceRuleForm",
    "ProfileForm",
    "RelationshipForm",
    "RenameForm",
    "ReviewForm",
    "RulesForm",
    "SavedSearchForm",
    "SearchForm",
    "to_money",
]
