"""Stored rows follow what staff decided about titles and companies."""

from connectors.actions.rechecks.following import carry_out_recheck, resume_rechecks

__all__ = ["carry_out_recheck", "resume_rechecks"]
