"""What is there, and who may see it. Reads only.

`visible_to` is the connector's way to a row, `search` and `listing_for` the rep's, and `blinded`
the only shape in which a rep sees one. `contact_of` opens the contact data; callers answer for
logging that.
"""

from connectors.queries.attesting import AttestLink, attest_link, attestable, by_attest_token
from connectors.queries.bulk_changes import (
    bulk_changes_of,
    can_undo,
    just_done,
    preview_of,
    under_way_in_bulk,
    what_it_does,
)
from connectors.queries.contacts import NOBODY, Contact, contact_of
from connectors.queries.email_candidates import email_candidates
from connectors.queries.interest import Segment, counted_month, searched_segments, views_among
from connectors.queries.listings import (
    ANSWERS,
    INTRODUCED,
    SPEED,
    answer_record,
    blinded,
    facts_seen,
    listing_facts,
    public_name,
    reliability,
    waiting_times,
)
from connectors.queries.network import (
    NETWORK_LIMIT,
    NetworkCounts,
    counts,
    facets,
    first_steps,
    imports_of,
    is_under_way,
    kept_by,
    own_data,
    own_matches,
    own_names,
    own_network,
    profile_of,
    unfinished_imports,
    visible_to,
    what_an_edit_does,
)
from connectors.queries.network_filters import AGES, STATUSES, NetworkFilters
from connectors.queries.network_index import network_index, prune_network_index
from connectors.queries.price_rules import (
    in_segments,
    price_rules_of,
    rule_for,
    what_rules_do,
)
from connectors.queries.resting import resting_among
from connectors.queries.rules import (
    CANNOT_BE_LISTED,
    EmployerRule,
    ListingRules,
    is_own_employer,
    why_not_listable,
    why_not_this_person,
    why_not_this_price,
)
from connectors.queries.searching import SearchFilters, industries, listing_for, listings, search
from connectors.queries.suppressed import (
    digests,
    is_suppressed,
    rows_at_domain,
    suppressed_among,
    suppressed_hashes,
    suppression_hashes,
    suppression_marks,
)

__all__ = [
    "AGES",
    "ANSWERS",
    "CANNOT_BE_LISTED",
    "INTRODUCED",
    "NETWORK_LIMIT",
    "NOBODY",
    "SPEED",
    "STATUSES",
    "AttestLink",
    "Contact",
    "EmployerRule",
    "ListingRules",
    "NetworkCounts",
    "NetworkFilters",
    "SearchFilters",
    "Segment",
    "answer_record",
    "attest_link",
    "attestable",
    "blinded",
    "bulk_changes_of",
    "by_attest_token",
    "can_undo",
    "contact_of",
    "counted_month",
    "counts",
    "digests",
    "email_candidates",
    "facets",
    "facts_seen",
    "first_steps",
    "imports_of",
    "in_segments",
    "industries",
    "is_own_employer",
    "is_suppressed",
    "is_under_way",
    "just_done",
    "kept_by",
    "listing_facts",
    "listing_for",
    "listings",
    "network_index",
    "own_data",
    "own_matches",
    "own_names",
    "own_network",
    "preview_of",
    "price_rules_of",
    "profile_of",
    "prune_network_index",
    "public_name",
    "reliability",
    "resting_among",
    "rows_at_domain",
    "rule_for",
    "search",
    "searched_segments",
    "suppressed_among",
    "suppressed_hashes",
    "suppression_hashes",
    "suppression_marks",
    "under_way_in_bulk",
    "unfinished_imports",
    "views_among",
    "visible_to",
    "waiting_times",
    "what_an_edit_does",
    "what_it_does",
    "what_rules_do",
    "why_not_listable",
    "why_not_this_person",
    "why_not_this_price",
]
