"""What of this app's models stands in a person's own export."""

from connectors.portable import market, networks

PARTS = (*networks.PARTS, *market.PARTS)

__all__ = ["PARTS"]
