"""What a person keeps of their list of introductions: filters under a name."""

from introductions.actions.kept_views.keeping import forget_view, keep_view

__all__ = ["forget_view", "keep_view"]
