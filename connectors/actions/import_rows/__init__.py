"""Rows of an address book become relationships: who is it, do we know them, what is new.

Across networks a person is recognised by the keyed hash of their e-mail address, and by nothing
else. Within the connector's own network a contact is found again by its profile, or by name and
company, too.
"""

from connectors.actions.import_rows.intake import take_in
from connectors.actions.import_rows.known_companies import (
    add_companies,
    add_known_companies,
    companies_by_key,
)
from connectors.actions.import_rows.locks import (
    lock_account,
    lock_owner,
    lock_prospects,
    share_prospects,
)
from connectors.actions.import_rows.people import forget_unknown, give_keys, person_behind
from connectors.actions.import_rows.recognising import hashes_of, set_facts, set_hashes

__all__ = [
    "add_companies",
    "add_known_companies",
    "companies_by_key",
    "forget_unknown",
    "give_keys",
    "hashes_of",
    "lock_account",
    "lock_owner",
    "lock_prospects",
    "person_behind",
    "set_facts",
    "set_hashes",
    "share_prospects",
    "take_in",
]
