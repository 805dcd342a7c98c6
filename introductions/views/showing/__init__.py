"""The page of one introduction, its timeline, and the receipt."""

from introductions.views.showing.page import introduction, receipt, show

__all__ = ["introduction", "receipt", "show"]
