"""What a prospect may read about themselves: one request that concerns them, and all that is held."""

from introductions.prospect_data.given import BASIS, aside_of, export, facts_of
from introductions.prospect_data.held import (
    Held,
    address_to_write_to,
    by_own_token,
    held_by_key,
    held_on,
    own_link,
    read_own_token,
    requests_among,
    reveals_among,
)
from introductions.prospect_data.page import (
    ProspectPage,
    connectors_words,
    held_about,
    prospect_page,
    shown_of,
)

__all__ = [
    "BASIS",
    "Held",
    "ProspectPage",
    "address_to_write_to",
    "aside_of",
    "by_own_token",
    "connectors_words",
    "export",
    "facts_of",
    "held_about",
    "held_by_key",
    "held_on",
    "own_link",
    "prospect_page",
    "read_own_token",
    "requests_among",
    "reveals_among",
    "shown_of",
]
