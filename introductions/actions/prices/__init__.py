"""What introductions usually cost, worked out every night."""

from introductions.actions.prices.bands import price_bands_are_due, work_out_price_bands

__all__ = ["price_bands_are_due", "work_out_price_bands"]
