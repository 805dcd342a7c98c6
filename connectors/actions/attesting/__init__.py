"""A connector's word on a relationship: it is asked for again, said again, or the listing rests."""

from connectors.actions.attesting.asking import ask_connectors, rest_unattested
from connectors.actions.attesting.saying import Attested, attest

__all__ = ["Attested", "ask_connectors", "attest", "rest_unattested"]
