"""Many clocks that run out at once: what needs no looking at each is done for all, in a few statements."""

from introductions.actions.batches.due import let_due_together

__all__ = ["let_due_together"]
